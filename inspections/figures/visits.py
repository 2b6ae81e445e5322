"""Whether what was counted and timed at a visit can be. Knows neither the database nor the time of day."""

from collections.abc import Iterable, Mapping
from datetime import time

EVENING, MORNING = time(18), time(6)


def too_many(counts: Mapping[str, int], within: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs (part, whole) of which the part is larger than the whole; what is not known breaks nothing.

    Example: 5 people with a contract among 4 workers is ``[("contracts", "workers")]``.
    """
    return [
        (part, whole)
        for part, whole in within
        if whole and part in counts and whole in counts and counts[part] > counts[whole]
    ]


def is_forward(starts_at: time | None, ends_at: time | None) -> bool:
    """A visit ends after it began, on the same day or, begun in the evening, before six the next morning."""
    if starts_at is None or ends_at is None or ends_at > starts_at:
        return True
    return starts_at >= EVENING and ends_at <= MORNING
