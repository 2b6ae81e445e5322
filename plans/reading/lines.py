"""Lines into paragraphs: hard line ends and blank lines inside a sentence are healed, headings stay alone."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from kit.blocks import Block, Line, Table
from kit.text import fold
from plans.reading.labels import UPPER, Label, given_label, split_label
from plans.reading.who import is_responsibility

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
KINDS = (
    "KẾ HOẠCH", "CHƯƠNG TRÌNH", "CHƯƠNG TRÌNH HÀNH ĐỘNG", "CHƯƠNG TRÌNH CÔNG TÁC", "ĐỀ ÁN", "DỰ ÁN", "PHƯƠNG ÁN",
    "CHỈ THỊ", "HƯỚNG DẪN", "THÔNG BÁO", "QUYẾT ĐỊNH", "NGHỊ QUYẾT", "QUY CHẾ",
    "KẾ HOẠCH LIÊN TỊCH", "KẾ HOẠCH LIÊN NGÀNH", "CHƯƠNG TRÌNH PHỐI HỢP",
    "KẾ HOẠCH PHỐI HỢP", "KẾ HOẠCH HÀNH ĐỘNG", "KẾ HOẠCH CÔNG TÁC",
)  # fmt: skip
STANDALONE = re.compile(
    r"(?i)^(?:cộng h(?:òa|oà) xã hội|độc lập\s*[-–—]\s*tự do|đảng cộng sản việt nam$"
    r"|(?-i:S[ốỐ])\s*[:.]?\s*[\d.…]*\s*/|(?-i:S[ốỐ])\s*:|nơi nhận\s*:?|lưu\s*:)"
)
AUTHORITY = re.compile(rf"^(?:KT|TM|TL|TUQ|Q|T/M|T/L)\s?\.?\s+[{UPPER}]{{2}}")
DATE_LINE = re.compile(r"(?i)^[^,;.]{2,50},\s*ngày\s*[\d.…_ ]*\s*tháng\s*[\d.…_ ]*\s*năm\s*[\d.…]{2,4}\s*\.?$")
BASIS = re.compile(r"^(?:Căn cứ|Thực hiện|Theo|Xét|Triển khai)\s")
UNFINISHED = re.compile(
    r"(?i)(?:\b(?:và|của|các|cho|với|về|theo|trong|tại|từ|đến|do|là|ngày|tháng|số|năm|hoặc|để|những)|[,\-–/(])$"
)
GOES_ON = re.compile(r"(?i)\b(?:và|của|các|cho|với|về|theo|trong|tại|từ|đến|do|hoặc|để|những)$|[,–-]$")
MAX_NUMBER = 60


@dataclass(frozen=True)
class Paragraph:
    """One paragraph with its numbering; ``label`` is None for plain text."""

    text: str
    label: Label | None = None

    @property
    def is_caps(self) -> bool:
        return is_caps(self.text)


Piece = Paragraph | Table


def clean(text: str) -> str:
    """NFC, one space, no invisible signs, no marks of bold."""
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE).replace("**", "")
    return " ".join(text.split())


def is_caps(text: str) -> bool:
    """Upper case throughout, long enough not to be an abbreviation."""
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) >= 4 and all(not sign.islower() for sign in letters) and " " in text.strip()


def ends_sentence(text: str) -> bool:
    return text.rstrip(' "”’)/').endswith((".", ";", ":", "!", "?", "…")) or text.endswith("./.")


def paragraphs(blocks: Iterable[Block]) -> list[Piece]:
    """Paragraphs and tables in order; no word of a block is lost or doubled."""
    return _Joiner().join(blocks)


class _Joiner:
    """Decides line by line whether a paragraph begins."""

    def __init__(self) -> None:
        self.found: list[Piece] = []
        self.last_number: dict[str, int] = {}
        self.last_line: Line | None = None
        self.in_head = True  # every line of the letterhead stands for itself, up to the kind of document

    def join(self, blocks: Iterable[Block]) -> list[Piece]:
        for block in blocks:
            if isinstance(block, Table):
                self.found.append(Table(tuple(tuple(_cell(cell) for cell in row) for row in block.rows)))
                self.last_line = None
            elif text := clean(block.text):
                self.add(text, block)
        return self.found

    def add(self, text: str, line: Line) -> None:
        if line.label:
            return self.begin(given_label(clean(line.label)), text, line)
        if self.found and (_is_nation(self.found[-1], text) or self.is_rest_of_the_day(text)):
            self.found[-1] = Paragraph(f"{self.found[-1].text} {text}")  # type: ignore[union-attr]
            return None
        label, rest = (None, text) if is_rule(text) else split_label(text)
        before = self.found[-1] if self.found and self.last_line else None
        if not isinstance(before, Paragraph):
            return self.begin(label, rest, line)
        if label and self.is_real(label, rest, before, line):
            return self.begin(label, rest, line)
        if self.stands_alone(text, before) or self.is_new(text, before, line):
            return self.begin(None, text, line)
        between = "" if before.text.endswith("/") else " "  # "HIV/" + "AIDS"
        self.found[-1] = Paragraph(f"{before.text}{between}{text}".strip(), before.label)
        self.last_line = line
        return None

    def is_rest_of_the_day(self, text: str) -> bool:
        """ "Lạng Sơn, ngày 26 tháng 5 năm" + "2022" in a narrow column."""
        before = self.found[-1]
        return (
            self.in_head
            and isinstance(before, Paragraph)
            and bool(re.search(r"(?i),\s*ngày[^,;]{0,30}$", before.text) and not DATE_LINE.match(before.text))
            and bool(DATE_LINE.match(f"{before.text} {text}"))
        )

    def begin(self, label: Label | None, text: str, line: Line) -> None:
        bare = text.strip(" .:")
        if (label and not label.is_bullet) or any(bare == kind or bare.startswith(f"{kind} ") for kind in KINDS):
            self.in_head = False
        if label and label.is_numbered:
            self.last_number[label.style] = label.order
        self.found.append(Paragraph(text, label))
        self.last_line = line

    def is_real(self, label: Label, rest: str, before: Paragraph, line: Line) -> bool:
        """A number at the start of a line may be the rest of a date or of a sentence."""
        done = ends_sentence(before.text) or before.is_caps or bool(before.label and not before.text)
        if label.style in ("annex", "partmục") and rest[:1].islower():
            return False
        if label.is_bullet:
            return not self.dash_goes_on(rest, before, line, done=done)
        if label.order > MAX_NUMBER:
            return False
        follows = label.order in (1, self.last_number.get(label.style, -1) + 1)
        is_apart = line.starts is True or self.is_short()
        heading = follows and rest[:1].isupper() and bool(before.label and before.label.is_numbered) and is_apart
        if UNFINISHED.search(before.text) and not before.is_caps and not heading:
            return False  # "ngày" + "15. …" is a date; "2. Kinh tế số" + "a) Tỷ trọng …" is a heading and its point
        return done or follows or is_apart

    def dash_goes_on(self, rest: str, before: Paragraph, line: Line, *, done: bool) -> bool:
        """ "Bộ Lao động" + "- Thương binh và Xã hội": a dash at a hard end is no bullet."""
        if done or before.is_caps:
            return False
        broken = UNFINISHED.search(before.text) is not None
        if line.starts is True:
            return broken and rest[:1].islower()
        return (rest[:1].islower() or not line.is_indented) and (broken or not self.is_short())

    def is_short(self) -> bool:
        return bool(self.last_line and self.last_line.is_short)

    def stands_alone(self, text: str, before: Paragraph) -> bool:
        """Lines that are never the rest of a sentence, and what follows such lines."""
        return _stands_alone(text) or (_stands_alone(before.text) and not re.match(r"(?i)nơi nhận\s*:.", before.text))

    def is_new(self, text: str, before: Paragraph, line: Line) -> bool:
        done, goes_on = ends_sentence(before.text), text[:1].islower() or text[:1] in ",.;:)%"
        if not before.text:
            return False
        if is_caps(text) != before.is_caps and not (UNFINISHED.search(before.text) and not is_caps(text)):
            return not (goes_on and not before.is_caps)
        if self.in_head and before.is_caps:
            return True
        if line.starts is True:
            return not goes_on or done
        if line.starts is None and self.is_rest(text, before):
            return False
        return line.starts is None and not goes_on and self.looks_new(text, before, line, done=done)

    def is_rest(self, text: str, before: Paragraph) -> bool:
        """ "trước ngày" + "30 tháng 11", "Thương binh và" + "Xã hội", "của Thủ tướng" + "Chính phủ phê duyệt …;"."""
        if is_caps(text) or before.is_caps:
            return False
        in_basis = not self.last_number and BASIS.match(before.text) and not BASIS.match(text)
        open_basis = bool(in_basis) and not ends_sentence(before.text) and not before.text.endswith(",")
        open_end = UNFINISHED.search(before.text) is not None if text[:1].isdigit() else GOES_ON.search(before.text)
        return open_basis or bool(open_end)

    def looks_new(self, text: str, before: Paragraph, line: Line, *, done: bool) -> bool:
        """A line with a capital at its start, when the format does not say where paragraphs begin."""
        if before.text.endswith(".") and is_responsibility(text):
            return True
        # Before the first number every paragraph is short and begins with an indent.
        if not self.last_number and (line.is_indented and (_was_indented(self) or BASIS.match(text))):
            return True
        if not self.last_number and done and BASIS.match(text):
            return True
        return (self.is_short() and not before.is_caps) or (done and line.is_indented and not _was_indented(self))


def _is_nation(before: Piece, text: str) -> bool:
    """ "CỘNG HÒA XÃ HỘI CHỦ" + "NGHĨA VIỆT NAM" in a narrow column."""
    whole = "cong hoa xa hoi chu nghia viet nam"
    return (
        isinstance(before, Paragraph)
        and len(text) < 40
        and (fold(before.text) != whole and bool(before.text) and whole == fold(f"{before.text} {text}"))
    )


def _was_indented(joiner: _Joiner) -> bool:
    return bool(joiner.last_line and joiner.last_line.is_indented)


def _stands_alone(text: str) -> bool:
    return bool(
        STANDALONE.match(text) or AUTHORITY.match(text) or DATE_LINE.match(text) or text.strip(" .:") in KINDS
        or is_rule(text)
    )  # fmt: skip


def is_rule(text: str) -> bool:
    """A drawn line: "-----", "_____", "* * *"."""
    return bool(text) and not any(sign.isalnum() for sign in text)


def _cell(text: str) -> str:
    return "\n".join(filter(None, (clean(line) for line in text.split("\n"))))
