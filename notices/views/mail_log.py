"""The ledger of all mail, for those who look after delivery."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from accounts.states import Role
from kit import clock
from kit.workflow import InvalidTransition
from notices.models import Notice
from notices.services.delivery import TooSoon, resend
from notices.states import NoticeState

PAGE = 50
PROBLEMS = "hong"  # the filter for everything that failed


@policy("notice.mail_log")
@require_safe
def mail_log(request: Request) -> HttpResponse:
    """The administrator looks after delivery; what was said is none of his business."""
    return render(request, "notices/mail_log.html", _ledger(request))


def _ledger(request: Request) -> dict:
    state = request.GET.get("trang-thai", "")
    ledger = Notice.objects.select_related("to", "to__unit", "digest", "resent_by")
    if state in NoticeState.values:
        ledger = ledger.filter(state=state)
    elif state == PROBLEMS:
        ledger = ledger.failed()
    return {
        "page": Paginator(ledger, PAGE).get_page(request.GET.get("trang")),
        "states": [(PROBLEMS, "Không tới nơi hoặc không rõ"), *NoticeState.choices],
        "state": state,
        "query": f"trang-thai={state}" if state in (PROBLEMS, *NoticeState.values) else "",
        "may_read_body": request.user.role != Role.ADMINISTRATOR,
        "may_resend": may_use(request.user, "notice.resend"),
        "failed": Notice.objects.failed().count(),
    }


@policy("notice.resend")
@require_POST
def mail_resend(request: Request, pk: int) -> HttpResponse:
    """Let one failed mail go out again; once in four hours."""
    notice = get_object_or_404(Notice, pk=pk)
    try:
        resend(notice, by=request.user, at=clock.now())
        messages.success(request, "Đã cho gửi lại; thư đi trong vòng nửa phút.")
    except InvalidTransition:
        messages.warning(request, "Thư này không còn ở tình trạng hỏng nên không gửi lại; không có gì thay đổi.")
        return render(request, "notices/mail_log.html", _ledger(request), status=409)
    except TooSoon as error:
        return _too_soon(request, error)
    return redirect("notices:mail_log")


def _too_soon(request: Request, error: TooSoon) -> HttpResponse:
    again = localtime(error.until)
    words = f"Thư này vừa được cho gửi lại; gửi lại được sau {again:%H:%M ngày %d/%m/%Y}."
    messages.error(request, words)
    response = render(request, "notices/mail_log.html", _ledger(request), status=429)
    response["Retry-After"] = str(max(1, round((error.until - clock.now()).total_seconds())))
    return response
