"""An uploaded file between its preview and its confirmation: kept an hour, for one person and one report."""

import secrets
from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from kit import clock
from reports.models import Report

FOLDER, SALT = "tam", "reports.uploads"
VALID_FOR, KEPT_FOR = timedelta(hours=1), timedelta(days=1)


class UploadGone(Exception):
    """The file was used, is too old, or was never this person's."""


def keep_upload(data: bytes, report: Report, *, by: User) -> str:
    """Store a file under a random name and return the token that finds it again."""
    sweep_uploads()
    name = secrets.token_urlsafe(24)
    default_storage.save(f"{FOLDER}/{name}.xlsx", ContentFile(data))
    return signing.dumps({"name": name, "report": report.pk, "user": by.pk}, salt=SALT)


def _path(token: str, report: Report, by: User) -> str:
    try:
        said = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        raise UploadGone from None
    if (said["report"], said["user"]) != (report.pk, by.pk):
        raise UploadGone
    return f"{FOLDER}/{said['name']}.xlsx"


def kept_upload(token: str, report: Report, *, by: User) -> bytes:
    """The file again. Raises UploadGone."""
    try:
        with default_storage.open(_path(token, report, by)) as file:
            return file.read()
    except FileNotFoundError:
        raise UploadGone from None


def drop_upload(token: str, report: Report, *, by: User) -> None:
    """The file is done with. Raises UploadGone."""
    default_storage.delete(_path(token, report, by))


def sweep_uploads() -> None:
    """Remove what nobody came back for."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{name}"
        try:
            if clock.wall() - default_storage.get_modified_time(path) > KEPT_FOR:
                default_storage.delete(path)
        except FileNotFoundError:  # another request swept it first
            continue
