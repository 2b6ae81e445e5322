"""The Word file of a frozen document: written anew at each download, always from the same tree."""

from documents.models import OfficialDocument
from kit.word import write_document


def word_file(document: OfficialDocument) -> bytes:
    """DOCX with the words and the layout of the printed PDF, for the office that edits and numbers it."""
    return write_document(document.content, title=document.title, at=document.created_at)
