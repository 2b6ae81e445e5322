"""The words of the letter that urges late units, as a content tree. Wording is the portal's own proposal."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings

from accounts.models import Unit
from accounts.states import UnitKind
from deadlines.figures import VIETNAM, last_day_on_time
from documents import layout
from plans.models import Plan, ReportingPeriod
from reports.models import Letter, Report
from reports.states import SignedAs

SYMBOL = "SLĐTBXH-PCTNXHBĐG"  # a công văn has no type code: [NĐ-30] Phụ lục III
RECIPIENTS = ["Như trên;", "Lãnh đạo Sở (b/c);"]
ARCHIVE = "VT, PCTNXHBĐG"
DEPARTMENT = "Sở Lao động - Thương binh và Xã hội"
SIGNATURES: dict[str, layout.Signature] = {
    SignedAs.DEPUTY: {"prefix": "KT. GIÁM ĐỐC", "title": "PHÓ GIÁM ĐỐC", "name": ""},
    SignedAs.BY_ORDER: {"prefix": "TL. GIÁM ĐỐC", "title": "TRƯỞNG PHÒNG", "name": ""},
}


def letter_content(
    period: ReportingPeriod,
    late: Sequence[Report],
    *,
    as_of: datetime,
    new_due_on: date,
    signed_as: str,
    replaces: Letter | None,
) -> layout.Content:
    """The letter to the units of ``late``. Layout: [NĐ-30] Phụ lục I; what it cites: [KH-81] mục III."""
    department = Unit.objects.get(kind=UnitKind.DEPARTMENT)
    day = as_of.astimezone(VIETNAM).date()
    subject = f"đôn đốc báo cáo kết quả công tác phòng, chống mại dâm {period}"
    return {
        "letterhead": layout.letterhead(department.letterhead_superior, department.letterhead_issuer),
        "number": "",
        "symbol": SYMBOL,
        "place": "Lạng Sơn",
        "date_text": layout.vietnamese_date_text(None, month=day.month, year=day.year),
        "type_name": "",
        "subject": layout.subject_text(subject),
        "addressees": [report.unit.name for report in late],
        "grounds": [],
        "body": _body(period, late, as_of=as_of, new_due_on=new_due_on, replaces=replaces),
        "signature": SIGNATURES[signed_as],
        "recipients": RECIPIENTS,
        "archive": ARCHIVE,
        "appendices": [],
        "watermark": "",
        "demo_mark": "DỮ LIỆU MINH HỌA" if settings.DEMO else "",
    }


def _body(
    period: ReportingPeriod,
    late: Sequence[Report],
    *,
    as_of: datetime,
    new_due_on: date,
    replaces: Letter | None,
) -> list[layout.Block]:
    local = as_of.astimezone(VIETNAM)
    count = f"{len(late):02} đơn vị"
    words = [
        _ground(period),
        f"Tính đến {local:%H} giờ {local:%M} ngày {short_day(local.date())}, {count} sau đây chưa gửi báo cáo:",
    ]
    request = []
    if replaces is not None and replaces.document.number:
        request.append(f"Công văn này thay thế {number_words(replaces)}.")
    request += [
        f"Để kịp tổng hợp, báo cáo cấp trên theo quy định, {DEPARTMENT} đề nghị các đơn vị nêu trên khẩn trương hoàn"
        " thành và gửi báo cáo qua Phòng Phòng, chống tệ nạn xã hội - Bình đẳng giới, trên Cổng theo dõi, báo cáo"
        f" Kế hoạch 81, chậm nhất ngày {short_day(new_due_on)}.",
        "Trưởng phòng, thủ trưởng đơn vị chịu trách nhiệm về thời hạn và chất lượng báo cáo của đơn vị mình. Sau thời"
        " hạn trên, Sở tổng hợp danh sách đơn vị chưa báo cáo để báo cáo cấp có thẩm quyền.",
    ]
    return [*map(_paragraph, words), _table(late, local.date()), *map(_paragraph, request)]


def _ground(period: ReportingPeriod) -> str:
    """The plan of the period's year and its deadline; without a plan the period's own deadline."""
    last = last_day_on_time(period.due_at)
    before = short_day(period.due_at.astimezone(VIETNAM).date())
    plan = Plan.objects.issued().filter(year=period.year).first()
    if plan is None:
        return f"Hạn gửi báo cáo kết quả công tác phòng, chống mại dâm {period} là hết ngày {short_day(last)}."
    return (
        f"Thực hiện Kế hoạch số {plan.full_number} ngày {short_day(plan.issued_on)} của {DEPARTMENT} {_title(plan)},"
        f" các đơn vị báo cáo kết quả {period} trước ngày {before} (hết ngày {short_day(last)})."
    )


def _title(plan: Plan) -> str:
    """ "về việc thực hiện …": the plan's subject as part of a sentence."""
    title = " ".join(plan.title.split()).rstrip(".")
    return f"về việc {title[:1].lower()}{title[1:]}"


def _table(late: Sequence[Report], day: date) -> layout.Block:
    """Units and days overdue; their deadlines as well where one of them has its own."""
    last_days = [last_day_on_time(report.due_at) for report in late]
    columns = [layout.column("TT", "10mm", "center"), layout.column("Đơn vị")]
    if own_deadlines := len(set(last_days)) > 1:
        columns.append(layout.column("Hạn gửi", "26mm", "center"))
    columns.append(layout.column("Quá hạn", "22mm", "center"))
    rows = []
    for order, (report, last) in enumerate(zip(late, last_days, strict=True), start=1):
        due = [short_day(last)] if own_deadlines else []
        rows.append(layout.row(str(order), report.unit.name, *due, f"{(day - last).days} ngày"))
    return layout.table(columns, rows)


def number_words(letter: Letter) -> str:
    """ "Công văn số 123/SLĐTBXH-PCTNXHBĐG ngày 27/6/2022"."""
    document = letter.document
    day = f" ngày {short_day(document.issued_on)}" if document.issued_on else ""
    return f"Công văn số {document.number.zfill(2)}/{SYMBOL}{day}"


def short_day(day: date) -> str:
    """24/6/2022, 05/7/2022, 09/02/2023: a zero before days below 10 and months 1 and 2. Source: [NĐ-30] Phụ lục I."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def _paragraph(text: str) -> layout.Block:
    return {"type": "paragraph", "text": text}
