"""Remind units by hand: an instant mail to the people of a unit that has not sent its report."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import Unit, User
from accounts.states import Role
from audit.services.journal import record
from kit.permissions import require
from kit.workflow import InvalidTransition
from notices.figures import next_prodding
from notices.models import Notice
from notices.services.delivery import TooSoon
from notices.services.outbox import post
from reports.models import Report
from reports.states import WITH_UNIT

KIND = "nudge"


@transaction.atomic
def nudge_unit(report: Report, *, by: User, at: datetime) -> int:
    """Tell everybody of the unit now; returns how many people were told.

    Raises PermissionDenied, InvalidTransition when the report is not with its unit, or TooSoon: a unit is
    reminded by hand once in four hours, whoever does it.
    """
    require(by, "reports.nudge_unit", report)
    Unit.objects.select_for_update().get(pk=report.unit_id)  # of parallel presses one finds nobody before it
    report = Report.objects.select_related("unit", "period").get(pk=report.pk)
    if report.state not in WITH_UNIT or report.excluded_at:
        raise InvalidTransition(f"nudge: {report} is {report.state}")
    if until := next_prodding(last_nudge(report.unit, at), at):
        raise TooSoon(until)
    people = list(report.unit.people().filter(role=Role.REPORTER))
    for person in people:
        _tell(report, person, by=by, at=at)
    if people:
        record(report, "report.nudged", by=by, at=at, people=len(people))
    return len(people)


def nudge_units(reports: Sequence[Report], *, by: User, at: datetime) -> tuple[int, int]:
    """(units reminded, units left out because they were reminded within four hours or have nobody to tell).

    Raises PermissionDenied, or TooSoon when every unit was reminded a short while ago.
    """
    told, resting = 0, []
    for report in reports:
        try:
            told += bool(nudge_unit(report, by=by, at=at))
        except TooSoon as error:
            resting.append(error)
        except InvalidTransition:  # it was sent while the page was open
            continue
    if resting and not told:
        raise min(resting, key=lambda error: error.until)
    return told, len(reports) - told


def last_nudge(unit: Unit, at: datetime) -> datetime | None:
    """When anybody of the unit was last reminded by hand."""
    nudges = Notice.objects.filter(kind=KIND, to__unit=unit, created_at__lte=at)
    return nudges.order_by("-created_at").values_list("created_at", flat=True).first()


def _tell(report: Report, person: User, *, by: User, at: datetime) -> None:
    post(
        f"report:{report.pk}:{KIND}:{at.isoformat()}:{person.pk}",
        to=person,
        kind=KIND,
        subject=f"Đề nghị gửi báo cáo {report.period}",
        body=f"Phòng chủ trì nhắc trực tiếp (người nhắc: {by}). Báo cáo hiện: {report.get_state_display().lower()}.",
        path=reverse("reports:detail", args=[report.pk]),
        about=f"report:{report.pk}",
        at=at,
    )
