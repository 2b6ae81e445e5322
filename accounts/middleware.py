"""Deny by default: an address without a declared policy answers nobody."""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.policy import may_use
from accounts.services.parking import AGAIN, drop, park

OPEN_BEFORE = ("account.own", "public.")  # for whoever has not yet set a password of his own
PLAIN_FORM = "application/x-www-form-urlencoded"  # a form with files is not read before its view has agreed


class PolicyMiddleware:
    """Checks the role's right to the function before any view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.content_type == PLAIN_FORM:
            self._park_or_drop(request, response)
        if request.headers.get("HX-Request") and self._is_login_redirect(response):
            return self._ask_htmx_to_log_in(response)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        action = getattr(view, "policy", None)
        if action is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no policy")
        if not may_use(request.user, action):
            raise PermissionDenied(action)
        if getattr(request.user, "first_password_until", None) and not action.startswith(OPEN_BEFORE):
            return redirect("access:password")
        return None

    def _park_or_drop(self, request: HttpRequest, response: HttpResponse) -> None:
        """The session has ended under a form: what was typed waits for its owner; a page that saves itself keeps it."""
        if not request.user.is_authenticated and self._is_login_redirect(response):
            if not request.headers.get("HX-Request"):
                park(request.session, request.POST, at=request.received_at)  # type: ignore[attr-defined]
        elif response.status_code < 500 and AGAIN in request.POST:
            drop(request.session)  # the page that answers holds what could not be stored

    def _is_login_redirect(self, response: HttpResponse) -> bool:
        return response.status_code == 302 and response.headers["Location"].startswith("/dang-nhap/")

    def _ask_htmx_to_log_in(self, response: HttpResponse) -> HttpResponse:
        """A fragment never shows a login page inside a page: 401, and htmx goes to the login."""
        answer = HttpResponse(status=401)
        answer.headers["HX-Redirect"] = response.headers["Location"]
        return answer
