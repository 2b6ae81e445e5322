"""The page of words of the Excel form: what must be written on top, last period's words beside it."""

from kit.excel import Book, Page
from reports.models import Report
from reports.queries.form import editable_codes, outline_for
from reports.queries.narrative import last_texts
from reports.services.entry import MAX_SECTION
from reports.services.workbook_figures import at_most, head
from reports.services.workbook_layout import (
    CELL,
    CODE,
    DONE,
    ENTRY,
    GOOD,
    GROUP,
    HEADER_ROW,
    KNOWN,
    TEXT,
    TO_DO,
    TODO,
    WORDS,
    WRITE,
    height_for,
)

SECTION, ADVICE, LAST = "Mục", "Gợi ý", "Kỳ trước đã viết"
WORD_COLUMNS = {CODE: 7, SECTION: 20, ADVICE: 28, TEXT: 66, TODO: 12, LAST: 40}  # all seen at 1366 pixels
TEXT_AT, TODO_AT, LAST_AT = 3, 4, 5
NO_NAMES = (
    "Viết ngắn, đúng thực tế kỳ này (xuống dòng: Alt+Enter). Không nêu tên, số căn cước, điện thoại của bất kỳ ai."
)


def ordered(report: Report) -> list[dict]:
    """The sections that must be written first, each half in the order of the outline."""
    return sorted(outline_for(report.period, report.unit.reporter_code), key=lambda section: not section["required"])


def write_words(book: Book, report: Report, texts: dict[str, str]) -> None:
    """One row per section, the required ones on top; beside each what was written last."""
    page = book.page(WORDS, WORD_COLUMNS.values())
    page.tab("#F2B705")
    sections = ordered(report)
    halves = len({section["required"] for section in sections})
    printed = (HEADER_ROW + len(sections) + halves, TODO_AT)
    head(page, report, NO_NAMES, WORD_COLUMNS, counts_at=TEXT_AT, printed=printed)
    last, opened = last_texts(report), editable_codes(report, [])
    row, half = HEADER_ROW, None
    for section in sections:
        if section["required"] != half:
            half, row = section["required"], row + 1
            _write_half(page, row, required=half)
        row += 1
        _write_section(page, row, section, texts.get(section["code"], ""), is_open=section["code"] in opened)
        page.text(row, LAST_AT, last.get(section["code"], ""), **KNOWN)
    area = (HEADER_ROW + 1, TODO_AT, row, TODO_AT)
    page.colour(area, f'=$E{HEADER_ROW + 2}="{WRITE}"', **TO_DO)
    page.colour(area, f'=LEFT($E{HEADER_ROW + 2},1)="{DONE}"', **GOOD)


def _write_half(page: Page, row: int, *, required: bool) -> None:
    for column in range(len(WORD_COLUMNS)):
        page.blank(row, column, **GROUP)
    page.text(row, 1, "Bắt buộc" if required else "Không bắt buộc, chỉ viết khi có nội dung", **GROUP)


def _write_section(page: Page, row: int, section: dict, text: str, *, is_open: bool) -> None:
    must = section["required"]
    page.text(row, 0, section["code"], **KNOWN)
    page.text(row, 1, section["title"] + (" *" if must else ""), **CELL)
    page.text(row, 2, section["hint"], **KNOWN)
    page.text(row, TEXT_AT, text, **(ENTRY if is_open else KNOWN))
    page.allow(row, TEXT_AT, at_most(MAX_SECTION), title=section["code"], prompt=section["hint"])
    length = f'"{DONE} "&LEN(TRIM(D{row + 1}))&" ký tự"'
    blank = f'"{WRITE}"' if must and is_open else '""'
    told = f"{DONE} {len(text)} ký tự" if text else WRITE if must and is_open else ""
    page.words(row, TODO_AT, f'=IF(TRIM(D{row + 1})="",{blank},{length})', told, **CELL)
    page.height(row, height_for({ADVICE: section["hint"], TEXT: text}, WORD_COLUMNS, least=7 if must else 3))
