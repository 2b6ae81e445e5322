"""The Word file of a frozen document: written anew at each download, always from the same tree."""

from datetime import datetime

from documents.layout import Content
from documents.models import OfficialDocument
from documents.services.pictures import DrawnPictures
from kit.word import write_document


def word_file(document: OfficialDocument) -> bytes:
    """DOCX with the words and the layout of the printed PDF, for the office that edits and numbers it."""
    return content_word(document.content, title=document.title, at=document.created_at)


def content_word(content: Content, *, title: str, at: datetime) -> bytes:
    """DOCX of a content tree, with its charts and its QR code as pictures."""
    return write_document(content, title=title, at=at, pictures=DrawnPictures())
