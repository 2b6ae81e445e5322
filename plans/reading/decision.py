"""A plan that a decision puts into force: "QUYẾT ĐỊNH … Điều 1. Ban hành kèm theo …", signed, then "KẾ HOẠCH …"."""

import re
from dataclasses import dataclass, field

from plans.reading.closing import starts_closing
from plans.reading.head import LEGAL, NATION, is_kind
from plans.reading.lines import KINDS, Paragraph, Piece, is_rule

DECIDES = ("QUYẾT ĐỊNH", "NGHỊ QUYẾT")
PLANS = tuple(kind for kind in KINDS if kind not in (*DECIDES, "THÔNG BÁO", "QUY CHẾ"))


@dataclass
class Decision:
    """Attributes:
    head: the letterhead; it is the plan's own, as are the legal bases.
    articles: what the decision says itself.
    closing: recipients and signer.
    """

    head: list[Paragraph] = field(default_factory=list)
    bases: list[Paragraph] = field(default_factory=list)
    articles: list[Piece] = field(default_factory=list)
    closing: list[Paragraph] = field(default_factory=list)


def issuing_decision(pieces: list[Piece]) -> tuple[Decision | None, list[Piece]]:
    """The decision before the plan, and the pieces of the plan itself; None when the file is a plan alone."""
    starts = [i for i, piece in enumerate(pieces) if isinstance(piece, Paragraph) and is_kind(piece.text)]
    first = starts[0] if starts else len(pieces)
    later = [i for i in starts if i > first and _is_plan(pieces[i])]
    if not later or not _decides(pieces[first]) or not _articles(pieces[first : later[0]]):
        return None, pieces
    found = Decision(head=[p for p in pieces[:first] if isinstance(p, Paragraph)])
    _sort(pieces[first : later[0]], found)
    return found, pieces[later[0] :]


def _is_plan(piece: Piece) -> bool:
    return isinstance(piece, Paragraph) and piece.text.strip(" .:*").startswith(PLANS)


def _decides(piece: Piece) -> bool:
    return isinstance(piece, Paragraph) and piece.text.strip(" .:*").startswith(DECIDES)


def _articles(pieces: list[Piece]) -> bool:
    return any(isinstance(p, Paragraph) and p.label is not None and p.label.style == "article" for p in pieces)


def _sort(pieces: list[Piece], found: Decision) -> None:
    in_articles = closed = False
    for piece in pieces:
        if not isinstance(piece, Paragraph):
            found.articles.append(piece)
            continue
        in_articles = in_articles or bool(piece.label and piece.label.style == "article")
        closed = closed or (in_articles and starts_closing(piece))
        if closed and not NATION.match(piece.text) and not is_rule(piece.text):
            found.closing.append(piece)
        elif not in_articles and LEGAL.match(piece.text):
            found.bases.append(piece)
        else:
            found.articles.append(piece)


def lines_of(pieces: list[Piece] | list[Paragraph]) -> list[str]:
    """The words of pieces that have no field of their own."""
    lines: list[str] = []
    for piece in pieces:
        if isinstance(piece, Paragraph):
            lines.append(re.sub(r"\s+", " ", f"{piece.label.raw if piece.label else ''} {piece.text}".strip()))
        else:
            lines += [" | ".join(cell for cell in row if cell) for row in piece.rows if any(row)]
    return [line for line in lines if line]
