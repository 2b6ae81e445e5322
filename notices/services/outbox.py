"""Put notices into the outbox, and note that they were read."""

from datetime import datetime

from accounts.models import User
from kit.text import clean
from notices.models import MailPreference, Notice, has_address
from notices.policy import urgency_of
from notices.states import NoticeState, Urgency

SUBJECT_LENGTH = 200
DRAFTED = (
    "to", "kind", "subject", "body", "path", "about", "together", "together_path", "attachment", "state", "created_at",
    "planned_at",
)  # fmt: skip


def post(
    key: str,
    *,
    to: User,
    kind: str,
    subject: str,
    body: str,
    at: datetime,
    path: str = "",
    about: str = "",
    planned_at: datetime | None = None,
    urgency: Urgency | None = None,
    attachment: str = "",
    together: str = "",
    together_path: str = "",
) -> bool:
    """Put one notice into the outbox; True when it is new, False when ``key`` was said before.

    Call it inside the transaction of the act it tells of. A person without a valid e-mail
    address gets it in the portal only.

    Args:
        about: what is to be done, as "thing:id" of ``settings.STILL_OPEN``; the morning mail leaves out
            what is done meanwhile and keeps one line per thing. Empty: it only informs.
        planned_at: when the occasion really was, if the job that tells of it comes late.
        attachment: a file for the mail, as "file:id" of ``settings.ATTACHMENTS``; only of kinds that go out at once.
        together: what several of its like are called in one line of the mail and the bell, with ``{count}``.
        together_path: the page that lists them, for everybody who is told.
        urgency: only to differ from the kind's own (``notices/data/kinds.csv``).
    """
    row = draft(
        key, to=to, kind=kind, subject=subject, body=body, at=at, path=path, about=about, planned_at=planned_at,
        urgency=urgency, attachment=attachment, together=together, together_path=together_path,
    )  # fmt: skip
    values = {name: getattr(row, name) for name in DRAFTED}
    return Notice.objects.get_or_create(key=key, defaults=values)[1]


def draft(
    key: str,
    *,
    to: User,
    kind: str,
    subject: str,
    body: str,
    at: datetime,
    path: str = "",
    about: str = "",
    planned_at: datetime | None = None,
    urgency: Urgency | None = None,
    attachment: str = "",
    together: str = "",
    together_path: str = "",
) -> Notice:
    """The row that ``post`` would write, not yet written; arguments as there."""
    return Notice(
        key=key,
        to=to,
        kind=kind,
        subject=one_line(subject),
        body=body,
        path=path,
        about=about,
        together=one_line(together),
        together_path=together_path,
        attachment=attachment,
        state=_first_state(to, urgency or urgency_of(kind)),
        created_at=at,
        planned_at=planned_at or at,
    )


def post_all(drafts: list[Notice]) -> None:
    """Put many drafts into the outbox in one statement; keys that were said before are left alone."""
    Notice.objects.bulk_create(drafts, ignore_conflicts=True)


def one_line(text: str) -> str:
    """A subject is one line: no text may begin a second header."""
    return " ".join(clean(text).split())[:SUBJECT_LENGTH]


def _first_state(to: User, urgency: Urgency) -> str:
    if urgency == Urgency.PORTAL or not has_address(to):
        return NoticeState.IN_PORTAL
    return NoticeState.QUEUED if urgency == Urgency.INSTANT else NoticeState.WAITING


def mark_read(notice: Notice, *, by: User, at: datetime) -> None:
    """Note the first time ``by`` has seen his notice."""
    Notice.objects.visible_to(by).filter(pk=notice.pk, read_at=None).update(read_at=at)


def mark_like_read(notice: Notice, *, by: User, at: datetime) -> None:
    """Note that ``by`` has seen this notice and all that are told in one line with it."""
    like = Notice.objects.visible_to(by).filter(together=notice.together, read_at=None)
    (like if notice.together else like.filter(pk=notice.pk)).update(read_at=at)


def mark_all_read(*, by: User, at: datetime) -> int:
    """Note that ``by`` has seen all his notices; returns how many were new to him."""
    return Notice.objects.visible_to(by).unread().update(read_at=at)


def choose_digest(*, by: User, at: datetime, wants_digest: bool) -> None:
    """Take or leave the morning mail; what would have stood in it is told in the portal all the same."""
    MailPreference.objects.update_or_create(person=by, defaults={"wants_digest": wants_digest, "changed_at": at})
