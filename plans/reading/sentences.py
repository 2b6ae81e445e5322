"""A paragraph into its sentences; joined with a space they are the paragraph again."""

import re

from plans.reading.labels import UPPER

_BREAK = re.compile(rf"(?<=[.!?…;])\s+(?=[\"“(]?[{UPPER}0-9])")
_ABBREVIATION = re.compile(r"(?:^|\s)(?:KT|TM|TL|TS|PGS|GS|TP|Tp|TT|tr|đ/c|St|No)\.$")


def sentences(text: str) -> list[str]:
    """ "Kiện toàn Đội. Xây dựng kế hoạch." → two; a part after ";" counts when it begins with a capital."""
    found: list[str] = []
    for piece in _BREAK.split(text.strip()):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return [piece for piece in found if piece]
