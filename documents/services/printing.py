"""Freeze a content tree and print it."""

import hashlib
import json
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from documents.layout import Content, validate_content
from documents.models import OfficialDocument
from kit.pdf import render_pdf

TEMPLATE = "documents/pdf/document.html"


def content_digest(content: Content) -> str:
    """SHA-256 of the tree's canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def freeze_document(*, kind: str, title: str, content: Content, by: User, at: datetime) -> OfficialDocument:
    """Store a content tree as a document that is not printed yet. Raises InvalidContent."""
    validate_content(content)
    return OfficialDocument.objects.create(
        kind=kind,
        title=title,
        content=content,
        content_digest=content_digest(content),
        created_by=by,
        created_at=at,
    )


@transaction.atomic
def print_document(pk: int) -> OfficialDocument:
    """Print the frozen tree, once: a second call finds the file there and changes nothing."""
    document = OfficialDocument.objects.select_for_update().get(pk=pk)
    if not document.pdf_digest:
        pdf = render_pdf(TEMPLATE, {"content": document.content}, title=document.title)
        document.pdf_digest = hashlib.sha256(pdf).hexdigest()
        document.pdf.save(f"{document.pk}-{document.pdf_digest[:12]}.pdf", ContentFile(pdf), save=False)
        document.save(update_fields=["pdf", "pdf_digest"])
    return document
