"""The mark of a page that sends a report: whose page it was, of which report, in which version.

Signed, so that nobody makes one up; the same page always carries the same key, and a key counts once in the
database: a second click, a reload or another tab gets the answer of the first.
"""

from dataclasses import dataclass

from django.core import signing

from accounts.models import User
from reports.models import Report

SALT = "reports.submission"


class StrangeKey(ValueError):
    """The page belongs to another account, or the key is none of ours."""


@dataclass(frozen=True)
class Seen:
    """What stood on the page: ``version`` as in services.submission.version_of."""

    user: int
    report: int
    version: str


def submission_key(report: Report, user: User, version: str) -> str:
    """The key for a page of this person about this version of the report."""
    return signing.Signer(salt=SALT).sign_object([user.pk, report.pk, version], compress=False)


def opened_key(key: str, report: Report, user: User) -> Seen:
    """What a key says. Raises StrangeKey when it is forged, of another report or of another account."""
    try:
        seen = Seen(*signing.Signer(salt=SALT).unsign_object(key))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise StrangeKey("no key of ours") from error
    if (seen.user, seen.report) != (user.pk, report.pk):
        raise StrangeKey("the page of somebody else")
    return seen
