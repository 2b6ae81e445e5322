"""One form in three steps: what a step does not show, it carries along."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from deadlines.queries.calendar import working_calendar
from kit.fields import DayField, LineField
from plans.figures import usual_period
from plans.figures.rollover import Burden, shift_to_year
from plans.models import Plan
from plans.queries.rollover import TaskRow
from plans.services.refusals import Refusal
from plans.services.rollover import KINDS, Choices, PeriodDays
from plans.states import PeriodKind

TASKS, INDICATORS, DATES, PREVIEW, CONFIRM = "tasks", "indicators", "dates", "preview", "confirm"
STEPS = (TASKS, INDICATORS, DATES, PREVIEW, CONFIRM)
SHORT = "%d/%m/%Y"
WORDS = {PeriodKind.FIRST_HALF: "Báo cáo 6 tháng", PeriodKind.YEAR: "Báo cáo năm"}


def first_choices(plan: Plan, tasks: Iterable[TaskRow]) -> QueryDict:
    """What stands in the wizard before anybody touched it, as a browser would post it; no indicator is dropped."""
    data, year = QueryDict(mutable=True), plan.year + 1
    data["title"] = plan.title.replace(str(plan.year), str(year))
    data["issued_on"] = shift_to_year(plan.issued_on, year, working_calendar()).strftime(SHORT)
    data.setlist("tasks", [str(row.task.pk) for row in tasks if not row.is_over])
    for row in tasks:
        if row.due_on:
            data[f"due_{row.task.pk}"] = row.due_on.strftime(SHORT)
    told = {deadline.period_kind: (deadline.month, deadline.day) for deadline in plan.deadlines.all()}
    for kind in KINDS:
        usual = usual_period(year, is_annual=kind == PeriodKind.YEAR)
        month, day = told.get(kind, (usual["due_at"].month, usual["due_at"].day))
        data[f"opens_{kind}"] = usual["opens_at"].strftime(SHORT)
        data[f"before_{kind}"] = f"{day:02}/{month:02}/{year}"
    return data


class RolloverForm(forms.Form):
    """Every choice of the wizard; ``step_of`` says on which step a field stands."""

    title = LineField(label="Trích yếu", max_length=300)
    issued_on = DayField(label="Ngày ban hành dự kiến", help_text="Số và ngày chính thức lấy khi nhập văn bản đã ký.")

    def __init__(self, data: QueryDict, *, tasks: list[TaskRow], burdens: list[Burden]) -> None:
        super().__init__(data)
        self.raw = data
        self.task_rows = tasks
        self.fields["tasks"] = forms.MultipleChoiceField(
            required=False, choices=[(str(row.task.pk), row.task.title) for row in tasks]
        )
        free = [(row.code, row.name) for row in burdens if row.is_free]
        self.fields["dropped"] = forms.MultipleChoiceField(required=False, choices=free)
        for kind in KINDS:
            self.fields[f"opens_{kind}"] = DayField(label=f"{WORDS[kind]}: mở nhập từ ngày")
            self.fields[f"before_{kind}"] = DayField(label=f"{WORDS[kind]}: đơn vị nộp trước ngày")
        for row in tasks:
            if old := row.task.due_on:
                words = f"{row.task} (năm nay: hết ngày {old:%d/%m/%Y})"
                self.fields[f"due_{row.task.pk}"] = DayField(label=words, required=False)

    def step_of(self, name: str) -> str:
        return {"tasks": TASKS, "dropped": INDICATORS}.get(name, DATES)

    def carried(self, step: str) -> list[tuple[str, str]]:
        """Names and values of the fields that ``step`` does not show."""
        names = [name for name in self.fields if self.step_of(name) != step]
        return [(name, value) for name in names for value in self.raw.getlist(name)]

    def first_step_to_correct(self) -> str:
        return min((self.step_of(name) for name in self.errors), key=STEPS.index, default=DATES)

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    @property
    def days(self) -> list[forms.BoundField]:
        """The title, the plan's day and the periods; on the third step."""
        return [self[name] for name in self.fields if self.step_of(name) == DATES and not name.startswith("due_")]

    @property
    def dues(self) -> list[forms.BoundField]:
        """Last days of the tasks that are carried."""
        kept = self.raw.getlist("tasks")
        return [self[name] for name in self.fields if name.startswith("due_") and name.removeprefix("due_") in kept]

    def choices(self) -> Choices:
        """Of a valid form."""
        found = self.cleaned_data
        return Choices(
            title=found["title"],
            issued_on=found["issued_on"],
            tasks=frozenset(int(pk) for pk in found["tasks"]),
            due={row.task.pk: found.get(f"due_{row.task.pk}") for row in self.task_rows},
            dropped=frozenset(found["dropped"]),
            periods={kind: PeriodDays(found[f"opens_{kind}"], found[f"before_{kind}"]) for kind in KINDS},
        )
