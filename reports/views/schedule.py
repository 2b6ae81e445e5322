"""One period planned backwards from those who want its report, and the units' deadline."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from deadlines.figures.planner import Proposal, propose
from deadlines.queries.calendar import working_calendar
from kit import clock
from plans.models import ReportingPeriod
from reports.forms.schedule import AsksForm, DeadlineForm
from reports.models import PeriodSchedule
from reports.services.schedule import (
    ScheduleRefused,
    conflicts_of,
    data_end_is_fixed,
    plan_backwards,
    set_deadline,
)
from reports.views.review import period_or_404

NUMBERS = ("province_before", "ministry_before", "sending", "signing", "consolidation", "review", "filling")


@policy("schedule.view")
@require_safe
def schedule(request: Request, period_code: str) -> HttpResponse:
    return _page(request, period_or_404(period_code))


@policy("schedule.set")
@require_POST
def plan(request: Request, period_code: str) -> HttpResponse:
    period, form = period_or_404(period_code), AsksForm(request.POST)
    if not form.is_valid():
        return _page(request, period, asks_form=form, status=422)
    plan_backwards(period, by=request.user, at=clock.now(), **form.cleaned_data)
    messages.success(request, "Đã tính lịch ngược; hạn của đơn vị chưa thay đổi.")
    return redirect("reports:schedule", period.code)


@policy("schedule.set")
@require_POST
def set_(request: Request, period_code: str) -> HttpResponse:
    period, form = period_or_404(period_code), DeadlineForm(request.POST)
    if not form.is_valid():
        return _page(request, period, deadline_form=form, status=422)
    try:
        set_deadline(period, by=request.user, at=clock.now(), **form.cleaned_data)
    except ScheduleRefused as refusal:
        form.refuse(refusal)
        return _page(request, period, deadline_form=form, status=422)
    messages.success(request, "Đã đặt hạn nộp và báo cho các đơn vị chưa nộp; lời nhắc theo hạn mới.")
    return redirect("reports:schedule", period.code)


def _page(
    request: Request,
    period: ReportingPeriod,
    *,
    asks_form: AsksForm | None = None,
    deadline_form: DeadlineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = PeriodSchedule.objects.filter(period=period).first() or PeriodSchedule(period=period)
    proposal = propose(found.asks, found.leads, working_calendar())
    context = {
        "period": period,
        "schedule": found,
        "proposal": proposal,
        "conflicts": conflicts_of(period, due_at=period.due_at, roll=period.reminder_roll),
        "decisions": period.deadline_decisions.select_related("decided_by"),
        "asks_form": asks_form or AsksForm(initial={name: getattr(found, name) for name in NUMBERS}),
        "deadline_form": deadline_form or DeadlineForm(initial=_usual(period, proposal)),
        "may_set": may_use(request.user, "schedule.set"),
    }
    return render(request, "reports/schedule.html", context, status=status)


def _usual(period: ReportingPeriod, proposal: Proposal | None) -> dict[str, object]:
    """What the deadline form begins with: a proposed deadline before the end of the data moves that end too."""
    last_day = proposal.units_on if proposal else period.last_day
    moves = proposal is not None and period.ends_on >= last_day and not data_end_is_fixed(period)
    return {
        "last_day": last_day,
        "data_on": proposal.data_on if proposal and moves else period.ends_on,
        "roll": period.reminder_roll,
    }
