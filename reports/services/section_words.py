"""Whose words stand in a section of the consolidated report, from a frozen snapshot; figures keep their codes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from documents.marks import mark
from kit.tokens import TOKEN
from reports.services.wording import together

COORDINATOR, PROPOSALS = "PCTNXH", "V"  # the unit that writes for the province; the section that lists everybody


@dataclass(frozen=True)
class Said:
    """Words as they were typed, and the figures that ``{{N101}}`` in them stands for; ``names`` of who said them."""

    typed: str
    values: Mapping[str, str]
    names: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words with their figures, each under its code."""

        def figure(found: re.Match) -> str:
            return mark(found[1], self.values[found[1]]) if found[1] in self.values else found[0]

        return TOKEN.sub(figure, self.typed)


def section_words(section: str, figures: dict, *, has_sentences: bool) -> list[Said]:
    """What was chosen on the narrative board, in its order.

    Where nobody has chosen yet: the coordinating room's own words, else the units' words; proposals of all units.

    Args:
        has_sentences: figures speak for the section already, so that it is not empty without words.
    """
    totals = {line["code"]: line["total"] for line in figures["lines"] if line["value"] is not None}
    chosen = [p for p in figures.get("passages", []) if p["section"] == section]
    if chosen:
        return [Said(_typed(p), totals, _author(p)) for p in chosen]
    written = [p for p in figures["sections"] if p["section"] == section]
    own = [p for p in written if p["unit"] == COORDINATOR]
    words = [Said(_typed(p), _values_of(p["unit"], figures)) for p in own]
    if section == PROPOSALS or not (own or has_sentences):
        words += _units_words([p for p in written if p["unit"] != COORDINATOR], figures)
    return words


def _typed(passage: dict) -> str:
    return passage.get("typed", passage["text"])


def _author(passage: dict) -> tuple[str, ...]:
    """A unit's own words keep its name; what the department has edited is the department's."""
    return () if not passage["unit"] or passage["unit"] == COORDINATOR or passage["edited"] else (passage["name"],)


def _values_of(unit: str, figures: dict) -> dict[str, str]:
    return {line["code"]: line["by_unit"][unit] for line in figures["lines"] if unit in line["by_unit"]}


def _units_words(passages: Iterable[dict], figures: dict) -> list[Said]:
    """Each as a bullet where there are several; units that wrote the same are named together behind it."""
    authors: dict[str, list[dict]] = {}
    for passage in passages:
        authors.setdefault(" ".join(passage["text"].split()), []).append(passage)
    return [_together(alike, figures, dash="- " if len(authors) > 1 else "") for alike in authors.values()]


def _together(alike: list[dict], figures: dict, *, dash: str) -> Said:
    words = " ".join(_typed(alike[0]).split()).lstrip("-–•+ ")
    stop = "." if words.endswith(".") else ""
    names = together(p["name"] for p in alike)
    return Said(f"{dash}{words.removesuffix('.')} ({names}){stop}", _values_of(alike[0]["unit"], figures))
