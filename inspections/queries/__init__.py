"""Reads over several tables, one module by topic."""

from inspections.queries.choices import (
    communes_for,
    communes_open_to,
    districts,
    districts_open_to,
    plannable_establishments,
    plannable_teams,
    receiving_units,
)
from inspections.queries.coverage import (
    Coverage,
    CoverageRow,
    Pace,
    Window,
    coverage,
    coverage_for,
    coverage_record,
    data_window,
    inspected_establishments,
    pace,
    with_added,
    year_window,
)

__all__ = [
    "Coverage",
    "CoverageRow",
    "Pace",
    "Window",
    "communes_for",
    "communes_open_to",
    "coverage",
    "coverage_for",
    "coverage_record",
    "data_window",
    "districts",
    "districts_open_to",
    "inspected_establishments",
    "pace",
    "plannable_establishments",
    "plannable_teams",
    "receiving_units",
    "with_added",
    "year_window",
]
