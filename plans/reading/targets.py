"""Numbers in objectives: value, comparator, unit and what they are of."""

import re
from dataclasses import dataclass
from decimal import Decimal

WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười hai": 12, "mười lăm": 15, "hai mươi": 20, "năm mươi": 50, "một trăm": 100,
}  # fmt: skip
UNITS = (
    "lớp tập huấn", "lớp", "lớp học", "buổi", "cuộc", "hội nghị", "hội thảo", "đợt", "xã", "phường", "thị trấn",
    "huyện", "trường", "trường học", "mô hình", "tin, bài", "tin bài", "tin", "bài viết", "bài", "chuyên mục",
    "phóng sự", "tờ rơi", "pa nô", "băng rôn", "lượt người", "lượt khách", "lượt", "triệu lượt", "người",
    "triệu người", "người dân", "người lao động", "hộ", "hộ gia đình", "hộ nghèo", "cơ sở", "đơn vị", "học sinh",
    "sinh viên", "học viên", "cán bộ", "công chức", "viên chức", "cán bộ, công chức", "công chức, viên chức",
    "cán bộ, công chức, viên chức", "đảng viên", "hội viên", "đoàn viên", "thanh niên", "phụ nữ", "giáo viên",
    "nông dân", "thành viên", "bệnh nhân", "nạn nhân", "câu lạc bộ", "vụ", "vụ việc", "vụ án", "ca", "ca mắc",
    "ổ dịch", "nghìn tỷ đồng", "tỷ đồng", "triệu đồng", "nghìn đồng", "đồng", "triệu USD", "tỷ USD", "USD", "ha", "km",
    "m", "m2", "m³", "kg", "tạ", "lít", "MW", "thôn, bản", "thôn", "bản", "ấp", "khóm", "buôn", "làng", "khu phố",
    "khu dân cư", "tổ dân phố", "trẻ em", "trẻ", "em", "đoàn", "lần", "sản phẩm", "tài liệu", "ấn phẩm", "cuốn", "bộ",
    "phần mềm", "video", "clip", "tiết", "tấn", "doanh nghiệp", "hợp tác xã", "hồ sơ", "thủ tục", "dịch vụ công",
    "điểm", "điểm phần trăm", "tiêu chí", "tiêu chuẩn", "phiên", "mẫu", "chiến dịch", "chương trình",
    "kế hoạch", "đề án", "đề tài", "giải pháp", "sáng kiến", "nhiệm vụ",
    "lao động", "giường bệnh", "bác sĩ", "cây", "con", "nhóm", "tổ", "đội", "công trình", "dự án", "giải", "chỉ tiêu",
    "nhà", "căn", "suất", "suất quà", "xe", "máy", "văn bản", "cơ quan", "phòng", "chi hội", "chi đoàn", "di tích",
    "lễ hội", "gian hàng", "tàu", "tàu cá", "chuyên đề", "trạm", "trạm y tế", "bậc", "tỉnh, thành phố",
    "xã, phường, thị trấn", "xã, phường", "xã, thị trấn", "huyện, thành phố", "tỉnh", "khóa", "khoá", "kỳ", "sự kiện",
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
    rf"(?i)(?<![\d/.,\w-])(?:(?P<low>{NUMBER})\s*(?:%|(?:{_UNIT})(?!\w))?\s*(?:[-–]|đến)\s*)?(?P<n>{NUMBER})"
    rf"(?:\s?/\s?\d{{1,4}}(?![/\d-]))?\s*(?:\([^)\d]{{2,40}}\)\s*)?"
    rf"(?:(?P<percent>%|phần trăm|‰)|(?P<unit>{_UNIT})(?![^\W\d_])(?P<per>\s?/\s?[\d.]*\s*[^\W\d_]+)?)"
)
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
IN_WORDS = re.compile(
    rf"(?i)(?<!\w)(?P<n>{_WORD})\s+(?:\((?P<d>\d+)\)\s+)?(?:(?P<percent>phần trăm|%)|(?P<unit>{_UNIT})(?!\w))"
)
# "Chỉ số Breteau (BI) dưới 20": a number that has no unit.
INDEX = re.compile(
    r"(?i)(?<!\w)(?P<of>(?:chỉ số|tỷ số|tỷ suất|hệ số|mật độ)\s[^,.;:\d%]{3,80}?)"
    r"(?:\s+(?:đạt|là|ở mức|duy trì|tăng lên|giảm còn|còn|dưới|trên|từ|tối thiểu|ít nhất|không quá|không dưới|[≤≥<>]))+"
    rf"\s*(?P<n>{NUMBER})(?![%/\d]|\s*[%‰]|,\d)"
)
# "tối thiểu 300 mẫu": what is counted need not stand among UNITS when a comparison is before it.
LOOSE = re.compile(
    rf"(?i)(?:(?<=ít nhất )|(?<=tối thiểu )|(?<=không dưới )|(?<=tối đa )|(?<=không quá ))(?P<n>{NUMBER})"
    r"\s+(?P<unit>(?!năm|tháng|ngày|giờ|phút|tuần|quý|tuổi|và|đến|trong|của|so|cho|tại|trên)[^\W\d_]+)(?P<percent>(?!))?"
)
# "dưới 150/100.000 dân": a rate is one number; what it is counted on belongs to the unit.
RATE = re.compile(
    rf"(?i)(?<![\d/.,\w-])(?P<n>{NUMBER})\s?(?P<unit>/\s?1[0.]{{2,6}}\s+(?:dân|người|trẻ|ca|bà mẹ"
    r"|phụ nữ|lượt|học sinh|hộ)(?:\s+(?:số|đẻ sống|dưới \d+ tuổi))?)(?!\w)(?P<percent>(?!))?"
)
MAX_CHARS = 6000
CITED = re.compile(
    r"(?i)(?:số|ngày|điều|khoản|điểm|nghị quyết|quyết định|năm|tháng|mục|quý|giai đoạn|lần thứ|khóa|khoá)\s*$"
)
BASELINE = re.compile(r"(?i)\s*(?:\(?năm \d{4}\)?\s*)?(?:xuống|lên)\s")  # "từ 12% xuống còn 9%": 12 is no target
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
    rates = list(RATE.finditer(text))
    plain = [m for m in TARGET.finditer(text) if not any(r.start() <= m.start() < r.end() for r in rates)]
    matches = [*rates, *plain, *_in_words(text)]
    matches += [m for m in LOOSE.finditer(text) if not any(o.start() <= m.start() < o.end() for o in matches)]
    matches.sort(key=lambda match: match.start())
    indexes = [match for match in INDEX.finditer(text) if not any(m.start() == match.start("n") for m in matches)]
    found, end = [], 0
    for match in sorted([*matches, *indexes], key=lambda match: match.start()):
        if match.re is INDEX:
            found += [Target(number(match["n"]), _comparator(_before(text, match, "n"), ""), "", match["of"].strip())]
            continue
        if match.start() >= end and not _is_cited(text, match) and not BASELINE.match(text, match.end()):
            found += _targets(match, text, _stop(match, matches, text))
            end = match.end()
    return found


def target_of(name: str, value: str, unit: str) -> Target | None:
    """What a row of a table wants: "≥ 95" of "%"; None when its value is no number."""
    found = re.search(rf"(?<![\d/]){NUMBER}(?![\d/])", value)
    if not found:
        return None
    comparator = _comparator(value[: found.start()], value[found.end() :].replace("%", ""))
    return Target(number(found[0]), comparator, "%" if "%" in (unit + value) else unit.lower(), name)


def _is_cited(text: str, match: re.Match[str]) -> bool:
    return not match.groupdict().get("percent") and bool(CITED.search(_before(text, match)))


def _before(text: str, match: re.Match[str], group: str | int = 0) -> str:
    before = text[max(match.start(group) - 300, 0) : match.start(group)]
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
    after = _up_to_the_verb(rest).strip(" ,;:.-–()/")
    after = re.sub(r"(?i)(?:(?:^|\s+)(?:ít nhất|tối thiểu|trên|từ|và|với|khoảng)|\s*\([^()]*)+$", "", after)
    if after in ("ở", "tại", "cho", "với", "về", "đã", "sẽ") or (
        unit == "%" and re.match(r"(?:trên|so với|trong|tại|tổng số$)", after)
    ):
        after = ""
    if after and not re.match(r"(?i)(?:và|hoặc|trở lên|trở xuống|/)\b", after):
        return after
    if unit != "%" and not unit.startswith("/"):
        return ""
    lead = re.split(r"[.;:\n]\s", _before(text, match))[-1]
    if TARGET.search(lead):
        lead = lead.rpartition(", ")[2]  # what stands before belongs to the number there
    lead = LEADING.sub(" ", f" {lead} ")
    lead = re.sub(
        rf"(?i)\s+từ\s+(?:{NUMBER})\s*(?:%|\w+)?(?:\s+\(?năm \d{{4}}\)?)?\s*(?:xuống|lên)?(?:\s+còn)?\s*$", " ", lead
    )
    lead = re.sub(
        r"^(?:Giảm|Tăng|Nâng|Phấn đấu|Duy trì|Hạ|Giữ vững|Giữ|Bảo đảm|Đảm bảo|Kéo giảm|Khống chế)\s+",
        "",
        " ".join(lead.split()),
    )
    return lead.strip(" ,-–")


def _up_to_the_verb(rest: str) -> str:
    """ "cơ sở sử dụng năng lượng thực hiện kiểm toán": the first verb says which, when another one follows."""
    parts = VERB.split(f" {rest.strip()} ", maxsplit=2)
    words = f" {rest.strip()} "
    first = VERB.search(words)
    if len(parts) > 2 and first and first[0].strip().lower() in ("sử dụng", "khai thác", "áp dụng", "tham gia"):
        return words[: len(words) - len(parts[2])].rsplit(VERB.findall(words)[1], 1)[0]
    return parts[0]


def number(text: str) -> Decimal:
    """ "1.200" → 1200, "12,5" → 12.5 as Vietnamese writes numbers; "12.5" is taken as 12.5."""
    text = text.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    return Decimal(text.replace(",", "."))
