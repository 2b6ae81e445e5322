"""The guards of each kind of upload: PDF, Office documents, pictures. Nothing is unpacked to disk or fetched."""

import re
import stat
from io import BytesIO
from zipfile import ZipFile, ZipInfo, is_zipfile

from PIL import Image, ImageOps

from kit.upload_refusals import RefusedFile, WrongKind

MEGABYTE = 1024 * 1024
MAX_UNPACKED, MAX_RATIO, MAX_MEMBERS = 200 * MEGABYTE, 100, 2_000
MAX_PIXELS = 25_000_000
PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"pHYs"}
MAX_RELATIONS = MEGABYTE  # bytes of one .rels part
OFFICE_KINDS = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
RELATION = re.compile(r"<[\w:]*Relationship\b[^>]*>", re.IGNORECASE)
EXTERNAL = re.compile(r"""TargetMode\s*=\s*["']External""", re.IGNORECASE)
HYPERLINK = re.compile(r"""Type\s*=\s*["'][^"']*/hyperlink["']""", re.IGNORECASE)

BROKEN = "Tệp bị hỏng hoặc bị cắt cụt. Hãy mở thử trên máy, lưu lại rồi tải lên."
SUSPICIOUS = "Tệp nén có cấu trúc bất thường nên không được nhận. Hãy mở tệp, lưu lại rồi tải lên."
LOCKED = "Tệp được đặt mật khẩu mở nên không lưu được. Hãy bỏ mật khẩu rồi tải lên."
WITH_MACRO = "Tệp có chứa macro nên không được nhận. Hãy lưu lại dạng .docx hoặc .xlsx (không macro)."
WITH_LINKS = (
    "Tệp có đối tượng nhúng hoặc liên kết tới tệp khác ở ngoài nên không được nhận."
    " Hãy bỏ liên kết, hoặc lưu thành PDF."
)
NOT_OFFICE = "Nội dung tệp không đúng định dạng Word (.docx) hay Excel (.xlsx). Tệp nén (.zip) không được nhận."
TWO_KINDS = "Tệp PDF có gắn thêm một tệp nén ở sau nên không được nhận. Hãy in lại thành PDF rồi tải lên."
HUGE_PICTURE = "Ảnh lớn hơn 25 triệu điểm ảnh. Hãy chụp hoặc quét ở độ phân giải thấp hơn (200 dpi là đủ)."


def checked_pdf(data: bytes) -> bytes:
    """A whole PDF without a password and without an archive behind it. It is only ever served as a download."""
    if b"%%EOF" not in data[-2048:]:
        raise WrongKind(BROKEN)
    if is_zipfile(BytesIO(data)):
        raise WrongKind(TWO_KINDS)
    if re.search(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)", data):
        raise RefusedFile(LOCKED)
    return data


def checked_office(data: bytes) -> tuple[str, bytes]:
    """("docx" or "xlsx", the file): no bomb, no macro, nothing that another machine would be asked for."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_directory(archive.infolist(), len(data))
            kind = _office_kind(archive)
            for member in archive.infolist():
                _check_member(archive, member)
    except RefusedFile:
        raise
    except Exception as error:  # zipfile and zlib each have their own words for "broken"
        raise WrongKind(BROKEN) from error
    return kind, data


def _check_directory(members: list[ZipInfo], size: int) -> None:
    """From the central directory alone, before anything is unpacked."""
    unpacked = sum(member.file_size for member in members)
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * size:
        raise WrongKind(SUSPICIOUS)
    if len(set(names)) < len(names) or any(map(_is_suspicious, members)):
        raise WrongKind(SUSPICIOUS)
    if any(member.flag_bits & 1 for member in members):
        raise RefusedFile(LOCKED)


def _is_suspicious(member: ZipInfo) -> bool:
    """Leaves its folder, is a link, or is an archive in the archive."""
    name = member.filename
    leaves = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
    return leaves or stat.S_ISLNK(member.external_attr >> 16) or name.lower().endswith((".zip", ".rar", ".7z"))


def _office_kind(archive: ZipFile) -> str:
    if "[Content_Types].xml" not in archive.namelist():
        raise WrongKind(NOT_OFFICE)
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(n.lower().endswith("vbaproject.bin") for n in archive.namelist()):
        raise WrongKind(WITH_MACRO)
    for mark, kind in OFFICE_KINDS.items():
        if mark in types:
            return kind
    raise WrongKind(NOT_OFFICE)


def _check_member(archive: ZipFile, member: ZipInfo) -> None:
    name = member.filename.lower()
    if "oleobject" in name or "/activex/" in name:
        raise WrongKind(WITH_LINKS)
    if not name.endswith((".xml", ".rels")):
        return
    with archive.open(member) as file:
        head = file.read(MAX_RELATIONS)
    if DOCTYPE.search(head.replace(b"\x00", b"")):  # UTF-16 as well
        raise WrongKind(SUSPICIOUS)
    if name.endswith(".rels"):
        _check_relations(head, member)


def _check_relations(content: bytes, member: ZipInfo) -> None:
    """A link that a reader clicks is harmless; a template, picture or workbook elsewhere would be fetched."""
    if member.file_size > MAX_RELATIONS:
        raise WrongKind(SUSPICIOUS)
    for relation in RELATION.findall(content.replace(b"\x00", b"").decode("utf-8", errors="replace")):
        if EXTERNAL.search(relation) and not HYPERLINK.search(relation):
            raise WrongKind(WITH_LINKS)


def checked_picture(data: bytes, kind: str) -> bytes:
    """The picture written anew, upright, without EXIF and without anything that hid around it.

    Its size is read from the header first, so that a huge one is never decoded.
    """
    try:
        whole = _bare_png(data) if kind == "PNG" else _whole_jpeg(data)
        with Image.open(BytesIO(whole), formats=[kind]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise WrongKind(HUGE_PICTURE)
            upright = ImageOps.exif_transpose(picture)
            return _written_anew(upright, kind)
    except RefusedFile:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise WrongKind(HUGE_PICTURE) from None
    except Exception as error:  # Pillow raises OSError, SyntaxError, ValueError and others for broken pictures
        raise WrongKind(BROKEN) from error


def _bare_png(data: bytes) -> bytes:
    """The chunks that make the picture, up to its end; texts, which may unpack to gigabytes, are not looked at.

    By hand, because WeasyPrint makes Pillow forgive torn pictures everywhere.
    """
    place, kept, name = 8, [data[:8]], b""
    while name != b"IEND":
        length = int.from_bytes(data[place : place + 4], "big")
        name, end = data[place + 4 : place + 8], place + 12 + length
        if not name or end > len(data):
            raise WrongKind(BROKEN)
        if name in PNG_CHUNKS:
            kept.append(data[place:end])
        place = end
    return b"".join(kept)


def _whole_jpeg(data: bytes) -> bytes:
    if b"\xff\xd9" not in data:
        raise WrongKind(BROKEN)
    return data


def _written_anew(picture: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    picture.info = {key: value for key, value in picture.info.items() if key in ("transparency", "dpi")}
    if kind == "JPEG":
        picture.save(out, kind, quality=92, exif=b"")
    else:
        picture.save(out, kind)
    return out.getvalue()
