"""Files that are whole or not there: a full disk or a killed process leaves no torso behind."""

import os
import tempfile
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage


def write_durably(path: Path, data: bytes) -> None:
    """All of ``data`` under ``path``, or nothing: beside it first, onto the disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".dang-ghi-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


class WholeFiles(FileSystemStorage):
    """The portal's folder of files. Names carry a random part or a hash: nobody overwrites another's file."""

    def _save(self, name: str, content: File) -> str:
        write_durably(Path(self.path(name)), b"".join(content.chunks()))
        return name
