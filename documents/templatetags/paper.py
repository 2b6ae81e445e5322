"""A document on the screen: what is still missing in it stands out."""

import re
from typing import NamedTuple

from django import template

register = template.Library()
HOLE = re.compile(r"(\[chưa có[^\]]*\])", re.IGNORECASE)


class Piece(NamedTuple):
    text: str
    is_hole: bool


@register.filter
def pieces(text: str) -> list[Piece]:
    """ "42 buổi [chưa có số liệu: Bình Gia]" → the words, and the hole as a piece of its own."""
    return [Piece(part, bool(HOLE.fullmatch(part))) for part in HOLE.split(text) if part]
