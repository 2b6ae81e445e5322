"""What the units wrote, by section: what stands in a version of the report, and what does not. Nothing is lost."""

from dataclasses import dataclass, field

from reports.services.section_words import COORDINATOR, PROPOSALS
from reports.services.wording import SENTENCES


@dataclass
class Contributions:
    """One section: (unit's short name, its words) that are printed, and those that are not.

    ``replaced``: part of the shared words, in whose place this output says something of its own.
    """

    code: str
    title: str
    used: list[tuple[str, str]] = field(default_factory=list)
    unused: list[tuple[str, str]] = field(default_factory=list)
    replaced: list[tuple[str, str]] = field(default_factory=list)


def printed_units(code: str, figures: dict) -> set[str]:
    """Units whose words of this section stand among the shared words of a snapshot.

    Where passages were chosen, those. Else the coordinating room's own; the others' where it wrote nothing and no
    figure speaks for the section, and always among the proposals.
    """
    chosen = [p for p in figures.get("passages", []) if p["section"] == code]
    if chosen:
        return {p["unit"] for p in chosen if p["unit"]}
    writers = {p["unit"] for p in figures["sections"] if p["section"] == code}
    if code == PROPOSALS or not (SENTENCES.get(code) or COORDINATOR in writers):
        return writers
    return writers & {COORDINATOR}


def contributions(figures: dict, outline: list[dict]) -> list[Contributions]:
    """Every section of the outline in which an accepted report has words."""
    groups = {section["code"]: Contributions(section["code"], section["title"]) for section in outline}
    for passage in figures.get("sections", []):
        group = groups.setdefault(passage["section"], Contributions(passage["section"], ""))
        is_used = passage["unit"] in printed_units(passage["section"], figures)
        used = group.replaced if passage["section"] in figures.get("own", {}) else group.used
        (used if is_used else group.unused).append((passage["name"], passage["text"]))
    return [group for group in groups.values() if group.used or group.unused or group.replaced]
