"""HTML templates to archival PDF. The only importer of WeasyPrint."""

import gc
import hashlib
import json
import logging
import mimetypes
import re
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from weasyprint import HTML, VERSION, Attachment
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from kit.apart import Failed, Note, Refused, run_apart
from kit.collector import collector_paused
from kit.pdf_fields import add_fields

CHART = "data:image/svg+xml"
SECONDS, MEGABYTES = 60, 1500  # an appendix of 1,100 units takes a third of either
IN_A_WORKER, SOMEBODY_WAITS = 10, 3  # patience with a busy machine: seconds of waiting for each of computing
SOON_SECONDS, SOON_MEGABYTES = 10, 800  # of what a person waits for: thirty pages of tables take half of either
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
NO_BASE = "https://relative.invalid/"  # relative addresses become absolute ones, which are refused


class UnprintableDocument(Refused):
    """The template asked for something that is not one of our static files."""


class PrintingFailed(Failed):
    """The printing process ran out of time or memory, or died."""


@dataclass(frozen=True)
class Enclosure:
    """A file that travels inside a PDF (PDF/A-3): ``description`` says in Vietnamese what it is."""

    name: str
    description: str
    data: bytes

    def packed(self) -> dict[str, str]:
        """As JSON can hold it."""
        return {"name": self.name, "description": self.description, "data": b64encode(self.data).decode()}

    @classmethod
    def unpacked(cls, packed: Mapping[str, str]) -> "Enclosure":
        return cls(packed["name"], packed["description"], b64decode(packed["data"]))


class StaticOnly(URLFetcher):
    """Serve ``static:css/print.css`` and our own SVG charts; anything else stops the printing.

    Fatal, because WeasyPrint swallows ordinary fetch errors and would deliver an official document
    without its stylesheet; static only, because no text may ever make the server open ``file:`` or ``http:``.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith((CHART + ";", CHART + ",")):
            return super().fetch(url, headers)
        scheme, _, name = url.partition(":")
        path = static_path(name) if scheme == "static" else None
        if path is None:
            self.refused.append(url[:200])
            raise FatalURLFetchingError(f"not a static file: {url[:200]}")
        content_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})


def static_path(name: str) -> Path | None:
    """Where a static file lies; None when it is missing or tries to leave its folder."""
    try:
        found = finders.find(name)
    except SuspiciousFileOperation:
        return None
    return Path(found) if isinstance(found, str) and Path(found).is_file() else None


def render_pdf(template: str, context: Mapping[str, Any], *, title: str, identifier: str = "") -> bytes:
    """Render to tagged PDF/A-3a in Vietnamese: same input, same bytes. Takes no request.

    In this very process: for tests and the demo. What a person waits for is printed by ``render_pdf_soon``, what is
    long by ``render_pdf_apart`` in a worker.

    Raises UnprintableDocument for any URL but ``static:`` and our charts.
    """
    return write_pdf(page_html(template, context, title), title=title, identifier=identifier)


@cache
def layout_version() -> str:
    """A hash of what decides on the looks of official documents besides their HTML: stylesheet and WeasyPrint."""
    sheet = static_path("css/print.css")
    return hashlib.sha256(VERSION.encode() + (sheet.read_bytes() if sheet else b"")).hexdigest()


def page_html(template: str, context: Mapping[str, Any], title: str) -> str:
    """Text is composed (NFC) first, so that what people copy or search in the file is what they typed."""
    return unicodedata.normalize("NFC", render_to_string(template, {**context, "title": title}))


def write_pdf(html: str, *, title: str, enclosures: Sequence[Enclosure] = (), identifier: str = "") -> bytes:
    """One HTML page as PDF, in this very process.

    Args:
        identifier: what the file calls itself in its trailer, kept by every tool that writes it anew.
    """
    fetcher = StaticOnly()
    with collector_paused():  # a quarter of the time
        try:  # attachments are fetched as late as the writing
            document = HTML(string=html, base_url=NO_BASE, url_fetcher=fetcher).render()
            document.metadata.title = unicodedata.normalize("NFC", title)
            document.metadata.attachments += [_attachment(enclosure) for enclosure in enclosures]
            pdf = document.write_pdf(
                pdf_variant="pdf/a-3a", finisher=add_fields, pdf_identifier=identifier.encode() or None
            )
        except FatalURLFetchingError as error:  # a BaseException: it would take the worker down
            raise UnprintableDocument(str(error)) from error
    if fetcher.refused:  # inside an SVG even fatal errors are swallowed
        raise UnprintableDocument(f"not a static file: {fetcher.refused[0]}")
    gc.collect()
    return pdf


def _attachment(enclosure: Enclosure) -> Attachment:
    """Undated, so that the same document prints to the same bytes."""
    return Attachment(
        string=enclosure.data,
        name=enclosure.name,
        description=enclosure.description,
        relationship="Data",
        created=EPOCH,
        modified=EPOCH,
    )


def render_pdf_apart(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    enclosures: Sequence[Enclosure] = (),
    identifier: str = "",
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
    patience: int = IN_A_WORKER,
    on_page: Callable[[int], None] = lambda number: None,
) -> bytes:
    """As ``render_pdf``, in a process of its own that is killed when it takes too much time or memory.

    Args:
        seconds: of computing; ``patience`` times as many of waiting. A killed child harms nobody.
        megabytes: of address space.
        on_page: is told how many pages are laid out; when it raises, the printing is given up.

    Raises UnprintableDocument (never to be repeated) or PrintingFailed (may go better next time).
    """
    packed = [enclosure.packed() for enclosure in enclosures]
    html = page_html(template, context, title)
    order = json.dumps({"html": html, "title": title, "enclosures": packed, "identifier": identifier})

    def told(words: str) -> None:
        on_page(int(words))

    try:
        pdf = run_apart(
            "kit.pdf:print_order",
            order.encode(),
            seconds=seconds,
            megabytes=megabytes,
            patience=patience,
            on_note=told,
        )
    except Refused as error:
        raise UnprintableDocument(str(error)) from error
    except Failed as error:
        raise PrintingFailed(str(error)) from error
    if not pdf.startswith(b"%PDF"):
        raise PrintingFailed("no document came out")
    return pdf


def render_pdf_soon(template: str, context: Mapping[str, Any], *, title: str) -> bytes:
    """A short document for somebody who waits: apart, and half a minute at most. Raises as ``render_pdf_apart``."""
    return render_pdf_apart(
        template,
        context,
        title=title,
        seconds=SOON_SECONDS,
        megabytes=SOON_MEGABYTES,
        patience=SOMEBODY_WAITS,
    )


def print_order(order: bytes, note: Note) -> bytes:
    """What the process apart does: see ``render_pdf_apart``. Notes the number of each page that is laid out."""
    told = json.loads(order)
    logger = logging.getLogger("weasyprint.progress")
    logger.setLevel(logging.INFO)
    logger.addHandler(PageCounter(note))
    enclosures = [Enclosure.unpacked(each) for each in told["enclosures"]]
    return write_pdf(told["html"], title=told["title"], enclosures=enclosures, identifier=told["identifier"])


class PageCounter(logging.Handler):
    """Hears WeasyPrint speak of its pages."""

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.note, self.reached = note, 0

    def emit(self, record: logging.LogRecord) -> None:
        found = re.search(r"layout - Page (\d+)", record.getMessage())
        if found and int(found[1]) > self.reached:
            self.reached = int(found[1])
            self.note(str(self.reached))
