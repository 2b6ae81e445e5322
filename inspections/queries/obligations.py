"""Recommendations that somebody still has to carry out, for the engine of deadlines."""

from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from deadlines.figures import Obligation, Person, end_of
from deadlines.states import Level, ObligationKind
from inspections.models import TeamMember, Violation
from inspections.states import FOLLOWED, Duty

CHANGES = ("inspection.followed_up", "violation.settled", "violation.added")
Standing = tuple[date | None, date | None]  # when the remedy was due, when it was seen


def obligations(at: datetime) -> list[Obligation]:
    """Recommendations open at ``at``, told to the team that made them: it has to see to the remedy.

    For a moment in the past those are meant that were open then, by the day that held then: what the
    journal says of later is taken back.
    """
    day = timezone.localtime(at).date()
    later, added = _changes_after(at)
    still_open = Q(remedied_on=None, inspection__state__in=FOLLOWED) | Q(remedied_on__gt=day) | Q(pk__in=later)
    rows = (
        Violation.objects.exclude(recommendation="")
        .exclude(pk__in=added)
        .filter(still_open, inspection__recorded_at__lte=at)
        .select_related("inspection__team__unit")
        .order_by("pk")
    )
    standing = {v.pk: later.get(v.pk, (v.due_on, v.remedied_on)) for v in rows}
    owed = [v for v in rows if (remedied := standing[v.pk][1]) is None or remedied > day]
    crews = _crews({violation.inspection.team_id for violation in owed})
    return [_obligation(v, standing[v.pk][0], crews.get(v.inspection.team_id, {})) for v in owed]


def _changes_after(at: datetime) -> tuple[dict[int, Standing], set[int]]:
    """Violation → (due, remedied) as they stood at ``at``, where they changed later; violations added later."""
    entries = AuditEntry.objects.filter(object_type="inspections.inspection", at__gt=at, action__in=CHANGES)
    found: dict[int, Standing] = {}
    added: set[int] = set()
    for facts in entries.order_by("-at", "-pk").values_list("data", flat=True):  # the earliest has the last word
        added |= {facts["violation"]} if "violation" in facts else set()
        for pk, (due, remedied) in facts.get("moved", {}).items():
            found[int(pk)] = (_day(due), _day(remedied))
    return found, added


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def unremedied(ids: set[int]) -> set[int]:
    """Of these violations, those whose recommendation is still open: what the morning mail asks."""
    return set(Violation.objects.filter(pk__in=ids).unremedied().values_list("pk", flat=True))


def _crews(teams: set[int]) -> dict[int, dict[Level, tuple[Person, ...]]]:
    """Team → its people with accounts: everybody acts, the head and the deputies are told when it is late."""
    members = TeamMember.objects.filter(team__in=teams, user__is_active=True).select_related("user").order_by("pk")
    found: dict[int, dict[Level, tuple[Person, ...]]] = {}
    for member in members:
        user = member.user
        if user is None:
            continue
        crew = found.setdefault(member.team_id, {Level.DOER: (), Level.HEAD: ()})
        person = Person(user.pk, user.username, user.full_name, bool(user.email))
        crew[Level.DOER] += (person,)
        if member.duty in (Duty.HEAD, Duty.DEPUTY):
            crew[Level.HEAD] += (person,)
    return found


def _obligation(violation: Violation, due_on: date | None, people: dict[Level, tuple[Person, ...]]) -> Obligation:
    inspection = violation.inspection
    unit = inspection.team.unit
    if inspection.recorded_at is None:
        raise ValueError(f"{inspection} found a violation but was never recorded")
    return Obligation(
        key=f"recommendation:{violation.pk}",
        kind=ObligationKind.RECOMMENDATION,
        about="kiến nghị sau kiểm tra",
        since=inspection.recorded_at,
        path=reverse("inspections:detail", args=[inspection.pk]),
        list_path=f"{reverse('inspections:violations')}?kien_nghi=open",
        due_at=end_of(due_on) if due_on else None,
        people=people,
        unit_id=unit.pk,
        unit_code=unit.code,
        unit_name=unit.short_name,
        thing=f"recommendation:{violation.pk}",
        state="chưa khắc phục",
    )
