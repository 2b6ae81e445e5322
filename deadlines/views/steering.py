"""The calendar of working days and the ladders."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, may_use, policy
from deadlines.forms import CalendarDayForm, LadderForm
from deadlines.models import CalendarDay
from deadlines.queries.calendar import FIRST_YEAR, LAST_YEAR, days_of
from deadlines.queries.ladders import ladders
from deadlines.services.steering import OvertakenAct, enter_day, remove_day, set_ladder
from deadlines.states import ObligationKind
from kit import clock


@policy("deadline.view")
@require_safe
def calendar(request: Request) -> HttpResponse:
    return _calendar(request, CalendarDayForm())


@policy("deadline.steer")
@require_POST
def calendar_enter(request: Request) -> HttpResponse:
    form = CalendarDayForm(request.POST)
    if not form.is_valid():
        return _calendar(request, form, status=422)
    entry = enter_day(**form.cleaned_data, by=request.user, at=clock.now())
    messages.success(request, f"Đã ghi {entry}.")
    return redirect(f"{reverse('deadlines:calendar')}?nam={entry.day.year}")


@policy("deadline.steer")
@require_POST
def calendar_remove(request: Request, pk: int) -> HttpResponse:
    entry = get_object_or_404(CalendarDay, pk=pk)
    remove_day(entry, by=request.user, at=clock.now())
    messages.success(request, "Đã bỏ; ngày này lại theo lịch nghỉ lễ chung.")
    return redirect(f"{reverse('deadlines:calendar')}?nam={entry.day.year}")


def _calendar(request: Request, form: CalendarDayForm, status: int = 200) -> HttpResponse:
    year = _year(request.GET.get("nam", ""))
    context = {
        "form": form,
        "year": year,
        "years": [other for other in range(year - 2, year + 3) if FIRST_YEAR <= other <= LAST_YEAR],
        "days": days_of(year),
        "may_steer": may_use(request.user, "deadline.steer"),
    }
    return render(request, "deadlines/calendar.html", context, status=status)


def _year(text: str) -> int:
    """The year asked for, or this year where it makes no sense."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return asked if FIRST_YEAR <= asked <= LAST_YEAR else clock.today().year


@policy("deadline.view")
@require_safe
def ladder_list(request: Request) -> HttpResponse:
    rows = [(kind, ladder) for kind, ladder in ladders().items()]
    return render(
        request, "deadlines/ladders.html", {"rows": rows, "may_steer": may_use(request.user, "deadline.steer")}
    )


@policy("deadline.steer")
@require_http_methods(["GET", "HEAD", "POST"])
def ladder_edit(request: Request, kind: str) -> HttpResponse:
    if kind not in ObligationKind.values:
        raise Http404("no such kind")
    found = ObligationKind(kind)
    form = LadderForm(request.POST or None, initial=LadderForm.initial_of(ladders()[found]))
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            set_ladder(found, form.ladder(), by=request.user, at=clock.now(), seen=form.cleaned_data["seen"])
        except OvertakenAct as overtaken:
            form.refuse(overtaken)
            form.data, status = request.POST.copy(), 409
            form.data["seen"] = ladders()[found].mark
        else:
            messages.success(request, "Đã lưu bậc nhắc; các lời nhắc sắp tới theo bậc mới.")
            return redirect("deadlines:ladders")
    context = {"form": form, "kind": found, "ladder": ladders()[found]}
    return render(request, "deadlines/ladder_edit.html", context, status=status)
