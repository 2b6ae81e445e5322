"""Search across everything the reader may see; marks and case are ignored, nothing is counted that he may not read.

Each source starts from its own ``visible_to`` and its own row of the table of rights, so that neither a result
nor a number of results tells of rows that are somebody else's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.policy import may_use
from accounts.states import Role
from inspections.models import Establishment, Inspection
from kit.text import fold, search_pattern
from plans.models import ActionItem, Clause, Event, Task, UnitPlan
from reports.models import Consolidation, Letter, Report
from reports.states import SENT

PER_GROUP = 8
SHORTEST = 2  # letters: one letter finds everything


@dataclass(frozen=True)
class Hit:
    """One result: what it is called, a line about it, where it is."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """Results of one kind; ``has_more`` when there are more than are shown."""

    label: str
    hits: list[Hit]
    has_more: bool


@dataclass(frozen=True)
class Source:
    """Where to look: whose right it takes, which rows, in which fields, and how a row is shown."""

    label: str
    action: str
    rows: Callable[[User], QuerySet]
    fields: tuple[str, ...]
    hit: Callable


def search(text: str, user: User) -> list[Group]:
    """Groups with at least one result; every word must be found, each in any of the row's fields.

    At most one query per source. A text of fewer than two letters finds nothing.
    """
    words = fold(text).split()
    if len("".join(words)) < SHORTEST:
        return []
    groups = [_group(source, words, user) for source in SOURCES if may_use(user, source.action)]
    return [group for group in groups if group.hits]


def _group(source: Source, words: list[str], user: User) -> Group:
    rows = source.rows(user)
    for word in words:
        pattern = search_pattern(word)
        anywhere = Q()
        for name in source.fields:
            anywhere |= Q(**{f"{name}__regex": pattern})
        rows = rows.filter(anywhere)
    found = list(rows[: PER_GROUP + 1])
    return Group(source.label, [source.hit(row) for row in found[:PER_GROUP]], len(found) > PER_GROUP)


def _words_of_reports(user: User) -> QuerySet[Report]:
    """Words that a unit is still writing are its own affair: others search in what was sent."""
    rows = Report.objects.visible_to(user)
    rows = rows if user.role == Role.REPORTER else rows.filter(state__in=SENT)
    return rows.select_related("unit", "period").order_by("-period__ends_on", "unit__order").distinct()


def _clause(row: Clause) -> Hit:
    url = f"{reverse('plans:detail', args=[row.plan_id])}#{row.dom_id}"
    return Hit(_short(row.text), f"{row.plan}, mục {row.anchor}", url)


def _task(row: Task) -> Hit:
    return Hit(str(row), row.get_recurrence_display(), reverse("plans:task", args=[row.pk]))


def _report(row: Report) -> Hit:
    return Hit(
        f"Báo cáo {row.period}", f"{row.unit} · {row.get_state_display()}", reverse("reports:detail", args=[row.pk])
    )


def _inspection(row: Inspection) -> Hit:
    day = row.inspected_on or row.planned_on
    return Hit(str(row.establishment), f"kiểm tra {day:%d/%m/%Y}", reverse("inspections:detail", args=[row.pk]))


def _establishment(row: Establishment) -> Hit:
    return Hit(row.name, f"{row.code} · {row.commune}", reverse("inspections:establishment", args=[row.pk]))


def _action(row: ActionItem) -> Hit:
    return Hit(row.title, f"{row.owner} · hạn {row.due_on:%d/%m/%Y}", reverse("plans:action", args=[row.pk]))


def _event(row: Event) -> Hit:
    return Hit(row.title, f"{row.unit} · {row.held_on:%d/%m/%Y}", reverse("plans:event", args=[row.pk]))


def _unit_plan(row: UnitPlan) -> Hit:
    return Hit(f"Kế hoạch {row.number}", f"{row.unit} · {_short(row.title)}", reverse("plans:unit_plan", args=[row.pk]))


def _consolidation(row: Consolidation) -> Hit:
    return Hit(str(row), row.get_state_display(), reverse("reports:consolidation", args=[row.pk]))


def _letter(row: Letter) -> Hit:
    return Hit(row.document.title, row.get_state_display(), reverse("reports:letter", args=[row.pk]))


def _short(text: str) -> str:
    return text if len(text) <= 140 else f"{text[:139]}…"


SOURCES = (
    Source("Kế hoạch", "plan.view", lambda user: Clause.objects.select_related("plan"), ("text",), _clause),
    Source("Nhiệm vụ", "plan.view", lambda user: Task.objects.order_by("pk"), ("title", "expected_product"), _task),
    Source(
        "Việc được giao",
        "action.view",
        lambda user: ActionItem.objects.visible_to(user).for_listing(),
        ("title", "detail", "origin", "result"),
        _action,
    ),
    Source(
        "Báo cáo (đơn vị, kỳ)",
        "report.view",
        lambda user: Report.objects.visible_to(user).for_listing(),
        ("unit__name", "unit__short_name"),
        _report,
    ),
    Source("Báo cáo (lời văn đã gửi)", "report.view", _words_of_reports, ("sections__text",), _report),
    Source(
        "Tuyên truyền, tập huấn",
        "work.view",
        lambda user: Event.objects.visible_to(user).select_related("unit"),
        ("title", "place"),
        _event,
    ),
    Source(
        "Kế hoạch của đơn vị",
        "work.view",
        lambda user: UnitPlan.objects.visible_to(user).select_related("unit"),
        ("title", "number", "unit__name"),
        _unit_plan,
    ),
    Source(
        "Kiểm tra",
        "inspection.view",
        lambda user: Inspection.objects.visible_to(user).select_related("establishment").order_by("-planned_on"),
        ("establishment__name", "summary"),
        _inspection,
    ),
    Source(
        "Cơ sở kinh doanh",
        "establishment.view",
        lambda user: Establishment.objects.visible_to(user).for_listing(),
        ("name", "code", "address"),
        _establishment,
    ),
    Source(
        "Báo cáo tổng hợp",
        "consolidation.view",
        lambda user: Consolidation.objects.visible_to(user).select_related("period"),
        ("document__title",),
        _consolidation,
    ),
    Source(
        "Công văn",
        "letter.view",
        lambda user: Letter.objects.visible_to(user).select_related("document"),
        ("document__title",),
        _letter,
    ),
)
