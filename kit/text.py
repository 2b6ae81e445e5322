"""Vietnamese text: folding for search, cleaning for storage."""

import re
import unicodedata

SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|"
    "Nông|Lương|Triệu|Vi|Chu|Hứa|Lộc|Lăng|Bế|Đinh"
)
NAME_AND_YEAR = (
    rf"(?<!phường )(?<!xã )(?<!đường )\b({SURNAMES})( [A-ZÀ-ỸĐ][a-zà-ỹđ]+){{1,3}}"
    r" ?[,(–-] ?(19[3-9]\d|20[01]\d)\b"
)
PERSONAL_DATA = (
    (re.compile(r"(?<!\d)\d{12}(?!\d)"), "dãy 12 chữ số giống số căn cước"),
    (re.compile(r"(?<!\d)\d{9}(?!\d)"), "dãy 9 chữ số giống số chứng minh nhân dân"),
    (re.compile(r"(?<!\d)0\d{2,3}[ .-]?\d{3,4}[ .-]?\d{3,4}(?!\d)"), "dãy số giống số điện thoại"),
    (re.compile(r"(?i)\b(sinh năm|sn|sinh ngày)[ .:]*\d"), "năm sinh của một người"),
    (re.compile(NAME_AND_YEAR), "họ tên kèm năm sinh của một người"),
)
# Text of the fonts before Unicode: signs inside words that Vietnamese in Unicode never has there.
TCVN3 = re.compile(r"[A-Za-z][«¸µ®¬¨¶·¹º©ª]|[®§][a-z]")
VNI = re.compile(r"ñ|aâ|aù|aø|aõ|aû|aï|eâ|eä|eå|öô|oâ|ôï|oå")
# Control signs have no place in a database, a workbook or a PDF; direction marks can make a text lie.
DROPPED = {"Cc", "Cf", "Cn", "Co", "Cs"}


def fold(text: str) -> str:
    """Lower case without marks, đ → d: "Thăm hỏi" → "tham hoi". For search columns and queries."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def clean(text: str) -> str:
    """NFC, one kind of line end, no control signs or direction marks; leading and trailing space removed."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in DROPPED)
    return "".join(kept).strip()


def personal_data_in(text: str) -> list[str]:
    """What in ``text`` looks like personal data, in words for the writer; empty when nothing does."""
    return [words for pattern, words in PERSONAL_DATA if pattern.search(text)]


def old_font_in(text: str) -> str:
    """The name of the encoding before Unicode in which ``text`` seems to be written; empty for ordinary text."""
    if len(TCVN3.findall(text)) > 1:
        return "TCVN3 (ABC)"
    return "VNI-Windows" if len(VNI.findall(text)) > 1 else ""


# Every letter of Vietnamese that folds to the plain one: for searching where text is stored with its marks.
VARIANTS = {
    "a": "aàáảãạăằắẳẵặâầấẩẫậ",
    "d": "dđ",
    "e": "eèéẻẽẹêềếểễệ",
    "i": "iìíỉĩị",
    "o": "oòóỏõọôồốổỗộơờớởỡợ",
    "u": "uùúủũụưừứửữự",
    "y": "yỳýỷỹỵ",
}


def search_pattern(word: str) -> str:
    """A regular expression that finds ``word`` in stored text, marks and case ignored: "tham" finds "Thăm".

    Works alike in PostgreSQL and in SQLite's REGEXP of Django. Stored text is composed (NFC, see ``clean``);
    everything that is not a letter or digit is taken literally.
    """
    return "".join(map(_any_of, fold(word)))


def _any_of(letter: str) -> str:
    if letter == " ":
        return r"\s+"
    if not letter.isalnum():
        return re.escape(letter)
    letters = VARIANTS.get(letter, letter)
    return f"[{letters}{letters.upper()}]"
