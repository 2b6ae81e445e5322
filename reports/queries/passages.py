"""The narrative board: per section what the units wrote, what was chosen, and what nobody uses yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.models import Unit
from kit.tokens import TOKEN, UnknownTokens, fill_tokens, tokens_in
from plans.models import ReportingPeriod
from reports.figures import cell_text, total_text
from reports.models import OwnWords, Passage, Report, ReportSection
from reports.queries.profiles import Profile
from reports.queries.totals import TotalTable


@dataclass(frozen=True)
class Offer:
    """What a unit wrote in a section of its accepted report, its own figures filled in; ``typed`` is without them."""

    report: Report
    text: str
    typed: str


@dataclass(frozen=True)
class Chosen:
    """A passage with what became of its source since."""

    passage: Passage
    source_now: str

    @property
    def has_moved(self) -> bool:
        """The unit's accepted words are not those that were chosen any more."""
        return self.passage.report_id is not None and self.source_now != self.passage.source


@dataclass
class BoardSection:
    code: str
    title: str
    chosen: list[Chosen] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """II.2 → "II-2", for addresses within the page."""
        return self.code.replace(".", "-")


def unit_values(table: TotalTable, unit: Unit) -> dict[str, str]:
    """Code → the unit's own figure as printed."""
    return {
        line.indicator.code: cell_text(line.by_unit[unit.code], line.indicator.value_kind, is_told=True)
        for line in table.lines
        if unit.code in line.by_unit
    }


def accepted_words(table: TotalTable) -> dict[tuple[str, int], Offer]:
    """(section, report) → words of every accepted report, in the order of the outline and of the units.

    A token that names no figure of the unit stays as it was typed: the sender was told of it.
    """
    accepted = [unit for unit in table.units if unit.code in table.accepted]
    rows = ReportSection.objects.filter(report__period=table.period, report__unit__in=accepted).exclude(text="")
    texts = {(row.code, row.report.unit_id): row for row in rows.select_related("report__unit")}
    values = {unit.pk: unit_values(table, unit) for unit in accepted}
    found = {}
    for section in table.period.form.outline:
        for unit in accepted:
            if row := texts.get((section["code"], unit.pk)):
                words = filled_leniently(row.text, values[unit.pk])
                found[section["code"], row.report_id] = Offer(row.report, words, row.text)
    return found


def filled_leniently(text: str, values: Mapping[str, str]) -> str:
    known = {code: values.get(code, "{{" + code + "}}") for code in tokens_in(text)}
    return TOKEN.sub(lambda match: known[match[1]], text)


def narrative_board(table: TotalTable) -> list[BoardSection]:
    """Every section of the outline with its chosen passages and the contributions nobody uses."""
    words = accepted_words(table)
    board = {s["code"]: BoardSection(s["code"], s["title"]) for s in table.period.form.outline}
    used = set()
    for passage in Passage.objects.filter(period=table.period).select_related("report__unit", "edited_by"):
        if passage.section in board:
            offer = words.get((passage.section, passage.report_id or 0))
            board[passage.section].chosen.append(Chosen(passage, offer.text if offer else ""))
            used.add((passage.section, passage.report_id))
    for (section, report), offer in words.items():
        if (section, report) not in used:
            board[section].offers.append(offer)
    return list(board.values())


def unused_by_unit(board: list[BoardSection]) -> list[tuple[Unit, int]]:
    """Who has words that nobody uses yet, and how many passages; in the order of the units."""
    counted: dict[int, tuple[Unit, int]] = {}
    for section in board:
        for offer in section.offers:
            unit = offer.report.unit
            counted[unit.pk] = (unit, counted.get(unit.pk, (unit, 0))[1] + 1)
    return sorted(counted.values(), key=lambda row: row[0].order)


def of_one_unit(board: list[BoardSection], unit_code: str) -> list[BoardSection]:
    """Of the units' words only those of one unit; sections in which it has none are left out."""
    found = [
        BoardSection(
            s.code,
            s.title,
            [c for c in s.chosen if c.passage.report and c.passage.report.unit.code == unit_code],
            [offer for offer in s.offers if offer.report.unit.code == unit_code],
        )
        for s in board
    ]
    return [section for section in found if section.chosen or section.offers]


def left_out(period: ReportingPeriod, profile: Profile) -> list[tuple[str, int]]:
    """(part, number of chosen passages) of the parts that an output does not print: said so, never dropped silently."""
    counted: dict[str, int] = {}
    for section in Passage.objects.filter(period=period).values_list("section", flat=True):
        part = section.partition(".")[0]
        if part not in profile.sections:
            counted[part] = counted.get(part, 0) + 1
    return sorted(counted.items())


def province_values(table: TotalTable) -> dict[str, str]:
    """Code → total as printed, for tokens in the department's words; unknown totals are left out."""
    return {
        line.indicator.code: total_text(line.total, line.indicator.value_kind)
        for line in table.lines
        if line.total.value is not None
    }


def unresolved(table: TotalTable, profile: str = "") -> list[tuple[Passage | OwnWords, list[str]]]:
    """Passages, and own words of an output, with tokens that name no known total; each with these codes."""
    values, found = province_values(table), []
    told: list[Passage | OwnWords] = [*Passage.objects.filter(period=table.period)]
    told += OwnWords.objects.standing().filter(period=table.period, profile=profile)
    for words in told:
        if codes := unknown_codes(words.text, values):
            found.append((words, codes))
    return found


def unknown_codes(text: str, values: Mapping[str, str]) -> list[str]:
    """Codes in the text that have no figure."""
    try:
        fill_tokens(text, values)
    except UnknownTokens as error:
        return error.codes
    return []


def own_words(table: TotalTable, profile: str) -> dict[str, dict]:
    """Section → what this output says there instead of the shared words, figures filled in. Raises UnknownTokens."""
    values = province_values(table)
    rows = OwnWords.objects.standing().filter(period=table.period, profile=profile)
    return {row.section: {"text": fill_tokens(row.text, values), "typed": row.text} for row in rows}


def chosen_words(table: TotalTable, period: ReportingPeriod) -> list[dict]:
    """The chosen passages as the snapshot keeps them, figures filled in. Raises UnknownTokens."""
    values = province_values(table)
    passages = Passage.objects.filter(period=period).select_related("report__unit")
    return [
        {
            "section": p.section,
            "unit": p.report.unit.code if p.report else "",
            "name": p.report.unit.short_name if p.report else "",
            "edited": bool(p.report) and p.text != p.source,
            "text": fill_tokens(p.text, values),
            "typed": p.text,
        }
        for p in passages
    ]


def own_words_of(period: ReportingPeriod, shared: Mapping[str, str]) -> list[tuple[OwnWords, bool]]:
    """Every output's own words of a period, each with whether the shared words have changed since.

    Args:
        shared: section → the shared words as they read now.
    """
    rows = OwnWords.objects.standing().filter(period=period).select_related("edited_by")
    return [(row, row.shared != shared.get(row.section, row.shared)) for row in rows]
