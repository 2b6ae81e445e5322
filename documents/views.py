"""How files come in and go out. No address of its own: who may see a file is its owner's question."""

import logging
from collections.abc import Callable
from functools import wraps
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from documents.models import StoredFile
from documents.services.files import MissingFile, content_of
from kit.pdf import PrintingFailed
from kit.uploads import MAX_BYTES, too_large

AROUND_THE_FILE = 64 * 1024  # what a browser sends around a file in a form
PRINTERS, LONGEST_QUEUE = BoundedSemaphore(1), 15  # of each web process; seconds of waiting for one's turn
TRY_AGAIN = "30"  # seconds
logger = logging.getLogger("portal.files")


class NoPrinterFree(Exception):
    """Others are printing, and the queue did not move."""


def prints(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that prints a short paper while the person waits: in turn, and 503 with words when it takes too long."""

    @wraps(view)
    def printing(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            if not PRINTERS.acquire(timeout=LONGEST_QUEUE):
                raise NoPrinterFree
            try:
                return view(request, *args, **kwargs)
            finally:
                PRINTERS.release()
        except (PrintingFailed, NoPrinterFree) as error:
            logger.warning("%s was not printed: %s", request.path, error or "no printer free")
            response = render(request, "documents/not_printed.html", status=503)
            response.headers["Retry-After"] = TRY_AGAIN
            return response

    return printing


def file_response(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    """The file as a download that no browser opens, guesses about or keeps; 404 with words when it is gone.

    A file that waits for the virus scanner is its sender's alone: 409 for everybody else.
    """
    if stored.is_infected or (stored.is_waiting and stored.uploaded_by_id != request.user.pk):
        return render(
            request, "documents/not_scanned.html", {"stored": stored}, status=404 if stored.is_infected else 409
        )
    try:
        content = content_of(stored)
    except MissingFile:
        return render(request, "documents/missing.html", {"name": stored.name}, status=404)
    response = HttpResponse(content, content_type=stored.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, stored.name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def too_large_words(request: HttpRequest) -> str:
    """Words for a body that cannot hold a small enough file, before it is read; empty when it may be read.

    The CSRF check reads the body too: a view that uses this checks the token itself, afterwards, as
    reports/views/excel.py does.
    """
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    return too_large(size) if size > MAX_BYTES + AROUND_THE_FILE else ""
