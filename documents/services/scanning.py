"""Every upload is looked at by the virus scanner before it is kept, where the house has one (settings.CLAMD_URL).

A scanner that does not answer stops nobody's work: the file is kept and waits, and until it was scanned only the
person who sent it may fetch it.
"""

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from documents.models import StoredFile
from documents.services.files import MissingFile, content_of
from documents.states import ScanState
from kit.upload_refusals import InfectedFile
from kit.uploads import CheckedFile
from kit.virus_scan import ScannerAway, answers, scan

AT_ONCE = 50  # of the waiting files in one run
logger = logging.getLogger("portal.files")


@dataclass(frozen=True)
class Scanner:
    """How scanning stands. ``is_there``: None when no scanner is set."""

    is_there: bool | None
    waiting: int
    infected: int


def scanner() -> Scanner:
    """For the health page: asks the scanner once."""
    rows = StoredFile.objects.values_list("scan", flat=True)
    is_there = answers(settings.CLAMD_URL) if settings.CLAMD_URL else None
    waiting, infected = (rows.filter(scan=state).count() for state in (ScanState.WAITING, ScanState.INFECTED))
    return Scanner(is_there, waiting, infected)


def scanned(checked: CheckedFile, data: bytes) -> CheckedFile:
    """The file with what the scanner said of ``data``, the bytes as they were sent.

    Raises InfectedFile; nothing was kept, the log has its SHA-256 and what was found.
    """
    if not settings.CLAMD_URL:
        return checked
    try:
        refuse_infected(data)
    except ScannerAway as error:
        logger.error("virus scanner does not answer: %s", error)
        return replace(checked, is_scanned=False)
    return replace(checked, is_scanned=True)


def refuse_infected(data: bytes) -> None:
    """Raises InfectedFile or ScannerAway; does nothing where no scanner is set."""
    if settings.CLAMD_URL and (found := scan(data, settings.CLAMD_URL)):
        logger.warning("infected upload refused: %s, sha256 %s", found, hashlib.sha256(data).hexdigest())
        raise InfectedFile(found)


def refuse_infected_workbook(data: bytes) -> None:
    """For a workbook of which only the cells are read: a scanner that is away does not stop the reading.

    Raises InfectedFile.
    """
    try:
        refuse_infected(data)
    except ScannerAway as error:
        logger.error("virus scanner does not answer, workbook read unscanned: %s", error)


def scan_waiting(*, at: datetime) -> int:
    """Look at the files that wait; returns how many are settled. Stops when the scanner is away. Safe in parallel."""
    settled = 0
    waiting = StoredFile.objects.filter(scan=ScanState.WAITING).order_by("pk")
    for stored in waiting[:AT_ONCE] if settings.CLAMD_URL else []:
        try:
            settled += _settle(stored, scan(content_of(stored), settings.CLAMD_URL), at)
        except MissingFile:  # stands in the log, see the nightly sweep
            continue
        except ScannerAway as error:
            logger.error("virus scanner does not answer: %s", error)
            break
    return settled


def _settle(stored: StoredFile, found: str, at: datetime) -> bool:
    """What is infected leaves the disk; the row stays, so that its owner can be told why."""
    state = ScanState.INFECTED if found else ScanState.CLEAN
    with transaction.atomic():
        waiting = StoredFile.objects.filter(pk=stored.pk, scan=ScanState.WAITING)
        done = waiting.update(scan=state, scanned_at=at, found=found[:120]) == 1
        if done and found:
            name = str(stored.file)
            transaction.on_commit(lambda: default_storage.delete(name))
            logger.warning("stored file %s is infected and was removed: %s", stored.pk, found)
    return done
