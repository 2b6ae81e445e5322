"""A long form that arrives after its session has ended: kept for its owner, offered after the login, never sent.

It waits in the session of the very browser that sent it, which outlives the login of the same person and is
emptied when somebody else logs in there. Only forms that carry their own signed key are kept, so that a stranger
can leave nothing here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import QueryDict

from accounts.models import User

SALT, PLACE, FIELD = "accounts.parking", "parked", "form_key"
KEPT_FOR = timedelta(hours=24)
AGAIN = "from_parked"  # a form that was taken out of here and is sent again
NOT_KEPT = {"csrfmiddlewaretoken", FIELD, AGAIN}


@dataclass(frozen=True)
class ParkedForm:
    """What was typed: the form's own address, when it arrived, its fields."""

    path: str
    at: datetime
    fields: dict[str, str]


def form_key(user: User, path: str) -> str:
    """The mark of a form that may be kept: whose it is and where it is sent."""
    return signing.Signer(salt=SALT).sign_object([user.pk, path])


def owner_and_path(key: str) -> tuple[int, str] | None:
    """What a key says; None for one that is none of ours."""
    try:
        owner, path = signing.Signer(salt=SALT).unsign_object(key)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return owner, path


def park(session: SessionBase, post: QueryDict, *, at: datetime) -> bool:
    """Keep a form that could not be taken; True when it was one of ours."""
    said = owner_and_path(post.get(FIELD, ""))
    if said is None:
        return False
    fields = {name: value for name, value in post.items() if name not in NOT_KEPT}
    session[PLACE] = {"user": said[0], "path": said[1], "at": at.isoformat(), "fields": fields}
    return True


def parked_form(session: SessionBase, user: User, *, at: datetime) -> ParkedForm | None:
    """What waits here for this person; nothing of anybody else, nothing older than a day."""
    kept = session.get(PLACE)
    if not kept or kept["user"] != user.pk:
        return None
    arrived = datetime.fromisoformat(kept["at"])
    if at - arrived > KEPT_FOR:
        drop(session)
        return None
    return ParkedForm(kept["path"], arrived, kept["fields"])


def drop(session: SessionBase) -> None:
    """Throw it away."""
    session.pop(PLACE, None)
