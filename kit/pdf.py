"""HTML templates to archival PDF. The only importer of WeasyPrint."""

import gc
import json
import mimetypes
import subprocess
import sys
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from weasyprint import HTML, Attachment
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

CHART = "data:image/svg+xml"
SECONDS, MEGABYTES = 60, 1500  # an appendix of 1,100 units takes a third of either
REFUSED = 3  # exit code of the child for UnprintableDocument
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
NO_BASE = "https://relative.invalid/"  # relative addresses become absolute ones, which are refused


class UnprintableDocument(Exception):
    """The template asked for something that is not one of our static files."""


class PrintingFailed(Exception):
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


@contextmanager
def collector_paused() -> Iterator[None]:
    """Layout makes millions of long-lived objects: without the collector it takes a quarter less time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        gc.collect()


def render_pdf(template: str, context: Mapping[str, Any], *, title: str) -> bytes:
    """Render to tagged PDF/A-3a in Vietnamese: same input, same bytes. Takes no request.

    For small documents that a person waits for; long ones are printed by ``render_pdf_apart`` in a worker.
    Raises UnprintableDocument for any URL but ``static:`` and our charts.
    """
    return write_pdf(page_html(template, context, title), title=title)


def page_html(template: str, context: Mapping[str, Any], title: str) -> str:
    """Text is composed (NFC) first, so that what people copy or search in the file is what they typed."""
    return unicodedata.normalize("NFC", render_to_string(template, {**context, "title": title}))


def write_pdf(html: str, *, title: str, enclosures: Sequence[Enclosure] = ()) -> bytes:
    """One HTML page as PDF, in this very process."""
    fetcher = StaticOnly()
    with collector_paused():
        try:  # attachments are fetched as late as the writing
            document = HTML(string=html, base_url=NO_BASE, url_fetcher=fetcher).render()
            document.metadata.title = unicodedata.normalize("NFC", title)
            document.metadata.attachments += [_attachment(enclosure) for enclosure in enclosures]
            pdf = document.write_pdf(pdf_variant="pdf/a-3a")
        except FatalURLFetchingError as error:  # a BaseException: it would take the worker down
            raise UnprintableDocument(str(error)) from error
    if fetcher.refused:  # inside an SVG even fatal errors are swallowed
        raise UnprintableDocument(f"not a static file: {fetcher.refused[0]}")
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
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
) -> bytes:
    """As ``render_pdf``, in a process of its own that is killed when it takes too much time or memory.

    Args:
        seconds: of computing and of waiting; a killed child harms nobody.
        megabytes: of address space.

    Raises UnprintableDocument (never to be repeated) or PrintingFailed (may go better next time).
    """
    packed = [enclosure.packed() for enclosure in enclosures]
    order = json.dumps({"html": page_html(template, context, title), "title": title, "enclosures": packed})
    command = [sys.executable, "-m", "kit.pdf_child", str(seconds), str(megabytes)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command, input=order.encode(), capture_output=True, timeout=seconds + 10, cwd=settings.BASE_DIR, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PrintingFailed(f"no document after {seconds + 10} s") from error
    if done.returncode == REFUSED:
        raise UnprintableDocument(done.stderr.decode(errors="replace"))
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise PrintingFailed(f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return done.stdout
