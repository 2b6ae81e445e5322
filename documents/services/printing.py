"""Freeze a content tree and print it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile

from accounts.models import User
from documents.layout import Content, validate_content
from documents.models import OfficialDocument
from documents.services.rendering import Told, render_content, slowly
from kit.pdf import Enclosure


class DamagedFile(Exception):
    """A printed file is missing or was changed behind the portal's back."""


def content_digest(content: Content) -> str:
    """SHA-256 of the tree's canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def freeze_document(
    *, kind: str, title: str, content: Content, by: User | None, at: datetime, enclosures: Sequence[Enclosure] = ()
) -> OfficialDocument:
    """Store a content tree, and the files that shall travel inside its PDF, not printed yet. Raises InvalidContent."""
    validate_content(content)
    return OfficialDocument.objects.create(
        kind=kind,
        title=title,
        content=content,
        content_digest=content_digest(content),
        enclosures=[enclosure.packed() for enclosure in enclosures],
        verification_code=content.get("verification", {}).get("code", ""),
        created_by=by,
        created_at=at,
    )


def print_document(pk: int, *, told: Told = lambda done, parts, pages: None) -> OfficialDocument:
    """Print the frozen tree, once: a second call finds the file there and changes nothing.

    Rendering takes seconds and holds no lock; of two workers that print at once the first
    to finish wins, and both printed the same content. ``told`` hears how far it is and may stop it.
    """
    document = OfficialDocument.objects.get(pk=pk)
    if document.pdf_digest:
        return document
    enclosures = [Enclosure.unpacked(each) for each in document.enclosures]
    pdf = render_content(
        document.content,
        title=document.title,
        enclosures=enclosures,
        identifier=document.verification_code,
        told=slowly(told),
    )
    digest = hashlib.sha256(pdf).hexdigest()
    name = document.pdf.storage.save(f"van-ban/{pk}-{digest[:12]}.pdf", ContentFile(pdf))
    OfficialDocument.objects.filter(pk=pk, pdf_digest="").update(pdf=name, pdf_digest=digest)
    document.refresh_from_db()
    return document


def printed_file(document: OfficialDocument) -> bytes:
    """The printed file, proved to be the one that was printed.

    Raises DamagedFile when it is gone from the disk or no longer what it was.
    """
    try:
        with document.pdf.open("rb") as file:
            content = file.read()
    except OSError as error:
        raise DamagedFile(str(error)) from error
    if hashlib.sha256(content).hexdigest() != document.pdf_digest:
        raise DamagedFile(f"document {document.pk}: the file is not the one that was printed")
    return content
