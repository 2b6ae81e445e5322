"""The department corrects a total without touching a unit's figure, and everybody concerned sees it."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UnitFactory, UserFactory
from kit.workflow import InvalidTransition
from notices.models import Notice
from reports.figures import Total, adjusted
from reports.models import Adjustment, ReportValue
from reports.queries.totals import total_table
from reports.services.adjustments import ImpossibleAdjustment, adjust_total, withdraw_adjustment
from reports.services.consolidation import current_figures
from reports.services.content import consolidated_content
from reports.tests.factories import NOW, accepted_report

pytestmark = pytest.mark.django_db
WHY = "Lớp tổ chức chung, hai đơn vị cùng khai."


@pytest.fixture
def reports():
    UnitFactory(department=True)
    return [accepted_report(N101=n, N113=100, N114=60) for n in (12, 30)]


@pytest.fixture
def period(reports):
    return reports[0].period


def adjust(reports, by, code="N101", delta="-2", kind="overlap", reason=WHY, units=None):
    units = [reports[0].unit] if units is None else units
    return adjust_total(
        reports[0].period, code, delta=Decimal(delta), kind=kind, units=units, reason=reason, by=by, at=NOW
    )


def test_42_with_two_taken_away_is_40_of_which_42_were_reported():
    total = adjusted(Total(Decimal(42), 2, 2, is_upper_bound=True), [Decimal(-2)], settles_overlap=True)

    assert (total.value, total.reported, total.is_upper_bound) == (40, 42, False)


def test_an_unknown_total_stays_unknown():
    assert adjusted(Total(None, 0, 2), [Decimal(5)]).value is None


def test_the_total_changes_and_no_units_figure_does(reports, period, staff):
    before = list(ReportValue.objects.order_by("pk").values())

    adjust(reports, staff)

    line = total_table(period).line("N101")
    assert (line.total.value, line.total.reported) == (40, 42)
    assert [cell.value for cell in line.by_unit.values()] == [12, 30]
    assert list(ReportValue.objects.order_by("pk").values()) == before


def test_a_ratio_follows_the_adjusted_sums(reports, period, staff):
    adjust(reports, staff, code="N114", delta="-20")

    assert total_table(period).line("N115").total.value == Decimal("50.0")  # (120 − 20) of 200


def test_a_withdrawn_adjustment_counts_no_more_but_stays_in_the_ledger(reports, period, staff, coordinator):
    made = adjust(reports, staff)

    withdraw_adjustment(made, by=coordinator, at=NOW)

    assert total_table(period).line("N101").total.value == 42
    assert Adjustment.objects.get().withdrawn_by == coordinator
    with pytest.raises(InvalidTransition):
        withdraw_adjustment(made, by=coordinator, at=NOW)


def test_it_is_printed_as_a_footnote_with_both_numbers(reports, period, staff):
    from reports.models import Consolidation
    from reports.queries.profiles import profile_of

    adjust(reports, staff)
    built = Consolidation(period=period, figures=current_figures(period, at=NOW), requested_at=NOW)
    appendix = consolidated_content(built, profile_of("ubnd"), is_draft=True)["appendices"][0]

    row = next(row for row in appendix["rows"] if len(row["cells"]) > 1 and "(**)" in row["cells"][1])
    assert row["cells"][3] == "40"
    unit = reports[0].unit.short_name
    note = f"(**) N101: các đơn vị báo cáo 42, điều chỉnh −2 (loại trùng giữa các đơn vị; {unit}): {WHY}"
    assert note in appendix["footnotes"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"delta": "0"}, "delta"),
        ({"delta": "-43"}, "delta"),
        ({"delta": "0.5"}, "delta"),
        ({"code": "N115"}, "delta"),
        ({"code": "N508"}, "delta"),
        ({"code": "N117"}, "delta"),
        ({"reason": "trùng"}, "reason"),
        ({"units": []}, "units"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(reports, staff, changes, field):
    with pytest.raises(ImpossibleAdjustment) as error:
        adjust(reports, staff, **changes)
    assert error.value.field == field and not Adjustment.objects.exists()


@pytest.mark.parametrize("who", [{}, {"leader": True}, {"auditor": True}])
def test_only_the_department_adjusts(reports, who):
    with pytest.raises(PermissionDenied):
        adjust(reports, UserFactory(**who))


def test_the_unit_concerned_is_told_and_sees_it_and_its_neighbour_does_not(reports, staff, client):
    mine, neighbour = (UserFactory(unit=report.unit) for report in reports)
    adjust(reports, staff)

    assert list(Notice.objects.filter(kind="adjustment").values_list("to", flat=True)) == [mine.pk]
    for person, sees in ((mine, True), (neighbour, False)):
        client.force_login(person)
        assert (WHY in client.get("/bao-cao/").content.decode()) is sees


def test_an_adjustment_is_written_on_the_page_of_the_figure(reports, staff, client):
    client.force_login(staff)
    address = "/bao-cao/tong-hop/2022-6T/chi-tieu/N101/dieu-chinh/"
    sent = {"delta": "−2", "kind": "overlap", "units": [reports[0].unit.pk], "reason": WHY}

    refused = client.post(address, sent | {"delta": "hai"})
    taken = client.post(address, sent, follow=True)

    assert refused.status_code == 422 and "hai" in refused.content.decode()
    page = taken.content.decode()
    assert "Sau điều chỉnh của Sở" in page and WHY in page
    client.post(f"/bao-cao/tong-hop/dieu-chinh/{Adjustment.objects.get().pk}/bo/")
    assert Adjustment.objects.in_force().count() == 0
