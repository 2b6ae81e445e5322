"""What somebody owes because of work that was asked for and of tasks with a last day."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from deadlines.figures import Obligation, Person, end_of
from deadlines.states import Level, ObligationKind
from plans.figures import VIETNAM
from plans.models import ActionItem, ProgressNote, Task
from plans.queries.document import current_plan
from plans.queries.duties import duties
from plans.states import ActionState, Duty, ProgressState

DOING = (Role.REPORTER, Role.STAFF, Role.COORDINATOR)
People = dict[Level, tuple[Person, ...]]
Part = tuple[int, int]  # a task and a unit that has a part in it


def obligations(at: datetime) -> list[Obligation]:
    """Action items that were with their owner at ``at``, and tasks with a day that were not done."""
    people = _people()
    return [*_actions(at, people), *_tasks(at, people)]


def unfinished_actions(ids: set[int]) -> set[int]:
    """Of these action items, those still with their owner."""
    return set(ActionItem.objects.filter(pk__in=ids, state=ActionState.OPEN).values_list("pk", flat=True))


def unfinished_tasks(parts: set[Part]) -> set[Part]:
    """Of these parts of tasks, those whose unit has not reported them as done."""
    return parts - _done({task_pk for task_pk, _ in parts})


def _actions(at: datetime, people: dict[int, list[User]]) -> Iterator[Obligation]:
    """An item that was finished later was open then; one that was reopened counts from its opening."""
    rows = ActionItem.objects.filter(opened_at__lte=at).filter(Q(done_at=None) | Q(done_at__gt=at))
    for item in rows.select_related("unit", "person"):
        unit = item.unit or (item.person.unit if item.person else None)
        yield Obligation(
            key=f"action:{item.pk}",
            kind=ObligationKind.ACTION,
            about="việc được giao",
            since=item.opened_at,
            due_at=end_of(item.due_on),
            path=reverse("plans:action", args=[item.pk]),
            list_path=reverse("plans:actions"),
            people=_named(item.person, people) if item.person else _levels(people.get(item.unit_id or 0, [])),
            unit_id=unit.pk if unit else None,
            unit_code=unit.code if unit else "",
            unit_name=unit.short_name if unit else "",
            thing=f"action:{item.pk}",
            state=item.get_state_display(),
        )


def _tasks(at: datetime, people: dict[int, list[User]]) -> Iterator[Obligation]:
    """Units that lead or carry out a task with a last day, and have not reported it as done."""
    day = at.astimezone(VIETNAM).date()
    plan = current_plan(day)
    dated = Task.objects.filter(group__plan=plan).exclude(due_on=None) if plan else Task.objects.none()
    tasks = {task.pk: task for task in dated}
    if plan is None or not tasks:
        return
    done = _done(set(tasks), at)
    since = datetime(plan.issued_on.year, plan.issued_on.month, plan.issued_on.day, tzinfo=VIETNAM)
    for task_pk, units in duties(plan, day).items():
        for unit_pk, duty in units.items():
            if task_pk in tasks and duty != Duty.COORDINATE and (task_pk, unit_pk) not in done:
                yield _task(tasks[task_pk], plan.pk, unit_pk, people.get(unit_pk, []), since)


def _done(tasks: set[int], at: datetime | None = None) -> set[Part]:
    """The parts whose unit's newest word, by ``at`` if given, is that it is done."""
    notes = ProgressNote.objects.filter(task__in=tasks).order_by("noted_at", "pk")
    notes = notes.filter(noted_at__lte=at) if at else notes
    newest = {(task_pk, unit_pk): state for task_pk, unit_pk, state in notes.values_list("task", "unit", "state")}
    return {part for part, state in newest.items() if state == ProgressState.DONE}


def _task(task: Task, plan_pk: int, unit_pk: int, people: list[User], since: datetime) -> Obligation:
    unit = people[0].unit if people else None
    return Obligation(
        key=f"task:{task.pk}:{unit_pk}",
        kind=ObligationKind.TASK,
        about=f"nhiệm vụ {task.code} của kế hoạch",
        since=since,
        due_at=end_of(task.due_on) if task.due_on else None,
        path=reverse("plans:task", args=[task.pk]),
        list_path=reverse("plans:tasks", args=[plan_pk]),
        people=_levels(people),
        unit_id=unit_pk,
        unit_code=unit.code if unit else "",
        unit_name=unit.short_name if unit else "",
        thing=f"task:{task.pk}:{unit_pk}",
        state="Chưa hoàn thành",
    )


def _people() -> dict[int, list[User]]:
    """Unit → its active people who do work, in one query."""
    found: dict[int, list[User]] = {}
    rows = User.objects.filter(is_active=True, role__in=DOING).exclude(unit=None).select_related("unit")
    for user in rows.defer("password").order_by("pk"):
        found.setdefault(user.unit_id or 0, []).append(user)
    return found


def _levels(people: list[User]) -> People:
    heads = [user for user in people if user.is_unit_approver or user.role == Role.COORDINATOR]
    doers = [user for user in people if user not in heads]
    return {Level.DOER: tuple(map(_person, doers)), Level.HEAD: tuple(map(_person, heads))}


def _named(person: User, people: dict[int, list[User]]) -> People:
    if not person.is_active:
        return {Level.DOER: (), Level.HEAD: ()}
    heads = _levels(people.get(person.unit_id or 0, []))[Level.HEAD]
    return {Level.DOER: (_person(person),), Level.HEAD: tuple(head for head in heads if head.pk != person.pk)}


def _person(user: User) -> Person:
    return Person(user.pk, user.username, user.full_name, bool(user.email))
