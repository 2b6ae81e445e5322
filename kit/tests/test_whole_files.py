"""A full disk leaves nothing half written."""

import errno
import os

import pytest
from django.core.files.base import ContentFile

from kit.whole_files import WholeFiles

pytestmark = pytest.mark.pure


def test_a_file_is_there_whole(tmp_path):
    files = WholeFiles(location=tmp_path)

    name = files.save("van-ban/1.pdf", ContentFile(b"%PDF"))

    assert (name, (tmp_path / name).read_bytes()) == ("van-ban/1.pdf", b"%PDF")
    assert files.save("van-ban/1.pdf", ContentFile(b"other")) != name


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        WholeFiles(location=tmp_path).save("van-ban/1.pdf", ContentFile(b"%PDF"))

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
