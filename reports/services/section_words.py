"""Whose words stand in a section of the consolidated report, from a frozen snapshot; figures keep their codes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from documents.marks import mark
from kit.text import clean
from kit.tokens import TOKEN
from reports.services.wording import SENTENCES, together

COORDINATOR, PROPOSALS = "PCTNXH", "V"  # the unit that writes for the province; the section that lists everybody


@dataclass(frozen=True)
class Said:
    """Words as they were typed, and the figures that ``{{N101}}`` in them stands for.

    ``name`` of the unit that said them, "" where it is not told; ``is_of_province``: the figures are the totals.
    """

    typed: str
    values: Mapping[str, str]
    name: str = ""
    is_of_province: bool = True

    @property
    def text(self) -> str:
        """The words with their figures, each under its code."""

        def figure(found: re.Match) -> str:
            return mark(found[1], self.values[found[1]]) if found[1] in self.values else found[0]

        return self._named(TOKEN.sub(figure, self.typed))

    @property
    def editable(self) -> str:
        """The words as somebody may go on writing them: tokens of the province's totals, units' figures as they are."""
        if self.is_of_province:
            return self._named(self.typed)
        return self._named(TOKEN.sub(lambda found: self.values.get(found[1], found[0]), self.typed))

    def _named(self, words: str) -> str:
        return f"{self.name}: {words}" if self.name else words


def section_words(section: str, figures: dict, *, has_sentences: bool) -> list[Said]:
    """This output's own words where it has some, else what was chosen on the narrative board, in its order.

    Where nobody has chosen yet: the coordinating room's own words, else the units' words; proposals of all units.

    Args:
        has_sentences: figures speak for the section already, so that it is not empty without words.
    """
    totals = _totals(figures)
    if own := figures.get("own", {}).get(section):
        return [Said(own["typed"], totals)]
    return shared_words(section, figures, has_sentences=has_sentences)


def _totals(figures: dict) -> dict[str, str]:
    return {line["code"]: line["total"] for line in figures["lines"] if line["value"] is not None}


def shared_words(section: str, figures: dict, *, has_sentences: bool) -> list[Said]:
    """What all outputs say in a section, unless one has words of its own."""
    totals = _totals(figures)
    chosen = [p for p in figures.get("passages", []) if p["section"] == section]
    if chosen:
        return [Said(_typed(p), totals, _author(p)) for p in chosen]
    written = [p for p in figures["sections"] if p["section"] == section]
    own = [p for p in written if p["unit"] == COORDINATOR]
    words = [Said(_typed(p), _values_of(p["unit"], figures), is_of_province=False) for p in own]
    if section == PROPOSALS or not (own or has_sentences):
        words += _units_words([p for p in written if p["unit"] != COORDINATOR], figures)
    return words


def _typed(passage: dict) -> str:
    return passage.get("typed", passage["text"])


def _author(passage: dict) -> str:
    """A unit's own words keep its name; what the department has edited is the department's."""
    return "" if not passage["unit"] or passage["unit"] == COORDINATOR or passage["edited"] else passage["name"]


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
    return Said(
        f"{dash}{words.removesuffix('.')} ({names}){stop}", _values_of(alike[0]["unit"], figures), is_of_province=False
    )


def shared_texts(figures: dict, sections: Iterable[str]) -> dict[str, str]:
    """Section → the shared words as they may be edited, one passage below the other; "" where there are none."""
    found = {}
    for code in sections:
        words = shared_words(code, figures, has_sentences=bool(SENTENCES.get(code)))
        found[code] = clean("\n".join(said.editable for said in words))
    return found
