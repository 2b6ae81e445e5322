"""Who fills in which row of the form in a period: the catalogue's word and the department's choices."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.models import Unit
from plans.models import Indicator, ReportingPeriod, RowChoice
from plans.states import Source


def stem(code: str) -> str:
    """The row that a breakdown row belongs to: "TH01.KR" → "TH01"."""
    return code.partition(".")[0]


@dataclass(frozen=True)
class Asking:
    """The answer for one period.

    ``chosen``: (code, unit's key) → asked or spared; ``parts``: the rows percentages are made of.
    """

    chosen: Mapping[tuple[str, int], bool] = field(default_factory=dict)
    parts: Mapping[str, Indicator] = field(default_factory=dict)

    def of(self, row: Indicator, unit: Unit) -> bool:
        """Whether ``unit`` has this row on its form; a percentage follows its two parts."""
        sides = [code for code in (row.numerator, row.denominator) if code]
        if any((code, unit.pk) in self.chosen for code in sides):
            return all(self.of(self.parts[code], unit) for code in sides)
        return self.chosen.get((stem(row.code), unit.pk), row.is_meant_for(unit))

    def goes_by_kind(self, row: Indicator) -> bool:
        """No single unit differs from its kind: the answer is the same for all units of a kind."""
        codes = {stem(row.code), row.numerator, row.denominator}
        return not row.only and not any(code in codes for code, _ in self.chosen)


def asking_in(period: ReportingPeriod) -> Asking:
    """One query, two where the department has made choices."""
    rows = RowChoice.objects.filter(indicator__group__form=period.form_id, since__ends_on__lte=period.ends_on)
    chosen = {(code, unit): asked for code, unit, asked in rows.values_list("indicator__code", "unit", "is_asked")}
    return Asking(chosen, _parts(period) if chosen else {})


def _parts(period: ReportingPeriod) -> dict[str, Indicator]:
    rows = {i.code: i for i in Indicator.objects.filter(group__form=period.form_id, breakdown="")}
    ratios = [row for row in rows.values() if row.source == Source.COMPUTED]
    return {code: rows[code] for row in ratios for code in (row.numerator, row.denominator) if code in rows}
