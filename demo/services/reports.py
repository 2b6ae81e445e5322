"""Demo reports, told through the real services with the clock of their day."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from accounts.models import Unit, User
from accounts.states import Role
from deadlines.services.telling import tell_due
from demo.services.words import TO_THE_MINISTRY, section_text
from kit.pdf import render_pdf
from kit.uploads import check_file
from notices.services.digests import make_digests
from plans.models import ReportingPeriod
from reports.models import Report
from reports.queries.form import outline_for
from reports.queries.prefill import known_of
from reports.queries.returns import returned_items
from reports.queries.totals import total_table
from reports.queries.values import stored_cells
from reports.services.answers import answer_items
from reports.services.attachments import attach_file
from reports.services.beginning import confirm_nothing
from reports.services.concessions import ask_concession
from reports.services.entry import TypedCell, TypedSection, save_entries
from reports.services.letters import draft_letter, record_number
from reports.services.opening import exclude_unit, open_obligations
from reports.services.own_words import write_own
from reports.services.review import Mark, accept_report, return_report
from reports.services.schedule import plan_backwards
from reports.services.section_words import shared_texts
from reports.services.snapshot import figures_snapshot
from reports.services.submission import forward_report, submit_report
from reports.services.threads import open_thread
from reports.states import AttachmentKind, SignedAs

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIGURES = Path(__file__).parents[1] / "data" / "figures-2022.json"
LATE_IN_2021 = "H184"  # sent 25/6/2021 08:00: one day late
# Where each unit stands on the demo's day; those not named have not begun.
ACCEPTED = (
    "H178",
    "H183",
    "H186",
    "H187",
    "H188",
    "PCTNXH",
    "KHTC",
    "NCC",
    "LDVLGDNN",
    "DVVL",
    "BTXHTH",
    "CDN",
)
SUBMITTED = ("H182", "H189", "BTXHTE")
RETURNED_TWICE = "H185"
ASKS_FOR_TIME = "H184"
AWAITING_HEAD = ("H180",)
DRAFT = ("H184", "VP", "CSCN")
EXCLUDED = {"QBTTE": "Quỹ đang sắp xếp lại tổ chức; Phòng BTXH-TE báo cáo thay (dữ liệu minh họa)."}
NOTHING_HAPPENED = {("H189", "2022-6T")}
NOTES = {
    "N201": "Kế hoạch số 15/KH-PCMD ngày 10/02/{year} (dữ liệu minh họa).",
    "N420": "Số liệu của cơ quan Công an, lấy đến ngày {until} (dữ liệu minh họa).",
}
FIRST_REASON = "N103 cao bất thường so với N101: đề nghị kiểm tra lại, có thể đã nhập số lượt của cả năm (R6)."
SECOND_REASON = (
    "Mục II.5 nêu số cơ sở được kiểm tra khác với chỉ tiêu N406 (R4). Đề nghị thống nhất lời văn và số liệu."
)

FIRST_MARKS = [Mark("N103", "R6", "Kiểm tra lại: có thể đã nhập số lượt của cả năm.")]
SECOND_MARKS = [
    Mark("N406", "R4", "Thống nhất với số cơ sở nêu ở mục II.5."),
    Mark("II.5", "R4", "Nêu đúng số cơ sở như chỉ tiêu N406."),
]
WITH_PAPER, ASKED = ("H178", "H183"), "H182"


Entry = tuple[datetime, Callable[[], object]]


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of the demo's story, in Vietnam."""
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


FIRST_MORNING = moment(2022, 4, 29, 7)  # what is told from May on is in the ledger, and what was told before


class Story:
    """Plays units' acts in one period."""

    def __init__(self, period: ReportingPeriod) -> None:
        self.period = period
        self.figures = json.loads(FIGURES.read_text(encoding="utf-8"))["units"]
        self.staff = User.objects.get(username="chuyenvien")
        self.coordinator = User.objects.get(role=Role.COORDINATOR)

    def report(self, code: str) -> Report:
        return Report.objects.get(period=self.period, unit__code=code)

    def people(self, code: str) -> tuple[User, User]:
        return User.objects.get(username=f"nhap.{code.lower()}"), User.objects.get(username=f"duyet.{code.lower()}")

    def fill(self, code: str, at: datetime, share: float = 1.0) -> None:
        """Type the first ``share`` of the figures and, when complete, the words."""
        report, officer = self.report(code), self.people(code)[0]
        values = list(self.figures[code][self.period.code].items())
        values = values[: round(len(values) * share)]
        cells = [TypedCell(i, v.replace(".", ","), note=self.note(i, v)) for i, v in values]
        words = outline_for(self.period, report.unit.reporter_code) if share == 1 else []
        figures = self.figures[code][self.period.code]
        sections = [TypedSection(s["code"], section_text(s["code"], report.unit, figures, self.period)) for s in words]
        saved = save_entries(report, by=officer, at=at, cells=cells, sections=sections)
        if not saved.is_clean:
            raise ValueError(f"demo figures of {code} cannot be typed: {saved.errors}")
        if share == 1:
            self._explain(report, officer, at)
        if share == 1 and (code, self.period.code) in NOTHING_HAPPENED:
            confirm_nothing(report, by=officer, at=at)

    def _explain(self, report: Report, officer: User, at: datetime) -> None:
        """A sentence beside every figure that is not what the portal counts."""
        stored, known = stored_cells(report), known_of(report)
        other = {i: c for i, c in stored.items() if i in known and c.value is not None and c.value != known[i].value}
        words = "Gồm cả phần ghi sổ giấy ở cơ sở, chưa nhập vào cổng (dữ liệu minh họa)."
        typed = {i: f"{c.value.normalize():f}".replace(".", ",") for i, c in other.items() if c.value is not None}
        cells = [TypedCell(i, text, note=other[i].note or words) for i, text in typed.items()]
        save_entries(report, by=officer, at=at, cells=cells)

    def note(self, indicator: str, value: str) -> str:
        """What must be said beside a figure: the plan's number and date, the source of the police's figures."""
        if value == "0" or indicator not in NOTES:
            return ""
        return NOTES[indicator].format(year=self.period.year, until=f"{self.period.ends_on:%d/%m/%Y}")

    def urge(self, at: datetime) -> None:
        """The room drafts the letter to whoever is late; a quarter of an hour later the clerk's number is recorded."""
        day = at.astimezone(VIETNAM).date()
        letter = draft_letter(
            self.period, by=self.staff, at=at, new_due_on=day + timedelta(days=3), signed_as=SignedAs.DEPUTY
        )
        record_number(letter, by=self.staff, at=at + timedelta(minutes=15), number="512", issued_on=day)

    def send(self, code: str, at: datetime) -> None:
        """Fill in, forward and send within one day."""
        officer, head = self.people(code)
        self.fill(code, at - timedelta(hours=5))
        forward_report(self.report(code), by=officer, at=at - timedelta(hours=2))
        submit_report(self.report(code), by=head, at=at)

    def accept(self, code: str, at: datetime) -> None:
        accept_report(self.report(code), by=self.staff, at=at)


def tell_last_year(period: ReportingPeriod) -> None:
    """A finished period: everybody sent, one a day late and after a letter, all accepted."""
    story, due = Story(period), period.due_at
    open_obligations(period, at=period.opens_at)
    units = list(Unit.objects.filter(reports__period=period).order_by("order").values_list("code", flat=True))
    late = [] if period.is_annual else [LATE_IN_2021]
    for order, code in enumerate(units):
        if code not in late:
            story.send(code, due - timedelta(days=2 + order % 8, hours=-9 - order % 7, minutes=-7 * (order % 8)))
    for code in late:
        story.urge(due + timedelta(hours=7, minutes=30))
        story.send(code, due + timedelta(hours=8))
    for order, code in enumerate(units):
        story.accept(code, due + timedelta(days=1, hours=10 + order % 5))


def tell_this_half(period: ReportingPeriod, day: datetime, more: Iterable[Entry] = ()) -> None:
    """The current period, half-way on ``day``: what people did and what the scheduler sent, in order of time.

    ``more``: what else people did in those weeks that somebody is reminded of.
    """
    story = Story(period)
    open_obligations(period, at=period.opens_at)
    diary = [
        *_units_that_sent(story),
        *_returned_twice(story),
        *_papers_and_questions(story),
        *_unfinished(story),
        *_for_the_ministry(story),
        *_deadlines(story),
        *_mornings(day),
        *more,
    ]
    for _, act in sorted(diary, key=lambda entry: entry[0]):
        act()


def _units_that_sent(story: Story) -> Iterator[Entry]:
    for order, code in enumerate(ACCEPTED):
        sent, accepted = moment(2022, 6, 14 + order % 3, 14, 5 * order), moment(2022, 6, 17, 8 + order % 8, 3 * order)
        yield sent, partial(story.send, code, sent)
        yield accepted, partial(story.accept, code, accepted)
    for order, code in enumerate(SUBMITTED):
        at = moment(2022, 6, 17, 15, 7 * order)
        yield at, partial(story.send, code, at)


def _unfinished(story: Story) -> Iterator[Entry]:
    """Excluded, before the head, half filled in."""
    for code, reason in EXCLUDED.items():
        at = moment(2022, 6, 3)
        yield at, partial(exclude_unit, story.report(code), by=story.coordinator, at=at, reason=reason)
    for code in AWAITING_HEAD:
        at = moment(2022, 6, 17, 16, 40)
        yield moment(2022, 6, 17, 9), partial(story.fill, code, moment(2022, 6, 17, 9))
        yield at, partial(forward_report, story.report(code), by=story.people(code)[0], at=at)
    for order, code in enumerate(DRAFT):
        at = moment(2022, 6, 16, 10, 11 * order)
        yield at, partial(story.fill, code, at, share=0.3 + 0.2 * order)


def _returned_twice(story: Story) -> Iterator[Entry]:
    officer, head = story.people(RETURNED_TWICE)
    report = story.report(RETURNED_TWICE)
    first, again = moment(2022, 6, 14, 10, 5), moment(2022, 6, 16, 15, 45)
    forwarded, submitted = moment(2022, 6, 15, 9, 30), moment(2022, 6, 15, 10, 20)
    yield moment(2022, 6, 13, 16, 12), partial(story.send, RETURNED_TWICE, moment(2022, 6, 13, 16, 12))
    yield first, partial(return_report, report, by=story.staff, at=first, reason=FIRST_REASON, marks=FIRST_MARKS)
    yield forwarded - timedelta(minutes=5), partial(_answer, report, officer, forwarded - timedelta(minutes=5))
    yield forwarded, partial(forward_report, report, by=officer, at=forwarded)
    yield submitted, partial(submit_report, report, by=head, at=submitted)
    yield again, partial(return_report, report, by=story.staff, at=again, reason=SECOND_REASON, marks=SECOND_MARKS)


def _for_the_ministry(story: Story) -> Iterator[Entry]:
    """The paper to the ministry asks the ministry, not the province."""
    at = moment(2022, 6, 17, 17, 5)
    yield at, partial(_own_proposals, story, at)


def _own_proposals(story: Story, at: datetime) -> None:
    shared = shared_texts(figures_snapshot(total_table(story.period, compare=False), []), ["V"])["V"]
    write_own(story.period, "bo", "V", text=TO_THE_MINISTRY, seen="", shared=shared, by=story.staff, at=at)


def _answer(report: Report, officer: User, at: datetime) -> None:
    words = "Đã đối chiếu sổ theo dõi: số lượt là của kỳ này (dữ liệu minh họa)."
    answer_items(report, by=officer, at=at, answers={item.pk: words for item in returned_items(report)})


def _papers_and_questions(story: Story) -> Iterator[Entry]:
    """Signed papers of some units; a question about a figure, and a note the unit does not see."""
    for day, code in enumerate(WITH_PAPER, start=16):
        yield moment(2022, 6, day, 16, 30), partial(_attach_paper, story, code, moment(2022, 6, day, 16, 30))
    asked = moment(2022, 6, 17, 16, 10)
    report = story.report(ASKED)
    words = "Số lượt tham dự có gồm các buổi lồng ghép không? (dữ liệu minh họa)"
    yield asked, partial(open_thread, report, "N103", words, by=story.staff, at=asked)
    noted = asked + timedelta(minutes=4)
    note = "Đối chiếu với danh sách buổi tuyên truyền trước khi duyệt (dữ liệu minh họa)."
    yield noted, partial(open_thread, report, "N101", note, by=story.staff, at=noted, is_internal=True)


def _attach_paper(story: Story, code: str, at: datetime) -> None:
    report, officer = story.report(code), story.people(code)[0]
    pdf = render_pdf("demo/pdf/scan.html", {"unit": report.unit.name}, title="Bản quét")
    paper = check_file(pdf, f"Báo cáo 6 tháng {report.unit.short_name}.pdf")
    number, day = f"{at.day + 20}/BC", at.date()
    attach_file(report, paper, kind=AttachmentKind.SIGNED, number=number, signed_on=day, by=officer, at=at)


def _deadlines(story: Story) -> Iterator[Entry]:
    """The annual report planned backwards from the Ministry's date; a unit asks for more time."""
    year = ReportingPeriod.objects.get(year=story.period.year, kind="NAM")
    planned, asked = moment(2022, 6, 15, 15), moment(2022, 6, 17, 10, 30)
    yield planned, partial(
        plan_backwards, year, by=story.coordinator, at=planned, province_before=date(2022, 12, 22),
        ministry_before=date(2022, 12, 20), sending=1, signing=2, consolidation=2, review=3, filling=3,
    )  # fmt: skip
    yield asked, partial(
        ask_concession, story.report(ASKS_FOR_TIME), by=story.people(ASKS_FOR_TIME)[1], at=asked, kind="extension",
        wished_on=date(2022, 6, 28), reason="Cán bộ phụ trách đi tập huấn, chờ số liệu của ba xã (dữ liệu minh họa).",
    )  # fmt: skip


def _mornings(day: datetime) -> Iterator[Entry]:
    """What the scheduler did each morning until ``day``: the steps that came, then the mail of the morning."""
    at = FIRST_MORNING
    while at <= day:
        yield at, partial(tell_due, at=at)
        yield at + timedelta(minutes=30), partial(make_digests, at=at + timedelta(minutes=30))
        at += timedelta(days=1)
