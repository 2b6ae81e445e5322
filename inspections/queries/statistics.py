"""Tables of inspections: what was done in a stretch, against the year before, by district, by team."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Aggregate, Count, QuerySet, Sum

from accounts.models import Territory, User
from accounts.rules import is_inspector, is_reporter
from inspections.figures.periods import Change, Stretch, change
from inspections.models import Complaint, Inspection, Minutes, Team, Violation, anybody_moved, filed_in, place_on
from inspections.queries.choices import districts
from inspections.queries.counted import (
    STOPPED,
    By,
    Frame,
    complaints,
    failed,
    places,
    sanctioned_visits,
    violations,
    visits,
)
from inspections.queries.known import path as list_path
from inspections.rules import reporting_territory
from inspections.states import AWAITED, FOLLOWED, InspectionMode, InspectionState, Outcome
from kit.numbers import show

UNKNOWN = "…"  # no figure yet, which is not 0
HIDDEN_BELOW = 5  # counts of people from 1 to 4 are not shown outside the department


@dataclass(frozen=True)
class Measure:
    """One line of a table."""

    name: str
    measure: str
    of_people: bool = False


MEASURES = {
    "visits": Measure("Lượt kiểm tra", "lượt"),
    "unannounced": Measure("– trong đó đột xuất", "lượt"),
    "failed": Measure("Lượt không kiểm tra được", "lượt"),
    "places": Measure("Cơ sở được kiểm tra (không trùng)", "cơ sở"),
    "violating": Measure("Cơ sở vi phạm (không trùng)", "cơ sở"),
    "violations": Measure("Hành vi vi phạm", "hành vi"),
    "reminded": Measure("Nhắc nhở (không phải xử phạt)", "lượt cơ sở"),
    "warned": Measure("Phạt cảnh cáo", "lượt cơ sở"),
    "fined": Measure("Phạt tiền", "lượt cơ sở"),
    "amount": Measure("Tiền phạt theo quyết định", "triệu đồng"),
    "paid": Measure("Tiền phạt đã nộp", "triệu đồng"),
    "stopped": Measure("Đình chỉ, tước giấy phép", "lượt cơ sở"),
    "transferred": Measure("Chuyển cơ quan khác", "vụ"),
    "followed": Measure("Cơ sở được phúc tra", "cơ sở"),
    "complaints": Measure("Tin báo tiếp nhận", "tin"),
    "handled": Measure("Tin báo đã xử lý", "tin"),
    "workers": Measure("Lao động tại các lượt kiểm tra (đã đếm)", "người", of_people=True),
    "minors": Measure("– trong đó dưới 18 tuổi", "người", of_people=True),
}
# Measure → the list that shows exactly its rows, and how it is asked; what is counted in people has none.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "visits": ("list", {"trang_thai": "executed"}),
    "unannounced": ("list", {"trang_thai": "executed", "hinh_thuc": InspectionMode.UNANNOUNCED}),
    "failed": ("list", {"trang_thai": InspectionState.COULD_NOT}),
    "places": ("visited", {}),
    "violating": ("visited", {"vi_pham": "on"}),
    "violations": ("violations", {}),
    "reminded": ("list", {"xu_ly": Outcome.REMINDER, "theo": By.DECIDED}),
    "warned": ("list", {"xu_ly": Outcome.WARNING, "theo": By.DECIDED}),
    "fined": ("list", {"xu_ly": Outcome.FINE, "theo": By.DECIDED}),
    "amount": ("violations", {"xu_ly": Outcome.FINE, "theo": By.DECIDED}),
    "paid": ("violations", {"theo": By.PAID}),
    "stopped": ("list", {"xu_ly": STOPPED, "theo": By.DECIDED}),
    "transferred": ("violations", {"xu_ly": Outcome.TRANSFER, "theo": By.DECIDED}),
    "followed": ("visited", {"phuc_tra": "any"}),
    "complaints": ("complaints", {}),
    "handled": ("complaints", {"da_xu_ly": "on"}),
}
BY_DISTRICT = ("visits", "places", "violating", "violations", "fined", "amount")


@dataclass(frozen=True)
class Line:
    """One measure in both stretches; texts, because some counts of people may not be told exactly."""

    name: str
    measure: str
    now: str
    before: str
    difference: str
    percent: str
    figures: tuple[Decimal | None, Decimal | None]  # both, for a workbook; None where the text alone may be told
    path: str = ""  # the list of exactly the rows that were counted


@dataclass(frozen=True)
class Table:
    """Everything one page, one workbook and one print show."""

    stretch: Stretch
    territory: Territory | None
    lines: list[Line]
    districts: list[tuple[str, list[Decimal]]]  # name and the figures of BY_DISTRICT


def statistics(user: User, stretch: Stretch, district: Territory | None) -> Table:
    """The table as ``user`` may see it: a reporting unit reads its own district's, small counts of people hidden."""
    hides = is_reporter(user)
    where = reporting_territory(user) if hides else district
    now, before = measured(stretch, where), _measured_before(stretch, where)
    lines = [_line(measure, now[code], before.get(code), hides) for code, measure in MEASURES.items()]
    if not is_inspector(user):  # who sees his own team's visits only would open a shorter list
        lines = [replace(line, path=_path(code, stretch, where)) for code, line in zip(MEASURES, lines, strict=True)]
    return Table(stretch, where, lines, [] if where else _by_district(stretch))


def _path(code: str, stretch: Stretch, where: Territory | None) -> str:
    """Reports from people belong to a unit, not to a place: within one district they have no list of their own."""
    if code not in LISTS or (where and LISTS[code][0] == "complaints"):
        return ""
    name, asked = LISTS[code]
    place = {"huyen": where.code} if where else {}
    return list_path(name, Frame(stretch.start, stretch.end), **asked, **place)


def _measured_before(stretch: Stretch, where: Territory | None) -> dict[str, Decimal]:
    """The measures of the year before; none at all when nobody wrote anything down by its last day."""
    last = stretch.before.end
    kept = Inspection.objects.filter(planned_on__lte=last).exists()
    kept = kept or Complaint.objects.filter(received_on__lte=last).exists()
    return measured(stretch.before, where) if kept else {}


def measured(stretch: Stretch, where: Territory | None) -> dict[str, Decimal]:
    """Every measure of one stretch in one district, or everywhere."""
    frame = Frame(stretch.start, stretch.end)
    moved = anybody_moved(stretch.end)
    there = filed_in(Inspection.objects.all(), where, stretch.end, "establishment__", moved=moved)
    seen = visits(frame, there)
    found = Violation.objects.filter(inspection__in=there)
    reports = Complaint.objects.filter(unit__territory=where) if where else Complaint.objects.all()
    people = _people(seen)

    def lots(outcome: str) -> int:
        return sanctioned_visits(frame, outcome, By.DECIDED, there).count()

    def money(outcome: str, by: By, field: str) -> Decimal:
        return violations(frame, outcome, by, found).aggregate(sum=Sum(field))["sum"] or Decimal(0)

    counted = {
        "visits": seen.count(),
        "unannounced": seen.filter(mode=InspectionMode.UNANNOUNCED).count(),
        "failed": failed(frame).filter(pk__in=there).count(),
        "places": filed_in(places(frame), where, stretch.end, moved=moved).count(),
        "violating": filed_in(places(frame, violating=True), where, stretch.end, moved=moved).count(),
        "violations": violations(frame, rows=found).count(),
        "reminded": lots(Outcome.REMINDER),
        "warned": lots(Outcome.WARNING),
        "fined": lots(Outcome.FINE),
        "stopped": lots(STOPPED),
        "transferred": violations(frame, Outcome.TRANSFER, By.DECIDED, found).count(),
        "followed": filed_in(places(frame, followed="any"), where, stretch.end, moved=moved).count(),
        "complaints": complaints(frame, rows=reports).count(),
        "handled": complaints(frame, handled=True, rows=reports).count(),
        **people,
    }
    sums = {"amount": money(Outcome.FINE, By.DECIDED, "amount"), "paid": money("", By.PAID, "paid_amount")}
    return {code: Decimal(number) for code, number in counted.items()} | sums


@dataclass(frozen=True)
class Load:
    """What one team has before it and behind it."""

    team: Team
    awaited: int
    done: int
    followed: int
    overdue: int


def workload(user: User, start: date, today: date) -> list[Load]:
    """Per team the user may see: visits to come, done since ``start``, being followed, overdue remedies.

    A renewed team (kiện toàn) goes on with the visits of the versions before it. Only inspections that he
    may see are counted: of what is still secret not even the number is told.
    """
    seen = Inspection.objects.visible_to(user)
    late = Violation.objects.overdue(today).filter(inspection__in=seen)
    numbers = {
        "awaited": _by_team(seen.filter(state__in=AWAITED), "team"),
        "done": _by_team(seen.inspected_between(start, today), "team"),
        "followed": _by_team(seen.filter(state__in=FOLLOWED), "team"),
        "overdue": _by_team(late, "inspection__team"),
    }
    teams = Team.objects.visible_to(user).valid_on(today).select_related("unit")
    before = dict(Team.objects.values_list("pk", "previous"))
    return [
        Load(
            team,
            **{name: sum(found.get(pk, 0) for pk in _versions(team.pk, before)) for name, found in numbers.items()},
        )
        for team in teams
    ]


def _versions(pk: int | None, before: dict[int, int | None]) -> list[int]:
    """Key of a team and of all it was renewed from."""
    found: list[int] = []
    while pk is not None and pk not in found:
        found.append(pk)
        pk = before.get(pk)
    return found


def _by_team(rows: QuerySet, path: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(path).annotate(Count("pk")))


def _people(seen: QuerySet[Inspection]) -> dict[str, int]:
    """People counted at the visits: each visit's count, added up; what was not counted adds nothing."""
    counts = list(Minutes.objects.filter(inspection__in=seen).values_list("counts", flat=True))
    return {code: sum(found.get(code, 0) for found in counts) for code in ("workers", "minors")}


def _line(measure: Measure, now: Decimal, before: Decimal | None, hides: bool) -> Line:
    hides = measure.of_people and hides
    if before is None:
        told = _hidden(now) if hides else show(now)
        figure = None if told != show(now) else now
        return Line(measure.name, measure.measure, told, UNKNOWN, "–", "–", (figure, None))
    if hides and any(0 < number < HIDDEN_BELOW for number in (now, before)):
        return Line(measure.name, measure.measure, _hidden(now), _hidden(before), "–", "–", (None, None))
    compared = change(now, before)
    return Line(
        measure.name, measure.measure, show(now), show(before), _signed(compared), _percent(compared), (now, before)
    )


def _hidden(number: Decimal) -> str:
    return f"< {HIDDEN_BELOW}" if 0 < number < HIDDEN_BELOW else show(number)


def _signed(compared: Change) -> str:
    sign = "+" if compared.difference > 0 else "−" if compared.difference < 0 else ""
    return sign + show(abs(compared.difference))


def _percent(compared: Change) -> str:
    if compared.percent is None:
        return "–"
    sign = "−" if compared.percent < 0 else ""
    return f"{sign}{show(abs(compared.percent), 1)} %"


def _by_district(stretch: Stretch) -> list[tuple[str, list[Decimal]]]:
    """The measures of BY_DISTRICT for every district: one query for each measure, however many districts there are."""
    frame, moved = Frame(stretch.start, stretch.end), anybody_moved(stretch.end)
    above = dict(Territory.objects.values_list("pk", "parent"))

    def grouped(rows: QuerySet, path: str, figure: Aggregate) -> dict[int, Decimal]:
        """Key of a territory → the figure of the rows that were filed in it or in one of its communes."""
        found: dict[int, Decimal] = {}
        rows = rows.order_by().annotate(place_then=place_on(stretch.end, path, moved=moved))
        for commune, number in rows.values_list("place_then").annotate(figure=figure):
            for place in {commune, above[commune]} - {None}:
                found[place] = found.get(place, Decimal(0)) + (number or 0)
        return found

    each, visit, violation = Count("pk", distinct=True), "establishment__", "inspection__establishment__"
    fined = (frame, Outcome.FINE, By.DECIDED)
    found = {
        "visits": grouped(visits(frame), visit, each),
        "places": grouped(places(frame), "", each),
        "violating": grouped(places(frame, violating=True), "", each),
        "violations": grouped(violations(frame), violation, each),
        "fined": grouped(sanctioned_visits(*fined), visit, each),
        "amount": grouped(violations(*fined), violation, Sum("amount")),
    }
    rows = [(d, [found[code].get(d.pk, Decimal(0)) for code in BY_DISTRICT]) for d in districts(stretch.end)]
    # The province, above communes without a district, has a line only where something was done there.
    return [(str(d), numbers) for d, numbers in rows if d.level == Territory.Level.DISTRICT or any(numbers)]
