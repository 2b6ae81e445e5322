"""Receipts: issued with each sending, and checked by anybody who holds a printed one."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.timezone import localtime

from reports.models import Receipt, SubmissionRound, VerificationTry

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 letters nobody confuses: 5 bits each
LETTERS, GROUP = 20, 5  # 100 bits
TRIES, WINDOW = 10, timedelta(minutes=1)


class TooManyTries(Exception):
    """This address has tried too many codes within a minute."""


@dataclass(frozen=True)
class Verdict:
    """What a stranger may know: whether the code is ours and the content untouched, number and day."""

    is_genuine: bool
    number: str = ""
    issued_at: datetime | None = None


def digest_of(snapshot: dict) -> str:
    """SHA-256 of the snapshot's canonical JSON."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def issue_receipt(sent: SubmissionRound, *, at: datetime) -> Receipt:
    """The receipt of a new round, numbered through the year in the order of arrival.

    Call it in the sending's transaction after its journal row: the journal has one writer at a time,
    so the highest number cannot change under us.
    """
    year = localtime(at).year
    last = Receipt.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    return Receipt.objects.create(round=sent, year=year, number=last + 1, code=_new_code(), issued_at=at)


def _new_code() -> str:
    """ "7KQ2M-…": four groups of five letters."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return "-".join(letters[start : start + GROUP] for start in range(0, LETTERS, GROUP))


def normal_code(typed: str) -> str:
    """As it is stored, whatever case, spaces or dashes it was typed with; too much is cut off."""
    letters = "".join(c for c in typed.upper()[:200] if c in ALPHABET)[: LETTERS + 1]
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def check_code(typed: str, *, address: str, at: datetime) -> Verdict:
    """Whether a code is that of a receipt whose content is still what was sent.

    Raises TooManyTries after ten tries of one address within a minute.
    """
    mark = hashlib.sha256(address.encode()).hexdigest()
    VerificationTry.objects.filter(at__lte=at - WINDOW).delete()
    if VerificationTry.objects.filter(address_digest=mark).count() >= TRIES:
        raise TooManyTries
    VerificationTry.objects.create(address_digest=mark, at=at)
    receipt = Receipt.objects.select_related("round").filter(code=normal_code(typed)).first()
    if receipt is None or digest_of(receipt.round.snapshot) != receipt.round.digest:
        return Verdict(is_genuine=False)
    return Verdict(is_genuine=True, number=receipt.shown_number, issued_at=receipt.issued_at)
