"""What the pages of one inspection share."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.policy import may_use
from inspections.models import Evidence, Inspection
from kit import clock

TOO_LATE = (
    "Cuộc kiểm tra này đã có người ghi kết quả hoặc đã kết thúc, nên lần này không ghi gì thêm. "
    "Nội dung đồng chí nhập vẫn còn trên trang; mở lại cuộc kiểm tra để xem bản đã ghi."
)


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
