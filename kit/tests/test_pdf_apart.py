"""Printing in a process of its own: a document that eats time or memory harms nobody else."""

import pytest

from kit import pdf
from kit.pdf import PrintingFailed, UnprintableDocument, render_pdf, render_pdf_apart


@pytest.fixture
def page(settings, tmp_path):
    """A template made of the given HTML."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path], "OPTIONS": {}}]

    def write(html):
        name = f"{len(list(tmp_path.iterdir()))}.html"
        (tmp_path / name).write_text(f"<html lang=vi><title>x</title><body>{html}", encoding="utf-8")
        return name

    return write


def test_a_document_printed_apart_has_the_same_bytes(page):
    name = page("<p>Tỷ lệ cơ sở được kiểm tra</p>")

    assert render_pdf_apart(name, {}, title="Thử") == render_pdf(name, {}, title="Thử")


def test_a_forbidden_address_is_refused_there_too(page):
    with pytest.raises(UnprintableDocument, match="not a static file"):
        render_pdf_apart(page("<img src=file:///etc/passwd>"), {}, title="Thử")


def test_a_document_without_end_is_given_up_in_time(page):
    with pytest.raises(PrintingFailed):
        render_pdf_apart(page("<table><tr><td colspan=1000000>x</table>"), {}, title="Thử", seconds=3)


def test_a_document_that_eats_memory_is_given_up(page):
    with pytest.raises(PrintingFailed):
        render_pdf_apart(page("<p>" + "<b>chữ</b> " * 40_000), {}, title="Thử", seconds=30, megabytes=250)


def test_somebody_who_waits_for_a_paper_without_end_waits_a_moment(page, monkeypatch):
    monkeypatch.setattr(pdf, "render_pdf_apart", render_pdf_apart)
    monkeypatch.setattr(pdf, "SOON_SECONDS", 2)

    with pytest.raises(PrintingFailed):
        pdf.render_pdf_soon(page("<table><tr><td colspan=1000000>x</table>"), {}, title="Thử")
