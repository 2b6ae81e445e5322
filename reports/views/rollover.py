"""The year turns: what to carry, what to stop asking, by when; looked at once more, then written."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.policy import Request, policy
from kit import clock
from plans.figures.rollover import Burden
from plans.models import IndicatorForm, Plan
from plans.queries.document import current_plan
from plans.queries.rollover import clauses_naming, task_rows
from plans.services.refusals import Refusal
from plans.services.rollover import already_there, roll_over
from reports.forms.rollover import CONFIRM, PREVIEW, STEPS, TASKS, RolloverForm, first_choices
from reports.queries.effort import effort
from reports.services.burden import burden


@policy("plan.roll_over")
@require_http_methods(["GET", "HEAD", "POST"])
def rollover(request: Request) -> HttpResponse:
    plan = current_plan(clock.today())
    figures = IndicatorForm.objects.filter(year=plan.year).first() if plan else None
    problem = already_there(plan.year + 1) if plan else ""
    if plan is None or figures is None or problem:
        begun = Plan.objects.filter(year=plan.year + 1).first() if plan else None
        context = {"plan": plan, "problem": problem, "begun": begun}
        return render(request, "reports/rollover_none.html", context, status=409 if request.method == "POST" else 200)
    return _wizard(request, plan, figures)


def _wizard(request: Request, plan: Plan, figures: IndicatorForm) -> HttpResponse:
    tasks, burdens = task_rows(plan, clock.today()), burden(figures)
    step, status = request.POST.get("step", ""), 200
    data = request.POST if step in STEPS else first_choices(plan, tasks)
    if step not in STEPS:
        step, status = TASKS, 422 if request.method == "POST" else 200
    form = RolloverForm(data, tasks=tasks, burdens=burdens)
    if step in (PREVIEW, CONFIRM) and not form.is_valid():
        step, status = form.first_step_to_correct(), 422
    if step == CONFIRM:
        try:
            needed = frozenset(row.code for row in burdens if not row.is_free)
            new = roll_over(plan, form.choices(), in_use=needed, by=request.user, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
            step, status = form.first_step_to_correct(), 422
        else:
            messages.success(request, f"Đã chuyển sang năm {new.year}: kế hoạch, biểu số liệu và hai kỳ báo cáo.")
            return redirect("plans:detail", new.pk)
    context = _context(plan, form, step) | {"burdens": _sorted(burdens), "efforts": effort(plan.year)}
    return render(request, "reports/rollover.html", context, status=status)


def _sorted(burdens: list[Burden]) -> list[Burden]:
    """Those proposed for dropping first, then those that may be dropped, then those that are needed."""
    return sorted(burdens, key=lambda row: (not row.is_proposed, not row.is_free))


def _context(plan: Plan, form: RolloverForm, step: str) -> dict:
    ticked = set(form.raw.getlist("tasks"))
    return {
        "plan": plan,
        "year": plan.year + 1,
        "form": form,
        "step": step,
        "tasks": [(row, str(row.task.pk) in ticked) for row in form.task_rows],
        "dropped": form.raw.getlist("dropped"),
        "carried": form.carried(step),
        "naming": clauses_naming(plan, plan.year) if step == PREVIEW else [],
    }
