"""An objective or a programme's target as pages show it: fractions with their pace, trend and forecast."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from inspections.figures import still_needed
from inspections.queries import Window
from plans.models import ObjectiveEntry, Plan
from plans.queries.acts import UnitAct
from plans.queries.targets import TargetSet
from reports.figures import ratio_percent
from reports.queries.objectives import Progress


@dataclass(frozen=True)
class GoalPart:
    """One fraction with where it stands, where it stood, where it should stand and where it leads."""

    label: str
    numerator: Decimal | None
    denominator: Decimal | None
    target: Decimal
    as_of: date
    source: str
    url: str
    before: Decimal | None = None  # percent
    before_words: str = "30 ngày trước"
    pace: Decimal | None = None  # percent an even pace would have reached by now
    forecast: Decimal | None = None  # percent on the year's last day
    is_at_most: bool = False  # "dưới 3 %"

    @property
    def percent(self) -> Decimal | None:
        return ratio_percent(self.numerator, self.denominator)

    @property
    def is_reached(self) -> bool | None:
        """Compared before rounding; None while a number is unknown."""
        if self.numerator is None or not self.denominator:
            return None
        got, wanted = 100 * self.numerator, self.target * self.denominator
        return got <= wanted if self.is_at_most else got >= wanted

    @property
    def is_behind(self) -> bool:
        """Below an even pace, or unknown though something was due; above what must not be passed."""
        if self.is_at_most:
            return self.is_reached is False
        return self.pace is not None and not self.is_reached and (self.percent is None or self.percent < self.pace)

    @property
    def change(self) -> Decimal | None:
        """Points of percent since ``before``."""
        return None if self.percent is None or self.before is None else self.percent - self.before

    @property
    def missing(self) -> Decimal | None:
        """How many are missing to the target, rounded up."""
        if self.numerator is None or not self.denominator or self.is_at_most:
            return None
        return Decimal(still_needed(int(self.numerator), int(self.denominator), self.target))


@dataclass(frozen=True)
class Goal:
    """One objective of the plan, or one target of a programme."""

    code: str
    title: str
    target_words: str
    parts: list[GoalPart]
    note: str = ""
    measure: str = ""
    has_number: bool = True  # False: words alone, nothing to reach
    reported: Progress | None = None
    typed: ObjectiveEntry | None = None
    units: list[UnitAct] = field(default_factory=list)

    @property
    def is_reached(self) -> bool | None:
        answers = [part.is_reached for part in self.parts]
        return None if not answers or None in answers else all(answers)

    @property
    def as_list(self) -> list["Goal"]:
        """For tables that show one goal as they show many."""
        return [self]

    @property
    def is_off_target(self) -> bool:
        return any(part.is_behind for part in self.parts)


@dataclass(frozen=True)
class GoalBoard:
    """Both target sets on one day."""

    plan: Plan
    day: date
    window: Window
    goals: list[Goal]
    programmes: list[tuple[TargetSet, list[Goal]]]

    @property
    def off_target(self) -> list[Goal]:
        return [goal for goal in self.goals if goal.is_off_target]
