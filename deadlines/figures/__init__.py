"""Deadlines as numbers and words. Pure: neither Django nor a clock; docs/indicators.md has the worked examples."""

from deadlines.figures.calendar import (
    MORNING,
    VIETNAM,
    Calendar,
    end_of,
    last_day_before,
    last_day_on_time,
)
from deadlines.figures.engine import plan
from deadlines.figures.shapes import Intent, Ladder, Obligation, Person
from deadlines.figures.words import deadline_words, time_left_words

__all__ = [
    "MORNING",
    "VIETNAM",
    "Calendar",
    "Intent",
    "Ladder",
    "Obligation",
    "Person",
    "deadline_words",
    "end_of",
    "last_day_before",
    "last_day_on_time",
    "plan",
    "time_left_words",
]
