"""What the pages of one inspection share."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.policy import may_use
from inspections.forms.fields import TidyForm
from inspections.models import Evidence, Inspection
from inspections.services.refusals import Refusal
from kit import clock
from kit.workflow import InvalidTransition

TOO_LATE = (
    "Cuộc kiểm tra này đã có người ghi kết quả hoặc đã kết thúc, nên lần này không ghi gì thêm. "
    "Nội dung đồng chí nhập vẫn còn trên trang; mở lại cuộc kiểm tra để xem bản đã ghi."
)


DONE = 302


def carry_out(
    request: HttpRequest, form: TidyForm, act: Callable[..., object], of: Model, *, done: str, late: str = TOO_LATE
) -> int:
    """Let the service ``act`` do to ``of`` what a form asks.

    Returns the status of the answer: DONE (with the words ``done`` for the next page), 422 refused beside the
    field, 409 too late, 200 not sent yet.
    """
    if not form.is_bound:
        return 200
    if not form.is_valid():
        return 422
    try:
        act(of, by=request.user, at=clock.now(), **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        return 422
    except InvalidTransition:
        form.add_error(None, late)
        return 409
    messages.success(request, done)
    return DONE


def visible_inspection(request, pk: int) -> Inspection:
    rows = Inspection.objects.visible_to(request.user)
    rows = rows.select_related("establishment__commune__parent", "team__unit__territory", "recorded_by", "minutes")
    return get_object_or_404(rows, pk=pk)


def detail_page(request, inspection: Inspection, problem: str = "", status: int = 200) -> HttpResponse:
    minutes = getattr(inspection, "minutes", None)
    context = {
        "inspection": inspection,
        "minutes": minutes,
        "addenda": minutes.addenda.select_related("written_by") if minutes else [],
        "attendees": inspection.attendees.all(),
        "violations": inspection.violations.all(),
        "evidence": Evidence.objects.visible_to(request.user).filter(inspection=inspection).select_related("file"),
        "sees_evidence": may_use(request.user, "evidence.view"),
        "follow_ups": inspection.follow_ups.all(),
        "today": clock.today(),
        "problem": problem,
    }
    return render(request, "inspections/inspection_detail.html", context, status=status)


def visit_key(user: User, inspection: Inspection) -> str:
    """The key under which this person's telephone keeps what he typed for this visit; never stored there.

    See docs/adr: without logging in again nobody can read what lies on the device.
    """
    return salted_hmac("inspections.visit", f"{user.pk}:{inspection.pk}", algorithm="sha256").hexdigest()
