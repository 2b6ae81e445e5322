"""A notice as an e-mail: plain text and HTML that say the same, with one button."""

from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import import_string

from notices.figures import Line, lines
from notices.models import Notice
from notices.policy import DIGEST
from notices.reading import MESSAGE_ID
from notices.services.outbox import one_line


def letter_of(notice: Notice) -> EmailMultiAlternatives:
    """The mail of one notice, or the morning mail of several; of the same kind in one line with their number.

    Every link leads through the login to the thing.
    """
    name = "digest" if notice.kind == DIGEST else "notice"
    items = list(notice.items.order_by("planned_at", "pk")) if notice.kind == DIGEST else []
    single = items[0] if len(items) == 1 else notice
    context = {
        "notice": notice,
        "items": items,
        "lines": _lines(items),
        "link": link_to(single) if single.path or items else "",
        "button": single.button,
        "preferences": settings.PORTAL_URL + reverse("notices:preferences"),
    }
    text = render_to_string(f"notices/email/{name}.txt", context)
    html = render_to_string(f"notices/email/{name}.html", context)
    sender = settings.BOUNCE_ADDRESS or None
    mail = EmailMultiAlternatives(one_line(notice.subject), text, sender, [notice.to.email], headers=_headers(notice))
    mail.attach_alternative(html, "text/html")
    for part in _attached(notice):
        mail.attach(*part)
    return mail


def _headers(notice: Notice) -> dict[str, str]:
    """The date is the portal's own: a demo's mail is of the demo's day."""
    headers = {"Message-ID": MESSAGE_ID.format(pk=notice.pk), "Auto-Submitted": "auto-generated"}
    if notice.claimed_at:
        headers["Date"] = format_datetime(notice.claimed_at)
    if settings.BOUNCE_ADDRESS:  # where it comes back to is not who it is from
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    return headers


def _attached(notice: Notice) -> list[tuple[str, bytes, str]]:
    """The notice's file as name, content, type. One that is gone is left out: the link in the mail tells of it."""
    thing, _, pk = notice.attachment.partition(":")
    found = import_string(settings.ATTACHMENTS[thing])(int(pk)) if thing else None
    return [found] if found else []


def _lines(items: list[Notice]) -> list[tuple[Line, str, list[tuple[Notice, str]]]]:
    """Each line of the morning mail, where it leads, and its notices with their own links."""
    by_pk = {item.pk: item for item in items}
    found = []
    for line in lines(item.as_item for item in items):
        own = [(by_pk[item.pk], link_to(by_pk[item.pk])) for item in line.things]
        found.append((line, own[0][1] + ("?nhom=1" if line.is_many else ""), own))
    return found


def link_to(notice: Notice) -> str:
    """Over the notice's own page: it knows whether the thing is still to be done."""
    return settings.PORTAL_URL + reverse("notices:open", args=[notice.pk])
