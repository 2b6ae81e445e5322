"""My notices: the list, the bell, the way from a mail to the thing, what I want by mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, policy
from kit import clock
from notices.forms import PreferenceForm
from notices.models import MailPreference, Notice, has_address
from notices.policy import DIGEST
from notices.services.digests import open_things
from notices.services.outbox import choose_digest, mark_all_read, mark_read

PAGE = 50
BELL = 7


@policy("notice.own")
@require_safe
def notice_list(request: Request) -> HttpResponse:
    mine = Notice.objects.visible_to(request.user).told()
    page = Paginator(mine.with_repeats(), PAGE).get_page(request.GET.get("trang"))
    return render(request, "notices/notice_list.html", {"page": page, "unread": mine.unread().count()})


@policy("notice.own")
@require_safe
def bell(request: Request) -> HttpResponse:
    """What the bell shows when it is opened: the newest unread notices."""
    unread = Notice.objects.visible_to(request.user).unread()
    return render(request, "notices/_bell.html", {"notices": unread[:BELL], "total": unread.count()})


@policy("notice.own")
@require_safe
def notice_open(request: Request, pk: int) -> HttpResponse:
    """Note that it was read and go where it points; what is done already says so instead."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(notice, by=request.user, at=clock.now())
    if notice.kind == DIGEST:
        return render(request, "notices/digest.html", {"digest": notice, "items": _with_state(notice)})
    if notice.about and not open_things([notice.about]):
        return render(request, "notices/finished.html", {"notice": notice})
    if url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None):
        return redirect(notice.path)
    return redirect("notices:list")


def _with_state(digest: Notice) -> list[tuple[Notice, bool]]:
    """(item, still to be done) in the mail's order."""
    items = list(digest.items.order_by("planned_at", "pk"))
    still_open = open_things(item.about for item in items if item.about)
    return [(item, not item.about or item.about in still_open) for item in items]


@policy("notice.own")
@require_POST
def notices_read(request: Request) -> HttpResponse:
    mark_all_read(by=request.user, at=clock.now())
    return redirect("notices:list")


@policy("notice.own")
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Request) -> HttpResponse:
    """The morning mail may be left; duties may not."""
    saved = MailPreference.objects.filter(person=request.user).first()
    wants = saved.wants_digest if saved else True
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        if form.is_valid():
            choose_digest(by=request.user, at=request.received_at, wants_digest=form.cleaned_data["wants_digest"])
            messages.success(request, "Đã lưu lựa chọn nhận thư.")
            return redirect("notices:preferences")
    form = PreferenceForm(initial={"wants_digest": wants})
    return render(request, "notices/preferences.html", {"form": form, "has_address": has_address(request.user)})
