"""The consolidated report: ordered once, frozen before it is printed, the same whoever builds it again."""

import io
import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from accounts.states import UnitKind
from accounts.tests.factories import UnitFactory, UserFactory
from documents.layout import validate_content
from documents.models import OfficialDocument
from jobs.models import Job
from jobs.services import queue
from jobs.states import JobState
from plans.models import Plan
from plans.tests.factories import PlanFactory
from reports.queries.profiles import profile_of
from reports.services import consolidation
from reports.services.consolidation import (
    build_consolidation,
    freeze_content,
    freeze_figures,
    request_consolidation,
)
from reports.services.content import consolidated_content
from reports.services.wording import changes_apart, prose_number, sentence, together
from reports.tests.factories import NOW, ReportFactory, accepted_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


@pytest.fixture
def period():
    """Two accepted reports and one that is missing, in a department with a plan."""
    UnitFactory(department=True)
    PlanFactory(number="81")
    for figures in ({"N101": 12, "N202": 1}, {"N101": 30, "N202": 0}):
        accepted_report(text="Tổ chức tuyên truyền tại các xã.", **figures)
    missing = UnitFactory(short_name="Phòng LĐTBXH-DT huyện Vắng Mặt", territory__name="Huyện Vắng Mặt")
    return ReportFactory(unit=missing).period


@pytest.fixture
def built(period, staff):
    return request_consolidation(period, by=staff, at=NOW)


@pytest.fixture
def content(built):
    freeze_figures(built.pk)
    return freeze_content(built.pk).document.content


def text_of(content):
    return " ".join(block["text"] for block in content["body"] if "text" in block)


def bytes_of(document):
    with document.pdf.open() as file:
        return file.read()


def finished(built):
    queue.run(built.job.pk)
    built.refresh_from_db()
    return built


def test_an_order_is_a_waiting_job_and_the_first_revision(built, staff):
    assert (built.revision, built.requested_by, built.figures) == (1, staff, None)
    assert (built.job.key, built.job.state) == ("consolidation:2022-6T:ubnd:1", JobState.WAITING)


def test_a_second_order_while_one_is_open_is_the_same_order(built, period, coordinator):
    assert request_consolidation(period, by=coordinator, at=NOW) == built
    assert Job.objects.count() == 1


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
def test_after_the_build_the_next_order_is_the_next_revision(built, period, staff, state):
    Job.objects.update(state=state)

    assert request_consolidation(period, by=staff, at=NOW).revision == 2


def test_from_the_first_day_there_is_a_draft_that_says_what_is_missing(staff):
    UnitFactory(department=True)
    report = ReportFactory(submitted=True)

    built = finished(request_consolidation(report.period, by=staff, at=NOW))

    assert built.figures["coverage"] == "0/1"
    assert built.document.content["watermark"] == "DỰ THẢO"
    assert f"Chưa có trong số liệu tổng hợp: {report.unit.short_name}." in text_of(built.document.content)


@pytest.mark.parametrize("who", [{}, {"approver": True}, {"leader": True}, {"auditor": True}])
def test_only_the_department_orders(period, who):
    with pytest.raises(PermissionDenied):
        request_consolidation(period, by=UserFactory(**who), at=NOW)


def test_built_twice_it_is_one_document_and_the_same_bytes(built, real_paper):
    build_consolidation(built.pk, job_pk=built.job.pk)
    built.refresh_from_db()
    first = bytes_of(built.document)

    build_consolidation(built.pk, job_pk=built.job.pk)

    document = OfficialDocument.objects.get()
    assert bytes_of(document) == first and document.pdf_digest == built.document.pdf_digest


def test_printed_anew_from_the_frozen_content_the_bytes_are_the_same(built):
    document = finished(built).document
    first = document.pdf_digest
    document.pdf_digest = ""
    document.save()

    build_consolidation(built.pk, job_pk=built.job.pk)

    assert OfficialDocument.objects.get().pdf_digest == first


def test_what_is_frozen_survives_later_edits(built):
    freeze_figures(built.pk)
    built.refresh_from_db()
    frozen = built.figures
    accepted_report(N101=500)

    freeze_figures(built.pk)

    built.refresh_from_db()
    assert built.figures == frozen and frozen["coverage"] == "2/3"
    assert next(line["total"] for line in frozen["lines"] if line["code"] == "N101") == "42"


def test_the_frozen_figures_say_who_is_missing(built):
    freeze_figures(built.pk)

    built.refresh_from_db()
    assert built.figures["missing"] == ["Phòng LĐTBXH-DT huyện Vắng Mặt"]
    n101 = next(line for line in built.figures["lines"] if line["code"] == "N101")
    assert (sorted(n101["by_unit"].values()), n101["coverage"]) == (["12", "30", "–"], "2/3")


def test_a_build_that_fails_can_be_tried_again(built, monkeypatch):
    printing = consolidation.print_document
    monkeypatch.setattr(consolidation, "print_document", lambda pk: 1 / 0)
    for _ in range(queue.MAX_ATTEMPTS):
        Job.objects.update(not_before=NOW)
        queue.run(built.job.pk)
    monkeypatch.setattr(consolidation, "print_document", printing)
    built.job.refresh_from_db()
    assert built.job.state == JobState.FAILED

    queue.restart(built.job)

    assert finished(built).document.pdf_digest and built.job.state == JobState.DONE


def test_the_printed_report_reads_as_an_official_one(built, real_paper):
    pages = PdfReader(io.BytesIO(bytes_of(finished(built).document))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())

    assert "Kính gửi: Ủy ban nhân dân tỉnh Lạng Sơn" in text
    assert "KT. GIÁM ĐỐC" in text and "Như trên;" in text
    assert "2/3 đơn vị có báo cáo đã được duyệt" in text
    assert "Chưa có trong số liệu tổng hợp: Phòng LĐTBXH-DT huyện Vắng Mặt." in text
    assert re.search(r"Số:\s*/BC-SLĐTBXH", text)


def test_the_number_and_the_day_are_left_to_the_clerk(content):
    assert (content["number"], content["symbol"]) == ("", "BC-SLĐTBXH")
    assert re.fullmatch(r"ngày\s+tháng 6 năm 2022", content["date_text"])


def test_the_report_names_its_plan_and_the_days_it_counts(content):
    assert "Kế hoạch số 81/KH-SLĐTBXH ngày 26 tháng 5 năm 2022" in text_of(content)
    assert "Số liệu từ ngày 15/12/2021 đến ngày 14/6/2022" in text_of(content)


def test_without_a_plan_it_is_written_from_the_years_work(period, staff):
    Plan.objects.all().delete()
    built = request_consolidation(period, by=staff, at=NOW)
    freeze_figures(built.pk)
    built.refresh_from_db()

    assert "Thực hiện kế hoạch công tác năm" in text_of(consolidated_content(built, profile_of("ubnd"), is_draft=True))
    assert built.figures["objectives"] == []


def test_units_that_proposed_the_same_are_named_together(period, staff):
    for report in period.reports.filter(state="accepted"):
        report.sections.create(code="V", text="Đề nghị tập huấn  cho cấp xã.")
    built = request_consolidation(period, by=staff, at=NOW)
    freeze_figures(built.pk)

    body = freeze_content(built.pk).document.content["body"]
    bullet = next(b for b in body if b["text"].startswith("Đề nghị"))

    assert bullet["text"].startswith("Đề nghị tập huấn cho cấp xã (Phòng LĐTBXH-DT các huyện Thử")
    assert bullet["text"].endswith(").") and bullet["text"].count("Thử") == 2


def test_the_coordinating_rooms_words_stand_for_the_province(period, staff):
    room = UnitFactory(coordinating=True, code="PCTNXH")
    accepted_report(room, text="Toàn tỉnh tổ chức 42 buổi.", N101=0)
    built = request_consolidation(period, by=staff, at=NOW)
    freeze_figures(built.pk)

    text = text_of(freeze_content(built.pk).document.content)

    assert "Toàn tỉnh tổ chức 42 buổi." in text and "tại các xã" not in text


def test_everybodys_proposals_are_listed(period, staff):
    room = accepted_report(UnitFactory(coordinating=True, code="PCTNXH"), N101=0)
    room.sections.create(code="V", text="Đề nghị UBND tỉnh bố trí kinh phí.")
    district = accepted_report(N101=1)
    district.sections.create(code="V", text="Đề nghị thêm tờ rơi.")
    built = request_consolidation(period, by=staff, at=NOW)
    freeze_figures(built.pk)

    text = text_of(freeze_content(built.pk).document.content)

    assert "bố trí kinh phí." in text and f"Đề nghị thêm tờ rơi ({district.unit.short_name})." in text


def test_a_part_nobody_wrote_says_so(content):
    assert "[Chưa có nội dung mục này trong các báo cáo đã duyệt.]" in text_of(content)


def test_the_appendices_show_districts_and_the_other_units_apart(period, staff):
    accepted_report(UnitFactory(room=True, short_name="Văn phòng"), N101=3)
    built = request_consolidation(period, by=staff, at=NOW)
    freeze_figures(built.pk)

    totals, districts, others, _ = freeze_content(built.pk).document.content["appendices"]

    assert (totals["number"], districts["orientation"]) == ("I", "landscape")
    assert "Vắng Mặt" in str(districts["columns"]) and "Văn phòng" in str(others["columns"])
    n111 = [row["cells"] for row in others["rows"] if "Số xã có hình thức tuyên truyền" in row["cells"]]
    assert n111 == []


@pytest.fixture
def goals(period):
    """Two objectives of the plan: one that units answer, one that nobody has figures for."""
    plan = Plan.objects.get()
    clause = plan.clauses.create(anchor="I.2", kind="bullet", text="", order=1)
    for code, kind, measure in (("G1", "units", "communication"), ("G2", "people", "people_reached")):
        values = {"title": code, "target_kind": kind, "measure": measure, "target_percent": 100}
        values["unit_kinds"] = ["district_office"]
        plan.objectives.create(clause=clause, code=code, **values)


def test_objectives_stand_in_a_table_with_unknown_ones_said_so(goals, content):
    table = next(block for block in content["body"] if block["type"] == "table")

    assert [row["cells"][2:] for row in table["rows"]] == [
        ["1/3 đơn vị", "33,3%"],
        ["chưa có số liệu", "–"],
        ["chưa có số liệu", "–"],
    ]


@pytest.mark.parametrize(("kind", "heading"), [("6T", "6 THÁNG CUỐI NĂM"), ("NAM", "NĂM 2023")])
def test_what_lies_ahead_follows_the_period(staff, kind, heading):
    UnitFactory(department=True)
    report = accepted_report(kind=kind, N101=1)
    built = request_consolidation(report.period, by=staff, at=NOW)
    freeze_figures(built.pk)

    assert f"PHƯƠNG HƯỚNG, NHIỆM VỤ {heading}" in text_of(freeze_content(built.pk).document.content)


def test_figures_are_counted_to_the_end_of_the_period_at_most(period, staff):
    built = request_consolidation(period, by=staff, at=NOW + timedelta(days=90))

    freeze_figures(built.pk)

    built.refresh_from_db()
    assert built.figures["coverage"] == "2/3"


LINES = {
    "N101": {
        "value": "42",
        "total": "42",
        "unit_of_measure": "buổi",
        "change": "tăng 12 (40,0 %)",
        "coverage": "13/15",
    },
    "N102": {"value": "2", "total": "2", "unit_of_measure": "buổi", "change": "tăng 2 (–)"},
    "N103": {"value": None, "total": "–", "unit_of_measure": "lượt người", "change": "–"},
    "N115": {"value": "40.0", "total": "40,0 %", "unit_of_measure": "%", "change": "tăng 2,5 điểm %"},
    "N104": {"value": "0", "total": "0", "unit_of_measure": "tờ", "change": "–"},
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("tổ chức {N101}{N101~}", "Tổ chức 42 buổi, tăng 12 buổi (40,0%) so với cùng kỳ"),
        ("lồng ghép {N102}", "Lồng ghép 02 buổi"),
        ("lồng ghép {N102}{N102~}", "Lồng ghép 02 buổi, tăng 02 buổi so với cùng kỳ"),
        ("với {N103}{N103~}", "Với [chưa có số liệu]"),
        ("ở {N101#} đơn vị", "Ở 13/15 đơn vị"),
        ("tỷ lệ {N115}", "Tỷ lệ 40,0%"),
        ("phát {N104}{N104~}", "Phát 0 tờ"),
        ("không có {N999}", "Không có [chưa có số liệu]"),
        ("treo {N101=} áp phích", "Treo 42 áp phích"),
        ("[[N104|phát {N104}|không phát sinh]]; [[N102|{N102}|không]]", "Không phát sinh; 02 buổi"),
        ("[[N103|với {N103}|không]]", "Với [chưa có số liệu]"),
    ],
)
def test_a_sentence_is_filled_from_the_frozen_figures(template, text):
    assert sentence(template, LINES) == text


@pytest.mark.parametrize(("text", "written"), [("2", "02"), ("0", "0"), ("12", "12"), ("1.250", "1.250"), ("–", "–")])
def test_small_counts_are_written_with_two_digits_in_prose(text, written):
    assert prose_number(text) == written


def test_more_units_than_a_page_holds_stand_on_several_appendices(built):
    freeze_figures(built.pk)
    built.refresh_from_db()
    district = next(unit for unit in built.figures["units"] if unit["kind"] == UnitKind.DISTRICT_OFFICE)
    built.figures["units"] += [district | {"code": f"X{n}"} for n in range(40)]

    content = consolidated_content(built, profile_of("ubnd"), is_draft=True)

    validate_content(content)
    titles = [a["title"] for a in content["appendices"] if a["title"].startswith("SỐ LIỆU CỦA CÁC HUYỆN")]
    assert titles == [f"SỐ LIỆU CỦA CÁC HUYỆN, THÀNH PHỐ ({n}/3)" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ("tăng 1.016 (25,6 %)", ("+1.016", "+25,6")),
        ("giảm 11 (14,3 %)", ("-11", "-14,3")),
        ("tăng 2 (–)", ("+2", "–")),
        ("giảm 0,3 điểm %", ("-0,3", "–")),
        ("không đổi", ("0", "0")),
        ("–", ("–", "–")),
    ],
)
def test_a_change_is_told_apart_for_the_columns_of_a_table(change, columns):
    assert changes_apart(change) == columns


def test_offices_of_the_same_name_are_named_once():
    names = ["Thanh tra Sở", "Phòng LĐTBXH-DT huyện Bình Gia", "Phòng KH-TC", "Phòng LĐTBXH-DT huyện Văn Quan"]

    assert together(names) == "Thanh tra Sở; Phòng LĐTBXH-DT các huyện Bình Gia, Văn Quan; Phòng KH-TC"
    assert together(names[:2]) == "Thanh tra Sở; Phòng LĐTBXH-DT huyện Bình Gia"
