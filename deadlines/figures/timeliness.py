"""Three rates of one duty over several units: first sending on time, accepted on time, number of rounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from kit.numbers import percent_of


@dataclass(frozen=True)
class Duty:
    """What one unit owed in one period and what came of it.

    Args:
        due_at: the exclusive instant that held for this unit, its extension included.
        first_sent_at: the first complete sending; None while there is none.
        accepted_sent_at: when the round was sent that was accepted in the end; None while none is.
        rounds: sendings, those not counted that the unit took back.
        is_excluded: exempt or excluded: out of every denominator.
        is_extended: ``due_at`` is an extension.
    """

    due_at: datetime
    first_sent_at: datetime | None = None
    accepted_sent_at: datetime | None = None
    rounds: int = 0
    is_excluded: bool = False
    is_extended: bool = False

    def is_judged(self, at: datetime) -> bool:
        """Whether it counts at ``at``: owed, and sent or over. What may still come on time is not yet counted."""
        return not self.is_excluded and (self.first_sent_at is not None or self.due_at <= at)

    @property
    def is_on_time(self) -> bool:
        return self.first_sent_at is not None and self.first_sent_at < self.due_at

    @property
    def is_accepted_on_time(self) -> bool:
        return self.accepted_sent_at is not None and self.accepted_sent_at < self.due_at


@dataclass(frozen=True)
class Timeliness:
    """How several duties were kept. Every rate is a share of ``judged``, in percent with one decimal, half up."""

    owed: int
    judged: int
    excluded: int
    extended: int
    sent: int
    on_time: int
    accepted: int
    accepted_on_time: int
    rounds: int

    @property
    def on_time_rate(self) -> Decimal | None:
        """None while nothing is judged, printed as "–", never as 0 %."""
        return percent_of(Decimal(self.on_time), Decimal(self.judged))

    @property
    def accepted_on_time_rate(self) -> Decimal | None:
        return percent_of(Decimal(self.accepted_on_time), Decimal(self.judged))

    @property
    def rounds_mean(self) -> Decimal | None:
        """Rounds per report that was sent, one decimal half up; None when none was sent."""
        if not self.sent:
            return None
        return (Decimal(self.rounds) / self.sent).quantize(Decimal("0.1"), ROUND_HALF_UP)


def timeliness(duties: Iterable[Duty], at: datetime) -> Timeliness:
    """Count what was owed by ``at``.

    Of 23 units one is excluded and one still has time by an extension: 21 are judged. Of these 18 sent before
    the deadline: 85,7 %. A unit that is returned and sends again stays on time by its first sending.
    """
    duties = list(duties)
    owed = [duty for duty in duties if not duty.is_excluded]
    judged = [duty for duty in owed if duty.is_judged(at)]
    sent = [duty for duty in judged if duty.first_sent_at is not None]
    return Timeliness(
        owed=len(owed),
        judged=len(judged),
        excluded=len(duties) - len(owed),
        extended=sum(duty.is_extended for duty in owed),
        sent=len(sent),
        on_time=sum(duty.is_on_time for duty in judged),
        accepted=sum(duty.accepted_sent_at is not None for duty in judged),
        accepted_on_time=sum(duty.is_accepted_on_time for duty in judged),
        rounds=sum(duty.rounds for duty in sent),
    )
