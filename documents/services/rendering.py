"""A content tree to PDF: apart, in parts when it is long, and only once for the same content.

A short document is one part. A long one is cut between its appendices, which count their pages from 1 anyway: the
parts are printed by two processes at a time, each small in memory, and joined (kit.pdf_join). What was printed is
kept under the hash of all that could change it, so that a retry, a reissue or another reader costs one reading.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from django.core.files.storage import default_storage

from documents.layout import Content
from kit import clock
from kit.pdf import Enclosure, layout_version, page_html, render_pdf_apart, render_pdf_soon
from kit.pdf_join import join_parts
from kit.whole_files import write_durably

TEMPLATE = "documents/pdf/document.html"
FOLDER = "ban-in"
PART_CELLS = 8_000  # of table in one part: about 6 s and 200 MB
PROCESSES = 2
KEPT = 30 * 24 * 3600  # seconds since it was printed
PAUSE = 0.3  # seconds between two looks at how far it is
Told = Callable[[int, int, int], None]


class Stopped(Exception):
    """The printing was given up because its listener said so."""


@dataclass
class _Work:
    """What the printing of one document shares between its threads."""

    title: str
    enclosures: Sequence[Enclosure]
    identifier: str
    pages: dict[int, int] = field(default_factory=dict)
    stop: Event = field(default_factory=Event)


def render_content(
    content: Content,
    *,
    title: str,
    enclosures: Sequence[Enclosure] = (),
    identifier: str = "",
    told: Told = lambda done, parts, pages: None,
) -> bytes:
    """The PDF of a frozen tree: same tree, same bytes.

    Args:
        told: hears (parts done, parts, pages so far) several times a second; when it raises, the printing
            stops within a page and the exception goes on.

    Raises UnprintableDocument or PrintingFailed.
    """
    parts = parts_of(content)
    work = _Work(title, enclosures, identifier)
    if len(parts) == 1:
        return _in_parallel(parts, work, told)[0]
    key = _key([_hash(part, work, number) for number, part in enumerate(parts)])
    whole = _kept(key) or join_parts(_in_parallel(parts, work, told))
    _keep(key, whole)
    return whole


def render_content_soon(content: Content, *, title: str) -> bytes:
    """The PDF of a short tree for somebody who waits; raises as ``kit.pdf.render_pdf_soon``."""
    return render_pdf_soon(TEMPLATE, {"content": content, "only_appendices": False}, title=title)


def parts_of(content: Content) -> list[dict[str, Any]]:
    """Contexts of the template: the paper with what appendices fit in a part, then groups of appendices."""
    groups: list[list] = [[]]
    cells = 0
    for appendix in content["appendices"]:
        size = len(appendix["rows"]) * len(appendix["columns"])
        if cells and cells + size > PART_CELLS:
            groups.append([])
            cells = 0
        groups[-1].append(appendix)
        cells += size
    return [
        {"content": {**content, "appendices": group}, "only_appendices": number > 0}
        for number, group in enumerate(groups)
    ]


# --- At once ---------------------------------------------------------------------------------------
def _in_parallel(parts: Sequence[Mapping[str, Any]], work: _Work, told: Told) -> list[bytes]:
    """All parts in order, two at a time; the calling thread alone speaks to the listener."""
    with ThreadPoolExecutor(PROCESSES) as pool:
        printing = [pool.submit(_part, part, work, number) for number, part in enumerate(parts)]
        try:
            _watch(printing, work, told)
        except BaseException:
            work.stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return [each.result() for each in printing]


def _watch(printing: Sequence[Future], work: _Work, told: Told) -> None:
    waiting = set(printing)
    while waiting:
        done, waiting = wait(waiting, timeout=PAUSE, return_when=FIRST_COMPLETED)
        for each in done:
            each.result()
        told(len(printing) - len(waiting), len(printing), sum(work.pages.values()))


def _part(part: Mapping[str, Any], work: _Work, number: int) -> bytes:
    key = _hash(part, work, number)
    if kept := _kept(key):
        return kept

    def on_page(page: int) -> None:
        work.pages[number] = page
        if work.stop.is_set():
            raise Stopped

    enclosures, identifier = (work.enclosures, work.identifier) if number == 0 else ((), "")
    pdf = render_pdf_apart(
        TEMPLATE, part, title=work.title, enclosures=enclosures, identifier=identifier, on_page=on_page
    )
    _keep(key, pdf)
    return pdf


# --- Kept ------------------------------------------------------------------------------------------
def _hash(part: Mapping[str, Any], work: _Work, number: int) -> str:
    """All that the bytes of a part depend on: its page as it goes to the printer, and what travels with it."""
    first = number == 0
    packed = [each.packed() for each in work.enclosures] if first else []
    return _key([page_html(TEMPLATE, part, work.title), work.title, work.identifier if first else "", packed])


def _key(facts: Any) -> str:
    text = json.dumps([facts, layout_version()], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _place(key: str) -> Path:
    return Path(default_storage.path(f"{FOLDER}/{key[:2]}/{key}"))


def _kept(key: str) -> bytes | None:
    """What was printed under this key, unless it is gone or damaged."""
    try:
        digest, _, pdf = _place(key).read_bytes().partition(b"\n")
    except OSError:
        return None
    return pdf if hashlib.sha256(pdf).hexdigest().encode() == digest else None


def _keep(key: str, pdf: bytes) -> None:
    """For next time; a full disk is no reason not to hand out what was printed."""
    try:
        write_durably(_place(key), hashlib.sha256(pdf).hexdigest().encode() + b"\n" + pdf)
    except OSError:
        return


def sweep_printed() -> int:
    """Forget what was printed a month ago; returns how many. Nightly: it can always be printed anew."""
    root, now = Path(default_storage.path(FOLDER)), clock.wall().timestamp()
    old = [path for path in root.rglob("*") if path.is_file() and now - path.stat().st_mtime > KEPT]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def slowly(told: Told, seconds: float = 1.0) -> Told:
    """``told`` at most once in so many seconds, and always when a part is done."""
    last = [0.0, -1.0]

    def tell(done: int, parts: int, pages: int) -> None:
        now = time.monotonic()
        if now - last[0] >= seconds or done != last[1]:
            last[:] = [now, done]
            told(done, parts, pages)

    return tell
