"""Read the digital signatures of a PDF. The only importer of pyHanko.

Whether a signature is worth anything has three answers that must not be mixed: are the signed bytes untouched, does
the certificate come from somebody we know, and did anything but further signatures come after it.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from asn1crypto import parser
from asn1crypto.cms import IssuerAndSerialNumber
from asn1crypto.x509 import Certificate
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import load_der_x509_certificate
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from kit.apart import Failed, Note, Refused, run_apart

SECONDS, MEGABYTES = 20, 1000
OF_A_FIELD = {"/V", "/AP", "/F", "/MK", "/Lock", "/SV", "/DA", "/M"}
OF_THE_FORM = {"/Fields", "/SigFlags", "/DR", "/DA"}
OF_THE_FILE = {"/Producer", "/ModDate"}
OF_THE_CATALOG = {"/AcroForm", "/DSS", "/Extensions", "/Version"}


class UnreadablePdf(Exception):
    """No PDF, or a torn one."""


class TooMuchToRead(UnreadablePdf):
    """It takes too long, or too much memory: of a sound file that says nothing."""


@dataclass(frozen=True)
class Signature:
    """One signature as it stands in the file.

    ``signed_at`` is what the signer's machine said (ISO, empty when it said nothing). ``is_intact``: not a byte of
    what was signed has changed; ``is_trusted``: the certificate leads to one of the given roots and was valid then;
    ``was_changed_after``: something other than further signatures came after it.
    """

    field: str
    signer: str
    agency: str
    signed_at: str
    is_intact: bool
    is_trusted: bool
    was_changed_after: bool

    @property
    def at(self) -> datetime | None:
        return datetime.fromisoformat(self.signed_at) if self.signed_at else None


@dataclass(frozen=True)
class SignedFile:
    """The signatures in the order of signing; ``has_additions``: more than signatures came to its first revision."""

    signatures: tuple[Signature, ...]
    has_additions: bool


def read_signatures(data: bytes, roots: Sequence[bytes]) -> SignedFile:
    """What stands in the file, read in a process of its own. ``roots``: PEM or DER. Raises UnreadablePdf."""
    packed = [b64encode(root).decode() for root in roots]
    order = json.dumps({"pdf": b64encode(data).decode(), "roots": packed}).encode()
    try:
        made = json.loads(run_apart("kit.pdf_signatures:read_order", order, seconds=SECONDS, megabytes=MEGABYTES))
    except Refused as error:
        raise UnreadablePdf(str(error)) from error
    except Failed as error:
        raise TooMuchToRead(str(error)) from error
    return SignedFile(tuple(Signature(**each) for each in made["signatures"]), made["has_additions"])


def certificates_in(folder: Path) -> list[bytes]:
    """The root certificates that the operator has put there: .pem, .cer, .crt."""
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in (".pem", ".cer", ".crt"))
    return [path.read_bytes() for path in found]


def read_order(order: bytes, note: Note) -> bytes:
    """What the process apart does: see ``read_signatures``."""
    told = json.loads(order)
    roots = [cert for root in told["roots"] for cert in load_certs_from_pemder_data(b64decode(root))]
    data = b64decode(told["pdf"])
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        signatures = [_read(each, data, roots) for each in reader.embedded_regular_signatures]
        additions = _has_changed_since(reader, 0)
    except Exception as error:  # whatever a torn file makes of the reader: it cannot be read
        raise Refused(str(error)[:200]) from error
    found = SignedFile(tuple(signatures), additions)
    return json.dumps({"signatures": [asdict(each) for each in found.signatures], "has_additions": additions}).encode()


def _read(embedded: EmbeddedPdfSignature, data: bytes, roots: list) -> Signature:
    name = embedded.signer_cert.subject.native
    at = embedded.self_reported_timestamp
    context = ValidationContext(trust_roots=roots, moment=at, allow_fetching=False) if at else None
    context = context or ValidationContext(trust_roots=roots, allow_fetching=False)
    status = validate_pdf_signature(embedded, context, skip_diff=True)
    whole = status.coverage in (SignatureCoverageLevel.ENTIRE_REVISION, SignatureCoverageLevel.ENTIRE_FILE)
    return Signature(
        field=str(embedded.field_name),
        signer=_text(name.get("common_name")),
        agency=_text(name.get("organization_name")),
        signed_at=at.isoformat() if at else "",
        is_intact=bool(status.intact and status.valid) and _is_whole(embedded, data, roots, is_trusted=status.trusted),
        is_trusted=bool(status.trusted),
        was_changed_after=not whole
        or _has_loose_end(embedded, data)
        or _has_changed_since(embedded.reader, embedded.signed_revision),
    )


def _text(value: object) -> str:
    """A name may be a list of names."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


# --- What came after -------------------------------------------------------------------------------
def _has_changed_since(reader: PdfFileReader, base: int) -> bool:
    """Whether a later revision changed anything but signatures and what belongs to them.

    By hand, looking only at the objects that each revision wrote: pyHanko's own review walks the whole tag tree of
    a document for each revision, minutes for twenty pages. A new object is harmless while no old one leads to it.
    """
    views = [reader.get_historical_resolver(number) for number in range(reader.xrefs.total_revisions)]
    known = {ref for view in views[: base + 1] for ref in view.explicit_refs_in_revision()}
    for old, new in pairwise(views[base:]):
        written = set(new.explicit_refs_in_revision())
        if not all(_is_harmless(old.get_object(ref), new.get_object(ref)) for ref in written & known):
            return True
        if old.trailer_view.raw_get("/Root") != new.trailer_view.raw_get("/Root"):
            return True
        known |= written
    return False


def _is_harmless(old: Any, new: Any) -> bool:
    """Nothing, or nothing but a signature, changed in one object."""
    if isinstance(old, StreamObject) or isinstance(new, StreamObject):
        return _is_same_stream(old, new) or old.get("/Type") == "/Metadata" == new.get("/Type")
    if old == new:
        return True
    if isinstance(old, list) and isinstance(new, list):
        return _grew_by_signatures(old, new)
    return isinstance(old, dict) and isinstance(new, dict) and _is_signing(old, new)


def _is_same_stream(old: Any, new: Any) -> bool:
    both = isinstance(old, StreamObject) and isinstance(new, StreamObject)
    return both and old == new and old.encoded_data == new.encoded_data


def _is_signing(old: Any, new: Any) -> bool:
    """What a signing tool writes into the dictionaries of field, page, form, catalog and file."""
    changed = {key for key in {*old, *new} if _raw(old, key) != _raw(new, key)}
    if old.get("/FT") == "/Sig" == new.get("/FT"):
        return changed <= OF_A_FIELD
    if old.get("/Type") == "/Page":
        return changed <= {"/Annots"} and _grew_by_signatures(old.get("/Annots", []), new.get("/Annots", []))
    if old.get("/Type") == "/Catalog":
        return changed <= OF_THE_CATALOG and _is_harmless(old.get("/AcroForm", {}), new.get("/AcroForm", {}))
    if changed <= OF_THE_FILE:
        return True
    return changed <= OF_THE_FORM and _grew_by_signatures(old.get("/Fields", []), new.get("/Fields", []))


def _raw(holder: Any, key: str) -> Any:
    return holder.raw_get(key) if key in holder else None


def _grew_by_signatures(old: Any, new: Any) -> bool:
    """All that was there is there, and what is new are fields of signatures."""
    before, after = [_place(old, n) for n in range(len(old))], [_place(new, n) for n in range(len(new))]
    added = [n for n, each in enumerate(after) if each not in before]
    return all(each in after for each in before) and all(new[n].get("/FT") == "/Sig" for n in added)


def _place(array: Any, number: int) -> Any:
    return array.raw_get(number)


def _is_whole(embedded: EmbeddedPdfSignature, data: bytes, roots: list, *, is_trusted: bool) -> bool:
    """Nothing was changed in what no signature covers: the hole in the file that holds the signature itself."""
    _, before, after, _ = embedded.byte_range
    hole = data[before:after]
    used = parser.peek(embedded.pkcs7_content)
    text = embedded.pkcs7_content[:used].hex().ljust(len(hole) - 2, "0")
    written = hole in (f"<{text}>".encode(), f"<{text.upper()}>".encode())
    return written and _is_consistent(embedded) and _certificates_hold(embedded, roots, is_trusted=is_trusted)


def _is_consistent(embedded: EmbeddedPdfSignature) -> bool:
    """The parts of the envelope that repeat what its signed parts say do repeat it."""
    signed, signer = embedded.signed_data, embedded.signer_info
    digests = {each.dump() for each in signed["digest_algorithms"]}
    versions, named = (signed["version"].native, signer["version"].native), signer["sid"].chosen
    if isinstance(named, IssuerAndSerialNumber):
        is_named = versions == ("v1", "v1") and named["issuer"].dump() == embedded.signer_cert.issuer.dump()
    else:  # named by its key
        is_named = versions == ("v3", "v3")
    return is_named and digests == {signer["digest_algorithm"].dump()}


def _certificates_hold(embedded: EmbeddedPdfSignature, roots: list, *, is_trusted: bool) -> bool:
    """Each certificate that travels along is signed by its issuer, unless no certificate of that name is known."""
    carried = [embedded.signer_cert, *embedded.other_embedded_certs]
    for certificate in carried:
        issuers = [each for each in [*carried, *roots] if each.subject == certificate.issuer]
        if not any(_has_signed(issuer, certificate) for issuer in issuers) and (issuers or is_trusted):
            return False
    return True


def _has_signed(issuer: Certificate, certificate: Certificate) -> bool:
    child, parent = (load_der_x509_certificate(each.dump()) for each in (certificate, issuer))
    try:
        child.verify_directly_issued_by(parent)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _has_loose_end(embedded: EmbeddedPdfSignature, data: bytes) -> bool:
    """Bytes after the signed ones that are not a whole further revision."""
    _, _, after, length = embedded.byte_range
    rest = data[after + length :]
    return bool(rest) and not (b"startxref" in rest and rest.rstrip(b"\r\n").endswith(b"%%EOF") and len(rest) > 64)
