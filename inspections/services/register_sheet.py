"""The register as a spreadsheet: its columns, how a row is written and how one is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.models import Territory
from inspections.models import Establishment
from inspections.states import EstablishmentType, OperatingStatus
from kit import numbers
from kit.text import clean, fold, personal_data_in

MOST = 100_000  # rooms, workers: more is a slip
FIRST_DAY = date(1950, 1, 1)
# (field, heading, width); owner columns are left out for those who may not see them
COLUMNS = (
    ("code", "Mã cơ sở", 16), ("name", "Tên cơ sở", 40), ("primary_type", "Loại hình chính", 14),
    ("other_types", "Loại hình khác", 16), ("is_conditional", "Có điều kiện", 12), ("commune", "Mã xã", 10),
    ("commune_name", "Xã, phường, thị trấn", 28), ("address", "Địa chỉ", 36), ("owner_name", "Chủ cơ sở", 26),
    ("owner_phone", "Điện thoại", 16), ("license_note", "Giấy phép, giấy chứng nhận", 36),
    ("rooms", "Số phòng, bàn", 12), ("workers", "Số lao động", 12), ("pledged_on", "Ký cam kết ngày", 14),
    ("opened_on", "Hoạt động từ ngày", 14),
    ("status", "Tình trạng", 16),
)  # fmt: skip
OWNER = {"owner_name", "owner_phone"}
REQUIRED = ("name", "primary_type", "commune")
NOTES = (
    "Mỗi dòng là một cơ sở. Bắt buộc: Tên cơ sở, Loại hình chính, Mã xã. Các cột khác để trống được.",
    "Để trống Mã cơ sở cho cơ sở mới; dòng có mã đã có trong sổ được bỏ qua khi nhập.",
    "Loại hình: " + "; ".join(f"{code} = {label}" for code, label in EstablishmentType.choices) + ".",
    "Loại hình khác: các mã cách nhau bằng dấu chấm phẩy, ví dụ KR; XB. Có điều kiện: Có hoặc Không (để trống là Có).",
    "Mã xã: mã số xã, phường, thị trấn theo danh mục đang dùng trong cổng. Cột tên xã chỉ để đọc.",
    "Ngày dạng ngày/tháng/năm. Hoạt động từ ngày để trống là ngày nhập. Tình trạng để trống là Đang hoạt động.",
)


@dataclass
class ParsedRow:
    """One row of a file: values for the register, and what is wrong by field."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    is_known: bool = False  # its code stands in the register already: left as it is


class UnfitValue(ValueError):
    """The text of one cell cannot be what the column holds."""


def row_of(place: Establishment, *, with_owner: bool) -> list:
    """One line of the export; needs ``status_on_day`` and the commune."""
    values = {
        "code": place.code,
        "name": place.name,
        "primary_type": place.primary_type,
        "other_types": "; ".join(place.other_types),
        "is_conditional": "Có" if place.is_conditional else "Không",
        "commune": place.commune.code,
        "commune_name": str(place.commune),
        "address": place.address,
        "owner_name": place.owner_name,
        "owner_phone": place.owner_phone,
        "license_note": place.license_note,
        "rooms": place.rooms,
        "workers": place.workers,
        "pledged_on": place.pledged_on,
        "opened_on": place.opened_on,
        "status": STATUS_LABELS.get(place.status_on_day or "", ""),  # type: ignore[attr-defined]
    }
    return [values[name] for name, *_ in columns(with_owner=with_owner)]


def columns(*, with_owner: bool) -> list[tuple[str, str, int]]:
    return [column for column in COLUMNS if with_owner or column[0] not in OWNER]


def places_of(head: list[str]) -> tuple[dict[str, int], list[str]]:
    """Field → column of a file by its headings, and the required headings that are missing."""
    by_heading = {fold(heading): name for name, heading, _ in COLUMNS}
    found = {by_heading[fold(text)]: at for at, text in reversed(list(enumerate(head))) if fold(text) in by_heading}
    return found, [heading for name, heading, _ in COLUMNS if name in REQUIRED and name not in found]


def parse_row(
    number: int, cells: list[str], places: Mapping[str, int], communes: Mapping[str, Territory], today: date
) -> ParsedRow:
    """Read one row; nothing raises, everything that is wrong is told by field."""
    row = ParsedRow(number)
    texts = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
    for name, read in READERS.items():
        try:
            row.values[name] = read(texts.get(name, ""))
        except UnfitValue as error:
            row.faults[name] = str(error)
    code = texts.get("commune", "")
    row.values["commune"] = communes.get(code) or communes.get(code.zfill(5))
    if row.values["commune"] is None:
        row.faults["commune"] = "Mã xã không có trong danh mục đang dùng, hoặc ngoài địa bàn của đồng chí."
    row.values["opened_on"] = row.values.get("opened_on") or today
    for name in ("opened_on", "pledged_on"):
        if (day := row.values.get(name)) and day > today:
            row.faults[name] = "Ngày này không được ở tương lai."
    return row


def _text(limit: int, *, required: bool = False, personal: bool = False) -> Callable[[str], str]:
    def read(text: str) -> str:
        text = " ".join(clean(text).split())
        if required and not text:
            raise UnfitValue("Không được để trống.")
        if len(text) > limit:
            raise UnfitValue(f"Nhiều nhất {limit} ký tự.")
        if not personal and (found := personal_data_in(text)):
            raise UnfitValue(f"Bỏ {', '.join(found)}: cột này không ghi thông tin cá nhân.")
        return text

    return read


def _kind(text: str) -> str:
    if (found := KINDS.get(fold(text))) is None:
        raise UnfitValue("Không có loại hình này; xem danh sách mã ở trang Hướng dẫn.")
    return found


def _kinds(text: str) -> list[str]:
    return [_kind(part) for part in text.replace(",", ";").split(";") if part.strip()]


def _yes(text: str) -> bool:
    answer = fold(text)
    if answer not in ("", "co", "khong", "x"):
        raise UnfitValue("Ghi Có hoặc Không.")
    return answer != "khong"


def _count(text: str) -> int | None:
    try:
        number = numbers.parse(text, whole=True)
    except numbers.UnreadableNumber as error:
        raise UnfitValue(str(error)) from error
    if number is not None and number > MOST:
        raise UnfitValue(f"Số vượt quá giới hạn {numbers.show(MOST)}.")
    return None if number is None else int(number)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise UnfitValue("Ngày không tồn tại hoặc chưa đúng dạng ngày/tháng/năm.") from None
    if day < FIRST_DAY:
        raise UnfitValue("Năm phải từ 1950.")
    return day


def _status(text: str) -> str:
    if not text:
        return OperatingStatus.ACTIVE
    if (found := STATUSES.get(fold(text))) is None:
        raise UnfitValue("Ghi " + ", ".join(STATUS_LABELS.values()) + ".")
    return found


STATUS_LABELS = {str(value): str(label) for value, label in OperatingStatus.choices}
STATUSES = {fold(label): value for value, label in STATUS_LABELS.items()}
KINDS = {fold(code): code for code in EstablishmentType.values} | {
    fold(str(label)): str(code) for code, label in EstablishmentType.choices
}
READERS: dict[str, Callable[[str], Any]] = {
    "code": _text(20),
    "name": _text(200, required=True),
    "primary_type": _kind,
    "other_types": _kinds,
    "is_conditional": _yes,
    "address": _text(250),
    "owner_name": _text(120, personal=True),
    "owner_phone": _text(30, personal=True),
    "license_note": _text(300, personal=True),
    "rooms": _count,
    "workers": _count,
    "pledged_on": _day,
    "opened_on": _day,
    "status": _status,
}
