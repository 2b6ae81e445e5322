"""Calendar addresses: make, revoke, and the calendar itself for programs that cannot log in."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, policy
from deadlines.models import CalendarFeed
from deadlines.queries.feeds import feed_entries
from deadlines.services.feeds import feed_of, make_feed, revoke_feed
from kit import clock
from kit.ical import write_calendar


@policy("feed.own")
@require_safe
def feed_list(request: Request) -> HttpResponse:
    """My calendar addresses; the secret part is not kept and cannot be shown again."""
    return _page(request)


@policy("feed.own")
@require_POST
def feed_make(request: Request) -> HttpResponse:
    """Show the new address this once; so the answer is the page itself, not a redirect."""
    for_unit = request.POST.get("pham_vi") == "don-vi"
    feed, token = make_feed(by=request.user, at=request.received_at, for_unit=for_unit)
    address = settings.PORTAL_URL + reverse("deadlines:feed", args=[token])
    return _page(request, made=feed, address=address)


@policy("feed.own")
@require_POST
def feed_revoke(request: Request, pk: int) -> HttpResponse:
    feed = get_object_or_404(CalendarFeed.objects.visible_to(request.user), pk=pk)
    revoke_feed(feed, by=request.user, at=request.received_at)
    messages.success(request, "Đã thu hồi; chương trình lịch dùng địa chỉ ấy không đọc được nữa.")
    return redirect("deadlines:feeds")


def _page(request: Request, **context) -> HttpResponse:
    feeds = CalendarFeed.objects.visible_to(request.user).in_force().select_related("unit", "owner")
    return render(request, "deadlines/feeds.html", {"feeds": feeds} | context)


@policy("public.feed")
@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """The calendar behind a secret address; revoked, unknown or closed: not there."""
    found = feed_of(token)
    if found is None:
        raise Http404
    now = clock.now()
    content = write_calendar(str(found), feed_entries(found, now), at=now)
    headers = {"Content-Disposition": 'inline; filename="thoi-han.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
