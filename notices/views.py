"""Pages about notices: my own, and the ledger of all."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accounts.policy import policy
from accounts.states import Role
from kit import clock
from notices.models import Notice
from notices.services.outbox import mark_all_read, mark_read
from notices.states import NoticeState

PAGE = 50


@policy("notice.own")
@require_GET
def notice_list(request):
    mine = Notice.objects.visible_to(request.user)
    page = Paginator(mine, PAGE).get_page(request.GET.get("trang"))
    return render(request, "notices/notice_list.html", {"page": page, "unread": mine.unread().count()})


@policy("notice.own")
@require_GET
def notice_open(request, pk):
    """Note that it was read and go where it points."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(notice, by=request.user, at=clock.now())
    if url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None):
        return redirect(notice.path)
    return redirect("notices:list")


@policy("notice.own")
@require_POST
def notices_read(request):
    mark_all_read(by=request.user, at=clock.now())
    return redirect("notices:list")


@policy("notice.mail_log")
@require_GET
def mail_log(request):
    """The administrator looks after delivery; what was said is none of his business."""
    state = request.GET.get("trang-thai", "")
    ledger = Notice.objects.select_related("to", "to__unit")
    if state in NoticeState.values:
        ledger = ledger.filter(state=state)
    context = {
        "page": Paginator(ledger, PAGE).get_page(request.GET.get("trang")),
        "states": NoticeState.choices,
        "state": state,
        "query": f"trang-thai={state}" if state in NoticeState.values else "",
        "may_read_body": request.user.role != Role.ADMINISTRATOR,
    }
    return render(request, "notices/mail_log.html", context)
