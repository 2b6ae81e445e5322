"""What changed between two texts, word by word."""

from difflib import SequenceMatcher
from typing import NamedTuple

ALIKE = 0.35  # below this share of common words two texts are simply two texts


class Piece(NamedTuple):
    """Some words; ``kind``: "same", "gone" (only before) or "new" (only after)."""

    kind: str
    text: str


def word_changes(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order. Texts that have little in common are shown whole, one after the other.

    Example: "kiểm tra 20% số cơ sở" → "kiểm tra 25% số cơ sở" gives same, gone "20%", new "25%", same.
    """
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [Piece(kind, text) for kind, text in (("gone", before), ("new", after)) if text]
    found = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", " ".join(old[a:b])))
            continue
        found += [Piece(k, " ".join(words)) for k, words in (("gone", old[a:b]), ("new", new[c:d])) if words]
    return found
