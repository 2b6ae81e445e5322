"""How the deadlines were kept in one year, on paper and as a workbook. Reading only: what the page shows."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from accounts.models import Unit
from accounts.states import UnitKind
from deadlines.figures import VIETNAM
from deadlines.figures.timeliness import Timeliness
from documents import layout
from kit.excel import Book, Page
from kit.numbers import show
from reports.queries.timeliness import Kept, UnitRow, YearTable
from reports.services.letter_words import ARCHIVE, SIGNATURES, short_day
from reports.states import SignedAs

HOW = (
    "Đúng hạn xét theo lần gửi đầu; phải chỉnh lý sau đó không thành muộn. Mẫu số là báo cáo phải nộp đã gửi hoặc đã"
    " hết hạn; đơn vị được miễn, loại trừ không tính; hạn được gia hạn thay hạn chung."
)
NOT_OWED = "không phải nộp"
WIDTH = 250  # mm of the landscape page
RATES = ("Đúng hạn", "Duyệt bản gửi trong hạn", "Số lần gửi, bình quân")
FIGURES = (
    "Được tính", "Đã gửi", "Đúng hạn", "Đúng hạn (%)", "Duyệt bản trong hạn", "Duyệt bản trong hạn (%)",
    "Số lần gửi, bình quân",
)  # fmt: skip
HEAD = {"bold": True, "border": 1, "bg_color": "#EEF2F7", "text_wrap": True}


def timeliness_content(table: YearTable, year: int, *, at: datetime) -> layout.Content:
    """The department's report on the year's deadlines, to be numbered and signed. Layout: [NĐ-30] Phụ lục I."""
    department = Unit.objects.get(kind=UnitKind.DEPARTMENT)
    day = at.astimezone(VIETNAM).date()
    return {
        "letterhead": layout.letterhead(department.letterhead_superior, department.letterhead_issuer),
        "number": "",
        "symbol": "BC-SLĐTBXH",
        "place": "Lạng Sơn",
        "date_text": layout.vietnamese_date_text(None, month=day.month, year=day.year),
        "type_name": "BÁO CÁO",
        "subject": layout.subject_text(f"Kết quả chấp hành thời hạn báo cáo năm {year}"),
        "addressees": [],
        "grounds": [],
        "body": _body(table, year, at),
        "signature": SIGNATURES[SignedAs.BY_ORDER],
        "recipients": ["Lãnh đạo Sở (b/c);"],
        "archive": ARCHIVE,
        "appendices": [_units(table, year)],
        "watermark": "",
        "demo_mark": "DỮ LIỆU MINH HỌA" if settings.DEMO else "",
    }


def _body(table: YearTable, year: int, at: datetime) -> list[layout.Block]:
    local, whole = at.astimezone(VIETNAM), table.whole
    until = f"Tính đến {local:%H} giờ {local:%M} ngày {short_day(local.date())}"
    words = (
        f"{until}, năm {year} có {show(whole.owed)} báo cáo phải nộp trong {show(len(table.periods))} kỳ đã mở;"
        f" {show(whole.judged)} báo cáo đã gửi hoặc đã hết hạn, trong đó {show(whole.on_time)} báo cáo gửi lần đầu đúng"
        f" hạn{_percent(whole.on_time_rate)}, {show(whole.accepted_on_time)} báo cáo được duyệt từ bản gửi trong hạn"
        f"{_percent(whole.accepted_on_time_rate)}."
    )
    columns = [
        layout.column("Kỳ báo cáo"), layout.column("Phải nộp", "16mm", "right"),
        layout.column("Miễn, loại trừ", "18mm", "right"), layout.column("Gia hạn", "14mm", "right"),
        *(layout.column(label, "27mm", "right") for label in RATES),
    ]  # fmt: skip
    rows = [
        layout.row(str(period), *_counts(kept), *_rates(kept))
        for period, kept in zip(table.periods, table.by_period, strict=True)
    ]
    total = layout.row("Cả năm", *_counts(whole), *_rates(whole), kind="total")
    return [*layout.narrative(words), layout.table(columns, [*rows, total]), *layout.narrative(HOW)]


def _units(table: YearTable, year: int) -> layout.Appendix:
    width = f"{min(45, (WIDTH - 70 - 75) // max(1, len(table.periods)))}mm"
    columns = [
        layout.column("TT", "10mm", "center"), layout.column("Đơn vị"),
        *(layout.column(str(period).capitalize(), width) for period in table.periods),
        *(layout.column(label, "25mm", "right") for label in RATES),
    ]  # fmt: skip
    rows = [
        layout.row(str(order), row.unit.name, *map(_cell, row.cells), *_rates(row.together))
        for order, row in enumerate(table.rows, start=1)
    ]
    return {
        "number": "",
        "title": f"CHẤP HÀNH THỜI HẠN BÁO CÁO NĂM {year} CỦA TỪNG ĐƠN VỊ",
        "note": "",
        "orientation": "landscape",
        "columns": columns,
        "rows": rows,
        "footnotes": [HOW],
    }


def _counts(kept: Timeliness) -> tuple[str, str, str]:
    return show(kept.owed), show(kept.excluded), show(kept.extended)


def _rates(kept: Timeliness) -> tuple[str, str, str]:
    """The three rates with their counts: "18/21 (85,7 %)"."""
    return (
        f"{show(kept.on_time)}/{show(kept.judged)}{_percent(kept.on_time_rate)}",
        f"{show(kept.accepted_on_time)}/{show(kept.judged)}{_percent(kept.accepted_on_time_rate)}",
        "–" if kept.rounds_mean is None else show(kept.rounds_mean),
    )


def _percent(rate: Decimal | None) -> str:
    return " (–)" if rate is None else f" ({show(rate)}{layout.NBSP}%)"


def _cell(kept: Kept | None) -> str:
    """ "Đúng hạn, 09:12 ngày 22/6/2022; gia hạn đến hết 30/6/2022"."""
    if kept is None:
        return NOT_OWED
    words = kept.words
    if kept.duty.first_sent_at and not kept.duty.is_excluded:
        sent = kept.duty.first_sent_at.astimezone(VIETNAM)
        words += f", {sent:%H:%M} ngày {short_day(sent.date())}"
    if kept.duty.is_extended and not kept.duty.is_excluded:
        words += f"; gia hạn đến hết {short_day(kept.report.last_day)}"
    return words


def timeliness_book(table: YearTable, year: int, *, at: datetime) -> bytes:
    """Periods on one sheet, units on another; counts and rates are numbers, what is not judged stays blank."""
    local = at.astimezone(VIETNAM)
    title = f"Chấp hành thời hạn báo cáo năm {year}"
    book = Book(title)
    page = book.page("Theo kỳ", (34, *[16] * 9))
    page.text(0, 0, title, bold=True, font_size=14)
    page.text(1, 0, f"Tính đến {local:%H:%M} {local:%d/%m/%Y}. {HOW}")
    _head(page, 3, ("Kỳ báo cáo", "Phải nộp", "Miễn, loại trừ", "Gia hạn", *FIGURES))
    named = [*zip(map(str, table.periods), table.by_period, strict=True), ("Cả năm", table.whole)]
    for row, (name, kept) in enumerate(named, start=4):
        page.text(row, 0, name, border=1)
        _numbers(page, row, 1, (kept.owed, kept.excluded, kept.extended, *_figures(kept)))
    page.freeze(4, 1)
    _units_sheet(book, table)
    return book.finish()


def _figures(kept: Timeliness) -> tuple[Decimal | int | None, ...]:
    return (
        kept.judged, kept.sent, kept.on_time, kept.on_time_rate, kept.accepted_on_time, kept.accepted_on_time_rate,
        kept.rounds_mean,
    )  # fmt: skip


def _units_sheet(book: Book, table: YearTable) -> None:
    page = book.page("Theo đơn vị", (12, 46, *[34] * len(table.periods), *[14] * len(FIGURES)))
    _head(page, 0, ("Mã đơn vị", "Đơn vị", *(str(period).capitalize() for period in table.periods), *FIGURES))
    for number, row in enumerate(table.rows, start=1):
        _unit_row(page, number, row)
    page.freeze(1, 2)


def _unit_row(page: Page, number: int, row: UnitRow) -> None:
    words = (row.unit.code, row.unit.name, *map(_cell, row.cells))
    for column, text in enumerate(words):
        page.text(number, column, text, border=1)
    _numbers(page, number, len(words), _figures(row.together))


def _head(page: Page, row: int, labels: Sequence[str]) -> None:
    for column, label in enumerate(labels):
        page.text(row, column, label, **HEAD)


def _numbers(page: Page, row: int, first: int, values: Sequence[Decimal | int | None]) -> None:
    for column, value in enumerate(values, start=first):
        if value is None:
            page.blank(row, column, border=1)
        else:
            page.number(row, column, Decimal(value), border=1)
