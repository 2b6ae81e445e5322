"""From a figure to what stands behind it: the rule, the sum written out, the units, the sending, the records."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.tests.factories import UnitFactory
from documents.services.printing import freeze_document
from plans.models import Event, Indicator, Objective, ReportingPeriod
from plans.tests.factories import ClauseFactory
from reports.models import Consolidation, Passage, SubmissionRound
from reports.queries.drill import drill
from reports.queries.profiles import profile_of
from reports.services.adjustments import adjust_total
from reports.services.consolidation import current_figures
from reports.services.content import consolidated_content
from reports.services.outputs import live_output
from reports.services.wording import hole, sentence
from reports.states import Outcome
from reports.tests.factories import NOW, ReportFactory, SubmissionRoundFactory, accepted_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    """Two accepted districts with 12 and 30, and a third that has sent nothing."""
    UnitFactory(department=True)
    found = [
        accepted_report(N101=12, N113=20, N114=18, N201=1),
        accepted_report(N101=30, N113=100, N114=30, N201=0),
        ReportFactory(),
    ]
    return found[0].period


@pytest.fixture
def version(period, staff):
    return Consolidation.objects.create(
        period=period, revision=1, requested_at=NOW, requested_by=staff, figures=current_figures(period, at=NOW)
    )


def of(period, code):
    found = drill(current_figures(period, at=NOW), code)
    assert found is not None
    return found


def test_the_sum_is_written_out_and_the_missing_unit_named(period):
    found = of(period, "N101")

    assert found.working == "12 + 30 = 42"
    assert len(found.missing) == 1 and found.line["coverage"] == "2/3"
    assert "không phải 0" in found.rule


def test_a_percentage_shows_the_sums_it_is_divided_from(period):
    assert of(period, "N115").working == "100 × (18 + 30) : (20 + 100) = 40,0 %"


def test_who_said_yes_is_counted_by_name(period):
    assert of(period, "N201").working.endswith(" = 1") and "," not in of(period, "N201").working
    assert drill(current_figures(period, at=NOW), "N999") is None


def test_what_the_department_adjusted_is_part_of_the_sum(period, staff):
    unit = UnitFactory()
    why = "Hội nghị chung đã báo cáo hai lần."
    adjust_total(period, "N101", delta=Decimal(-2), kind="overlap", units=[unit], reason=why, by=staff, at=NOW)

    assert of(period, "N101").working == "12 + 30 − 2 = 40"


def test_the_code_on_paper_leads_to_the_figure_of_that_very_version(client, version, period, staff):
    client.force_login(staff)
    content = consolidated_content(version, profile_of("ubnd"), is_draft=True)
    row = next(row for row in content["appendices"][0]["rows"] if row["cells"][0] == "N101")
    assert f"gõ {version.pk}-mã số" in content["appendices"][0]["footnotes"][-1]
    accepted_report(N101=500)
    Indicator.objects.update(name="Đổi tên sau")

    answer = client.get(reverse("reports:trace"), {"ma": f" {version.pk}-n101 "}, follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain and "12 + 30 = 42" in page and row["cells"][3] == "42"
    assert "Số buổi tuyên truyền" in page and "Đổi tên sau" not in page


def test_the_code_of_an_objective_leads_to_what_it_is_made_of(client, version, staff):
    goal = {"code": "G3", "title": "Có kế hoạch", "target": "100 %", "source": "2/3 đơn vị", "is_reached": False}
    part = {"label": "đơn vị", "numerator": "1", "denominator": "3", "percent": "33,3 %", "codes": ["N201"]}
    version.figures |= {"objectives": [goal | {"parts": [part]}]}
    version.save(update_fields=["figures"])
    client.force_login(staff)

    page = client.get(reverse("reports:trace"), {"ma": f"{version.pk}-G3"}, follow=True).content.decode()

    assert "1/3" in page and reverse("reports:version_figure", args=[version.pk, "N201"]) in page


def test_the_live_code_of_an_objective_leads_to_its_figures_of_today(client, period, staff):
    clause = ClauseFactory(plan__year=period.year)
    goal = {"code": "G3", "title": "Có kế hoạch", "measure": "own_plans", "target_kind": "units", "target_percent": 100}
    Objective.objects.create(plan=clause.plan, clause=clause, **goal)
    client.force_login(staff)

    page = client.get(reverse("reports:figure", args=[period.code, "G3"])).content.decode()

    assert "Số hiện nay" in page and reverse("reports:figure", args=[period.code, "N201"]) in page


def test_the_sending_that_was_accepted_stands_beside_the_unit(client, period, staff):
    report = period.reports.accepted().first()
    SubmissionRoundFactory(report=report, number=2, submitted_by=staff, submitted_at=NOW, outcome=Outcome.ACCEPTED)
    version = Consolidation.objects.create(
        period=period, revision=1, requested_at=NOW, requested_by=staff, figures=current_figures(period, at=NOW)
    )
    client.force_login(staff)

    page = client.get(reverse("reports:version_figure", args=[version.pk, "N101"])).content.decode()

    assert "lần 2, 09:00 20/06/2022" in page
    assert reverse("reports:cell", args=[report.pk, "N101"]) in page


def test_a_code_of_today_leads_to_the_live_figure_and_nonsense_to_words(client, period, staff):
    client.force_login(staff)
    address = reverse("reports:trace")

    live = client.get(address, {"ma": "2022-6T-N101"})
    assert live["Location"] == reverse("reports:figure", args=["2022-6T", "N101"])
    assert client.get(address).status_code == 200
    for code in ("N101", "999-N101", "1999-6T-N101", "'--", "x" * 500):
        answer = client.get(address, {"ma": code})
        assert answer.status_code == 422 and "Không có số nào mang mã" in answer.content.decode()


def test_a_reporting_unit_does_not_resolve_codes(client, version, head):
    client.force_login(head)

    assert client.get(reverse("reports:trace"), {"ma": f"{version.pk}-N101"}).status_code == 403
    assert client.get(reverse("reports:version_figure", args=[version.pk, "N101"])).status_code == 403


def test_from_the_live_figure_to_the_records_of_one_unit(client, period, staff):
    report = period.reports.accepted().first()
    Event.objects.create(
        unit=report.unit, kind="session", held_on=date(2022, 3, 1), title="Tuyên truyền tại xã",
        quantity=3, recorded_at=NOW, recorded_by=staff,
    )  # fmt: skip
    SubmissionRound.objects.filter(report=report).delete()
    client.force_login(staff)

    figure = client.get(reverse("reports:figure", args=[period.code, "N101"])).content.decode()
    place = client.get(reverse("reports:cell", args=[report.pk, "N101"])).content.decode()

    assert "12 + 30 = 42" in figure and reverse("reports:cell", args=[report.pk, "N101"]) in figure
    assert "Sổ sách của cổng đứng sau số này" in place
    other = client.get(reverse("reports:cell", args=[report.pk, "N113"])).content.decode()
    assert "không có sổ riêng" in other


def test_the_report_exists_from_the_first_day_with_its_holes_named(client, staff):
    UnitFactory(department=True)
    period = ReportFactory(unit=UnitFactory(short_name="Phòng Bình Gia")).period
    client.force_login(staff)

    page = client.get(reverse("reports:living", args=[period.code])).content.decode()

    assert "Nếu ký hôm nay: 0/1 đơn vị" in page
    assert '<mark class="paper-hole">[chưa có số liệu' in page


def test_the_living_report_names_who_is_missing_and_a_draft_to_be_signed_does_not(period):
    def words(**how):
        body = live_output(period, profile_of("ubnd"), at=NOW, **how).content["body"]
        return " ".join(block.get("text", "") for block in body)

    short = current_figures(period, at=NOW)["missing"][0]
    assert "[chưa có số liệu: " in words(names_holes=True)
    assert "[chưa có số liệu: " not in words() and short in words()


def test_an_unknown_figure_code_in_the_words_stops_the_living_report_too(client, period, staff):
    Passage.objects.create(period=period, section="V", order=1, text="{{N999}}", edited_at=NOW, edited_by=staff)
    client.force_login(staff)

    page = client.get(reverse("reports:living", args=[period.code]), {"dau-ra": "bo"}).content.decode()
    pdf = client.post(reverse("reports:living_order", args=[period.code]))

    assert "N999" in page and pdf["Location"].endswith("/neu-ky-hom-nay/?dau-ra=ubnd")


def test_a_version_is_read_on_the_screen_with_every_figure_a_link(client, version, period, staff):
    client.force_login(staff)
    assert client.get(reverse("reports:version_paper", args=[version.pk])).status_code == 404
    content = consolidated_content(version, profile_of("ubnd"), is_draft=True)

    version.document = freeze_document(kind="consolidated-report", title="Báo cáo", content=content, by=staff, at=NOW)
    version.save()

    page = client.get(reverse("reports:version_paper", args=[version.pk])).content.decode()

    assert f'<a href="{reverse("reports:version_figure", args=[version.pk, "N101"])}">42</a>' in page


def test_at_most_four_names_stand_in_a_hole():
    assert hole(["A", "A", "B"]) == "[chưa có số liệu: A, B]"
    assert hole("ABCDEF") == "[chưa có số liệu: A, B, C, D và 2 đơn vị khác]"
    assert hole([]) == "[chưa có số liệu]"
    assert sentence("Có {N101}.", {}, {"N101": []}) == "Có [chưa có số liệu]."


def test_periods_of_quarters_have_codes_too(client, period, staff):
    client.force_login(staff)

    assert not ReportingPeriod.objects.filter(kind="Q1").exists()
    assert client.get(reverse("reports:trace"), {"ma": "2022-Q1-N101"}).status_code == 422
