"""Keep uploaded files on the disk, prove them when they are handed out, remove what belongs to nobody."""

import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from accounts.models import User
from documents.models import StoredFile
from documents.states import ScanState
from kit import clock
from kit.uploads import CheckedFile
from kit.whole_files import write_durably

FOLDER = "tai-lieu"
ORPHAN_AFTER = timedelta(days=1)
logger = logging.getLogger("portal.files")


class NoRoomForFiles(Exception):
    """The disk does not take the file; nothing of it was left behind."""


class MissingFile(Exception):
    """The file is gone from the disk, or is no longer the one that was uploaded."""


def keep_file(checked: CheckedFile, *, kind: str, by: User, at: datetime) -> StoredFile:
    """Store a file that ``kit.uploads.check_file`` let pass, under a random key.

    Call it inside the transaction of the act it belongs to: when that is rolled back the row is gone
    and the sweep takes the bytes. Who may read the file is the question of the object it hangs on.

    Args:
        kind: what it is for, for example ``report-attachment``.

    Raises NoRoomForFiles.
    """
    key = secrets.token_hex(16)
    name = f"{FOLDER}/{key[:2]}/{key}.{checked.extension}"
    try:
        write_durably(Path(default_storage.path(name)), checked.data)
    except OSError as error:
        logger.exception("no room for an upload of %s bytes", len(checked.data))
        raise NoRoomForFiles from error
    return StoredFile.objects.create(
        kind=kind,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.data),
        digest=hashlib.sha256(checked.data).hexdigest(),
        file=name,
        uploaded_by=by,
        uploaded_at=at,
        scan=_scan_state(checked),
        scanned_at=at if checked.is_scanned else None,
    )


def _scan_state(checked: CheckedFile) -> ScanState:
    """Where the house scans, what was not scanned waits for it."""
    if checked.is_scanned:
        return ScanState.CLEAN
    return ScanState.WAITING if settings.CLAMD_URL or checked.is_scanned is False else ScanState.NONE


def content_of(stored: StoredFile) -> bytes:
    """The file, proved to be the one that was uploaded. Raises MissingFile, which also stands in the log."""
    try:
        with stored.file.open("rb") as file:
            content = file.read()
    except OSError as error:
        logger.error("stored file %s is gone: %s", stored.pk, error)
        raise MissingFile(stored.name) from error
    if hashlib.sha256(content).hexdigest() != stored.digest:
        logger.error("stored file %s was changed on the disk", stored.pk)
        raise MissingFile(stored.name)
    return content


def mail_part(pk: int) -> tuple[str, bytes, str] | None:
    """A file for a mail: name, content, type. None when it is gone; that stands in the log."""
    try:
        stored = StoredFile.objects.exclude(scan__in=[ScanState.WAITING, ScanState.INFECTED]).get(pk=pk)
        return stored.name, content_of(stored), stored.content_type
    except (StoredFile.DoesNotExist, MissingFile):
        logger.exception("file %s cannot be mailed", pk)
        return None


def sweep_files() -> tuple[int, int]:
    """(orphans removed, files missing or damaged). Nightly; only what is older than a day is an orphan."""
    known = set(StoredFile.objects.values_list("file", flat=True))
    root = Path(default_storage.path(FOLDER))
    removed = 0
    for path in root.rglob("*") if root.exists() else []:
        name = f"{FOLDER}/{path.relative_to(root).as_posix()}"
        if path.is_file() and name not in known and _is_old(path):
            path.unlink(missing_ok=True)
            removed += 1
    return removed, sum(
        _is_damaged(stored) for stored in StoredFile.objects.exclude(scan=ScanState.INFECTED).iterator()
    )


def _is_old(path: Path) -> bool:
    """By the machine's own time: the demo's clock has nothing to do with files on the disk."""
    return clock.wall().timestamp() - path.stat().st_mtime > ORPHAN_AFTER.total_seconds()


def _is_damaged(stored: StoredFile) -> bool:
    try:
        content_of(stored)
    except MissingFile:
        return True
    return False
