"""How numbers are computed, one module by topic. Knows neither the database nor the time of day."""

from inspections.figures.coverage import (
    TARGET,
    coverage_percent,
    expected_percent,
    needed_per_month,
    projected_percent,
    still_needed,
    with_added_visits,
)

__all__ = [
    "TARGET",
    "coverage_percent",
    "expected_percent",
    "needed_per_month",
    "projected_percent",
    "still_needed",
    "with_added_visits",
]
