"""What a file must survive before a spreadsheet library may open it.

Everything is judged from the ZIP directory and from one streaming pass over the XML: nothing is
unpacked to disk, nothing is fetched, and a bomb is refused before it costs memory.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl
from zipfile import ZipFile, ZipInfo

from defusedxml import sax

MEGABYTE = 1024 * 1024
MAX_BYTES, MAX_UNPACKED, MAX_RATIO, MAX_MEMBERS = 5 * MEGABYTE, 50 * MEGABYTE, 100, 200
MAX_ROWS, MAX_COLUMNS = 2_000, 50
MAX_ELEMENTS, MAX_DEPTH, MAX_ATTRIBUTES, MAX_RANGE_CELLS = 40_000, 60, 200, 20_000  # a form has 16,000
CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", re.ASCII)
SPREAD_OUT = {"mergeCell", "hyperlink", "comment"}  # the library makes a cell for every place these name

SAVE_AS = "Hãy mở tệp bằng Excel, chọn “Lưu thành” (Save As), lưu lại dạng .xlsx rồi tải lên."
BROKEN = "Tệp bị hỏng hoặc không phải biểu tải từ cổng. Hãy tải lại biểu rồi chép số liệu sang."
SUSPICIOUS = "Tệp có cấu trúc bất thường nên không được mở. Hãy tải lại biểu rồi chép số liệu sang."
TOO_LARGE = "Tệp lớn hơn 5 MB. Biểu tải từ cổng chỉ khoảng 80 kB: hãy bỏ ảnh, trang tính thừa, hoặc tải lại biểu."
TOO_WIDE = "Tệp có ô nằm ngoài 2.000 dòng, 50 cột. Hãy tải lại biểu rồi chép số liệu sang."
WITH_MACRO = f"Tệp có chứa macro nên không được nhận. {SAVE_AS}"
OLD_EXCEL = f"Tệp là Excel 97–2003 (.xls), không phải .xlsx. {SAVE_AS}"
WITH_PASSWORD = f"Tệp được đặt mật khẩu mở nên cổng không đọc được. Hãy bỏ mật khẩu. {SAVE_AS}"
OPEN_DOCUMENT = f"Tệp là bảng tính OpenDocument (.ods), không phải .xlsx. {SAVE_AS}"
WEB_PAGE = f"Tệp là trang web hoặc XML đổi tên, không phải .xlsx. {SAVE_AS}"
PLAIN_TEXT = f"Tệp là văn bản (ví dụ .csv) hoặc loại khác, không phải .xlsx. {SAVE_AS}"
OTHER_ARCHIVE = f"Tệp không phải bảng tính Excel .xlsx. {SAVE_AS}"
EMPTY = "Tệp rỗng (0 byte). Hãy chọn lại tệp."


class UnreadableWorkbook(Exception):
    """The file cannot be read; the message says why and what to do, in Vietnamese."""


class NotAnXlsx(UnreadableWorkbook):
    """Another kind of file."""


class TooLarge(UnreadableWorkbook):
    """More bytes than any form of ours could have."""


@dataclass(frozen=True)
class Limits:
    """How big a workbook may be; the defaults are those of a report's form."""

    size: int = MAX_BYTES
    unpacked: int = MAX_UNPACKED
    rows: int = MAX_ROWS
    columns: int = MAX_COLUMNS
    elements: int = MAX_ELEMENTS
    too_large: str = TOO_LARGE
    too_wide: str = TOO_WIDE


FORM = Limits()


def check(data: bytes, limits: Limits = FORM) -> None:
    """Raise UnreadableWorkbook, NotAnXlsx or TooLarge unless ``data`` is a harmless XLSX within ``limits``."""
    if len(data) > limits.size:
        raise TooLarge(limits.too_large)
    _check_kind(data)
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_directory(archive.infolist(), len(data), limits)
            _check_parts(archive)
            _check_xml(archive, limits)
    except UnreadableWorkbook:
        raise
    except Exception as error:  # zipfile, zlib and expat each have their own words for "broken"
        raise UnreadableWorkbook(BROKEN) from error


def _check_kind(data: bytes) -> None:
    """By content, never by name."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data:
        raise NotAnXlsx(EMPTY)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotAnXlsx(WITH_PASSWORD if "EncryptedPackage".encode("utf-16-le") in data else OLD_EXCEL)
    if head.startswith(b"<"):
        raise NotAnXlsx(WEB_PAGE)
    if not data.startswith(b"PK"):
        raise NotAnXlsx(PLAIN_TEXT)


def _check_directory(members: list[ZipInfo], size: int, limits: Limits) -> None:
    unpacked = sum(member.file_size for member in members)
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or unpacked > limits.unpacked or unpacked > MAX_RATIO * size:
        raise UnreadableWorkbook(SUSPICIOUS)
    if len(set(names)) < len(names) or any(map(_leaves_its_folder, names)):
        raise UnreadableWorkbook(SUSPICIOUS)
    if any(member.flag_bits & 1 for member in members):
        raise NotAnXlsx(WITH_PASSWORD)


def _leaves_its_folder(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _check_parts(archive: ZipFile) -> None:
    names = {name.lower() for name in archive.namelist()}
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:100]:
        raise NotAnXlsx(OPEN_DOCUMENT)
    if "[content_types].xml" not in names:
        raise NotAnXlsx(OTHER_ARCHIVE)
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(name.endswith("vbaproject.bin") for name in names):
        raise NotAnXlsx(WITH_MACRO)
    if b"spreadsheetml.sheet.main+xml" not in types:
        raise NotAnXlsx(OTHER_ARCHIVE)


def _check_xml(archive: ZipFile, limits: Limits) -> None:
    watch = _Watch(limits)
    for member in archive.infolist():
        with archive.open(member) as file:
            is_xml = file.read(200).lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")
        if is_xml:
            watch.begin()
            with archive.open(member) as file:
                sax.parse(file, watch, forbid_dtd=True)


class _Watch(ContentHandler):
    """Counts elements and looks at the place of every cell, over all parts of the file."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.elements = self.range_cells = 0
        self.begin()

    def begin(self) -> None:
        """A new part."""
        self.depth = self.row = self.column = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > self.limits.elements or self.depth > MAX_DEPTH or len(attrs) > MAX_ATTRIBUTES:
            raise UnreadableWorkbook(SUSPICIOUS)
        local = name.rpartition(":")[2]
        if local == "row":
            self.row, self.column = int(attrs.get("r") or self.row + 1), 0
        elif local == "c":
            self._see_cell(attrs.get("r"))
        elif local in SPREAD_OUT and attrs.get("ref"):
            self._see_range(attrs["ref"])

    def endElement(self, name: str) -> None:
        self.depth -= 1

    def _see_cell(self, address: str | None) -> None:
        row, self.column = place(address) if address else (self.row, self.column + 1)
        if row > self.limits.rows or self.column > self.limits.columns:
            raise UnreadableWorkbook(self.limits.too_wide)

    def _see_range(self, address: str) -> None:
        first, _, last = address.partition(":")
        (top, left), (bottom, right) = place(first), place(last or first)
        if max(top, bottom) > self.limits.rows or max(left, right) > self.limits.columns:
            raise UnreadableWorkbook(self.limits.too_wide)
        self.range_cells += (bottom - top + 1) * (right - left + 1)
        if self.range_cells > MAX_RANGE_CELLS:
            raise UnreadableWorkbook(SUSPICIOUS)


def place(address: str) -> tuple[int, int]:
    """ "B7" → row 7, column 2."""
    found = CELL.fullmatch(address)
    if not found:
        raise UnreadableWorkbook(BROKEN)
    column = 0
    for letter in found[1].upper():
        column = 26 * column + ord(letter) - 64
    return int(found[2]), column
