"""Tables of inspections as workbooks. Reading only: what is on the page, cell by cell."""

from collections.abc import Sequence

from inspections.queries.statistics import Line, Table
from kit.excel import Book, Page

COLUMNS = ("Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Cùng kỳ năm trước", "Tăng, giảm", "Tỷ lệ")


def statistics_book(table: Table, heads: Sequence[str]) -> bytes:
    """The comparison on one sheet, the districts on another. Counts that are hidden stay hidden."""
    title = f"Kết quả kiểm tra {table.stretch.title}"
    book = Book(title)
    page = book.page("Tổng hợp", (46, 14, 14, 20, 14, 12))
    page.text(0, 0, title, bold=True, font_size=14)
    page.text(1, 0, f"Số liệu từ {table.stretch.start:%d/%m/%Y} đến {table.stretch.end:%d/%m/%Y}")
    for column, name in enumerate(COLUMNS):
        page.text(3, column, name, bold=True, border=1, bg_color="#EEF2F7")
    for row, line in enumerate(table.lines, start=4):
        page.text(row, 0, line.name, border=1)
        page.text(row, 1, line.measure, border=1)
        _numbers(page, row, line)
    page.freeze(4, 1)
    if table.districts:
        _districts(book, table, heads)
    return book.finish()


def _numbers(page: Page, row: int, line: Line) -> None:
    """Figures as numbers; what may not be told exactly as the words of the page."""
    for column, figure, words in zip((2, 3), line.figures, (line.now, line.before), strict=True):
        if figure is None:
            page.text(row, column, words, border=1, align="right")
        else:
            page.number(row, column, figure, border=1)
    page.text(row, 4, line.difference, border=1, align="right")
    page.text(row, 5, line.percent, border=1, align="right")


def _districts(book: Book, table: Table, heads: Sequence[str]) -> None:
    page = book.page("Theo địa bàn", (30, *[18] * len(heads)))
    for column, name in enumerate(("Địa bàn", *heads)):
        page.text(0, column, name, bold=True, border=1, bg_color="#EEF2F7", text_wrap=True)
    for row, (name, numbers) in enumerate(table.districts, start=1):
        page.text(row, 0, name, border=1)
        for column, number in enumerate(numbers, start=1):
            page.number(row, column, number, border=1)
    page.freeze(1, 1)
