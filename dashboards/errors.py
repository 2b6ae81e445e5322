"""Error pages in Vietnamese, with a code that also stands in the log."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger("portal.errors")


def _answer(request: HttpRequest, template: str, status: int) -> HttpResponse:
    code = f"{status}-{secrets.token_hex(4)}"
    level = logging.ERROR if status >= 500 else logging.INFO
    user = getattr(getattr(request, "user", None), "pk", None)
    logger.log(level, "%s %s by user %s", request.method, request.path, user, extra={"code": code})
    return render(request, template, {"code": code if status != 404 else ""}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, "403_csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not there, not mine, removed: the same page, byte for byte."""
    return _answer(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, "500.html", 500)
