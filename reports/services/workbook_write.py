"""One report's form as an Excel file, to be filled in offline and read back by workbook_read."""

from dataclasses import dataclass

from kit.excel import Book, carried
from kit.text import clean
from reports.figures import Cell
from reports.models import Report
from reports.queries.form import Line, form_blocks, outline_for
from reports.services.entry import USUAL_NOTES, fingerprint
from reports.services.workbook_figures import write_figures
from reports.services.workbook_guide import Guide
from reports.services.workbook_hints import Hints
from reports.services.workbook_layout import EXTRA, FIGURES, GUIDE, META, USUAL, VERSION, layout_of
from reports.services.workbook_words import write_words


@dataclass(frozen=True)
class Carried:
    """One field as it was put into the file: ``seen`` what is stored, ``shown`` what a reader will find there."""

    code: str
    seen: str
    shown: str


def write_form(report: Report) -> bytes:
    """The whole form: a guide, figures, words, and hidden sheets: the rules, whose form it is and what it showed."""
    book = Book(f"Báo cáo {report.period} – {report.unit}")
    layout, texts = layout_of(form_blocks(report)), dict(report.sections.values_list("code", "text"))
    hints = Hints(report, layout)
    guide = Guide(report, layout, hints, texts)
    guide.write(book.page(GUIDE, [150]))
    write_figures(book, report, FIGURES, layout.pages[FIGURES], hints, guide.now)
    write_words(book, report, texts)
    if EXTRA in layout.pages:
        write_figures(book, report, EXTRA, layout.pages[EXTRA], hints, guide.now)
    hints.write(book)
    _write_usual(book)
    fields = [_carried_line(line) for line in layout.lines if line.is_typed]
    outline = outline_for(report.period, report.unit.reporter_code)
    _write_meta(book, report, [*fields, *(_carried_text(s["code"], texts.get(s["code"], "")) for s in outline)])
    return book.finish()


def _write_usual(book: Book) -> None:
    """What the drop-down of the explanations offers."""
    page = book.page(USUAL)
    for row, words in enumerate(USUAL_NOTES):
        page.text(row, 0, words)
    page.hide_for_good()


def _carried_line(line: Line) -> Carried:
    shown = line.cell and Cell(line.cell.status, line.cell.value, clean(carried(line.cell.note)))
    return Carried(line.code, fingerprint(line.cell), fingerprint(shown))


def _carried_text(code: str, text: str) -> Carried:
    return Carried(code, fingerprint(text), fingerprint(clean(carried(text))))


def identity(report: Report) -> dict[str, str]:
    """Whose form a file is."""
    period = report.period
    return {"version": VERSION, "unit": report.unit.code, "period": period.code, "form": str(period.form.year)}


def _write_meta(book: Book, report: Report, fields: list[Carried]) -> None:
    page = book.page(META)
    for row, (name, value) in enumerate(identity(report).items()):
        page.text(row, 0, name)
        page.text(row, 1, value)
    for row, each in enumerate(fields, len(identity(report))):
        for column, text in enumerate(("field", each.code, each.seen, each.shown)):
            page.text(row, column, text)
    page.hide_for_good()
