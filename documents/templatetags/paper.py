"""The words of a document, on paper and on the screen: figures lead to what stands behind them."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join

from documents.layout import Block, Codes, Run

register = template.Library()
HOLE = re.compile(r"(\[chưa có[^\]]*\])", re.IGNORECASE)


class Piece(NamedTuple):
    text: str
    is_hole: bool


@register.filter
def pieces(text: str) -> list[Piece]:
    """ "42 buổi [chưa có số liệu: Bình Gia]" → the words, and the hole as a piece of its own."""
    return [Piece(part, bool(HOLE.fullmatch(part))) for part in HOLE.split(text) if part]


@register.simple_tag
def printed(block: Block, codes: Codes | None) -> str:
    """The words of a block for paper: each figure a link, its code small behind it where the output says so."""
    return _joined(_figure(run, codes) for run in _runs(block))


@register.simple_tag
def shown(block: Block, codes: Codes | None) -> str:
    """The same for the screen, where what is still missing stands out."""
    return _joined(_figure(run, codes) if run["code"] else _with_holes(run["text"]) for run in _runs(block))


@register.simple_tag
def first_cell(row: dict, codes: Codes | None) -> str:
    """The first cell of a table's row, which names the figure: a link to it."""
    text = row["cells"][0]
    if not codes or not row.get("code"):
        return conditional_escape(text)
    return format_html('<a href="{}{}">{}</a>', codes["url"], row["code"], text)


def _runs(block: Block) -> list[Run]:
    return block.get("runs") or [{"text": block["text"], "code": ""}]


def _figure(run: Run, codes: Codes | None) -> str:
    if not codes or not run["code"]:
        return conditional_escape(run["text"])
    small = format_html('<span class="code">\u202f{}</span>', run["code"]) if codes["show"] == "codes" else ""
    return format_html('<a href="{}{}">{}{}</a>', codes["url"], run["code"], run["text"], small)


def _with_holes(text: str) -> str:
    return _joined(
        format_html('<mark class="paper-hole">{}</mark>', piece.text)
        if piece.is_hole
        else conditional_escape(piece.text)
        for piece in pieces(text)
    )


def _joined(parts: Iterable[str]) -> str:
    return format_html_join("", "{}", ((part,) for part in parts))
