"""PDF, workbook and JSON of one report agree figure by figure."""

import io
import json
from dataclasses import replace
from decimal import Decimal

import docx
import openpyxl
import pdfplumber
import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from accounts.tests.factories import UnitFactory
from jobs.services import queue
from reports.models import Consolidation
from reports.queries.profiles import profile_of
from reports.services.adjustments import adjust_total
from reports.services.appendix_workbook import FIRST_ROW, TOTALS, sheet_name
from reports.services.consolidation import request_consolidation
from reports.services.outputs import as_docx, as_json, as_pdf, as_xlsx, live_output, stored_output
from reports.tests.factories import NOW, ReportFactory, accepted_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


@pytest.fixture
def period(staff):
    UnitFactory(department=True)
    one = accepted_report(N101=12, N113=100, N114=60, KP02=Decimal("12.5"), N202=1)
    accepted_report(N101=30, N113=50, N114="unavailable", N202=0)
    ReportFactory(period=one.period)
    adjust_total(
        one.period, "N101", delta=Decimal(-2), kind="overlap", units=[one.unit], reason="Hai đơn vị cùng khai.",
        by=staff, at=NOW,
    )  # fmt: skip
    return one.period


@pytest.fixture
def output(period):
    return live_output(period, profile_of("ubnd"), at=NOW)


@pytest.fixture
def book(output):
    return openpyxl.load_workbook(io.BytesIO(as_xlsx(output)))


def rows_of(book):
    """Code → cells of the sheet of totals."""
    return {row[1].value: row for row in book[TOTALS].iter_rows(min_row=FIRST_ROW + 1)}


def computed(book, formula):
    """What a cell of the totals says: a cell of another sheet, or a number."""
    if not formula.startswith("='"):
        return Decimal(formula)
    sheet, address = formula[2:].split("'!")
    return Decimal(str(book[sheet][address].value))


def is_number(value):
    return isinstance(value, int | float) or (isinstance(value, str) and value.startswith("='"))


def test_the_formulas_of_the_workbook_come_to_the_reports_own_totals(output, book):
    rows = rows_of(book)
    total_column = 4 + len(output.figures["units"]) + 1

    for line in output.figures["lines"]:
        if line["value"] is not None and line["source"] != "computed":
            row = rows[line["code"]]
            summed = [computed(book, str(cell.value)) for cell in row[4:total_column] if is_number(cell.value)]
            assert row[total_column].value.startswith("=SUM("), line["code"]
            assert sum(summed) == Decimal(line["value"]), line["code"]


def test_a_ratio_counts_only_units_that_gave_both(output, book):
    line = next(line for line in output.figures["lines"] if line["code"] == "N115")
    formula = rows_of(book)["N115"][4 + 3 + 1].value

    assert line["value"] == "60"
    assert formula.startswith("=ROUND(100*(SUMPRODUCT(--ISNUMBER(")


def test_nothing_is_not_zero_in_the_workbook(output, book):
    missing = next(u for u in output.figures["units"] if u["code"] not in output.figures["accepted"])
    row = FIRST_ROW + 1 + [line["code"] for line in output.figures["lines"]].index("N101")

    assert book[sheet_name(missing)].cell(row, 4).value == "–"


def test_a_name_that_looks_like_a_formula_stays_a_text(period):
    unit = period.reports.first().unit
    type(unit).objects.filter(pk=unit.pk).update(name='=HYPERLINK("http://x")')

    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(live_output(period, profile_of("ubnd"), at=NOW))))
    names = [sheet["A1"] for sheet in book if sheet.title != TOTALS]

    assert any(cell.value.startswith("=HYPERLINK") and cell.data_type == "s" for cell in names)


def test_the_json_says_what_the_pdf_prints(output, real_paper):
    tree = json.loads(as_json(output))
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(output))).pages)

    n101 = next(line for line in tree["figures"]["lines"] if line["code"] == "N101")
    assert (n101["value"], n101["total"], n101["reported"]) == ("40", "40", "42")
    assert "các đơn vị báo cáo 42, điều chỉnh −2" in " ".join(pages.split())


def squeezed(text):
    """Without white space: a cell may be broken over lines anywhere."""
    return "".join((text or "").split())


def read_from_word(output):
    """Rows of every table, and every paragraph."""
    document = docx.Document(io.BytesIO(as_docx(output)))
    rows = [[squeezed(cell.text) for cell in row.cells] for table in document.tables for row in table.rows]
    return rows, [squeezed(p.text) for p in document.paragraphs]


def read_from_pdf(output):
    """Rows of every table, and the whole text."""
    with pdfplumber.open(io.BytesIO(as_pdf(output))) as pdf:
        rows = [list(map(squeezed, row)) for page in pdf.pages for table in page.extract_tables() for row in table]
        return rows, squeezed("".join(page.extract_text() or "" for page in pdf.pages))


def test_the_workbook_has_every_units_figure_of_the_report(output, book):
    in_book, units = rows_of(book), output.figures["units"]

    for line in output.figures["lines"]:
        row = in_book[line["code"]]
        assert row[2].value.startswith(line["name"])
        for unit, cell in zip(units, row[4:], strict=False):
            value = line["values"].get(unit["code"])
            if value is None:
                assert cell.value == line["by_unit"].get(unit["code"], "x"), (line["code"], unit)
            else:
                assert computed(book, cell.value) == Decimal(value), (line["code"], unit)
        assert row[4 + len(units) + 2].value == line["coverage"]


def test_every_figure_is_the_same_in_pdf_and_word(output, book, real_paper):
    """Read back: each row of each appendix, each sentence. That the workbook has the same is the test above."""
    output.content["watermark"] = ""  # its letters lie across the words
    in_word, paragraphs = read_from_word(output)
    in_pdf, pages = read_from_pdf(output)

    for sheet in output.content["appendices"]:
        for row in sheet["rows"]:
            cells = list(map(squeezed, row["cells"]))
            if len(cells) > 1:
                assert cells in in_word and cells in in_pdf, row
    for block in output.content["body"]:
        if "text" in block:
            words = squeezed("".join(run["text"] + run["code"] for run in block.get("runs", [{**block, "code": ""}])))
            assert any(words in text for text in paragraphs), block
            assert words.removesuffix(".") in pages, block


def links_of_the_pdf(data):
    """Where the links of every page lead."""
    annotations = [note.get_object() for page in PdfReader(io.BytesIO(data)).pages for note in page.get("/Annots", [])]
    return [note["/A"]["/URI"] for note in annotations if note["/Subtype"] == "/Link"]


def test_a_figure_in_the_words_carries_a_code_that_leads_to_it(output, client, staff, real_paper):
    """In the sentence, in the objectives, in the appendix; in the PDF and in Word."""
    output.content["appendices"] = output.content["appendices"][:1]
    block = next(b for b in output.content["body"] if any(r["code"] == "N101" for r in b.get("runs", [])))
    assert {"text": "40\u00a0buổi", "code": "N101"} in block["runs"] and "40\u00a0buổi" in block["text"]

    word = docx.Document(io.BytesIO(as_docx(output)))
    in_word = {link.target_ref for link in word.part.rels.values() if link.is_external}
    in_pdf = links_of_the_pdf(as_pdf(output))

    assert in_word == set(in_pdf)
    to_n101 = [address for address in in_pdf if address.endswith("/bao-cao/so/?ma=2022-6T-N101")]
    assert len(to_n101) >= 2  # the sentence and the line of the appendix
    client.force_login(staff)
    assert client.get(to_n101[0].partition("://")[2].partition("/")[2].join(("/", ""))).status_code == 302


@pytest.mark.parametrize(
    ("codes", "leads", "printed"), [("codes", True, True), ("links", True, False), ("", False, False)]
)
def test_the_output_says_whether_codes_are_printed(period, codes, leads, printed, real_paper):
    output = live_output(period, replace(profile_of("ubnd"), codes=codes, appendices=[]), at=NOW)
    pdf = as_pdf(output)
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)

    assert bool(links_of_the_pdf(pdf)) is leads
    assert ("N101" in pages) is printed


def test_the_command_writes_drafts_and_stored_versions(period, staff, tmp_path):
    version = request_consolidation(period, by=staff, at=NOW)
    queue.run(version.job.pk)
    live, stored = tmp_path / "live.json", tmp_path / "stored.json"

    call_command("consolidation", period="2022-6T", profile="bo", format="json", output=live)
    call_command("consolidation", "--period=2022-6T", "--format=json", f"--output={stored}", "--version=1")

    assert json.loads(live.read_text())["content"]["watermark"] == "DỰ THẢO"
    version.refresh_from_db()
    assert json.loads(stored.read_text())["content_sha256"] == version.document.content_digest
    assert json.loads(as_json(stored_output(version)))["version"] == 1
    assert Consolidation.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"period": "2022-9T"}, {"period": "٢٠٢٢-6T"}, {"period": "2022-6T", "number": 7}])
def test_the_command_says_in_words_what_is_not_there(period, tmp_path, wrong):
    with pytest.raises(CommandError, match="Không có"):
        call_command("consolidation", format="json", output=tmp_path / "x", **wrong)


def test_workbook_and_json_can_be_downloaded_from_the_page(period, staff, client):
    version = request_consolidation(period, by=staff, at=NOW)
    queue.run(version.job.pk)
    client.force_login(staff)
    address = f"/bao-cao/tong-hop/ban/{version.pk}/so-lieu/"

    assert client.get(f"{address}xlsx/").content[:2] == b"PK"
    assert client.get(f"{address}docx/").content[:2] == b"PK"
    assert json.loads(client.get(f"{address}json/").content)["profile"] == "ubnd"
    assert client.get(f"{address}exe/").status_code == 404
