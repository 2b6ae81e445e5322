"""Small middlewares that every answer passes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from kit import clock

Next = Callable[[HttpRequest], HttpResponse]
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=()"


class ArrivalMiddleware:
    """Stamp the instant a request arrives: that instant decides whether a report is on time."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.received_at = clock.now()  # type: ignore[attr-defined]
        return self.get_response(request)


class SafetyHeadersMiddleware:
    """Headers Django has no setting for; pages of the portal are never cached by anybody."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        patch_vary_headers(response, ["HX-Request"])
        return response


FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "")
MEGABYTE = 1024 * 1024
MAX_BODY = 30 * MEGABYTE


class RejectBrokenInputMiddleware:
    """Refuse what no form of ours sends and what would be an error further in: NUL bytes, strange charsets."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if status := self._refusal(request):
            size = int(request.META.get("CONTENT_LENGTH") or 0) // MEGABYTE
            page = render_to_string("413.html" if status == 413 else "400.html", {"size": size})
            return HttpResponse(page, status=status)
        return self.get_response(request)

    def _refusal(self, request: HttpRequest) -> int | None:
        """The status to refuse with; None for a sound request."""
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if charset not in ("utf-8", "utf8"):
            request.encoding = "utf-8"  # the error page reads the address too
            return 415
        if self._has_nul_outside(request):
            return 400
        if request.method != "POST":
            return None
        if request.content_type not in FORM_TYPES:
            return 415
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
            return 413
        return 400 if self._has_nul_inside(request) else None

    def _has_nul_outside(self, request: HttpRequest) -> bool:
        """In the address or a cookie."""
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return True
        return any("\x00" in value for value in request.COOKIES.values())

    def _has_nul_inside(self, request: HttpRequest) -> bool:
        """In a plain form; a form with files is not read before its view has agreed to its size."""
        if request.content_type == "multipart/form-data":
            return False
        return b"%00" in request.body or b"\x00" in request.body


class ExplainMethodMiddleware:
    """A page for "405": somebody reloads or opens an address that only takes a form."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            response.content = render_to_string("405.html").encode()
        return response
