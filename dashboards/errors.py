"""Error pages in Vietnamese, with a code that also stands in the log."""

import logging
import secrets

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.services.parking import FIELD, owner_and_path, park

logger = logging.getLogger("portal.errors")
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _answer(request: HttpRequest, template: str, status: int) -> HttpResponse:
    code = f"{status}-{secrets.token_hex(4)}"
    level = logging.ERROR if status >= 500 else logging.INFO
    user = getattr(getattr(request, "user", None), "pk", None)
    logger.log(level, "%s %s by user %s", request.method, request.path, user, extra={"code": code})
    return render(request, template, {"code": code if status != 404 else ""}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Also what Django finds too large to be read as a form, which is an answer of its own."""
    if isinstance(exception, TOO_LARGE):
        return _answer(request, "413_form.html", 413)
    return _answer(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page is of a session that has ended; what was typed in one of our long forms is kept for its owner.

    A page that saves by itself gets the token of the new session, which only pages of this very portal can read.
    """
    if request.headers.get("HX-Request"):
        response = _answer(request, "403_csrf.html", 403)
        response.headers["X-Fresh-Token"] = get_token(request)
        return response
    said = owner_and_path(request.POST.get(FIELD, ""))
    if said is None:
        return _answer(request, "403_csrf.html", 403)
    if request.user.is_authenticated and request.user.pk != said[0]:
        return _answer(request, "409_account.html", 409)
    park(request.session, request.POST, at=request.received_at)  # type: ignore[attr-defined]
    kept = reverse("accounts:parked")
    return redirect(kept if request.user.is_authenticated else f"{reverse('accounts:login')}?next={kept}")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not there, not mine, removed: the same page, byte for byte."""
    return _answer(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, "500.html", 500)
