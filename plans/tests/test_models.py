"""What was promised, by its names."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from plans.models import (
    Assignment,
    Clause,
    ClauseDuty,
    Indicator,
    IndicatorGroup,
    IndicatorRule,
    Objective,
    ReportingPeriod,
    Task,
    TaskGroup,
)
from plans.tests.factories import ReportingPeriodFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "field", "value", "name"),
    [
        (Clause, "anchor", "II.4.1", "Kế hoạch 81/KH-SLĐTBXH II.4.1"),
        (Objective, "code", "G4", "G4. Kiểm tra 20% số cơ sở"),
        (TaskGroup, "code", "N4", "N4. Kiểm tra, phối hợp đấu tranh, triệt phá"),
        (Task, "code", "N4.1", "N4.1. "),
        (Assignment, "task__code", "N4.1", "N4.1. "),
        (ClauseDuty, "clause__anchor", "III.2.1", "Kế hoạch 81/KH-SLĐTBXH III.2.1"),
        (IndicatorGroup, "code", "N1", "N1 – Tuyên truyền"),
        (Indicator, "code", "N101", "N101 Số buổi tuyên truyền trực tiếp"),
        (IndicatorRule, "code", "R-TH03", "R-TH03"),
    ],
)
def test_everything_in_the_catalogue_has_a_readable_name(model, field, value, name):
    call_command("load_organisation")
    call_command("load_catalogue")

    assert str(model.objects.filter(**{field: value}).first()).startswith(name)


def test_a_period_opens_at_its_instant():
    period = ReportingPeriodFactory()

    assert ReportingPeriod.objects.open_by(period.opens_at).count() == 1
    assert ReportingPeriod.objects.open_by(period.opens_at - timedelta(seconds=1)).count() == 0


def test_a_period_knows_its_last_day_and_its_code():
    annual = ReportingPeriodFactory(annual=True)

    assert (annual.code, annual.is_annual, f"{annual.last_day:%d/%m}") == ("2022-NAM", True, "24/12")
