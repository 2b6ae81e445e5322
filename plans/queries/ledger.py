"""The ledger of clauses: every sentence of a plan and what in the portal answers it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts.models import User
from plans.models import ActionItem, Assignment, Clause, IndicatorForm, Plan, Task
from plans.queries.document import ClauseView, document
from plans.reading.sentences import sentences
from plans.states import ClauseKind

# Which section of the report's outline speaks of which group of tasks; the form's groups bear the same codes.
SECTIONS = {"N1": "II.2", "N2": "II.3", "N3": "II.4", "N4": "II.5", "N5": "II.6"}
GENERAL = ("mục tiêu chung", "mục tiêu tổng quát")


@dataclass(frozen=True)
class Answer:
    """``kind`` in words; ``path`` leads to it in the portal, "" when it is only said here."""

    kind: str
    words: str
    path: str


@dataclass(frozen=True)
class LedgerRow:
    clause: Clause
    place: int
    sentence: str
    answers: list[Answer]


@dataclass
class LedgerPart:
    """Rows under one heading; ``trail`` is the heading with those above it."""

    trail: str
    rows: list[LedgerRow] = field(default_factory=list)


@dataclass(frozen=True)
class Ledger:
    parts: list[LedgerPart]

    @property
    def rows(self) -> list[LedgerRow]:
        return [row for part in self.parts for row in part.rows]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def answered(self) -> int:
        return sum(1 for row in self.rows if row.answers)

    def unanswered(self) -> "Ledger":
        """Only what nobody answers for."""
        parts = [LedgerPart(part.trail, [row for row in part.rows if not row.answers]) for part in self.parts]
        return Ledger([part for part in parts if part.rows])


def ledger(plan: Plan, user: User) -> Ledger:
    """Sentence by sentence; action items are shown as far as ``user`` may see them."""
    answers = _Answers(plan, user)
    parts: list[LedgerPart] = []
    trail: dict[int | None, str] = {}
    for view in _views(plan):
        clause = view.clause
        above = trail.get(clause.parent_id, "")
        if _is_heading(clause, answers.parents):
            trail[clause.pk] = " › ".join(filter(None, (above, f"{clause.label} {clause.text}".strip())))
            continue
        trail[clause.pk] = above
        if not parts or parts[-1].trail != (above or "Mở đầu"):
            parts.append(LedgerPart(above or "Mở đầu"))
        found = answers.of(view)
        parts[-1].rows += [
            LedgerRow(clause, place, sentence, found) for place, sentence in enumerate(sentences(clause.text), start=1)
        ]
    return Ledger(parts)


def _views(plan: Plan) -> Iterator[ClauseView]:
    for part in document(plan):
        if part.clause:
            yield ClauseView(part.clause)
        yield from part.rows


def _is_heading(clause: Clause, parents: set[int]) -> bool:
    return clause.kind in (ClauseKind.PART, ClauseKind.HEADING) and clause.pk in parents


class _Answers:
    """What hangs on which clause, read once for the whole plan."""

    def __init__(self, plan: Plan, user: User) -> None:
        self.plan = plan
        self.page = reverse("plans:detail", args=[plan.pk])
        clauses = list(plan.clauses.all())
        self.by_pk = {clause.pk: clause for clause in clauses}
        self.parents = {clause.parent_id for clause in clauses if clause.parent_id}
        self.based = self._tasks_by_basis()
        self.groups = {group.pk: group for group in plan.task_groups.all()}
        self.form = IndicatorForm.objects.filter(year__lte=plan.year).prefetch_related("groups__indicators").first()
        self.actions: dict[str, list[ActionItem]] = defaultdict(list)
        for item in ActionItem.objects.visible_to(user).filter(origin_path__startswith=f"{self.page}#"):
            self.actions[item.origin_path].append(item)
        self.objectives = list(plan.objectives.select_related("clause"))

    def _tasks_by_basis(self) -> dict[int, list[Task]]:
        found: dict[int, list[Task]] = defaultdict(list)
        for row in Assignment.objects.filter(task__group__plan=self.plan).select_related("task").order_by("task__code"):
            if row.task not in found[row.basis_id]:
                found[row.basis_id].append(row.task)
        return found

    def of(self, view: ClauseView) -> list[Answer]:
        """Every answer to a clause, the nearest first."""
        clause = view.clause
        found = [*self._preamble(clause), *self._objectives(view), *self._task(view), *self._duty(view)]
        for deadline in view.deadlines:
            words = f"kỳ {deadline.get_period_kind_display()}, hạn cuối: hết ngày {deadline.last_day:%d/%m/%Y}"
            found.append(Answer("Hạn báo cáo", words, f"{self.page}#{clause.dom_id}"))
        for item in self.actions.get(origin_of(clause), []):
            found.append(
                Answer("Việc đã giao", f"{item.title} – {item.owner}", reverse("plans:action", args=[item.pk]))
            )
        return found

    def _preamble(self, clause: Clause) -> list[Answer]:
        if clause.kind != ClauseKind.PREAMBLE:
            return []
        is_basis = any(basis in clause.text for basis in self.plan.legal_bases)
        words = "căn cứ của kế hoạch, in trong báo cáo" if is_basis else "câu dẫn của kế hoạch"
        return [Answer("Căn cứ" if is_basis else "Mở đầu", words, self.page)]

    def _objectives(self, view: ClauseView) -> list[Answer]:
        page = reverse("plans:detail", args=[self.plan.pk])
        found = [
            Answer("Mục tiêu", f"{row.code}. {row.title}", f"{page}#{view.clause.dom_id}") for row in view.objectives
        ]
        parent = self.by_pk.get(view.clause.parent_id or 0)
        if not found and self.objectives and parent and parent.text.lower().rstrip(".: ") in GENERAL:
            first, last = self.objectives[0], self.objectives[-1]
            found.append(
                Answer("Mục tiêu cụ thể", f"đo bằng {first.code} – {last.code}", f"{page}#{first.clause.dom_id}")
            )
        return found

    def _task(self, view: ClauseView) -> list[Answer]:
        task = view.task
        if task is None:
            return []
        who = "; ".join(f"{row.duty.lower()}: {row.words}" for row in view.responsible)
        group = self.groups[task.group_id].code
        path = reverse("plans:task", args=[task.pk])
        return [Answer("Nhiệm vụ", f"{task.code}{f' – {who}' if who else ''}", path), *self._figures(group)]

    def _figures(self, code: str) -> list[Answer]:
        """The indicators and the section of the report that ask about a group of tasks."""
        if self.form is None:
            return []
        page, found = reverse("plans:indicators"), []
        for group in self.form.groups.all():
            codes = [row.code for row in group.indicators.all()]
            if group.code == code and codes:
                found.append(
                    Answer("Chỉ tiêu", f"{codes[0]} – {codes[-1]}, {group.title}", f"{page}#nhom-{group.code}")
                )
        found += [
            Answer("Mục báo cáo", f"{row['code']}. {row['title']}", page)
            for row in _outline(self.form.outline)
            if row["code"] == SECTIONS.get(code)
        ]
        return found

    def _duty(self, view: ClauseView) -> list[Answer]:
        found = []
        if view.addressed:
            found.append(Answer("Trách nhiệm", view.addressed, f"{self.page}#{view.clause.dom_id}"))
        tasks = self.based.get(view.clause.pk, [])
        if tasks:
            codes = ", ".join(task.code for task in tasks)
            found.append(
                Answer("Nhiệm vụ", f"giao theo điểm này: {codes}", reverse("plans:tasks", args=[self.plan.pk]))
            )
        return found


def _outline(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if "code" in row]


def origin_of(clause: Clause) -> str:
    """What an action item names as its origin when it answers a clause."""
    return f"{reverse('plans:detail', args=[clause.plan_id])}#{clause.dom_id}"
