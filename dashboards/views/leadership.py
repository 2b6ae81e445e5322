"""The leader's pages: the board, the big screen, the objectives, comparisons."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import Request, may_use, policy
from dashboards.forms import CompareForm, EntryForm
from dashboards.queries.board import goal_url, leadership_board
from dashboards.queries.compare import comparison
from dashboards.services.briefing import KIND
from documents.models import StoredFile
from documents.views import file_response
from kit import clock
from plans.models import Objective
from plans.queries.document import current_plan
from plans.services.objectives import type_objective
from plans.services.refusals import Refusal
from reports.queries.goals import FORMULA, goal_board


@policy("leadership.view")
@require_safe
def leadership(request: Request) -> HttpResponse:
    """Who is late, what is off target, what waits for me, what changed, where."""
    return render(request, "dashboards/leadership.html", leadership_board(request.user, clock.now()))


@policy("leadership.view")
@require_safe
def screen(request: Request) -> HttpResponse:
    """The same for the meeting room: large, without navigation, renewed by itself."""
    return render(request, "dashboards/screen.html", leadership_board(request.user, clock.now()))


@policy("leadership.view")
@require_safe
def goals(request: Request) -> HttpResponse:
    """Both target sets with value, source, trend, pace and forecast."""
    plan = current_plan(clock.today())
    board = goal_board(plan, clock.today(), goal_url=goal_url()) if plan else None
    context = {"board": board, "plan": plan, "formula": FORMULA, "may_type": may_use(request.user, "goal.type")}
    return render(request, "dashboards/goals.html", context)


@policy("leadership.view")
@require_safe
def goal(request: Request, code: str) -> HttpResponse:
    """The units behind one objective's number."""
    objective = _objective(code)
    board = goal_board(objective.plan, clock.today(), goal_url=goal_url())
    found = next(item for item in board.goals if item.code == objective.code)
    context = {"goal": found, "board": board, "formula": FORMULA, "entries": objective.entries.select_related("by")}
    return render(request, "dashboards/goal.html", context)


@policy("goal.type")
@require_http_methods(["GET", "HEAD", "POST"])
def goal_type(request: Request, code: str) -> HttpResponse:
    """Put a typed value beside the computed one."""
    objective = _objective(code)
    form = EntryForm(request.POST or None, objective=objective)
    if form.is_valid():
        try:
            type_objective(objective, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã ghi số nhập tay, kèm lý do; số hệ thống tính vẫn giữ nguyên.")
            return redirect("dashboards:goal", objective.code)
    status = 422 if request.method == "POST" else 200
    return render(request, "dashboards/goal_type.html", {"form": form, "objective": objective}, status=status)


@policy("leadership.view")
@require_safe
def compare(request: Request) -> HttpResponse:
    """One indicator, two periods, every unit."""
    form = CompareForm(request.GET, day=clock.today())
    found = comparison(form.indicator, form.period, form.other) if form.indicator and form.period else None
    return render(request, "dashboards/compare.html", {"form": form, "found": found, "day": clock.today()})


def _objective(code: str) -> Objective:
    plan = current_plan(clock.today())
    if plan is None:
        raise Http404(code)
    return get_object_or_404(Objective.objects.select_related("plan"), plan=plan, code=code)


@policy("leadership.briefing")
@require_safe
def briefing(request: Request, pk: int) -> HttpResponse:
    """A leader's own weekly sheet, as it was printed."""
    sheets = StoredFile.objects.filter(kind=KIND, uploaded_by=request.user)
    return file_response(request, get_object_or_404(sheets, pk=pk))


@policy("leadership.briefing")
@require_safe
def briefings(request: Request) -> HttpResponse:
    """The weekly sheets a leader has got, the newest first."""
    sheets = StoredFile.objects.filter(kind=KIND, uploaded_by=request.user).order_by("-uploaded_at")
    return render(request, "dashboards/briefings.html", {"sheets": sheets[:60]})
