"""Who is late and would be named in a letter; which letters wait for somebody."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from deadlines.figures import Obligation
from deadlines.models import Reminder
from deadlines.states import ActKind, Level, ObligationKind
from plans.models import ReportingPeriod
from reports.models import Letter, Report
from reports.queries.obligations import people_who_act
from reports.states import LetterState


def late_reports(period: ReportingPeriod, at: datetime) -> list[Report]:
    """Reports of the period that were never sent although their own deadline has passed, in the units' order."""
    never_sent = Report.objects.awaiting_submission().filter(period=period, first_submitted_at=None)
    return [report for report in never_sent.for_listing() if report.is_late(at)]


def periods_with_late_units(at: datetime) -> list[ReportingPeriod]:
    """Periods that are over and have late units, latest first."""
    over = ReportingPeriod.objects.filter(due_at__lte=at).order_by("-ends_on")
    return [period for period in over if late_reports(period, at)]


def unnumbered(pks: set[int]) -> set[int]:
    """Of these letters, those that still wait for their number."""
    return set(Letter.objects.filter(pk__in=pks, state=LetterState.DRAFTED).values_list("pk", flat=True))


def without_letter(pks: set[int], at: datetime) -> set[int]:
    """Of these periods, those with late units and no letter since the deadline."""
    periods = ReportingPeriod.objects.filter(pk__in=pks)
    return {p.pk for p in periods if late_reports(p, at) and not p.letters.filter(as_of__gte=p.due_at).exists()}


def escalated_periods(at: datetime) -> list[ReportingPeriod]:
    """Periods of which the engine has told the coordinating room that units are overdue."""
    told = Reminder.objects.filter(kind=ActKind.ESCALATION, obligation_kind=ObligationKind.REPORT, at__lte=at)
    dues = told.filter(level=Level.ROOM).order_by().values_list("due_at", flat=True).distinct()
    return list(ReportingPeriod.objects.filter(due_at__in=dues))


def obligations(at: datetime) -> list[Obligation]:
    """Letters that waited for the clerk's number at ``at``; the department carries them there."""
    people = people_who_act().reviewers
    ended_later = Q(recorded_at__gt=at) | Q(recorded_at=None, replaced_by__as_of__gt=at)
    waiting = Letter.objects.filter(Q(state=LetterState.DRAFTED) | ended_later, as_of__lte=at)
    return [
        Obligation(
            key=f"letter:{letter.pk}",
            kind=ObligationKind.LETTER,
            about=f"công văn đôn đốc báo cáo {letter.period} chờ cấp số",
            since=letter.as_of,
            path=reverse("reports:letter", args=[letter.pk]),
            people=people,
            thing=f"letter:{letter.pk}",
            state=LetterState.DRAFTED.label,
        )
        for letter in waiting.select_related("period")
    ]
