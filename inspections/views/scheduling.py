"""From the drawn list to the team's calendar."""

from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.policy import policy
from deadlines.queries.calendar import working_calendar
from inspections.figures.schedule import spread
from inspections.forms.scheduling import SpreadForm, VisitDaysForm
from inspections.models import Draw
from inspections.queries.draws import unvisited, with_status
from inspections.services.planning import plan_drawn
from inspections.services.refusals import Refusal
from inspections.states import OperatingStatus
from kit import clock
from kit.workflow import InvalidTransition

PER_DAY = 3
TOO_EARLY = "Kế hoạch của lần chọn mẫu này chưa được phê duyệt nên chưa lập lịch được."


@policy("inspection.plan")
@require_http_methods(["GET", "HEAD", "POST"])
def draw_schedule(request, pk: int) -> HttpResponse:
    """Propose a working day for each running establishment not visited yet; write the days that are confirmed."""
    draw = get_object_or_404(Draw.objects.visible_to(request.user).select_related("team__unit"), pk=pk)
    if not request.user.has_perm("inspections.view_drawn_list", draw):
        raise Http404
    asked, items = SpreadForm(request.GET), with_status(unvisited(draw), clock.today())
    first, per_day = _asked(asked)
    running = [(item.pk, item.establishment.district_code) for item in items if item.status == OperatingStatus.ACTIVE]
    proposed = spread(running, _working(first), per_day)
    initial = {"decision_number": draw.plan_number}
    form = VisitDaysForm(request.POST or None, items=items, proposed=proposed, initial=initial)
    status, problem = 422 if form.is_bound else 200, ""
    if not draw.is_approved:
        return _page(request, draw, form, asked, TOO_EARLY, 409)
    if form.is_valid():
        number = form.cleaned_data["decision_number"]
        try:
            made = plan_drawn(draw, by=request.user, at=clock.now(), days=form.days(), decision_number=number)
        except Refusal as refusal:
            form.refuse(refusal)
        except InvalidTransition:
            problem, status = TOO_EARLY, 409
        else:
            messages.success(request, f"Đã lập {len(made)} cuộc kiểm tra vào lịch của Đội.")
            return redirect("inspections:draw", draw.pk)
    return _page(request, draw, form, asked, problem, status)


def _page(request, draw: Draw, form: VisitDaysForm, asked: SpreadForm, problem: str, status: int) -> HttpResponse:
    context = {"draw": draw, "form": form, "asked": asked, "problem": problem}
    return render(request, "inspections/draw_schedule.html", context, status=status)


def _asked(form: SpreadForm) -> tuple[date, int]:
    """The first day and how many a day; nonsense is tomorrow and three."""
    form.is_valid()
    wanted = form.cleaned_data
    return wanted.get("tu") or clock.today(), wanted.get("moi_ngay") or PER_DAY


def _working(first: date) -> Iterator[date]:
    """Working days after ``first``, or from it when it is one and lies ahead."""
    calendar = working_calendar()
    day = first if first > clock.today() and calendar.is_working(first) else calendar.shift(first, 1)
    while True:
        yield day
        day = calendar.shift(day, 1)
