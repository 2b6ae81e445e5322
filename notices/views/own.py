"""My notices: the list, the bell, the way from a mail to the thing, what I want by mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, policy
from kit import clock
from notices.figures import Line, lines
from notices.forms import PreferenceForm
from notices.models import MailPreference, Notice, has_address
from notices.policy import DIGEST
from notices.queries import fresh
from notices.services.digests import open_things
from notices.services.outbox import choose_digest, mark_all_read, mark_like_read, mark_read

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
    """What the bell shows when it is opened: the newest unread notices, those of the same kind in one line."""
    return render(request, "notices/_bell.html", {"fresh": fresh(request.user, BELL)})


@policy("notice.own")
@require_safe
def notice_open(request: Request, pk: int) -> HttpResponse:
    """Note that it was read and go where it points; what is done already says so instead.

    ``?nhom=1`` means it together with all of the same kind: they are read, and their list opens.
    """
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    if request.GET.get("nhom") == "1" and notice.together:
        mark_like_read(notice, by=request.user, at=clock.now())
        return redirect(_safe(notice.together_path) or "notices:list")
    mark_read(notice, by=request.user, at=clock.now())
    if notice.kind == DIGEST:
        return render(request, "notices/digest.html", {"digest": notice, "lines": _with_state(notice)})
    if notice.about and not open_things([notice.about]):
        return render(request, "notices/finished.html", {"notice": notice})
    return redirect(_safe(notice.path) or "notices:list")


def _safe(path: str) -> str:
    """The address within the portal, or nothing."""
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def _with_state(digest: Notice) -> list[tuple[Line, int, list[tuple[Notice, bool]]]]:
    """Each line in the mail's order, how many of it are still to be done, and its notices with (still to be done)."""
    items = {item.pk: item for item in digest.items.order_by("planned_at", "pk")}
    still_open = open_things(item.about for item in items.values() if item.about)
    found = []
    for line in lines(item.as_item for item in items.values()):
        own = [(one := items[item.pk], not one.about or one.about in still_open) for item in line.things]
        found.append((line, sum(is_open for _, is_open in own), own))
    return found


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
