"""The demo's post box: what would have been sent by e-mail."""

from email import message_from_bytes
from email import policy as email_policy
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policy import Request, policy
from accounts.states import Role

ALL_MAIL = (Role.STAFF, Role.COORDINATOR, Role.AUDITOR)


@policy("demo.mail")
@require_safe
def mail(request: Request) -> HttpResponse:
    """Mails as they stand in the files, newest first; only in a demo. The department and the auditor see all."""
    if not settings.DEMO:
        raise Http404
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", settings.DATA_DIR / "mail"))
    letters = [letter for path in sorted(folder.glob("*.log"), reverse=True) for letter in _letters(path)]
    if request.user.role not in ALL_MAIL:
        letters = [letter for letter in letters if letter["to"] == request.user.email]
    page = Paginator(letters, 20).get_page(request.GET.get("trang"))
    return render(request, "demo/mail.html", {"page": page, "query": ""})


def _letters(path: Path) -> list[dict]:
    """The mails in one file of Django's file backend: as many as went out over one connection, newest first."""
    parts = path.read_bytes().split(b"\n" + b"-" * 79 + b"\n")
    return [_letter(part) for part in reversed(parts) if part.strip()]


def _letter(content: bytes) -> dict:
    message = message_from_bytes(content, policy=email_policy.default)
    body = message.get_body(preferencelist=("plain",))
    text = body.get_content().strip() if body else ""
    return {
        "to": message["To"],
        "subject": message["Subject"],
        "at": message["Date"].datetime if message["Date"] else None,
        "text": text,
    }
