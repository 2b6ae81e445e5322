"""Reads over several tables, one module by topic."""

from inspections.queries.choices import (
    communes_open_to,
    districts,
    districts_open_to,
    plannable_establishments,
    plannable_teams,
)
from inspections.queries.coverage import (
    Coverage,
    CoverageRow,
    Pace,
    Window,
    coverage,
    coverage_for,
    inspected_establishments,
    pace,
    year_window,
)

__all__ = [
    "Coverage",
    "CoverageRow",
    "Pace",
    "Window",
    "communes_open_to",
    "coverage",
    "coverage_for",
    "districts",
    "districts_open_to",
    "inspected_establishments",
    "pace",
    "plannable_establishments",
    "plannable_teams",
    "year_window",
]
