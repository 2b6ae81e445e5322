"""The letterhead, the title and the legal bases: all that stands before the first heading."""

import re
from dataclasses import dataclass, field

from plans.reading.labels import UPPER
from plans.reading.lines import BASIS, DATE_LINE, KINDS, Paragraph, is_caps, is_rule
from plans.reading.result import Head

NATION = re.compile(
    r"(?i)^(?:cộng h(?:òa|oà) xã hội chủ nghĩa việt nam|độc lập\s*[-–—]\s*tự do\s*[-–—]\s*hạnh phúc"
    r"|đảng cộng sản việt nam$|đoàn (?:tncs|thanh niên cộng sản) hồ chí minh$)"
)
NUMBER = re.compile(r"(?i)^số\s*[:.]?\s*(?P<n>[\d.…_ ]*\w{0,2}\s*[/-]\s*[\w\-–&/. ]+?)\s*(?=$|[,;]|\s{2})")
DATE = re.compile(
    r"(?i)(?P<place>[^,;:]{2,50}),\s*ngày\s*(?P<d>\d{0,2})[\d.…_ ]*\s*tháng\s*(?P<m>\d{0,2})[.…_ ]*\s*"
    r"năm\s*(?P<y>\d{4})"
)
ORGAN = re.compile(
    r"(?i)^(?:bch|ban chấp hành|thành đoàn|tỉnh đoàn|huyện đoàn|ubnd|ủy ban|uỷ ban|hđnd|hội đồng|bộ|sở"
    r"|phòng|ban|chi cục|cục|tổng cục|trung tâm|trường"
    r"|văn phòng|hội|công an|viện|đảng"
    r"|liên đoàn|tỉnh|huyện|thành phố|thị xã|bệnh viện|đoàn|mặt trận|bảo hiểm|kho bạc|thanh tra|đội"
    r"|công ty|tổng công ty|báo|đài|học viện|đại học|xã|phường|quận|cơ quan)\b"
)
GOES_ON = re.compile(r"(?i)(?:nhân dân|thương binh|và|,|[-–]|của|quản lý|đào tạo)$")
NEVER_ENDS = re.compile(r"(?i)(?:\bvà|,|[-–]|\bcủa)$")
PLACE = re.compile(r"(?i)^(?:tỉnh|huyện|thành phố|thị xã|xã|phường|quận|thị trấn)\b")
LEGAL = re.compile(
    r"^(?:Căn cứ|Xét|Theo)\s|^(?:Thực hiện|Triển khai(?: thực hiện)?)\s+(?:\w+\s+){0,3}?"
    r"(?:[Kk]ế hoạch|[Cc]hương trình|[Qq]uyết định|[Nn]ghị quyết|[Cc]hỉ thị|[Cc]ông văn|[Ll]uật"
    r"|[Nn]ghị định|[Tt]hông tư|[Đđ]ề án|[Vv]ăn bản|[Hh]ướng dẫn|[Kk]ết luận)\b"
)
ISSUES = re.compile(
    rf"[,;.]\s+(?P<rest>[{UPPER}][^,;]{{2,120}}?(?:,[^,;]{{2,40}}?)?\s(?:ban hành|xây dựng|triển khai|đề ra"
    r"|lập|tổ chức)\s.{0,300})$",
    re.S,
)
IN_WORDS = re.compile(r"(?i)^[^,]{2,50},\s*ngày \D{2,40} tháng .{1,20} năm .{2,30}$")  # the day stays open
MAX_ORGANS = 6  # a letterhead names two or three
STAMP = re.compile(
    r"(?i)^(?:người ký|ký bởi|cơ quan|email|thời gian ký|ngày ký|digitally signed)\s*:"
)  # of a signed PDF
NOISE = re.compile(r"(?i)^(?:v/v|dự thảo|mật|hỏa tốc|khẩn)\b")


@dataclass
class HeadParts:
    """``rest``: paragraphs of the head that have no field of their own; ``intro``: they stand in the preamble."""

    head: Head = field(default_factory=Head)
    legal_bases: list[str] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)


def read_head(rows: list[Paragraph]) -> HeadParts:
    """Sort the paragraphs before the first heading."""
    parts = HeadParts()
    organs, index = [], 0
    while index < len(rows) and not is_kind(rows[index].text):
        text = _whole(rows[index])
        if not _take_line(text, parts):
            if _is_body(text):
                break
            organs.append(text)
        index += 1
    _issuer([o for o in organs if not is_rule(o)], parts)
    parts.unplaced += [o for o in organs if is_rule(o)]
    index = _title(rows, index, parts)
    if not parts.head.issuer:
        parts.head.issuer = _speaker(rows[index:])
    for row in rows[index:]:
        text = _whole(row)
        if _take_line(text, parts) or is_rule(text):
            continue
        parts.preamble.append(text)
        basis, rest = _basis(text)
        parts.legal_bases += [basis.rstrip(" ;,")] if basis else []
        parts.unplaced += [rest] if rest else []
    return parts


def _basis(text: str) -> tuple[str, str]:
    """ "Thực hiện Kế hoạch số …, Sở Y tế ban hành Kế hoạch như sau:" → the basis and the rest."""
    if not LEGAL.match(text):
        return "", text
    found = ISSUES.search(text)
    if found:
        return text[: found.start()], found["rest"]
    return ("", text) if re.search(r"(?:như sau|sau đây|sau)\s*:$", text) else (text, "")


def _whole(row: Paragraph) -> str:
    return f"{row.label.raw} {row.text}".strip() if row.label and not row.label.is_bullet else row.text


def is_kind(text: str) -> bool:
    bare = text.strip(" .:*")
    return any(bare == kind or (bare.startswith(f"{kind} ") and is_caps(bare)) for kind in KINDS)


def _is_body(text: str) -> bool:
    return bool(BASIS.match(text)) or len(text.split()) > 25


def _take_line(text: str, parts: HeadParts) -> bool:
    """The lines that look the same in every document."""
    head = parts.head
    if NATION.match(text) or STAMP.match(text):
        parts.unplaced.append(text)
        return True
    number, dated = NUMBER.match(text), DATE.match(text)
    if number and not head.number:
        head.number = re.sub(r"\s+", "", number["n"]).strip(".…_")
        return True
    if (dated and not head.place) or DATE_LINE.match(text) or IN_WORDS.match(text):
        head.place = dated["place"].strip() if dated else text.split(",")[0]
        if dated and dated["d"] and dated["m"]:
            head.issued_on = f"{dated['y']}-{int(dated['m']):02d}-{int(dated['d']):02d}"
        return True
    return False


def _issuer(lines: list[str], parts: HeadParts) -> None:
    organs: list[str] = []
    for line in lines:
        if NOISE.match(line) or len(organs) > MAX_ORGANS or (organs and len(organs[-1]) > 200):
            parts.unplaced.append(line)
        elif organs and _belongs(organs[-1], line):
            organs[-1] += f" {line}"
        else:
            organs.append(line)
    if organs:
        parts.head.issuer = organs[-1].strip(" *-_")
        parts.head.superior = "; ".join(organ.strip(" *-_") for organ in organs[:-1])


def _belongs(organ: str, line: str) -> bool:
    """ "ỦY BAN NHÂN DÂN" + "TỈNH BẮC KẠN" is one organ; "BỘ GIÁO DỤC VÀ ĐÀO TẠO" + "TRƯỜNG …" are two."""
    if not ORGAN.match(line) or NEVER_ENDS.search(organ):
        return True
    return bool(GOES_ON.search(organ) and PLACE.match(line))


def _speaker(rows: list[Paragraph]) -> str:
    """Without a letterhead: who says "… xây dựng Kế hoạch … như sau:"."""
    for row in rows:
        basis, rest = _basis(row.text)
        found = re.match(r"^(?P<who>[^.;:]{3,120}?)\s+(?:ban hành|xây dựng|triển khai|đề ra|lập)\s", rest)
        if found and ORGAN.match(found["who"]):
            return found["who"].strip(" ,")
    return ""


def _title(rows: list[Paragraph], index: int, parts: HeadParts) -> int:
    """The kind of document and what it is about; where the text after them begins."""
    if index == len(rows) or not is_kind(rows[index].text):
        return index
    first = rows[index].text.strip(" .:*")
    kind = max((kind for kind in KINDS if first.startswith(kind)), key=len)
    words = [first[len(kind) :].strip(" :-–")]
    parts.head.kind = kind
    index += 1
    while index < len(rows) and _goes_on(rows[index].text, words):
        words.append(rows[index].text.strip())
        index += 1
    parts.head.title = " ".join(word for word in words if word)
    return index


def _goes_on(text: str, words: list[str]) -> bool:
    if is_rule(text):
        return False
    if is_caps(text):
        return True
    title = " ".join(word for word in words if word)
    if not title:
        return not LEGAL.match(text) or len(text.split()) < 22 and not text.endswith((";", ":", "."))
    if re.match(r"(?i)\((?:ban hành )?kèm theo", text):
        return False
    if text.startswith(("(", "năm ", "giai đoạn ")) and len(text.split()) < 25:
        return True
    return not BASIS.match(text) and not text.endswith((";", ":", ".", ",")) and len(text.split()) < 22
