"""The numbering of Vietnamese official texts: what a label looks like and which number follows which.

Source: [NĐ-30] Phụ lục I (phần, chương, mục: số La Mã; khoản: số Ả Rập; điểm: chữ cái a, b, c, d, đ),
and the habits that offices have beside it.
"""

import re
from dataclasses import dataclass

LETTERS = "abcdđeghiklmnopqrstuvxy"
ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ORDINAL = "|".join(ORDINALS)
ROMAN = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"
ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
# A range such as À-Ỹ would take small letters in: Unicode keeps "Ạ" and "ạ" side by side.
UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_NEXT = rf"(?:\s+|(?=[{UPPER}0-9“\"(]))"


@dataclass(frozen=True)
class Label:
    """``style`` tells siblings from others ("1." and "2." are, "1." and "a)" are not); ``order`` 0: no number."""

    raw: str
    style: str
    number: str = ""
    order: int = 0

    @property
    def is_bullet(self) -> bool:
        return self.style.startswith("bullet")

    @property
    def is_numbered(self) -> bool:
        return bool(self.order)


_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "part",
        re.compile(
            rf"(?P<raw>(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?P<n>{ROMAN}|\d{{1,2}}"
            rf"|(?i:thứ\s+(?:{_ORDINAL})))\s*[.:–-]?)(?:\s+|$)"
        ),
    ),
    (
        "annex",
        re.compile(
            r"(?P<raw>(?:PHỤ LỤC|Phụ lục|(?:BIỂU|Biểu)(?=\s+(?:số\s+)?(?:[IVX]+|\d{1,2})\b))"
            r"(?:\s+(?:số\s+)?(?P<n>[IVX]+|\d{1,2}))?\s*[.:]?)(?:\s+|$)"
        ),
    ),
    ("article", re.compile(r"(?P<raw>Điều\s+(?P<n>\d{1,3})\s*[.:])\s*")),
    (
        "named",
        re.compile(
            r"(?P<raw>(?:Hoạt động|Nhiệm vụ|Giải pháp|Nội dung|Bước|Dự án|Tiểu dự án|Chỉ tiêu|Mục tiêu|Nhóm nhiệm vụ"
            r"|Nhóm giải pháp)\s+(?:số\s+)?(?P<n>\d{1,2})\s*[.:])\s*"
        ),
    ),
    ("clause", re.compile(r"(?P<raw>Khoản\s+(?P<n>\d{1,2})\s*[.:])\s*")),
    ("roman", re.compile(rf"(?P<raw>(?P<n>{ROMAN})\s*(?:[./):]+-?|\s?[–-](?=\s))){_NEXT}")),
    ("upper", re.compile(rf"(?P<raw>(?P<n>[A-EGHKLMNĐ])\s*(?:[./)]|[–-](?=\s))){_NEXT}")),
    (
        "dotted",
        re.compile(
            rf"(?P<raw>(?P<n>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\s*(?:(?:[./)]|[–-](?=\s)){_NEXT}|\s+(?=[{UPPER}])))"
        ),
    ),
    # "1- Quán triệt", as the Party numbers; "2 - 3 lớp" and a date go on in small letters or figures.
    ("arabic", re.compile(rf"(?P<raw>(?P<n>\d{{1,2}})[–-])\s+(?=[{UPPER}]|\d+\s?%)")),
    ("arabic", re.compile(rf"(?P<raw>(?P<n>\d{{1,2}})\s*(?:[./)]-?(?!\d)|\s[–-](?=\s))){_NEXT}")),
    ("paren", re.compile(rf"(?P<raw>\((?P<n>\d{{1,2}})\)){_NEXT}")),
    ("letter", re.compile(rf"(?P<raw>(?P<n>[{LETTERS}])\s*[)./]){_NEXT}")),
    ("letterparen", re.compile(rf"(?P<raw>\((?P<n>[{LETTERS}])\)){_NEXT}")),
    ("bullet-", re.compile(r"(?P<raw>[-–—−‐‑](?P<n>))(?:\s+|(?=[^\W\d_]|\d))(?!\s*[-–—]{2})")),
    ("bullet+", re.compile(r"(?P<raw>\+(?P<n>))\s*")),
    ("bullet*", re.compile(r"(?P<raw>\*+(?P<n>))\s*(?=\S)")),
    ("bullet.", re.compile(r"(?P<raw>[•●▪■◦○·‣➢✓►→](?P<n>))\s*")),
    ("bulleto", re.compile(rf"(?P<raw>o(?P<n>))\s+(?=[{UPPER}])")),
)


def split_label(text: str) -> tuple[Label | None, str]:
    """ "1. Mục tiêu" → its label and "Mục tiêu"; text without a label is given back as it is."""
    for style, pattern in _PATTERNS:
        found = pattern.match(text)
        if found and (rest := text[found.end() :]).strip() or (found and style in ("part", "annex")):
            return _label(style, found["raw"].strip(), found["n"] or ""), rest.strip()
    return None, text


def given_label(raw: str) -> Label:
    """A label that the format keeps apart from the text."""
    found, rest = split_label(f"{raw} X")
    if found and rest == "X":
        return found
    return Label(raw, f"bullet{raw[:1]}")


def _label(style: str, raw: str, number: str) -> Label:
    if style == "dotted":
        style += str(number.count("."))
    if style == "arabic" and raw.endswith(")"):
        style = "arabic)"
    if style == "part":
        style += raw.split()[0].lower()
    order = order_of(number)
    if number.lower().startswith("thứ"):
        number = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[order - 1] if order else number
    return Label(raw, style, number, order)


def order_of(number: str) -> int:
    """ "IV" → 4, "đ" → 5, "2.3" → 3, "thứ hai" → 2; 0 when there is no number."""
    if not number:
        return 0
    last = number.split(".")[-1]
    if last.isdigit():
        return int(last)
    if re.fullmatch(ROMAN, number):
        values = [ROMAN_VALUES[sign] for sign in number]
        return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    word = number.lower().split()[-1]
    if word in ORDINALS:
        return ORDINALS.index(word) + 1
    return LETTERS.find(word) + 1


def as_letter(label: Label) -> Label:
    """The same sign read as a letter instead of a Roman number: "I." after "H."."""
    style = "upper" if label.style == "roman" else label.style
    return Label(label.raw, style, label.number, LETTERS.find(label.number.lower()) + 1)
