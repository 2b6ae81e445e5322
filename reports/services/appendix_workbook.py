"""The figures of a consolidated report as a workbook: a sheet for each unit, totals as live formulas.

Written from the stored snapshot alone, so that it agrees with the PDF figure by figure. User text is
always a string cell. Formulas are made of cell addresses only.
"""

from decimal import Decimal

from kit.excel import Book, Page, cell_address
from plans.states import Source, ValueKind

TOTALS = "Tổng hợp"
HEAD = {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1}
CELL = {"border": 1, "valign": "vcenter"}
GROUP = {"bold": True, "bg_color": "#F1F1F1", "border": 1}
FIRST_ROW = 4  # of the lines, from 0, on every sheet
UNIT_COLUMN = 3  # of the figure on a unit's sheet
FORMATS = {
    ValueKind.YES_NO: '[=1]"Có";[=0]"Không";General',
    ValueKind.DECIMAL: "#,##0.###",
    ValueKind.PERCENT: '0.0" %"',
}


def appendix_workbook(figures: dict, *, title: str, subtitle: str) -> bytes:
    """XLSX bytes. ``figures``: the snapshot of reports.services.snapshot."""
    book = Book(title)
    units, lines = figures["units"], figures["lines"]
    widths = [6, 9, 52, 12, *[11] * len(units), 12, 14, 11]
    totals = book.page(TOTALS, widths)
    sheets = {unit["code"]: sheet_name(unit) for unit in units}
    _head(totals, title, subtitle, [unit["short"] for unit in units])
    for order, line in enumerate(lines):
        _total_line(totals, FIRST_ROW + order, order, line, units, lines, sheets)
    totals.freeze(FIRST_ROW, 3)
    totals.for_paper(header_row=FIRST_ROW - 1)
    for unit in units:
        _unit_sheet(book, unit, sheets[unit["code"]], lines)
    return book.finish()


def sheet_name(unit: dict) -> str:
    """At most 31 characters, without those that Excel forbids; the code keeps it unique."""
    name = "".join(" " if letter in "[]:*?/\\'" else letter for letter in unit["short"])
    return f"{unit['code']} {name}"[:31].strip()


def _head(page: Page, title: str, subtitle: str, units: list[str]) -> None:
    page.text(0, 0, title, bold=True, font_size=14)
    page.text(1, 0, subtitle, italic=True)
    labels = ["TT", "Mã", "Chỉ tiêu", "Đơn vị tính", *units, "Điều chỉnh", "Tổng cộng", "Số đơn vị"]
    for column, label in enumerate(labels):
        page.text(FIRST_ROW - 1, column, label, **HEAD)
    page.height(FIRST_ROW - 1, 46)


def _total_line(
    page: Page, row: int, order: int, line: dict, units: list[dict], lines: list[dict], sheets: dict[str, str]
) -> None:
    look = CELL | {"num_format": FORMATS.get(line["value_kind"], "#,##0")}
    page.text(row, 0, str(order + 1), **CELL)
    page.text(row, 1, line["code"], **CELL)
    page.text(row, 2, line["name"] + (" (*)" if line["is_upper_bound"] else ""), text_wrap=True, **CELL)
    page.text(row, 3, line["unit_of_measure"], **CELL)
    for column, unit in enumerate(units, start=4):
        _unit_cell(page, row, column, line, unit["code"], sheets, look)
    last = 3 + len(units)
    delta = sum((Decimal(a["delta"]) for a in line["adjustments"]), Decimal())
    if line["adjustments"]:
        page.number(row, last + 1, delta, **look)
    else:
        page.blank(row, last + 1, **CELL)
    _total_cell(page, row, last, line, lines, look | {"bold": True})
    page.text(row, last + 3, line["coverage"], align="center", **CELL)


def _unit_cell(page: Page, row: int, column: int, line: dict, unit: str, sheets: dict[str, str], look: dict) -> None:
    """The unit's own sheet is the source; "x", "…" and "–" stay words."""
    value = line["values"].get(unit)
    if value is None:
        page.text(row, column, line["by_unit"].get(unit, "x"), align="right", **CELL)
        return
    address = cell_address(row, UNIT_COLUMN)
    page.formula(row, column, f"='{sheets[unit]}'!{address}", Decimal(value), **look)


def _total_cell(page: Page, row: int, last: int, line: dict, lines: list[dict], look: dict) -> None:
    if line["value"] is None:
        page.text(row, last + 2, "–", align="right", **CELL)
        return
    if line["source"] == Source.COMPUTED:
        formula = _ratio_formula(line, lines, last)
    else:
        formula = f"=SUM({cell_address(row, 4)}:{cell_address(row, last + 1)})"
    if line["value_kind"] == ValueKind.YES_NO:
        look = look | {"num_format": "#,##0"}
    page.formula(row, last + 2, formula, Decimal(line["value"]), **look)


def _ratio_formula(line: dict, lines: list[dict], last: int) -> str:
    """Sum over sum, of the units that gave both, adjustments included; one decimal, half up."""
    rows = {other["code"]: FIRST_ROW + order for order, other in enumerate(lines)}
    sides = [rows[line["numerator"]], rows[line["denominator"]]]
    spans = [f"{cell_address(row, 4)}:{cell_address(row, last)}" for row in sides]
    extra = [f"N({cell_address(row, last + 1)})" for row in sides]
    upper = f"SUMPRODUCT(--ISNUMBER({spans[1]}),{spans[0]})+{extra[0]}"
    lower = f"SUMPRODUCT(--ISNUMBER({spans[0]}),{spans[1]})+{extra[1]}"
    return f"=ROUND(100*({upper})/({lower}),1)"


def _unit_sheet(book: Book, unit: dict, name: str, lines: list[dict]) -> None:
    """Same rows as the totals, so that one address serves both."""
    page = book.page(name, [9, 60, 14, 14])
    page.text(0, 0, unit["name"], bold=True, font_size=13)
    for column, label in enumerate(("Mã", "Chỉ tiêu", "Đơn vị tính", "Số liệu")):
        page.text(FIRST_ROW - 1, column, label, **HEAD)
    for order, line in enumerate(lines):
        row = FIRST_ROW + order
        look = CELL | {"num_format": FORMATS.get(line["value_kind"], "#,##0")}
        page.text(row, 0, line["code"], **CELL)
        page.text(row, 1, line["name"], text_wrap=True, **CELL)
        page.text(row, 2, line["unit_of_measure"], **CELL)
        value = line["values"].get(unit["code"])
        if value is None:
            page.text(row, UNIT_COLUMN, line["by_unit"].get(unit["code"], "x"), align="right", **CELL)
        else:
            page.number(row, UNIT_COLUMN, Decimal(value), **look)
    page.freeze(FIRST_ROW, 1)
    page.for_paper(header_row=FIRST_ROW - 1)
