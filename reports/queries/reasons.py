"""Why reports came back in a year: by reason, by place, by unit. For next year's guidance."""

from collections import Counter
from dataclasses import dataclass, field

from plans.models import Indicator, IndicatorForm, ReportingPeriod
from reports.models import ReturnItem, SubmissionRound
from reports.states import Outcome, ReturnReason


@dataclass
class Tally:
    """One line of a table: who or what, how often it came back, and why."""

    label: str
    returns: int = 0
    reasons: Counter = field(default_factory=Counter)

    @property
    def places(self) -> int:
        return sum(self.reasons.values())

    @property
    def told(self) -> str:
        """ "R1 × 3, R6 × 1", the commonest first."""
        return ", ".join(f"{code} × {n}" for code, n in self.reasons.most_common())


@dataclass(frozen=True)
class ReasonTables:
    """``returns`` counts returned sendings, also those whose reason is in words only (``without_code``)."""

    reasons: list[Tally]
    places: list[Tally]
    units: list[Tally]
    returns: int
    without_code: int


def years_with_periods() -> list[int]:
    return list(ReportingPeriod.objects.values_list("year", flat=True).distinct().order_by("-year"))


def reason_tables(year: int) -> ReasonTables:
    """All returns of a year's periods, in four queries."""
    returned = SubmissionRound.objects.filter(outcome=Outcome.RETURNED, report__period__year=year)
    rounds = list(returned.order_by("report__unit__order").values_list("pk", "report__unit__short_name"))
    units = {name: Tally(name) for _, name in rounds}
    for _, name in rounds:
        units[name].returns += 1
    reasons = {code: Tally(label) for code, label in ReturnReason.choices}
    places: dict[str, Tally] = {}
    names, coded = _names(year), set()
    rows = ReturnItem.objects.filter(round__in=[pk for pk, _ in rounds])
    for round_id, unit, code, reason in rows.values_list(
        "round_id", "round__report__unit__short_name", "code", "reason_code"
    ):
        coded.add(round_id)
        place = places.setdefault(code, Tally(f"{code}. {names.get(code, '')}" if code else "Cả báo cáo"))
        for tally in (reasons[reason], place, units[unit]):
            tally.reasons[reason] += 1
    return ReasonTables(
        reasons=_sorted([t for t in reasons.values() if t.places]),
        places=_sorted(list(places.values())),
        units=sorted(units.values(), key=lambda t: -t.returns),
        returns=len(rounds),
        without_code=len(rounds) - len(coded),
    )


def _sorted(tallies: list[Tally]) -> list[Tally]:
    return sorted(tallies, key=lambda t: (-t.places, t.label))


def _names(year: int) -> dict[str, str]:
    """Code → name of the figures and sections of the year's form."""
    names = dict(Indicator.objects.filter(group__form__year=year).values_list("code", "name"))
    form = IndicatorForm.objects.filter(year=year).first()
    return names | {s["code"]: s["title"] for s in (form.outline if form else [])}
