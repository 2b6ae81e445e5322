"""Numbers in objectives: value, comparator, unit and what they are of."""

import re
from dataclasses import dataclass
from decimal import Decimal

WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười hai": 12, "mười lăm": 15, "hai mươi": 20, "năm mươi": 50, "một trăm": 100,
}  # fmt: skip
UNITS = (
    "lớp tập huấn", "lớp", "buổi", "cuộc", "hội nghị", "hội thảo", "đợt", "xã", "phường", "thị trấn", "huyện",
    "trường",
    "mô hình", "tin, bài", "tin bài", "tin", "bài viết", "bài", "chuyên mục", "phóng sự", "tờ rơi", "pa nô", "băng rôn",
    "lượt người", "lượt", "người", "hộ", "cơ sở", "đơn vị", "học sinh", "sinh viên", "cán bộ", "câu lạc bộ", "vụ",
    "tỷ đồng", "triệu đồng", "đồng", "ha", "km",
    "thôn, bản", "thôn", "bản", "tổ dân phố", "trẻ em", "em", "đoàn", "lần",
    "sản phẩm", "tài liệu", "ấn phẩm", "cuốn", "bộ", "phần mềm", "video", "clip", "tiết", "tấn", "doanh nghiệp",
    "hợp tác xã", "hồ sơ", "thủ tục", "dịch vụ công", "điểm", "phiên", "chiến dịch", "chương trình", "kế hoạch",
    "lao động", "giường bệnh", "bác sĩ", "m2", "m³", "cây", "con", "nhóm", "tổ", "đội", "công trình", "dự án", "giải",
    "chỉ tiêu", "nhà", "căn", "suất", "xe", "máy", "văn bản", "cơ quan", "phòng",
    "tỉnh, thành phố", "xã, phường, thị trấn", "xã, phường", "xã, thị trấn", "huyện, thành phố",
    "ca", "tỉnh", "khóa", "khoá", "kỳ", "sự kiện",
)  # fmt: skip
AT_LEAST = re.compile(
    r"(?i)(?:ít nhất|tối thiểu|không dưới|trên|từ|hơn|≥|>=?|không thấp hơn|không ít hơn)\s*(?:là\s+|đạt\s+)?$"
)
AT_MOST = re.compile(r"(?i)(?:không quá|không vượt quá|tối đa|dưới|≤|<=?|nhiều nhất|không cao hơn)\s*(?:là\s+)?$")
AT_LEAST_WORDS = re.compile(r"(?i)ít nhất|tối thiểu|không dưới|trên|từ|không quá|tối đa|dưới")
OR_MORE = re.compile(r"(?i)^\s*(?:[^\s,.;]+\s+){0,2}?trở lên")
OR_LESS = re.compile(r"(?i)^\s*(?:[^\s,.;]+\s+){0,2}?trở xuống")
NUMBER = r"\d{1,3}(?:[.\s]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[,.]\d+)?"
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
TARGET = re.compile(
    rf"(?i)(?<![\d/.,\w-])(?:(?P<low>{NUMBER})\s*%?\s*(?:[-–]|đến)\s*)?(?P<n>{NUMBER})"
    rf"(?:\s?/\s?\d{{1,4}}(?![/\d-]))?\s*(?:\([^)\d]{{2,40}}\)\s*)?"
    rf"(?:(?P<percent>%|phần trăm|‰)|(?P<unit>{_UNIT})(?![^\W\d_])(?P<per>\s?/\s?[\d.]*\s*[^\W\d_]+)?)"
)
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
IN_WORDS = re.compile(
    rf"(?i)(?<!\w)(?P<n>{_WORD})\s+(?:\((?P<d>\d+)\)\s+)?(?:(?P<percent>phần trăm|%)|(?P<unit>{_UNIT})(?!\w))"
)
MAX_CHARS = 6000
CITED = re.compile(
    r"(?i)(?:số|ngày|điều|khoản|điểm|nghị quyết|quyết định|năm|tháng|mục|quý|giai đoạn|lần thứ|khóa|khoá)\s*$"
)
NOT_OWNED = "điều kiện|nguy cơ|nhu cầu|hoàn cảnh|liên quan|công|thẩm quyền|uy tín|đất|trẻ|người"
VERB = re.compile(
    rf"(?i)\s(?:được|có(?! (?:{NOT_OWNED}))|phải|đạt|vi phạm|tổ chức|thực hiện|xây dựng|tham gia"
    rf"|hoàn thành|triển khai"
    r"|ban hành|duy trì|bảo đảm|đảm bảo|không (?:có|để|còn|xảy)|biết|nắm|ký|chấp hành|áp dụng|sử dụng|khai thác|thoát"
    r"|trở lên|trở xuống"
    r"|tiếp cận|đăng ký|hằng năm|hàng năm|mỗi (?:năm|tháng|quý)|so với|vào năm|trong năm"
    r"|đến (?:hết )?(?:năm|cuối)|giảm|tăng)"
    r"(?=\s|$|[,.;])"
)
LEADING = re.compile(
    r"(?i)(?:\s+(?:đạt|là|chiếm|giảm|tăng|còn|xuống|lên|bình quân|khoảng|mỗi năm|hằng năm|ít nhất"
    r"|tối thiểu|trên|dưới|từ|không|quá|≥|≤))+\s*$"
)


@dataclass(frozen=True)
class Target:
    """``comparator``: "≥", "≤" or "="; ``unit``: "%", "lớp"…; ``of``: whom or what the number counts."""

    value: Decimal
    comparator: str
    unit: str
    of: str


def targets_in(text: str) -> list[Target]:
    """Every number with a unit, in the order of the text; dates and numbers of documents are none."""
    text = text[:MAX_CHARS]
    matches = sorted([*TARGET.finditer(text), *_in_words(text)], key=lambda match: match.start())
    found, end = [], 0
    for match in matches:
        if match.start() >= end and not CITED.search(_before(text, match)):
            found += _targets(match, text, _stop(match, matches, text))
            end = match.end()
    return found


def _before(text: str, match: re.Match[str]) -> str:
    before = text[max(match.start() - 300, 0) : match.start()]
    # "tối thiểu chín mươi lăm phần trăm (95%)": the number said in words stands between.
    return re.sub(r"(?:[^\W\d]+\s+){1,5}?phần trăm\s*\(\s*$", _last_comparison, before)


def _last_comparison(words: re.Match[str]) -> str:
    found = AT_LEAST_WORDS.match(words[0])
    return f"{found[0]} " if found else ""


def _in_words(text: str) -> list[re.Match[str]]:
    return [m for m in IN_WORDS.finditer(text) if m["d"] or m["n"].lower() not in ("một", "năm") or m["percent"]]


def _stop(match: re.Match[str], matches: list[re.Match[str]], text: str) -> int:
    later = next((other.start() for other in matches if other.start() > match.start()), len(text))
    return min(later, match.end() + 400)


def _targets(match: re.Match[str], text: str, stop: int) -> list[Target]:
    unit = "%" if match["percent"] and match["percent"] != "‰" else match["percent"] or match["unit"].lower()
    if match.groupdict().get("per"):
        unit += match["per"].replace(" /", "/").replace("/ ", "/")
    of = _of(text, match, unit, stop)
    value = number(match["n"]) if match["n"][0].isdigit() else Decimal(WORDS[match["n"].lower()])
    groups = match.groupdict()
    if groups.get("low"):
        return [Target(number(groups["low"]), "≥", unit, of), Target(value, "≤", unit, of)]
    return [Target(value, _comparator(_before(text, match), text[match.end() : stop]), unit, of)]


def _comparator(before: str, after: str) -> str:
    if AT_LEAST.search(before) or OR_MORE.match(after):
        return "≥"
    return "≤" if AT_MOST.search(before) or OR_LESS.match(after) else "="


def _of(text: str, match: re.Match[str], unit: str, stop: int) -> str:
    """What follows up to the verb: "100% cán bộ của ngành được …" → "cán bộ của ngành"; else what leads to it."""
    rest = re.split(r"[.\n](?:\s|$)|;\s+(?=[+\d])", text[match.end() : stop])[0]
    if stop < len(text):
        rest = rest.split(";")[0] or ";"
    rest = "" if re.match(r"\s*[;./]", rest) else re.sub(r"(?i)^\s*trở (?:lên|xuống)(?=\s|$)", "", rest)
    after = VERB.split(f" {rest.strip()} ", maxsplit=1)[0].strip(" ,;:.-–()/")
    if after in ("ở", "tại", "cho", "với", "về"):
        after = ""
    if after and not re.match(r"(?i)(?:và|hoặc|trở lên|trở xuống|/)\b", after):
        return re.sub(r"(?i)\s+(?:ít nhất|tối thiểu|trên|từ|và|với|khoảng)$", "", after)
    if unit != "%":
        return ""
    lead = re.split(r"[.;:\n]\s", _before(text, match))[-1]
    lead = LEADING.sub(" ", f"{lead} ")
    lead = re.sub(r"^(?:Giảm|Tăng|Nâng|Phấn đấu|Duy trì|Hạ)\s+", "", " ".join(lead.split()))
    return lead.strip(" ,-–")


def number(text: str) -> Decimal:
    """ "1.200" → 1200, "12,5" → 12.5 as Vietnamese writes numbers; "12.5" is taken as 12.5."""
    text = text.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    return Decimal(text.replace(",", "."))
