"""What the portal knows by itself of a unit's communication, trainings and own plan: for prefilling reports."""

from collections import Counter
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Unit
from kit.known import KnownFigure
from plans.figures.work import contributions, only_whole_breakdowns
from plans.models import Event, ReportingPeriod, UnitPlan

OWN_PLAN = "N201"


def known_figures(unit: Unit, starts_on: date, ends_on: date) -> dict[str, KnownFigure]:
    """Indicator code → what the unit's recorded events add up to, both days included; two queries.

    A code without any recorded event is left out: not recorded is not zero; so is
    a breakdown that is not whole. ``path`` opens the list of the
    very events that were counted.
    """
    totals: Counter[str] = Counter()
    events: Counter[str] = Counter()
    for event in Event.objects.counted().filter(unit=unit).held_between(starts_on, ends_on):
        for code, number in figures_of(event).items():
            totals[code] += number
            events[code] += 1
    found = {
        code: KnownFigure(
            Decimal(total), f"{events[code]} hoạt động đã ghi trong cổng", _path(unit, code, starts_on, ends_on)
        )
        for code, total in only_whole_breakdowns(totals).items()
    }
    if plan := UnitPlan.objects.filter(unit=unit, issued_on__lte=ends_on, plan__year=ends_on.year).first():
        label = f"Kế hoạch số {plan.number} ngày {plan.issued_on:%d/%m/%Y} đã tải lên cổng"
        found[OWN_PLAN] = KnownFigure(Decimal(1), label, reverse("plans:unit_plan", args=[plan.pk]))
    return found


def has_own_plan(unit: Unit, period: ReportingPeriod) -> bool:
    """Whether the unit's own plan of that year is in the portal."""
    return UnitPlan.objects.filter(unit=unit, issued_on__lte=period.ends_on, plan__year=period.year).exists()


def figures_of(event: Event) -> dict[str, int]:
    """Indicator code → what this event adds."""
    return contributions(
        event.kind, event.quantity, event.attendees,
        is_integrated=event.is_integrated, form=event.form, audience=event.audience,
    )  # fmt: skip


def _path(unit: Unit, code: str, starts_on: date, ends_on: date) -> str:
    query = {"don_vi": unit.pk, "ma": code, "tu": f"{starts_on:%d/%m/%Y}", "den": f"{ends_on:%d/%m/%Y}"}
    return f"{reverse('plans:events')}?{urlencode(query)}"
