"""How numbers are computed, one module by topic. Knows neither the database nor the time of day."""

from inspections.figures.coverage import (
    TARGET,
    coverage_percent,
    expected_percent,
    needed_per_month,
    still_needed,
)

__all__ = ["TARGET", "coverage_percent", "expected_percent", "needed_per_month", "still_needed"]
