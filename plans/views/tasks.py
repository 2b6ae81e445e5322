"""Tasks followed: all of them in three views, one with its history, the unit's own, its terms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, may_use, policy
from documents.forms import refusal_status
from documents.views import file_response
from kit import clock
from plans.charts import Timeline, bar, timeline
from plans.forms.work import NoteForm, TermsForm
from plans.models import Plan, ProgressNote, Task
from plans.queries import document as queries
from plans.queries.progress import (
    NOT_STARTED,
    TaskStanding,
    newest_unit_plans,
    own_standings,
    standing_of,
    task_standings,
)
from plans.services.refusals import Refusal
from plans.services.work import note_progress, set_terms
from plans.states import ProgressState

VIEWS = (("danh-sach", "Danh sách", "list-task"), ("bang", "Bảng", "kanban"), ("tien-do", "Tiến độ", "bar-chart-steps"))
COLUMNS = [(NOT_STARTED, "Chưa bắt đầu"), *ProgressState.choices]
TONES = {ProgressState.DONE: "good", ProgressState.STARTED: "info", ProgressState.BLOCKED: "bad", NOT_STARTED: "mute"}


@policy("plan.view")
@require_safe
def plan_tasks(request: Request, pk: int) -> HttpResponse:
    plan = get_object_or_404(Plan, pk=pk)
    today = clock.today()
    chosen = request.GET.get("xem")
    shown = chosen if chosen in {name for name, *_ in VIEWS} else VIEWS[0][0]
    standings = [row for row in task_standings(plan, request.user, today) if row.parts]
    context = {
        "plan": plan,
        "groups": queries.tasks_by_group(plan),
        "standings": {s.task.pk: s for s in standings},
        "columns": [(label, TONES[state], [s for s in standings if s.state == state]) for state, label in COLUMNS],
        "timeline": _timeline(plan, standings),
        "rows": standings,
        "shown": shown,
        "views": VIEWS,
        "today": today,
    }
    return render(request, "plans/plan_tasks.html", context)


@policy("plan.view")
@require_safe
def task_detail(request: Request, pk: int) -> HttpResponse:
    return _detail(request, _task(pk))


@policy("task.own")
@require_safe
def own_tasks(request: Request) -> HttpResponse:
    today = clock.today()
    plan = queries.current_plan(today)
    rows = own_standings(plan, request.user, today) if plan else []
    own_plan = newest_unit_plans(plan, request.user).get(request.user.unit_id or 0) if plan else None
    context = {
        "plan": plan,
        "rows": rows,
        "own_plan": own_plan,
        "taken_up": {task.pk for task in own_plan.tasks.all()} if own_plan else set(),
        "today": today,
        "may_file": may_use(request.user, "unit_plan.file"),
    }
    return render(request, "plans/own_tasks.html", context)


@policy("task.note")
@require_POST
def task_note(request: Request, pk: int) -> HttpResponse:
    task, form = _task(pk), NoteForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            note_progress(task, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã ghi tiến độ của đơn vị.")
            return redirect("plans:task", pk)
    return _detail(request, task, form, refusal_status(form))


@policy("task.terms")
@require_http_methods(["GET", "HEAD", "POST"])
def task_terms(request: Request, pk: int) -> HttpResponse:
    task = _task(pk)
    known = {name: getattr(task, name) for name in TermsForm.base_fields}
    form = TermsForm(request.POST or None, initial=known)
    if form.is_valid():
        set_terms(task, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "Đã ghi yêu cầu của nhiệm vụ.")
        return redirect("plans:task", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "plans/task_terms.html", {"task": task, "form": form}, status=status)


@policy("work.view")
@require_safe
def note_file(request: Request, pk: int) -> HttpResponse:
    notes = ProgressNote.objects.visible_to(request.user).exclude(file=None).select_related("file")
    return file_response(request, get_object_or_404(notes, pk=pk).file)


def _task(pk: int) -> Task:
    return get_object_or_404(Task.objects.select_related("group__plan", "clause"), pk=pk)


def _detail(request: Request, task: Task, form: NoteForm | None = None, status: int = 200) -> HttpResponse:
    today = clock.today()
    standing = standing_of(task, request.user, today)
    mine = next((part for part in standing.parts if part.unit.pk == request.user.unit_id), None)
    notes = ProgressNote.objects.visible_to(request.user).filter(task=task)
    context = {
        "task": task,
        "standing": standing,
        "mine": mine,
        "responsible": queries.responsible_for(task.group.plan).get(task.pk, []),
        "notes": notes.select_related("unit", "noted_by", "file")[:50],
        "form": form or NoteForm(),
        "may_note": mine and may_use(request.user, "task.note"),
        "may_set": may_use(request.user, "task.terms"),
        "today": today,
    }
    return render(request, "plans/task_detail.html", context, status=status)


def _timeline(plan: Plan, standings: list[TaskStanding]) -> Timeline:
    bars = []
    for order, row in enumerate(standings):
        quarters = row.leads[0].quarters if row.leads else set()
        tone = "bad" if row.is_late else TONES[row.state]
        end = row.task.due_on or plan.issued_on.replace(month=12, day=31)
        words = {"code": row.task.code, "title": row.task.title, "tone": tone, "words": row.label}
        url = reverse("plans:task", args=[row.task.pk])
        bars.append(bar(order, plan.year, plan.issued_on, end, quarters, url=url, **words))
    return timeline(plan.year, bars, clock.today())
