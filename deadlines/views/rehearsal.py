"""The year before it happens, what was sent, and how a person stops a step."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, may_use, policy
from deadlines.forms import SpanForm, StopForm
from deadlines.models import Stop
from deadlines.queries.owed import thing_of
from deadlines.queries.rehearsal import Act, by_day, matching, rehearse, sent
from deadlines.services.steering import OvertakenAct, SteeringRefused, resume_reminders, stop_reminders
from kit import clock
from kit.workflow import InvalidTransition

AHEAD = timedelta(days=60)
MOST = 2000
SHORT = 40  # as many lines are shown at once; of more, only the first day is open


@policy("deadline.view")
@require_safe
def rehearsal(request: Request) -> HttpResponse:
    return _rehearsal(request)


def _rehearsal(request: Request, problem: str = "", status: int = 200) -> HttpResponse:
    today = clock.today()
    form, start, end = _span(request, today, today + AHEAD)
    acts = matching(rehearse(start, end, now=clock.now()), form.cleaned_data) if form.is_valid() else []
    return _page(request, "deadlines/rehearsal.html", form, acts, start, end, problem=problem, status=status)


@policy("deadline.view")
@require_safe
def sent_list(request: Request) -> HttpResponse:
    today = clock.today()
    form, start, end = _span(request, today - AHEAD, today)
    acts = matching(sent(start, end), form.cleaned_data) if form.is_valid() else []
    return _page(request, "deadlines/sent.html", form, acts, start, end, is_past=True)


def _span(request: Request, start: date, end: date) -> tuple[SpanForm, date, date]:
    """The form with the days asked for; days left out are the usual ones around the day that was given."""
    sent_data = request.GET.dict()
    first = sent_data.get("tu") or f"{start:%d/%m/%Y}"
    last = sent_data.get("den") or f"{end:%d/%m/%Y}"
    form = SpanForm(sent_data | {"tu": first, "den": last})
    if form.is_valid():
        start, end = form.cleaned_data["tu"], form.cleaned_data["den"]
    return form, start, end


def _page(
    request: Request,
    template: str,
    form: SpanForm,
    acts: list[Act],
    start: date,
    end: date,
    *,
    problem: str = "",
    status: int = 200,
    is_past: bool = False,  # the latest day first
) -> HttpResponse:
    context = {
        "problem": problem,
        "form": form,
        "days": by_day(acts[-MOST:])[::-1] if is_past else by_day(acts[:MOST]),
        "total": len(acts),
        "is_cut": len(acts) > MOST,
        "is_short": len(acts) <= SHORT,
        "most": MOST,
        "people": len({act.person for act in acts}),
        "start": start,
        "end": end,
        "stops": Stop.objects.in_force().select_related("unit", "stopped_by"),
        "may_stop": may_use(request.user, "deadline.stop"),
    }
    return render(request, template, context, status=status)


@policy("deadline.stop")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request) -> HttpResponse:
    key = request.GET.get("viec", "")
    found = thing_of(key, clock.now())
    if found is None:
        raise Http404("no such reminder")
    form, status = StopForm(request.POST or None), 422 if request.method == "POST" else 200
    if form.is_valid():
        scope = key if form.cleaned_data["scope"] == "step" else f"{found.key}:{found.kind}"
        try:
            stop_reminders(scope, found, by=request.user, at=clock.now(), reason=form.cleaned_data["reason"])
        except SteeringRefused as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, OvertakenAct) else 422
        else:
            messages.success(request, "Đã dừng nhắc; lý do được ghi vào nhật ký.")
            return redirect("deadlines:rehearsal")
    return render(request, "deadlines/stop.html", {"form": form, "found": found, "key": key}, status=status)


@policy("deadline.stop")
@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(Stop, pk=pk)
    try:
        resume_reminders(row, by=request.user, at=clock.now())
    except InvalidTransition:
        return _rehearsal(request, "Việc này đã được cho nhắc lại trước đó; không có gì thay đổi.", status=409)
    messages.success(request, "Việc này lại được nhắc từ bậc tiếp theo.")
    return redirect("deadlines:rehearsal")
