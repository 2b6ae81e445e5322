"""HTML templates to archival PDF. The only importer of WeasyPrint."""

import gc
import mimetypes
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

CHART = "data:image/svg+xml"
NO_BASE = "https://relative.invalid/"  # relative addresses become absolute ones, which are refused


class UnprintableDocument(Exception):
    """The template asked for something that is not one of our static files."""


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
    """Render to tagged PDF/A-3a in Vietnamese: same input, same bytes. Takes no request; run it in a worker.

    Text is composed (NFC) first, so that what people copy or search in the file is what they typed.
    Raises UnprintableDocument for any URL but ``static:`` and our charts.
    """
    html = unicodedata.normalize("NFC", render_to_string(template, {**context, "title": title}))
    fetcher = StaticOnly()
    with collector_paused():
        try:  # attachments are fetched as late as the writing
            document = HTML(string=html, base_url=NO_BASE, url_fetcher=fetcher).render()
            document.metadata.title = unicodedata.normalize("NFC", title)
            pdf = document.write_pdf(pdf_variant="pdf/a-3a")
        except FatalURLFetchingError as error:  # a BaseException: it would take the worker down
            raise UnprintableDocument(str(error)) from error
    if fetcher.refused:  # inside an SVG even fatal errors are swallowed
        raise UnprintableDocument(f"not a static file: {fetcher.refused[0]}")
    return pdf
