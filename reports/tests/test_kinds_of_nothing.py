"""0, not applicable, no figure yet, left blank, not reported: told apart on every page and paper."""

import pytest

from accounts.tests.factories import UnitFactory, UserFactory
from plans.states import ValueKind
from reports.figures import cell_text
from reports.queries.totals import total_table
from reports.services.review import accept_report
from reports.services.snapshot import figures_snapshot
from reports.services.submission import forward_report, submit_report
from reports.tests.factories import NOW, ReportFactory, fill

pytestmark = pytest.mark.django_db
KINDS = {"N114": "0", "N113": "x", "N116": "…", "N117": "trống"}


@pytest.fixture
def told(report, officer, head, staff):
    """One report with each kind in it, accepted; another unit has told nothing."""
    fill(report, N101=12, N102=5, N113="na", N114=0, N116="unavailable")
    ReportFactory(period=report.period, unit=UnitFactory())
    other = fill(ReportFactory(period=report.period, unit=UnitFactory()), N101=1, N102=1, N117=7)
    for each in (report, other):
        people = UserFactory(unit=each.unit), UserFactory(unit=each.unit, approver=True)
        forward_report(each, by=people[0], at=NOW)
        submit_report(each, by=people[1], at=NOW)
        accept_report(each, by=staff, at=NOW)
    return report


def test_the_reviewers_page_and_the_page_of_a_total_tell_them_apart(client, told, staff):
    client.force_login(staff)
    review = client.get(f"/bao-cao/{told.pk}/").content.decode()
    rows = {code: review.partition(f'<tr id="{code}">')[2].partition("</tr>")[0] for code in ("N113", "N114", "N116")}

    assert all(f"<strong>{KINDS[code]}</strong>" in row for code, row in rows.items())
    total = client.get("/bao-cao/tong-hop/2022-6T/chi-tieu/N117/").content.decode()
    assert total.count("<strong>trống</strong>") == 1 and total.count("<strong>–</strong>") == 1


def test_the_matrix_tells_them_apart(client, told, staff):
    client.force_login(staff)

    page = client.get("/bao-cao/ma-tran/").content.decode()

    assert all(f">{text}</a>" in page for text in KINDS.values())


def test_what_is_frozen_and_printed_tells_them_apart(told):
    lines = {line["code"]: line for line in figures_snapshot(total_table(told.period), [])["lines"]}

    assert {code: lines[code]["by_unit"][told.unit.code] for code in KINDS if code in lines} == {
        code: text for code, text in KINDS.items() if code in lines
    }
    assert sorted(lines["N117"]["by_unit"].values()) == ["7", "trống", "–"]


@pytest.mark.pure
def test_a_share_of_nothing_is_no_blank():
    assert cell_text(None, ValueKind.PERCENT, is_told=True) == "–"
