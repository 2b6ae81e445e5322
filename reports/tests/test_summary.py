"""Charts of the summary annex and the page that is read out: the report's own figures, nothing else."""

import io

import docx
import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.tests.factories import UnitFactory
from documents.charts import LABEL, drawn
from documents.layout import InvalidContent, validate_content
from documents.services.pictures import DrawnPictures
from documents.services.words import content_word
from kit.pdf import render_pdf
from plans.tests.factories import PlanFactory
from reports.models import Consolidation, Passage
from reports.queries.profiles import profile_of
from reports.services.consolidation import current_figures
from reports.services.content import consolidated_content
from reports.services.content_charts import charts_of
from reports.services.summary import summary_of, summary_pdf
from reports.tests.factories import NOW, ReportFactory, accepted_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(staff):
    """Two accepted districts, one missing."""
    UnitFactory(department=True)
    PlanFactory(number="81")
    period = [accepted_report(N101=12, N113=20, N114=18), accepted_report(N101=30), ReportFactory()][0].period
    figures = current_figures(period, at=NOW)
    return Consolidation.objects.create(
        period=period, revision=1, requested_at=NOW, requested_by=staff, figures=figures
    )


def annex(version):
    return consolidated_content(version, profile_of("ubnd"), is_draft=True)["appendices"][-1]


def test_each_chart_says_its_numbers_beside_its_bars_and_in_words(version):
    sheet = annex(version)

    (chart,) = [c for c in sheet["charts"] if c["title"].startswith("Số buổi")]
    assert [bar["text"] for bar in chart["bars"]] == ["12", "30", "–"]
    assert drawn(chart).words.startswith("Số buổi") and drawn(chart).words.endswith(" –")
    assert sheet["rows"] == sheet["columns"] == []


def test_in_word_each_chart_is_the_same_picture(version):
    content = consolidated_content(version, profile_of("ubnd"), is_draft=True)
    document = docx.Document(io.BytesIO(content_word(content, title="t", at=NOW)))

    said = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert said == [drawn(chart).words for chart in content["appendices"][-1]["charts"]]
    assert all(round(shape.width.mm) == 160 for shape in document.inline_shapes)


def test_a_long_name_stands_above_its_bar_and_each_bar_may_have_its_own_target():
    bars = [{"label": "A" * 40, "value": "50", "text": "50,0%", "target": "20"}]

    chart = drawn({"title": "t", "full": "100", "target": "", "bars": bars})

    assert (chart.left, chart.track, chart.bars[0].length, chart.bars[0].target) == (0, 490, 245, 98)
    assert DrawnPictures().chart({"title": "t", "full": "100", "target": "", "bars": bars}).png[:4] == b"\x89PNG"


def test_an_unknown_figure_has_no_bar_and_the_largest_fills_the_track(version):
    (chart,) = [drawn(c) for c in annex(version)["charts"] if c["title"].startswith("Số buổi")]

    assert [bar.length for bar in chart.bars] == [116, 290, 0]
    assert chart.target is None and chart.height == 64


def test_the_mark_of_the_target_stands_where_it_belongs():
    bars = [{"label": "A", "value": "10", "text": "10,0 %"}, {"label": "B", "value": "250", "text": "250,0 %"}]

    chart = drawn({"title": "t", "full": "100", "target": "20", "bars": bars})

    assert chart.target == LABEL + 58 and [bar.length for bar in chart.bars] == [29, 290]


def test_charts_are_vectors_with_the_units_names_escaped(version):
    content = consolidated_content(version, profile_of("ubnd"), is_draft=True)
    content["appendices"] = content["appendices"][-1:]
    content["appendices"][0]["charts"][-1]["bars"][0]["label"] = "<b>&x"
    validate_content(content)

    page = PdfReader(io.BytesIO(render_pdf("documents/pdf/document.html", {"content": content}, title="t"))).pages[-1]

    assert "<b>&x" in page.extract_text() and not page.images


def test_a_chart_that_cannot_be_drawn_is_not_frozen(version):
    content = consolidated_content(version, profile_of("ubnd"), is_draft=True)
    content["appendices"][-1]["charts"][0]["bars"][0]["value"] = "nhiều"

    with pytest.raises(InvalidContent):
        validate_content(content)


def test_without_districts_only_the_objectives_are_drawn(version):
    assert all(chart["title"].startswith("Kết quả") for chart in charts_of([], version.figures))


def test_what_is_read_out_is_what_the_version_says_on_one_page(version, staff):
    for n in range(7):
        words = f"Kiến nghị thứ {n}: " + "bố trí kinh phí cho hoạt động của Đội kiểm tra liên ngành các cấp " * 8
        Passage.objects.create(
            period=version.period, section="V", order=n + 1, text=words, edited_at=NOW, edited_by=staff
        )
    version.figures = current_figures(version.period, at=NOW)

    told = summary_of(version)
    pdf = PdfReader(io.BytesIO(summary_pdf(version)))

    text = " ".join(pdf.pages[0].extract_text().split())
    assert len(pdf.pages) == 1 and "42 buổi tuyên truyền" in text and "2/3 đơn vị" in text
    assert (len(told["proposals"]), told["more"]) == (4, 3) and "Còn 3 kiến nghị khác" in text
    assert all(text.endswith(" …") and len(text) <= 222 for text in told["proposals"])


def test_there_is_nothing_to_read_out_before_there_are_figures(client, version, staff):
    client.force_login(staff)
    address = reverse("reports:version_summary", args=[version.pk])
    assert client.get(address)["Content-Type"] == "application/pdf"

    version.figures = None
    with pytest.raises(ValueError, match="bản 1"):
        summary_pdf(version)
    version.save()
    assert client.get(address).status_code == 404
