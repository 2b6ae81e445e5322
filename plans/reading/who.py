"""Who: "Đơn vị chủ trì: …; Đơn vị phối hợp: …", "Giao phòng …", "Lãnh đạo phụ trách: …", and lists of units."""

import re
from dataclasses import dataclass, field

from plans.reading.labels import UPPER
from plans.reading.sentences import sentences
from plans.reading.verbs import ACTS, VERBS

UNIT_WORDS = (
    # Words that begin many other phrases say which they are not: "Ban hành" is no Ban.
    "Phòng", "Sở(?! hữu)", "Ban(?! hành| đầu)", "UBND", "Ủy ban", "Uỷ ban", "Công an", "Văn phòng", "Trung tâm",
    "Trường(?! hợp)", "Chi cục", "Cục", "Tổng cục", "Bộ(?! tiêu| luật| chỉ số| máy| thủ tục)", "Vụ(?! việc| án)",
    "Viện(?! dẫn)", "Hội(?! nghị| thảo| thi| nhập| họp)", "Liên đoàn", "Đoàn", "Tỉnh đoàn", "Huyện đoàn",
    "Thành đoàn", "Mặt trận", "Báo(?! cáo)", "Đài", "Thanh tra(?= (?:[A-ZĐ]|tỉnh|huyện|thành|nhà|chuyên))", "Tòa án",
    "Toà án", "Viện kiểm sát", "Kho bạc",
    "Bảo hiểm", "Ngân hàng", "Bệnh viện", "Trạm", "Tổ(?! chức)", "Đội", "Khoa(?! học)", "Hạt", "Bưu điện", "Các",
    "Hiệu trưởng", "Trưởng", "Thủ trưởng", "Lãnh đạo", "Giám đốc", "Chủ tịch", "Quỹ", "Cơ quan", "Đơn vị", "Ngành",
    "Tập đoàn", "Công ty", "Doanh nghiệp", "Nhà(?! nước)", "Học viện", "Đảng", "HĐND", "Hội đồng", "Thường trực",
    "Tổng công ty", "BHXH", "MTTQ", "LĐLĐ", "Bí thư", "Công đoàn", "Giáo viên", "Chuyên viên", "Tất cả", "Bộ phận",
    "Phân hiệu", "Hợp tác xã", "Xã(?! hội)", "Huyện", "Thành phố", "Thị xã", "Phường", "Quân", "Biên phòng", "Bộ đội",
    "Bộ Chỉ huy", "Cán bộ", "Chánh", "Lực lượng", "Kế toán", "Tổ chuyên môn", "Công chức", "Ủy viên", "Thành viên",
    "Trạm Y tế", "Đại học", "Thư viện", "Bảo tàng", "Câu lạc bộ", "Thôn", "Ấp", "Tỉnh ủy", "Huyện ủy", "Thành ủy",
    "Thị ủy", "Đảng ủy", "Đảng đoàn", "Ban cán sự", "Chi bộ", "Chi đoàn", "Chi hội", "Liên hiệp", "Liên minh",
    "Kiểm toán(?= (?:[A-ZĐ]|nhà))", "Nhà trường", "Hải quan", "Cảng vụ",
)  # fmt: skip
_LOWER = {word[0].lower() + word[1:] for word in UNIT_WORDS if word[1:2].islower()}
_UNITS = "|".join(sorted({*UNIT_WORDS, *_LOWER}, key=len, reverse=True))
_UNIT = rf"(?:{_UNITS})\s"
MAX_CHARS = 6000  # names stand near their labels; a paragraph longer than this is no task
STARTS_UNIT = re.compile(rf"^(?:{_UNITS})(?!\s*hội\b)(?=[\s,;.&)]|$)")
_ALONE = "(?:Thành|Tỉnh|Huyện|Công) đoàn|Văn phòng|Thanh tra|(?:Tỉnh|Huyện|Thành|Đảng) ủy"
_NEXT = rf"(?=(?:{_UNITS})\s|(?:{_ALONE})(?:[.;,)]|$))(?![Xx]ã hội|[Tt]hành phố|huyện|[Tt]hị xã|phường|[Qq]uản lý)"
SPLIT = re.compile(rf"\s*;\s*|\s*,\s*(?:và\s+|cùng\s+)?{_NEXT}|(?<!HĐND)(?<!nhân dân)\s+(?:và|cùng)\s+{_NEXT}|\n+")
_OFFICE = (
    r"(?:[Đđ]ơn vị|[Cc]ơ quan|[Pp]hòng|[Bb]ộ phận|[Nn]gười|[Cc]ác (?:đơn vị|cơ quan|phòng)|[Ss]ở, ban, ngành"
    r"|[Tt]rách nhiệm|[Pp]hân công|ĐƠN VỊ|CƠ QUAN)"
)
_ACT = r"(?:chủ trì|phối hợp|thực hiện|chỉ đạo|phụ trách|tham mưu|tổ chức|chịu trách nhiệm|đầu mối|CHỦ TRÌ|PHỐI HỢP)"
_ABOUT = (
    r"(?:[Nn]ội dung|[Tt]hời (?:gian|hạn|điểm)|[Tt]iến độ|[Ss]ản phẩm|[Kk]ết quả|[Kk]inh phí|[Nn]guồn kinh phí"
    r"|[Đđ]ịa (?:điểm|bàn)"
    r"|[Đđ]ối tượng|[Tt]hành phần|[Ss]ố lượng|[Hh]ình thức|[Hh]oàn thành)"
)
_SAYS_WHO = (
    rf"(?:{_OFFICE}\s+(?:được giao\s+)?{_ACT}[^:.]{{0,30}}:|[Cc]hủ trì[^:.]{{0,20}}:|[Pp]hối hợp(?: thực hiện)?\s*:"
    r"|[Ll]ãnh đạo[^:.]{0,30}:|[Cc]hỉ đạo[^:.]{0,18}:|[Pp]hụ trách[^:.]{0,18}:|Cán bộ phụ trách\s*:"
    r"|[Tt]rách nhiệm(?: thực hiện)?\s*:)"
)
RESPONSIBLE = re.compile(rf"^{_SAYS_WHO}")
ATTRIBUTE = re.compile(rf"^(?:{_SAYS_WHO}|{_ABOUT}[^:.]{{0,25}}:)")
IN_BRACKETS = re.compile(r"^\([^()]*(?:chủ trì|thực hiện|phụ trách)[^()]*\)\s*[.;]?$")
# Where a list of names ends: at the next label, at the end of the sentence or of the brackets.
_END = (
    rf"(?=\s*[.;,–-]?\s*\(?(?:(?:{_OFFICE}\s+)?(?:[Cc]hủ trì|[Pp]hối hợp|{_ACT})[^:;.\n]{{0,18}}:"
    rf"|{_ABOUT}[^:;.\n]{{0,25}}:)|\.(?:\s|$)|\n|\)|$)"
)
_NAMES = rf"(?P<who>.{{1,400}}?){_END}"
_MORE = r"(?:,? (?:thực hiện|tham mưu|triển khai|tổ chức))*"
LEAD = re.compile(
    rf"(?:(?!Người|người){_OFFICE}\s+(?:được giao\s+)?(?:chủ trì|thực hiện|CHỦ TRÌ|tham mưu|chịu trách nhiệm(?: chính)?"
    rf"|tổ chức|đầu mối|phụ trách){_MORE}"
    rf"|(?<![^\W\d_])[Cc]hủ trì{_MORE}|[Pp]hân công|Trách nhiệm)\s*:\s*{_NAMES}",
    re.S,
)
COORDINATE = re.compile(rf"(?:{_OFFICE}\s+)?(?:[Pp]hối hợp|PHỐI HỢP){_MORE}\s*:\s*{_NAMES}", re.S)
LEADER = re.compile(
    r"(?:(?:[Ll]ãnh đạo|[Nn]gười|[Đđ]ồng chí)[^:;.\n]{0,25}?(?:chỉ đạo|phụ trách|theo dõi)[^:;.\n]{0,18}"
    r"|[Cc]hỉ đạo(?: thực hiện| chung)?|(?<!Cán bộ )(?<!ơn vị )(?<!ơ quan )(?<!ộ phận )[Pp]hụ trách"
    rf"(?: chỉ đạo| chung)?)\s*:\s*{_NAMES}",
    re.S,
)
_PERSON = r"(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à)"
LEADER_IN_BRACKETS = re.compile(
    rf"\((?P<who>{_PERSON}\s[^()]{{3,120}}?)(?:\s+(?:phụ trách|chỉ đạo|trực tiếp)[^()]*)?\)"
)
LEADER_SENTENCE = re.compile(
    rf"(?:^|[.\n]\s*)(?P<who>{_PERSON}\s[^.;\n]{{3,100}}?)\s+(?:trực tiếp\s+)?(?:phụ trách|chỉ đạo)(?=[\s.;,)])"
)
_DOES = rf"(?:{'|'.join(VERBS)}|đăng|trong|để|nhằm)"
GIVEN = re.compile(
    rf"(?:(?:[Gg]iao|[Pp]hân công)\s+(?:cho\s+)?)?(?P<lead>{_UNIT}[^.;:(\n]{{0,250}}?)"
    r"\s*,?\s*(?:là\s+(?:đơn vị|cơ quan)\s+)?"
    r"(?:có trách nhiệm\s+)?chủ trì(?=[\s,;.)])"
    rf"(?:[^.;\n]{{0,250}}?phối hợp(?: chặt chẽ)?(?: với| cùng)?\s+(?P<others>{_UNIT}[^.;\n]{{0,250}}?)"
    rf"(?=\s*,?\s+{_DOES}\b|[.;\n)]|$))?"
)
THEN_COORDINATE = re.compile(rf"[;,]\s*(?P<who>{_UNIT}[^.;:()\n]{{0,250}}?)\s+phối hợp(?=\s*[).;]|$)")
TOGETHER_WITH = re.compile(
    rf"phối hợp(?: chặt chẽ)?\s+(?:với|cùng)\s+(?P<who>{_UNIT}[^.;:()\n]{{0,250}}?)"
    rf"(?=\s*,?\s+{_DOES}\b|[.;\n)]|$)"
)
GIVEN_TO = re.compile(
    rf"[Gg]iao\s+(?:cho\s+)?(?P<lead>{_UNIT}[^.;:\n]{{0,250}}?)(?=\s*,?\s+{_DOES}\b|[.;:\n]|,\s+(?!(?:{_UNITS}))|$)"
)


SPOKEN_TO = re.compile(r"^(?:Giao(?: cho)?|Phân công|Đề nghị|Yêu cầu)\s+")
MAX_NAME = 40
NAMELESS = ("đơn vị", "cơ quan", "các đơn vị", "các cơ quan", "các ngành", "lực lượng", "bộ phận", "thành viên")
# Words in small letters that names of units are made of, and the second half of "Giáo dục"; others begin what it does.
_NAME_WORDS = re.compile(
    rf"(?:[\s,;]+(?:[{UPPER}][\w&'’-]*(?:\s(?![{UPPER}])[^\W\d_]+)?|-|và|các|của|cùng|tỉnh|huyện|xã|phường|thị|trấn|thành|phố|quận|trực|thuộc|liên|quan"
    r"|chuyên|môn|đơn|vị|cơ|phòng|ban|ngành|sở|trường|học|nhân|dân|khu|vực|địa|phương|cấp|tổ|dân|đoàn|thể))+"
)


@dataclass
class Who:
    """Names as they stand in the plan; nobody is looked up here."""

    leaders: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    coordinating: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.leaders or self.lead or self.coordinating)


def who_in(text: str) -> Who:
    """Everybody whom ``text`` makes responsible."""
    found, text = Who(), text[:MAX_CHARS]
    for pattern, names in ((LEAD, found.lead), (COORDINATE, found.coordinating), (LEADER, found.leaders)):
        for match in pattern.finditer(text):
            if pattern is not LEAD or not re.search(r"\bchủ trì\b", match["who"]):  # "Phân công: Sở A chủ trì, …"
                _extend(names, split_units(match["who"]))
    for pattern in (LEADER_IN_BRACKETS, LEADER_SENTENCE):
        for match in pattern.finditer(text):
            _extend(found.leaders, split_units(match["who"]))
    if not found.lead:
        _given(text, found)
    return found


def _given(text: str, found: Who) -> None:
    for match in GIVEN.finditer(text):
        _extend(found.lead, split_units(_without_giving(match["lead"])))
        after = THEN_COORDINATE.match(text, match.end())
        if after:
            _extend(found.coordinating, split_units(after["who"]))
        if match["others"]:
            _extend(found.coordinating, split_units(match["others"]))
    if not found.lead:
        for match in GIVEN_TO.finditer(text):
            _extend(found.lead, split_units(_name_only(match["lead"])))


def _without_giving(words: str) -> str:
    return re.sub(r"^.*\b[Gg]iao\s+(?:cho\s+)?", "", words)


def _extend(names: list[str], more: list[str]) -> None:
    names += [name for name in more if name not in names]


def split_units(text: str) -> list[str]:
    """ "Phòng A, Phòng B và các đơn vị" → three; "Sở Văn hóa, Thể thao và Du lịch" stays one."""
    parts = (part.strip(" .;,:-–\n") for part in SPLIT.split(text))
    return [part for part in parts if part]


def is_attribute(text: str) -> bool:
    """A line that says who, when, where or with what about the task above it."""
    return bool(ATTRIBUTE.match(text)) or is_responsibility(text)


def is_responsibility(text: str) -> bool:
    return bool(RESPONSIBLE.match(text) or IN_BRACKETS.match(text))


def subject_of(text: str) -> str:
    """Who does it, when a sentence begins with a unit: "Giao Công an huyện hỗ trợ …" → "Công an huyện"."""
    bare = SPOKEN_TO.sub("", text)
    bare = bare[:1].upper() + bare[1:]
    if not starts_with_unit(bare):
        return ""
    for acts in ACTS.finditer(bare):
        name = bare[: acts.start()].strip(" ,")
        if len(name.split()) > 1 and name.lower() not in NAMELESS and not re.search(r"\d{2}", name):
            return name if len(name.split()) <= MAX_NAME and not re.search(r"[.:;]\s", name) else _name_only(bare)
    return ""


def is_unit_name(text: str) -> bool:
    """Nothing but a name: "Trung tâm Y tế huyện"; "Thanh tra theo kế hoạch" is what is done."""
    head = re.match(rf"(?:{_UNITS})(?=\s|$)", text)
    if not head or ACTS.search(text) or len(text.split()) > MAX_NAME // 2:
        return False
    return not text[head.end() :] or bool(_NAME_WORDS.match(text, head.end()))


def doer_in(text: str) -> Who:
    """The unit with which a sentence begins, and with whom it works together; nobody when none begins so.

    "Hội Phụ nữ xã duy trì …", "Trung tâm Y tế phối hợp với Hội Nông dân thực hiện …".
    """
    found = Who()
    for sentence in sentences(text[:MAX_CHARS]):
        if name := subject_of(sentence):
            found.lead = split_units(name)
            after = TOGETHER_WITH.search(sentence)
            found.coordinating = split_units(after["who"]) if after else []
            break
    return found


def _name_only(words: str) -> str:
    """What runs on as a sentence ends where the words stop to be those of a name; "" when nothing is left."""
    if len(words.split()) <= MAX_NAME // 2:
        return words
    head = re.match(rf"(?:{_UNITS})(?=\s)", words)
    rest = words[head.end() :] if head else words
    name = _NAME_WORDS.match(rest)
    return f"{head[0] if head else ''}{name[0]}".strip(" ,;") if name and name[0].strip() else ""


def starts_with_unit(text: str) -> bool:
    return bool(STARTS_UNIT.match(text))
