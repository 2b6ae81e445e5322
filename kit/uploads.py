"""What an uploaded file must survive before the portal keeps it.

Judged by content, never by name: PDF, DOCX, XLSX, JPEG or PNG, at most 20 MB. Pictures are written anew
(no EXIF, no place of the photograph, nothing hidden behind the picture); everything else is kept byte for byte.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic

from kit.text import clean
from kit.upload_guards import MEGABYTE, checked_office, checked_pdf, checked_picture
from kit.upload_refusals import RefusedFile, TooLargeFile, WrongKind

MAX_BYTES = 20 * MEGABYTE
MAX_NAME = 120
ACCEPT = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"
CONTENT_TYPES = {
    "txt": "text/plain; charset=utf-8",  # plans only: plans.forms.importing
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
ALLOWED = "Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx) và ảnh JPG, PNG."
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept. ``name`` is harmless and ends in the true extension.

    ``is_scanned``: by the virus scanner and found clean; False: it did not answer; None: nobody asked it.
    """

    name: str
    extension: str
    data: bytes
    is_scanned: bool | None = None

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.extension]


def check_file(data: bytes, name: str) -> CheckedFile:
    """The file as it will be kept. Raises RefusedFile with the status and Vietnamese words for the person."""
    if len(data) > MAX_BYTES:
        raise TooLargeFile(too_large(len(data)))
    if not data:
        raise WrongKind("Tệp rỗng (0 byte). Hãy chọn lại tệp.")
    extension, data = _judge(data, name)
    return CheckedFile(shown_name(name, extension), extension, data)


def too_large(size: int) -> str:
    """The words for a file of ``size`` bytes."""
    return (
        f"Tệp {size / MEGABYTE:.0f} MB vượt giới hạn {MAX_BYTES // MEGABYTE} MB. Số liệu đã nhập vẫn còn."
        " Hãy quét ở độ phân giải 200 dpi hoặc tách thành nhiều tệp."
    )


def _judge(data: bytes, name: str) -> tuple[str, bytes]:
    if data.startswith(b"%PDF-"):
        return "pdf", checked_pdf(data)
    if data.startswith(b"PK"):
        return checked_office(data)
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg", checked_picture(data, "JPEG")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", checked_picture(data, "PNG")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise WrongKind(
            "Tệp được đặt mật khẩu, hoặc là Word, Excel kiểu cũ (.doc, .xls). Hãy bỏ mật khẩu, lưu lại dạng .docx,"
            " .xlsx hoặc PDF rồi tải lên."
        )
    raise WrongKind(f"{_mismatch(data, name)} {ALLOWED}")


def _mismatch(data: bytes, name: str) -> str:
    """ "Nội dung tệp không đúng định dạng PDF (thực ra là .exe)." """
    claimed = PurePosixPath(name).suffix[1:6].upper()
    try:
        found = puremagic.from_string(data[:4096])
    except (puremagic.PureError, ValueError):
        found = ""
    kind = f" {claimed}" if claimed.lower() in {*CONTENT_TYPES, "jpeg"} else ""
    truth = f" (thực ra là {found})" if re.fullmatch(r"\.[a-z0-9]{1,8}", found) else ""
    return f"Nội dung tệp không đúng định dạng{kind}{truth}."


def shown_name(name: str, extension: str) -> str:
    """A name that is harmless in a header, on a page and on any disk: no path, no control or direction marks."""
    name = clean(name.replace("\\", "/").rpartition("/")[2])
    name = re.sub(r'[<>:"|?*;\s]+', " ", name).strip(" .")
    stem = SUFFIX.sub("", name).strip(" .")
    if not stem or RESERVED.fullmatch(stem):
        stem = f"tep {stem}".strip()
    return f"{_shortened(stem)}.{extension}"


def _shortened(stem: str) -> str:
    """At most MAX_NAME characters, and no letter torn from its marks."""
    return unicodedata.normalize("NFC", stem)[:MAX_NAME].rstrip()


__all__ = ["ACCEPT", "MAX_BYTES", "CheckedFile", "RefusedFile", "TooLargeFile", "WrongKind", "check_file", "too_large"]
