"""Is this file the document that we issued, and who signed it? Nothing is stored, nothing of the file is kept.

A signing tool appends to the file and leaves the bytes we printed in front; the file's identifier in its trailer is
the document's verification code, so that even a damaged copy says what it claims to be.
"""

import hashlib
import re
from dataclasses import dataclass

from django.conf import settings

from documents.models import OfficialDocument
from documents.states import Verdict
from kit.codes import normal_code
from kit.pdf_signatures import Signature, SignedFile, TooMuchToRead, UnreadablePdf, certificates_in, read_signatures

END = re.compile(rb"%%EOF")
IDENTIFIER = re.compile(rb"/ID\s*\[\s*(?:\(([A-Z0-9-]{23})\)|<([0-9A-Fa-f]{46})>)")
REVISIONS = 30  # as many are looked at


@dataclass(frozen=True)
class Judgement:
    """What a file is: the verdict, the document it is or claims to be, and its signatures."""

    verdict: Verdict
    document: OfficialDocument | None = None
    signatures: tuple[Signature, ...] = ()


def judge_file(data: bytes) -> Judgement:
    """Judge one PDF against what the portal has printed and the root certificates in settings.SIGNING_ROOTS."""
    printed = _printed_in(data)
    document = printed or _claimed_by(data)
    try:
        file = read_signatures(data, certificates_in(settings.SIGNING_ROOTS))
    except TooMuchToRead:
        return Judgement(Verdict.UNREADABLE, document)
    except UnreadablePdf:
        return Judgement(Verdict.CHANGED if document else Verdict.UNREADABLE, document)
    return Judgement(_verdict(file, document, is_printed=printed is not None), document, file.signatures)


def _verdict(file: SignedFile, document: OfficialDocument | None, *, is_printed: bool) -> Verdict:
    if any(not each.is_intact or each.was_changed_after for each in file.signatures):
        return Verdict.CHANGED
    if document is None:
        return Verdict.FOREIGN
    if not is_printed:
        return Verdict.CHANGED
    if not file.signatures:
        return Verdict.CHANGED if file.has_additions else Verdict.UNSIGNED
    if not all(each.is_trusted for each in file.signatures):
        return Verdict.UNKNOWN_SIGNER
    return Verdict.EXTENDED if file.has_additions else Verdict.GENUINE


def _printed_in(data: bytes) -> OfficialDocument | None:
    """The document whose very bytes the file begins with."""
    ends = [found.end() for found in END.finditer(data)][:REVISIONS]
    running, begun, digests = hashlib.sha256(), 0, set()
    for end in (end + more for end in ends for more in (0, 1, 2)):  # each byte is read once
        running.update(data[begun:end])
        digests.add(running.hexdigest())
        begun = end
    return OfficialDocument.objects.exclude(pdf_digest="").filter(pdf_digest__in=digests).first()


def _claimed_by(data: bytes) -> OfficialDocument | None:
    """The document whose verification code the file bears."""
    for found in IDENTIFIER.finditer(data):
        code = normal_code((found[1] or bytes.fromhex(found[2].decode())).decode("ascii", errors="replace"))
        document = OfficialDocument.objects.exclude(verification_code="").filter(verification_code=code).first()
        if document:
            return document
    return None
