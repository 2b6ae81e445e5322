"""The end of a document: "Nơi nhận" and the signature, whichever comes first."""

import re
from dataclasses import dataclass, field

from kit.text import fold
from plans.reading.head import ORGAN
from plans.reading.labels import UPPER
from plans.reading.lines import AUTHORITY, Paragraph, is_caps, is_rule
from plans.reading.result import Signer

TO = re.compile(r"(?i)^nơi nhận\s*:?\s*")
POSITION = re.compile(
    r"^(?:Q\. ?)?(?:PHÓ |QUYỀN )?(?:GIÁM ĐỐC|TỔNG GIÁM ĐỐC|CHỦ TỊCH|BỘ TRƯỞNG|THỨ TRƯỞNG|HIỆU TRƯỞNG"
    r"|TRƯỞNG|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|VỤ TRƯỞNG"
    r"|CHÁNH|BÍ THƯ|VIỆN TRƯỞNG|TỔNG CỤC TRƯỞNG|THỦ TRƯỞNG|NGƯỜI|TỔ TRƯỞNG|ĐỘI TRƯỞNG|CHỦ NHIỆM"
    r"|TỔNG BIÊN TẬP|THANH TRA|PHỤ TRÁCH|KẾ TOÁN|HẠT TRƯỞNG|BÍ THƯ)"
)
SIGNED = re.compile(r"(?i)^\[|^\(?(?:đã ký|ký tên|ký,|ký và|chữ ký|đã ký và|ký số)")
TITLES = (
    r"(?:(?:GS|PGS|TS|ThS|BS|BSCK|Bs|Ths|Ts|CN|CKI|CKII|Đại tá|Thượng tá|Trung tá|Thiếu tá|Đại úy"
    r"|Thiếu tướng|Bác sĩ|Tiến sĩ|Thạc sĩ)\.?\s?)*"
)
NAME = re.compile(rf"^{TITLES}[{UPPER}][\w'’]*(?:\s+[{UPPER}][\w'’]*){{1,5}}$")
ANNEX = re.compile(r"(?i)^(?:phụ lục|biểu(?: mẫu)?|danh mục|danh sách)\b")


@dataclass
class ClosingParts:
    recipients: list[str] = field(default_factory=list)
    signers: list[Signer] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    organ: str = ""  # "SỞ Y TẾ" whose office comes in the next line


def starts_closing(row: Paragraph) -> bool:
    if row.label and row.label.style not in ("caps", ""):
        return False
    return bool(TO.match(row.text) or is_office(row.text))


def is_office(text: str) -> bool:
    return bool((AUTHORITY.match(text) or POSITION.match(text)) and _caps(text) and len(text.split()) <= 14)


def _caps(text: str) -> bool:
    return is_caps(text) or (text.upper() == text and len(text) > 4)


def is_annex(row: Paragraph) -> bool:
    """Something that begins after the signature."""
    return bool(row.label and row.label.style == "annex" or ANNEX.match(row.text) and _caps(row.text))


def read_closing(rows: list[Paragraph]) -> ClosingParts:
    """Recipients and signers; what is neither stays unplaced."""
    parts, listing = ClosingParts(), False
    for index, row in enumerate(rows):
        text = row.text.strip()
        if TO.match(text):
            listing = True
            _first_recipients(TO.sub("", text), parts)
        elif _signs(rows, index, parts):
            pass
        elif SIGNED.match(text) or is_rule(text):
            parts.unplaced.append(text)
        elif parts.recipients and not row.label and _is_organ(text):
            _organ(text, parts)
        elif _is_name(row, parts):
            parts.signers[-1].name = text
        elif listing or fold(text).startswith(("luu:", "nhu tren", "luu vt")):
            parts.recipients += _listed(text, is_whole=not row.label)
        else:
            parts.unplaced.append(f"{row.label.raw if row.label else ''} {text}".strip())
    _organ("", parts)
    return parts


def _organ(text: str, parts: ClosingParts) -> None:
    """Whose signature follows; one that none followed was none."""
    if parts.organ:
        parts.unplaced.append(parts.organ)
    parts.organ = text


def _first_recipients(text: str, parts: ClosingParts) -> None:
    if is_office(text):
        _office(text, parts)
    else:
        parts.recipients += _listed(text)


def _signs(rows: list[Paragraph], index: int, parts: ClosingParts) -> bool:
    """Whether the row says in which office somebody signs; it is taken then."""
    text = rows[index].text.strip()
    if is_office(text) or _office_goes_on(rows, index, parts):
        _office(text, parts)
        return True
    if both := _organ_and_office(rows[index]):
        _organ(both[1], parts)
        _office(both[2], parts)
    return bool(both)


def _office_goes_on(rows: list[Paragraph], index: int, parts: ClosingParts) -> bool:
    """ "TRƯỞNG PHÒNG THANH" + "TRA" in a narrow column: capitals below an office, and a name still to come."""
    row = rows[index]
    if row.label or not parts.signers or parts.signers[-1].name or row.text.upper() != row.text or not index:
        return False
    above = is_office(rows[index - 1].text) or rows[index - 1].text in parts.signers[-1].position
    return above and any(NAME.match(r.text.strip()) and not is_caps(r.text) for r in rows[index + 1 :] if not r.label)


def _organ_and_office(row: Paragraph) -> re.Match[str] | None:
    """ "SỞ Y TẾ GIÁM ĐỐC": two lines that nothing told apart."""
    if row.label or not _is_organ(row.text):
        return None
    return re.match(r"^(.{4,}?)\s+((?:KT\. ?)?(?:PHÓ |TỔNG )?(?:GIÁM ĐỐC|CHỦ TỊCH|HIỆU TRƯỞNG|BÍ THƯ))$", row.text)


def _is_organ(text: str) -> bool:
    """ "SỞ Y TẾ" above "KT. GIÁM ĐỐC": who signs a joint plan."""
    return is_caps(text) and bool(ORGAN.match(text)) and not text.endswith((";", "."))


def _is_name(row: Paragraph, parts: ClosingParts) -> bool:
    if row.label or not parts.signers or parts.signers[-1].name:
        return False
    return bool(NAME.match(row.text.strip())) and not row.text.endswith((";", "."))


def _office(text: str, parts: ClosingParts) -> None:
    """ "TM. ỦY BAN NHÂN DÂN" and "KT. CHỦ TỊCH" are the authority, a line each; the last line is the position."""
    authority = bool(AUTHORITY.match(text)) and not text.startswith("Q. ")
    if parts.organ or not parts.signers or parts.signers[-1].name or (authority and parts.signers[-1].position):
        parts.signers.append(Signer(authority=parts.organ))
        parts.organ = ""
    signer = parts.signers[-1]
    both = re.match(r"^(.*?(?:KT|TL|TUQ)\. ?.+?)\s+((?:PHÓ|TRƯỞNG|CHÁNH) .*)$", text) if authority else None
    if both:
        signer.authority, signer.position = f"{signer.authority}\n{both[1]}".strip(), both[2]
    elif authority:
        signer.authority = f"{signer.authority}\n{text}".strip()
    else:
        signer.position = f"{signer.position} {text}".strip()


def _listed(text: str, *, is_whole: bool = False) -> list[str]:
    """ "- Như trên; - Lưu: VT." on one line → two."""
    parts = re.split(r"\s*;\s*-\s+|\s+-\s+(?=(?:Như|Lưu|TT|UBND|Các|Sở|Lãnh|Phòng|Ban)\b)", text) if text else []
    return [part for part in (piece.strip(" -–+*;,.") for piece in parts) if part]
