"""One figure or section of a report: its history and the talk about it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from kit.workflow import InvalidTransition
from reports.models import Report, Thread
from reports.queries.cells import place_of, threads_about
from reports.queries.prefill import known_of
from reports.services.threads import RefusedComment, UnknownPlace, close_thread, open_thread, reply
from reports.views.finding import find

NOT_SENT = "Báo cáo chưa gửi nên chưa trao đổi được."
CLOSED = "Trao đổi này đã khép. Cần hỏi tiếp thì mở trao đổi mới."


@policy("report.view")
@require_safe
def cell(request: Request, pk: int, code: str) -> HttpResponse:
    """The place: every sending, last year's figure, what is asked about it."""
    return _page(request, find(request, pk), code)


def _page(request: Request, report: Report, code: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    place = place_of(report, code)
    if place is None:
        raise Http404
    user = request.user
    context = {
        "report": report,
        "place": place,
        "known": known_of(report).get(code) if place.indicator else None,
        "threads": threads_about(report, user, code),
        "may_comment": may_use(user, "report.comment") and report.first_submitted_at,
        "may_note": user.has_perm("reports.note_report", report),
        "may_settle": may_use(user, "report.settle"),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "reports/cell.html", context, status=status)


@policy("report.comment")
@require_POST
def comment(request: Request, pk: int, code: str) -> HttpResponse:
    """A new question, or an answer in an open thread (``thread``)."""
    report, text = find(request, pk), request.POST.get("text", "")
    try:
        if number := request.POST.get("thread", ""):
            reply(_thread(request, report, code, number), text, by=request.user, at=request.received_at)
        else:
            is_internal = bool(request.POST.get("internal"))
            open_thread(report, code, text, by=request.user, at=request.received_at, is_internal=is_internal)
    except RefusedComment as refused:
        return _page(request, report, code, refusal=str(refused), status=422)
    except UnknownPlace:
        raise Http404 from None
    except InvalidTransition:
        messages.error(request, CLOSED if report.first_submitted_at else NOT_SENT)
    return redirect("reports:cell", pk, code)


def _thread(request: Request, report: Report, code: str, number: str) -> Thread:
    """The thread that is answered: of this very place, and visible to this person."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    return get_object_or_404(Thread.objects.visible_to(request.user).filter(report=report, code=code), pk=int(number))


@policy("report.settle")
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """Close a thread."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    close_thread(thread, by=request.user, at=request.received_at)
    return redirect("reports:cell", thread.report_id, thread.code)
