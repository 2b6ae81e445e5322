"""Paragraphs into a tree by their numbering, whatever the habit: a style seen before goes back to its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kit.blocks import Table
from kit.text import fold
from plans.reading.labels import Label, as_letter
from plans.reading.lines import Paragraph, Piece, ends_sentence, is_caps

PLAIN = Label("", "")
HEADING_WORDS = 30
CLOSING_WORDS = re.compile(
    r"^(?:Trên đây là|Trong quá trình|Yêu cầu (?:các|Thủ|Lãnh)|Đề nghị (?:các|Thủ|Lãnh)|Nhận được|Kế hoạch này"
    r"|Quá trình (?:thực hiện|triển khai)|Nếu có)\b"
    r"|^(?:Yêu cầu|Đề nghị) [^.;:]{3,160}\./\.$"
    r"|^[^.;:]{3,80} (?:yêu cầu|đề nghị) (?:các|thủ trưởng|Thủ trưởng)\b.*\./\.$"
)
KNOWN_HEADINGS = re.compile(
    r"^(?:muc dich,? (?:va )?yeu cau|muc dich|yeu cau|muc tieu(?: chung| cu the| tong quat)?|cac muc tieu cu the"
    r"|chi tieu(?: cu the)?|nhiem vu(?:,? (?:va )?giai phap)?|noi dung(?: thuc hien)?|to chuc thuc hien"
    r"|phan cong thuc hien|kinh phi(?: thuc hien)?"
    r"|thoi gian(?: thuc hien)?|che do (?:thong tin,? )?bao cao|giai phap(?: thuc hien)?|can cu)$"
)
RUN_IN = re.compile(
    r"^(?P<head>(?:Mục tiêu|MỤC TIÊU|Mục đích|MỤC ĐÍCH|Yêu cầu|YÊU CẦU|Chỉ tiêu)"
    r"(?: (?:chung|cụ thể|tổng quát))?) ?: ?(?P<rest>\S.*)$"
)


@dataclass(eq=False)
class Node:
    """A place of the text: its label, its words, what stands below it. Compared by identity."""

    text: str
    label: Label = PLAIN
    table: Table | None = None
    children: list[Node] = field(default_factory=list)
    parent: Node | None = field(default=None, repr=False)

    def add(self, child: Node) -> Node:
        child.parent = self
        self.children.append(child)
        return child

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def number(self) -> str:
        return self.label.number

    @property
    def raw(self) -> str:
        return self.label.raw

    @property
    def is_bullet(self) -> bool:
        return self.label.is_bullet

    @property
    def is_heading(self) -> bool:
        """Short words without the end of a sentence, with a number or in capitals or known as a heading."""
        if self.table or self.is_bullet or not self.text and not self.children:
            return False
        if not self.label.style:
            return False
        if self.label.style == "caps":
            return True
        text = self.text.rstrip(": ")
        return bool(self.children) and (len(text.split()) <= HEADING_WORDS or not ends_sentence(text))

    @property
    def whole(self) -> str:
        """Its words and those of all below it, with their labels."""
        parts = [self.text]
        for node in list(self.walk())[1:]:
            parts.append(f"{node.raw} {node.text}".strip())
        return "\n".join(part for part in parts if part)


def build(pieces: Iterable[Piece]) -> Node:
    """A root whose children are the paragraphs before the first heading and the top headings."""
    builder = _Builder()
    for piece in pieces:
        builder.add(piece)
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root = Node("")
        self.open: list[Node] = []

    def add(self, piece: Piece) -> None:
        if isinstance(piece, Table):
            self.heading_above().add(Node("", PLAIN, piece))
            return
        label = self.read(piece)
        if label is None and CLOSING_WORDS.match(piece.text):
            self.section_above().add(Node(piece.text))
            return
        if label is None:
            self.heading_above().add(Node(piece.text))
            return
        self.place(Node(piece.text, label))

    def read(self, piece: Paragraph) -> Label | None:
        if piece.label is None:
            known = is_known_heading(piece.text)
            if piece.is_caps and len(piece.text.split()) <= HEADING_WORDS:
                return Label("", "caps")
            return Label("", "plain") if known else None
        if piece.label.style == "roman" and self.continues_letters(piece.label):
            return as_letter(piece.label)
        return piece.label

    def continues_letters(self, label: Label) -> bool:
        letter = as_letter(label)
        return any(n.label.style == "upper" and n.label.order + 1 == letter.order for n in self.open)

    def place(self, node: Node) -> None:
        rank = _rank(node.label)
        for depth, above in enumerate(self.open):
            if above.label.style == node.label.style or _rank(above.label) > rank or self.belongs_above(above, node):
                del self.open[depth:]
                break
        parent = self.open[-1] if self.open else self.root
        head = RUN_IN.match(node.text) or _caps_run_in(node)
        if head and not node.is_bullet:
            node.text = head["head"]
            node.add(Node(head["rest"]))
        parent.add(node)
        self.open.append(node)

    def belongs_above(self, above: Node, node: Node) -> bool:
        """A number never stands below a bullet unless it begins a list there: "- Gồm: 1) …"."""
        if not above.is_bullet or node.is_bullet:
            return False
        return not (
            node.label.order == 1 and above.text.endswith(":") and node.label.style in ("arabic)", "paren", "letter")
        )

    def section_above(self) -> Node:
        """The highest open heading that is not a part: words that close the whole document belong there."""
        while len(self.open) > 1 and _rank(self.open[-1].label) > RANKS["roman"]:
            self.open.pop()
        return self.open[-1] if self.open else self.root

    def heading_above(self) -> Node:
        """The nearest open node that is not a bullet."""
        while self.open and self.open[-1].is_bullet:
            self.open.pop()
        return self.open[-1] if self.open else self.root


def is_known_heading(text: str) -> bool:
    return bool(KNOWN_HEADINGS.match(fold(text).strip(" .:")))


def _caps_run_in(node: Node) -> re.Match[str] | None:
    """ "III. KINH PHÍ: Từ ngân sách xã." """
    found = re.match(r"^(?P<head>[^:]{4,120}?)\s*:\s*(?P<rest>\S.*)$", node.text, re.S)
    return found if found and is_caps(found["head"]) and not is_caps(found["rest"]) else None


RANKS = {
    "annex": 0,
    "partphần": 1,
    "partchương": 2,
    "upper": 3,
    "caps": 3,
    "partmục": 4,
    "roman": 4,
    "plain": 4,
    "article": 5,
    "clause": 6,
    "arabic": 7,
    "dotted1": 8,
    "dotted2": 9,
    "dotted3": 10,
}


def _rank(label: Label) -> int:
    """How high a style always stands; those without a fixed place give way to what was seen before."""
    return RANKS.get(label.style, 20)
