"""Why a step was not taken, in words for the person at the keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import QuerySet


class Refusal(Exception):
    """A rule of the domain stands against it; the text says which and what to do.

    ``field`` names the entry the text belongs beside, if there is one.
    """

    field: str | None = None

    def __init__(self, text: str, *, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field or self.field


class KnownEstablishment(Refusal):
    """The commune has one of this name already: most likely the same one, sent twice."""

    field = "name"


class InsufficientTeam(Refusal):
    """Fewer than three members took part. Source: [TT-178]."""

    field = "attendees"


class ForeignAttendee(Refusal):
    field = "attendees"


class MissingGround(Refusal):
    """An unannounced inspection needs one of three grounds. Source: [TT-178]."""

    field = "ground"


class SurpriseOfTheTeam(Refusal):
    """Only the team itself decides on an unannounced inspection. Source: [TT-178]."""

    field = "mode"


class ImpossibleDay(Refusal):
    """The day lies in the future, or outside the term of the team."""


class OutsideTerritory(Refusal):
    field = "establishment"


class AlreadyPlanned(Refusal):
    field = "planned_on"


class MissingReason(Refusal):
    field = "reason"


class ImpossibleCount(Refusal):
    """A part is larger than its whole."""


class MissingWitness(Refusal):
    """Refusing to sign needs somebody who saw it."""

    field = "witness"


class UnsignedMinutes(Refusal):
    """Minutes are locked after they were signed, not before."""


class StaleMinutes(Refusal):
    """Somebody else wrote in between: both versions are shown, nothing is overwritten."""


class IncompleteOutcome(Refusal):
    """A sanction without authority or decision, a fine without an amount."""

    field = "outcome"


class RefusedEvidence(Refusal):
    """The file is sound and still does not belong here."""


class IncompleteFollowUp(Refusal):
    """More time needs a new day, a repeat needs words."""


class UnsettledViolations(Refusal):
    """An inspection ends only when every violation has its outcome and its remedy, and the minutes are locked."""


class KnownDecision(Refusal):
    """The decision has been entered already: most likely the same form, sent twice."""

    field = "decision_number"


class InvalidStatusDay(Refusal):
    field = "from_on"


class SecondTeam(Refusal):
    """The place has a team of this level for the same days: a renewal entered as a new team, or there is a reason."""

    field = "overlap_reason"


class IncompleteTeam(Refusal):
    """A team has one head and at least three members. Source: [TT-178]."""


class KnownDraw(Refusal):
    """The team has a draw of this year that was not cancelled."""

    field = "team"


class ImpossibleDraw(Refusal):
    """Nothing to draw from, or a rule that cannot be kept."""


class NotOnTheList(Refusal):
    field = "code"


class UnexplainedOverlap(Refusal):
    """The other level's plan has the same establishments. Source: [TT-178]."""

    field = "overlap_note"


class UnreadableProvision(Refusal):
    """Amounts or days of a provision that cannot be."""

    field = "most"


class UnreadablePoints(Refusal):
    """The scale of risk points is not whole."""


@contextmanager
def refused_when_taken(twins: QuerySet, refusal: Refusal) -> Iterator[None]:
    """The database decides who comes first: whoever finds a twin there gets ``refusal``.

    To look first and write afterwards lets two clicks of one moment through.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if twins.exists():
            raise refusal from error
        raise
