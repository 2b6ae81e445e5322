"""Receipts: issued with each sending, and checked by anybody who holds a printed one."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils.timezone import localtime

from documents.models import OfficialDocument
from documents.services.printing import content_digest
from kit.codes import new_code, normal_code
from reports.models import Consolidation, Receipt, SubmissionRound, VerificationTry
from reports.states import VersionState

TRIES, WINDOW = 10, timedelta(minutes=1)


class TooManyTries(Exception):
    """This address has tried too many codes within a minute."""


@dataclass(frozen=True)
class Verdict:
    """What a stranger may know: whether the code is ours and the content untouched, kind, number and day.

    ``replaced_by``: number of the document that took its place.
    """

    is_genuine: bool
    kind: str = ""
    number: str = ""
    issued_at: date | None = None
    replaced_by: str = ""


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
    return Receipt.objects.create(round=sent, year=year, number=last + 1, code=new_code(), issued_at=at)


def check_code(typed: str, *, address: str, at: datetime) -> Verdict:
    """Whether a code is that of a receipt or document whose content is still what was sent or issued.

    Raises TooManyTries after ten tries of one address within a minute.
    """
    mark = hashlib.sha256(address.encode()).hexdigest()
    VerificationTry.objects.filter(at__lte=at - WINDOW).delete()
    if VerificationTry.objects.filter(address_digest=mark).count() >= TRIES:
        raise TooManyTries
    VerificationTry.objects.create(address_digest=mark, at=at)
    code = normal_code(typed)
    return _receipt_verdict(code) or _document_verdict(code) or Verdict(is_genuine=False)


def _receipt_verdict(code: str) -> Verdict | None:
    receipt = Receipt.objects.select_related("round").filter(code=code).first()
    if receipt is None or digest_of(receipt.round.snapshot) != receipt.round.digest:
        return None
    return Verdict(True, "Biên nhận", receipt.shown_number, localtime(receipt.issued_at).date())


def _document_verdict(code: str) -> Verdict | None:
    document = OfficialDocument.objects.exclude(verification_code="").filter(verification_code=code).first()
    if document is None or content_digest(document.content) != document.content_digest:
        return None
    kind = str(document.content["type_name"]).capitalize() or "Công văn"
    version = Consolidation.objects.filter(document=document, state=VersionState.SUPERSEDED).first()
    successor = version.replaced_by.exclude(document__number="").select_related("document").first() if version else None
    newer = document_number(successor.document) if successor and successor.document else ""
    return Verdict(True, kind, document_number(document), document.issued_on, newer)


def document_number(document: OfficialDocument) -> str:
    """ "152/BC-SLĐTBXH"; empty while the clerk has not recorded a number."""
    return f"{document.number}/{document.content['symbol']}" if document.number else ""
