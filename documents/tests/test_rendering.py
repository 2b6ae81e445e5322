"""Long documents are printed in parts, twice the same is printed once, and a person may stop it."""

import io
import os
import time

import pytest
from pypdf import PdfReader

from documents.services import rendering
from documents.services.rendering import Stopped, parts_of, render_content, slowly, sweep_printed
from documents.tests.test_printing import report_content
from kit import pdf_join
from kit.pdf import Enclosure, PrintingFailed
from kit.pdf_join import IncompleteParts, join_parts
from kit.tests.pdfa import problems
from kit.tests.test_pdf import appendix, number_on_top, words

ENCLOSED = Enclosure("so-lieu.json", "Số liệu", b"{}")


def long_content(appendices=4, rows=40):
    """Some appendices, upright and lying by turns."""
    sides = ("landscape", "portrait")
    made = [appendix(str(n), sides[n % 2], rows) for n in range(1, appendices + 1)]
    return report_content() | {"appendices": made}


@pytest.fixture
def printer(monkeypatch):
    """Prints nothing, and counts how often it was asked."""
    asked = []

    def render(template, context, *, title, on_page, **named):
        asked.append(context)
        on_page(1)
        return f"%PDF {len(asked)}".encode()

    monkeypatch.setattr(rendering, "render_pdf_apart", render)
    monkeypatch.setattr(rendering, "join_parts", lambda parts: b"+".join(sorted(parts)))
    return asked


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(rendering, "PART_CELLS", 200)


@pytest.fixture(scope="module")
def joined(tmp_path_factory):
    """A document of four appendices printed in parts, once for these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "PART_CELLS", 200)
        patch.setattr(rendering, "_kept", lambda key: None)
        patch.setattr(rendering, "_keep", lambda key, pdf: None)
        heard = []
        pdf = render_content(
            long_content(), title="Báo cáo dài", enclosures=[ENCLOSED], identifier="ABCDE-ABCDE-ABCDE-ABCDE",
            told=lambda *progress: heard.append(progress),
        )  # fmt: skip
    return pdf, heard


def test_a_short_document_stays_in_one_part():
    assert len(parts_of(long_content(3))) == 1


def test_a_long_one_is_cut_between_its_appendices_and_nothing_is_lost(small_parts):
    content = long_content(5)

    parts = parts_of(content)

    assert [part["only_appendices"] for part in parts] == [False, True, True, True, True]
    assert [a for part in parts for a in part["content"]["appendices"]] == content["appendices"]


def test_the_joined_document_reads_as_if_printed_at_once(joined):
    pages = PdfReader(io.BytesIO(joined[0])).pages
    starts = [n for n, page in enumerate(pages) if "Phụ lục" in words(page)]
    sizes = [round(float(pages[n].mediabox.width)) for n in starts]

    assert (len(starts), starts[0], sizes) == (4, 1, [595, 842, 595, 842])
    assert {number_on_top(pages[n]) for n in starts} == {""}
    assert "CỘNG HÒA XÃ HỘI" in words(pages[0]) and sum("Nơi nhận" in words(page) for page in pages) == 1
    assert sum(words(page).count("Tỷ lệ cơ sở được kiểm tra") for page in pages) == 160


def test_the_joined_document_is_still_archival_tagged_titled_and_signable(joined):
    reader = PdfReader(io.BytesIO(joined[0]))
    catalog = reader.trailer["/Root"]
    parents = catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    keys = [int(key) for key in parents[::2]]

    assert b"pdfaid:conformance" in catalog["/Metadata"].get_data() and catalog["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Báo cáo dài" and catalog["/Lang"] == "vi"
    assert reader.trailer["/ID"][0] == "ABCDE-ABCDE-ABCDE-ABCDE" and len(catalog["/AcroForm"]["/Fields"]) == 2
    assert list(reader.attachments) == ["so-lieu.json"]
    assert problems(joined[0]) == []
    assert keys == sorted(set(keys)) and {page["/StructParents"] for page in reader.pages} <= set(keys)


def elements(kid):
    """Every structure element below."""
    kid = kid.get_object()
    for each in kid if isinstance(kid, list) else [kid]:
        each = each.get_object()
        if isinstance(each, dict):
            yield each
            if "/K" in each:
                yield from elements(each["/K"])


def test_every_page_of_the_joined_document_is_in_its_structure_and_its_bookmarks_lead_to_it(joined):
    reader = PdfReader(io.BytesIO(joined[0]))
    known = {page.indirect_reference.idnum for page in reader.pages}
    tagged = {
        each.raw_get("/Pg").idnum for each in elements(reader.trailer["/Root"]["/StructTreeRoot"]) if "/Pg" in each
    }

    def flat(items):
        return [leaf for item in items for leaf in (flat(item) if isinstance(item, list) else [item])]

    marks = {mark.title: reader.get_destination_page_number(mark) for mark in flat(reader.outline)}
    assert tagged == known
    assert all("Phụ lục" in words(reader.pages[page]) for title, page in marks.items() if title.startswith("Phụ lục"))
    assert sum(title.startswith("Phụ lục") for title in marks) == 4


def test_the_listener_hears_parts_and_pages(joined):
    assert joined[1][-1][:2] == (4, 4) and joined[1][-1][2] >= 5
    assert [done for done, *_ in joined[1]] == sorted(done for done, *_ in joined[1])


def test_the_same_content_is_printed_once(printer):
    first = render_content(report_content(), title="x")

    assert render_content(report_content(), title="x") == first and len(printer) == 1
    render_content(report_content() | {"subject": "Khác"}, title="x")
    render_content(report_content(), title="y")
    render_content(report_content(), title="x", identifier="A")
    render_content(report_content(), title="x", enclosures=[ENCLOSED])
    assert len(printer) == 5


def test_a_new_stylesheet_is_a_new_print(printer, monkeypatch):
    render_content(report_content(), title="x")
    monkeypatch.setattr(rendering, "layout_version", lambda: "khác")
    render_content(report_content(), title="x")

    assert len(printer) == 2


def test_after_one_change_only_that_part_is_printed_again(printer, small_parts):
    content = long_content(4)
    render_content(content, title="x")
    render_content(content, title="x")
    assert len(printer) == 4

    content["appendices"][2] = content["appendices"][2] | {"title": "Đã sửa"}
    render_content(content, title="x")

    assert len(printer) == 5 and printer[-1]["content"]["appendices"][0]["title"] == "Đã sửa"


def test_a_damaged_or_missing_copy_is_printed_anew(printer, settings):
    render_content(report_content(), title="x")
    (kept,) = [path for path in (settings.MEDIA_ROOT / rendering.FOLDER).rglob("*") if path.is_file()]

    kept.write_bytes(kept.read_bytes() + b"!")
    render_content(report_content(), title="x")
    assert len(printer) == 2


def test_a_full_disk_hands_out_what_was_printed(printer, monkeypatch):
    def full(path, data):
        raise OSError

    monkeypatch.setattr(rendering, "write_durably", full)

    assert render_content(report_content(), title="x").startswith(b"%PDF")


def test_what_was_printed_a_month_ago_is_forgotten(printer, settings):
    render_content(report_content(), title="x")
    (kept,) = [path for path in (settings.MEDIA_ROOT / rendering.FOLDER).rglob("*") if path.is_file()]
    assert sweep_printed() == 0

    os.utime(kept, (0, 0))

    assert sweep_printed() == 1 and not kept.exists()


class Enough(Exception):
    """What a listener raises to stop it."""


def test_a_listener_stops_the_printing_of_all_parts(monkeypatch, small_parts):
    begun, ended = [], []

    def render(template, context, *, on_page, **named):
        begun.append(context)
        try:
            for page in range(1, 400):
                on_page(page)
                time.sleep(0.05)
        except Stopped:
            ended.append(context)
            raise

    monkeypatch.setattr(rendering, "render_pdf_apart", render)

    def told(done, parts, pages):
        if len(begun) == rendering.PROCESSES:
            raise Enough

    with pytest.raises(Enough):
        render_content(long_content(6), title="x", told=told)
    assert len(ended) == rendering.PROCESSES  # those that ran; the others never began


def test_a_part_that_fails_fails_the_document(monkeypatch, small_parts):
    def render(*args, **named):
        raise PrintingFailed("exit 1")

    monkeypatch.setattr(rendering, "render_pdf_apart", render)

    with pytest.raises(PrintingFailed):
        render_content(long_content(3), title="x")


def test_parts_that_lose_pages_are_noticed(joined, monkeypatch):
    monkeypatch.setattr(pdf_join, "_append", lambda whole, other: None)

    with pytest.raises(IncompleteParts):
        join_parts([joined[0], joined[0]])


def test_joining_twice_gives_the_same_bytes(joined):
    assert join_parts([joined[0], joined[0]]) == join_parts([joined[0], joined[0]])


def test_progress_is_told_slowly_but_every_part_is():
    heard = []
    tell = slowly(lambda *progress: heard.append(progress), seconds=60)

    for progress in [(0, 2, 1), (0, 2, 5), (1, 2, 9), (1, 2, 12), (2, 2, 14)]:
        tell(*progress)

    assert heard == [(0, 2, 1), (1, 2, 9), (2, 2, 14)]
