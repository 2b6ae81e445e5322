"""What units and the department owe because of reports, as it stood or will stand at any moment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.models import Unit, User
from accounts.states import Role
from audit.models import AuditEntry
from deadlines.figures import Obligation, Person
from deadlines.states import Level, ObligationKind, Roll
from plans.models import ReportingPeriod
from reports.models import Report
from reports.states import WITH_UNIT, ReportState

Entry = tuple[datetime, str, dict]
Move = tuple[datetime, datetime, datetime]
People = dict[Level, tuple[Person, ...]]
MOVES = (
    "report.forwarded", "report.handed_back", "report.recalled", "report.submitted", "report.accepted",
    "report.returned", "report.reopened",
)  # fmt: skip
# As in settings.STILL_OPEN: what the morning mail asks before it speaks of a report.
THINGS = {ObligationKind.SIGNATURE: "head", ObligationKind.REVIEW: "review"}
EXTENDED = "report.extended"
EXCLUSIONS = {"report.excluded": False, "report.included": True}  # whether it was excluded before the act


@dataclass(frozen=True)
class Staff:
    """Who can act: the people of each unit, and the department's."""

    officers: dict[int, tuple[Person, ...]] = field(default_factory=dict)
    heads: dict[int, tuple[Person, ...]] = field(default_factory=dict)
    reviewers: People = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """A report's state at one moment and since when; ``news``: the last change of state or of its deadline."""

    state: str
    since: datetime
    due_at: datetime
    news: datetime
    has_news: bool = False
    is_excluded: bool = False


def obliged_units(period: ReportingPeriod) -> list[Unit]:
    """Units that owe a report: of a reporting kind and existing at the end of the period."""
    units = Unit.objects.existing_on(period.ends_on).exclude(reporter_code="")
    return [unit for unit in units if unit.reporter_code in period.reporters]


def obligations(at: datetime) -> list[Obligation]:
    """Everything owed at ``at``: to be sent, signed, corrected, reviewed.

    For a moment in the past it says what was owed then, from the journal; for one that lies ahead, what
    will be owed if nobody acts, with the periods that will have opened and the units that will exist.
    """
    staff = people_who_act()
    found = [owed for report, standing in _standings(at) for owed in _of(report, standing, staff)]
    return found + list(_foreseen(at, staff))


def _moves_of_deadlines() -> dict[int, list[Move]]:
    """Period → (instant, deadline before, deadline after) of each decision, oldest first."""
    found: dict[int, list[Move]] = defaultdict(list)
    rows = AuditEntry.objects.filter(object_type="plans.reportingperiod", action="period.due_moved").order_by(
        "at", "pk"
    )
    for pk, moment, facts in rows.values_list("object_id", "at", "data"):
        before, after = (datetime.fromisoformat(day) for day in facts["due"])
        found[int(pk)].append((moment, before, after))
    return found


def _deadline_then(due_at: datetime, moves: list[Move], at: datetime) -> tuple[datetime, datetime | None]:
    """The period's deadline at ``at`` and when it had been moved last by then."""
    later = [move for move in moves if move[0] > at]
    earlier = [move[0] for move in moves if move[0] <= at and move[1] != move[2]]
    return (later[0][1] if later else due_at), (earlier[-1] if earlier else None)


def _standings(at: datetime) -> Iterator[tuple[Report, Standing]]:
    """Reports that were open at ``at`` with their state then."""
    later = AuditEntry.objects.filter(object_type="reports.report", object_id=OuterRef("text_id"), at__gt=at)
    reports = (
        Report.objects.filter(opened_at__lte=at)
        .annotate(text_id=Cast("pk", CharField()))
        .filter(Q(state__in=[*WITH_UNIT, ReportState.SUBMITTED]) | Exists(later))
        .select_related("unit", "period")
    )
    entries, moves = _journal(reports), _moves_of_deadlines()
    for report in reports:
        standing = _standing(report, entries.get(str(report.pk), []), moves.get(report.period_id, []), at)
        if not standing.is_excluded and standing.state != ReportState.ACCEPTED:
            yield report, standing


def _journal(reports) -> dict[str, list[Entry]]:
    """Report → (instant, action, facts) of what moved it, oldest first."""
    entries: dict[str, list[Entry]] = defaultdict(list)
    rows = AuditEntry.objects.filter(
        object_type="reports.report",
        object_id__in=reports.values("text_id"),
        action__in=[*MOVES, EXTENDED, *EXCLUSIONS],
    )
    for pk, *entry in rows.order_by("at", "pk").values_list("object_id", "at", "action", "data"):
        entries[pk].append(tuple(entry))
    return entries


def _standing(report: Report, entries: list[Entry], moves: list[Move], at: datetime) -> Standing:
    """The row tells the present; what came after ``at`` is taken back with the help of the journal."""
    state, excluded = report.state, report.excluded_at is not None
    before = [entry for entry in entries if entry[0] <= at]
    for _, action, facts in reversed(entries[len(before) :]):
        state = facts["state"][0] if action in MOVES else state
        excluded = EXCLUSIONS.get(action, excluded)
    steps = [moment for moment, action, _ in before if action in MOVES or action == "report.included"]
    since = steps[-1] if steps else report.opened_at if entries else _since(report)
    due, changed = _due(report, entries, before, moves, at)
    news = max(since, changed) if changed else since
    return Standing(state, since, due, news, news > report.opened_at, excluded)


def _due(
    report: Report, entries: list[Entry], before: list[Entry], moves: list[Move], at: datetime
) -> tuple[datetime, datetime | None]:
    """The deadline that held for the unit at ``at``, and when it had changed last."""
    period_due, changed = _deadline_then(report.period.due_at, moves, at)
    given = [
        (moment, datetime.fromisoformat(facts["due"][1])) for moment, action, facts in before if action == EXTENDED
    ]
    extended = given[-1][1] if given else None
    if not any(action == EXTENDED for _, action, _ in entries):
        extended = report.extended_due_at  # from before the journal
    if given:
        changed = max(given[-1][0], changed) if changed else given[-1][0]
    return max(extended or period_due, period_due), changed


def _since(report: Report) -> datetime:
    """When a report without a journal came into its state."""
    if report.state == ReportState.RETURNED:
        return report.decided_at or report.submitted_at or report.opened_at
    return report.submitted_at or report.opened_at if report.state == ReportState.SUBMITTED else report.opened_at


def people_who_act() -> Staff:
    """Active people of the reporting units and of the department, in one query."""
    officers: dict[int, list[Person]] = defaultdict(list)
    heads: dict[int, list[Person]] = defaultdict(list)
    reviewers: dict[str, list[Person]] = defaultdict(list)
    roles = [Role.REPORTER, Role.STAFF, Role.COORDINATOR]
    rows = User.objects.filter(is_active=True, role__in=roles).order_by("pk")
    for user in rows.only("username", "full_name", "email", "role", "unit_id", "is_unit_approver"):
        person = Person(user.pk, user.username, user.full_name, bool(user.email))
        if user.role != Role.REPORTER:
            reviewers[user.role].append(person)
        elif user.unit_id:
            (heads if user.is_unit_approver else officers)[user.unit_id].append(person)
    return Staff(
        {unit: tuple(people) for unit, people in officers.items()},
        {unit: tuple(people) for unit, people in heads.items()},
        {Level.DOER: tuple(reviewers[Role.STAFF]), Level.HEAD: tuple(reviewers[Role.COORDINATOR])},
    )


def _of(report: Report, standing: Standing, staff: Staff) -> Iterable[Obligation]:
    """What is owed on one report: one thing, or two while it lies before the head."""
    heads = staff.heads.get(report.unit_id, ())
    unit: People = {Level.DOER: staff.officers.get(report.unit_id, ()), Level.HEAD: heads}
    head: People = {Level.DOER: heads, Level.HEAD: ()}
    due = standing.due_at
    state, since, news, begins = standing.state, standing.since, standing.news, not standing.has_news
    if state == ReportState.SUBMITTED:
        return [_obligation(report, ObligationKind.REVIEW, staff.reviewers, state, since, not_before=due)]
    if state == ReportState.RETURNED:
        return [_obligation(report, ObligationKind.RETURNED, unit, state, since, not_before=due)]
    first = report.first_submitted_at
    if state == ReportState.AWAITING_HEAD:
        signing = _obligation(report, ObligationKind.SIGNATURE, head, state, since)
        if first and first <= since:
            return [signing]
        return [_obligation(report, ObligationKind.REPORT, head, state, news, due_at=due, begins=begins), signing]
    return [_obligation(report, ObligationKind.REPORT, unit, state, news, due_at=due, begins=begins)]


def _obligation(
    report: Report,
    kind: ObligationKind,
    people: People,
    state: str,
    since: datetime,
    *,
    due_at: datetime | None = None,
    not_before: datetime | None = None,
    begins: bool = False,
) -> Obligation:
    return Obligation(
        key=_key(report.period, report.unit),
        kind=kind,
        about=f"báo cáo {report.period}",
        since=since,
        path=reverse("reports:detail", args=[report.pk]),
        list_path=board_path(report.period),
        people=people,
        unit_id=report.unit_id,
        unit_code=report.unit.code,
        unit_name=report.unit.short_name,
        thing=f"{THINGS.get(kind, 'report')}:{report.pk}",
        state=ReportState(state).label,
        due_at=due_at,
        roll=Roll(report.period.reminder_roll),
        not_before=not_before,
        begins=begins,
    )


def board_path(period: ReportingPeriod) -> str:
    """The board of all units, for those who stand above several of them."""
    return f"{reverse('reports:board')}?{urlencode({'ky': period.code})}"


def _key(period: ReportingPeriod, unit: Unit) -> str:
    """The same before and after the row exists."""
    return f"report:{period.code}:{unit.code}"


def _foreseen(at: datetime, staff: Staff) -> Iterator[Obligation]:
    """Reports that will have been opened by ``at`` and are not yet there."""
    there = set(Report.objects.values_list("period_id", "unit_id"))
    moves = _moves_of_deadlines()
    for period in ReportingPeriod.objects.open_by(at):
        for unit in obliged_units(period):
            if (period.pk, unit.pk) not in there:
                people: People = {
                    Level.DOER: staff.officers.get(unit.pk, ()),
                    Level.HEAD: staff.heads.get(unit.pk, ()),
                }
                yield Obligation(
                    key=_key(period, unit),
                    kind=ObligationKind.REPORT,
                    about=f"báo cáo {period}",
                    since=period.opens_at,
                    path=reverse("reports:own"),
                    due_at=_deadline_then(period.due_at, moves.get(period.pk, []), at)[0],
                    roll=Roll(period.reminder_roll),
                    people=people,
                    unit_id=unit.pk,
                    unit_code=unit.code,
                    unit_name=unit.short_name,
                    state=ReportState.DRAFT.label,
                    is_foreseen=True,
                )
