"""The plan is amended in mid-year: what was sent, accepted and frozen under the old words keeps them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.tests.factories import UserFactory
from kit.uploads import CheckedFile
from plans.models import Plan
from plans.services.drafting import read_draft
from plans.services.importing import import_plan
from reports.models import Consolidation, Report, ReportValue, SubmissionRound
from reports.services.consolidation import freeze_figures, request_consolidation
from reports.tests.factories import NOW, accepted_report

pytestmark = pytest.mark.django_db
PLAN = Path(__file__).parents[2] / "plans" / "tests" / "plans" / "ke-hoach-81.txt"
LATER = datetime(2022, 8, 1, 2, 0, tzinfo=UTC)
TOLD = (Report, ReportValue, SubmissionRound, Consolidation)


def rows():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TOLD}


def test_accepted_reports_and_what_was_frozen_of_them_keep_the_plan_they_were_made_under():
    call_command("load_organisation", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    coordinator, staff = UserFactory(coordinator=True), UserFactory(staff=True)
    report = accepted_report(text="Tổ chức tuyên truyền tại các xã.", N101=12, N202=1)
    built = request_consolidation(report.period, by=staff, at=NOW)
    freeze_figures(built.pk)
    before = rows()

    amended = PLAN.read_text(encoding="utf-8").replace("20% số cơ sở", "25% số cơ sở")
    draft = read_draft(CheckedFile("sua-doi.txt", "txt", amended.encode()), by=coordinator, at=LATER)
    plan = import_plan(draft, by=coordinator, at=LATER, version=0, accepts_open=True)

    assert plan == Plan.objects.get() and plan.objectives.get(code="G4").target_percent == 25
    assert rows() == before
    frozen = {row["code"]: row["target"] for row in Consolidation.objects.get().figures["objectives"]}
    assert frozen["G4"] == "20 %"  # the report says what was asked when it was made
