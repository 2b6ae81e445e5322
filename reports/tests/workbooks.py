"""Excel forms in the tests: fill cells in, change a sheet, read back."""

from io import BytesIO

import openpyxl

from audit.models import AuditEntry
from reports.models import Report, ReportSection, ReportValue
from reports.services.workbook import read_form, write_form

FIGURES, EXTRA, WORDS = "Số liệu", "Không bắt buộc", "Lời văn"
COUNTED, VALUE, TODO, NOTE, STATUS = "F", "G", "H", "I", "J"


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def repacked(book: openpyxl.Workbook) -> bytes:
    result = BytesIO()
    book.save(result)
    return result.getvalue()


def row_of(book: openpyxl.Workbook, code: str, sheet: str = FIGURES) -> int:
    return next(row[0].row for row in book[sheet].iter_rows() if row[0].value == code)


def page_of(book: openpyxl.Workbook, code: str):
    """The page on which a figure stands: what must be filled in, or what nobody must."""
    pages = (book[name] for name in (FIGURES, EXTRA) if name in book.sheetnames)
    return next(page for page in pages if any(row[0].value == code for row in page.iter_rows()))


def filled(report: Report, **cells) -> bytes:
    """The form with cells typed over: N101=15, N102_note="…", N102_status="…"; words by section in ``words``."""
    book = opened(write_form(report))
    for name, value in cells.items():
        code, _, column = name.partition("_")
        letter = {"": VALUE, "status": STATUS, "note": NOTE}[column]
        page = page_of(book, code)
        page[f"{letter}{row_of(book, code, page.title)}"] = value
    return repacked(book)


def altered(report: Report, change) -> bytes:
    """The form after ``change`` was done to its figures sheet (or to the workbook)."""
    book = opened(write_form(report))
    change(book)
    return repacked(book)


def stored(report: Report) -> dict:
    cells = ReportValue.objects.filter(report=report).values_list("indicator__code", "status", "value", "note")
    words = ReportSection.objects.filter(report=report).values_list("code", "text")
    return {"cells": sorted(map(str, cells)), "words": sorted(words), "journal": AuditEntry.objects.count()}


def only_error(data: bytes, report: Report):
    reading = read_form(data, report)
    assert len(reading.errors) == 1, [error.message for error in reading.errors]
    return reading.errors[0]
