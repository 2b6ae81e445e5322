"""How the deadlines were kept: three rates over a denominator that says what it leaves out."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.tests.factories import UnitFactory, UserFactory
from deadlines.figures.timeliness import Duty, timeliness
from documents.layout import validate_content
from kit.excel import open_workbook
from reports.queries.timeliness import of_year
from reports.services.concessions import grant_extension
from reports.services.timeliness_files import timeliness_content
from reports.tests.factories import NOW, TOO_LATE, ReportFactory, SubmissionRoundFactory

DAY = timedelta(days=1)
DUE = TOO_LATE
ON_TIME = Duty(DUE, first_sent_at=NOW, accepted_sent_at=NOW, rounds=1)
LATE = Duty(DUE, first_sent_at=DUE, rounds=1)
NEVER = Duty(DUE)
EXCLUDED = Duty(DUE, is_excluded=True)
EXTENDED = Duty(DUE + 5 * DAY, is_extended=True)


def test_the_worked_example():
    kept = timeliness([*[ON_TIME] * 18, *[LATE] * 2, NEVER, EXCLUDED, EXTENDED], DUE)

    assert (kept.owed, kept.judged, kept.excluded, kept.extended) == (22, 21, 1, 1)
    assert (kept.sent, kept.on_time, kept.on_time_rate) == (20, 18, Decimal("85.7"))


def test_a_return_does_not_make_late_but_is_seen_in_the_other_rates():
    returned = Duty(DUE, first_sent_at=NOW, accepted_sent_at=DUE + DAY, rounds=3)

    kept = timeliness([returned, ON_TIME], DUE)

    assert (kept.on_time_rate, kept.accepted_on_time_rate) == (Decimal("100.0"), Decimal("50.0"))
    assert (kept.accepted, kept.rounds_mean) == (2, Decimal("2.0"))


def test_nothing_judged_is_no_zero():
    kept = timeliness([EXTENDED, EXCLUDED], NOW)

    assert (kept.on_time_rate, kept.accepted_on_time_rate, kept.rounds_mean) == (None, None, None)


def test_who_sent_in_the_last_second_of_an_extension_is_on_time():
    assert timeliness([Duty(DUE + 5 * DAY, first_sent_at=DUE + 5 * DAY - timedelta(seconds=1))], DUE).on_time == 1
    assert timeliness([Duty(DUE + 5 * DAY, first_sent_at=DUE + 5 * DAY)], DUE).on_time == 0


@pytest.mark.django_db
def test_the_year_is_told_by_unit_and_by_period(coordinator):
    good = ReportFactory(accepted=True)
    SubmissionRoundFactory(
        report=good, submitted_by=UserFactory(), number=1, outcome="recalled", submitted_at=NOW - DAY
    )
    SubmissionRoundFactory(report=good, submitted_by=UserFactory(), number=2, outcome="accepted")
    ReportFactory(period=good.period, excluded_at=NOW, exclusion_reason="Đã sáp nhập.")
    longer = ReportFactory(period=good.period)
    grant_extension(
        longer, by=coordinator, at=NOW, due_on=(DUE + 5 * DAY).date(), reason="Đang sắp xếp lại.", reference="CV 1"
    )
    ReportFactory(period=good.period)

    table = of_year(2022, DUE)

    assert len(table.rows) == 4 and len(table.periods) == 1
    assert (table.whole.owed, table.whole.judged, table.whole.excluded, table.whole.extended) == (3, 2, 1, 1)
    assert (table.whole.on_time, table.whole.accepted_on_time, table.whole.rounds) == (1, 1, 1)
    assert table.by_period == [table.whole]
    row = next(row for row in table.rows if row.unit == good.unit)
    assert row.together.on_time_rate == Decimal("100.0")
    assert of_year(1999, DUE).rows == []


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["", "2022", "x", "1999"])
def test_the_page_says_what_its_denominator_leaves_out(client, coordinator, monkeypatch, year):
    monkeypatch.setattr("kit.clock.now", lambda: DUE)
    monkeypatch.setattr("kit.clock.today", lambda: DUE.date())
    ReportFactory(accepted=True)
    client.force_login(coordinator)
    assert "chưa có kỳ báo cáo nào" not in client.get(reverse("reports:timeliness"), {"nam": year}).content.decode()

    text = client.get(reverse("reports:timeliness"), {"nam": "2022"}).content.decode()

    assert "1/1" in text and "100" in text and "Mẫu số" in text
    client.force_login(UserFactory())
    assert client.get(reverse("reports:timeliness")).status_code == 403


@pytest.mark.django_db
def test_a_year_without_periods_says_so(client, coordinator):
    client.force_login(coordinator)

    assert "chưa có kỳ báo cáo nào" in client.get(reverse("reports:timeliness")).content.decode()


@pytest.mark.django_db
def test_paper_and_workbook_say_what_the_page_says(client, coordinator, monkeypatch):
    monkeypatch.setattr("kit.clock.now", lambda: DUE)
    monkeypatch.setattr("kit.clock.today", lambda: DUE.date())
    UnitFactory(department=True)
    good = ReportFactory(accepted=True)
    late = ReportFactory(period=good.period)
    SubmissionRoundFactory(report=good, submitted_by=UserFactory(), number=1, outcome="accepted")
    client.force_login(coordinator)

    paper = timeliness_content(of_year(2022, DUE), 2022, at=DUE)
    sheets = open_workbook(client.get(reverse("reports:timeliness_xlsx"), {"nam": "2022"}).content)

    validate_content(paper)
    assert "1 báo cáo gửi lần đầu đúng hạn (50 %)" in paper["body"][0]["text"]
    rows = {row["cells"][1]: row["cells"][2:] for row in paper["appendices"][0]["rows"]}
    assert rows[good.unit.name][0].startswith("Đúng hạn, ") and rows[good.unit.name][1] == "1/1 (100\u00a0%)"
    assert rows[late.unit.name][:2] == ["Quá hạn, chưa nộp", "0/1 (0\u00a0%)"]
    assert set(sheets) == {"Theo kỳ", "Theo đơn vị"}
    answer = client.get(reverse("reports:timeliness_pdf"), {"nam": "2022"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["reports:timeliness_pdf", "reports:timeliness_xlsx"])
def test_a_portal_without_periods_still_gives_a_file(client, coordinator, name):
    UnitFactory(department=True)
    client.force_login(coordinator)

    assert client.get(reverse(name)).status_code == 200
