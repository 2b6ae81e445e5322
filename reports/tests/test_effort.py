"""The time a form takes is measured, or it is said that it was not."""

from datetime import timedelta

import pytest

from audit.services.journal import record
from plans.figures.rollover import median, minutes_between
from reports.queries.effort import Effort, effort
from reports.tests.factories import NOW, ReportFactory

MINUTE = timedelta(minutes=1)


def test_the_worked_example():
    first, second = NOW, NOW + 360 * MINUTE

    assert minutes_between([second + 4 * MINUTE, first, first + 6 * MINUTE, first + 9 * MINUTE, second]) == 13
    assert minutes_between([NOW]) is None and minutes_between([NOW, NOW + 60 * MINUTE]) is None
    assert (median([40, 5, 12]), median([4, 2]), median([])) == (12, 2, None)


@pytest.mark.django_db
def test_a_kind_of_unit_tells_its_median_and_how_many_reports_it_rests_on(django_assert_max_num_queries):
    sat = ReportFactory(accepted=True)
    once = ReportFactory(period=sat.period, accepted=True)
    ReportFactory(period=sat.period)  # not sent
    for minutes in (0, 5, 9):
        record(sat, "report.edited", by=sat.submitted_by, at=NOW + minutes * MINUTE, fields=["N101"])
    record(once, "report.edited", by=once.submitted_by, at=NOW, fields=["N101"])

    with django_assert_max_num_queries(2):
        found = effort(sat.period.year)

    assert found == [Effort(found[0].kind, 2, 1, 9)]
