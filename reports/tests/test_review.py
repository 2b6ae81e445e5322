"""The department judges what was sent: accept, return with a reason, reopen."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UserFactory
from audit.models import AuditEntry
from kit.workflow import InvalidTransition
from notices.models import Notice
from reports.figures import Cell
from reports.models import Report
from reports.queries.returns import round_cells
from reports.queries.review import round_rows
from reports.queries.totals import total_table
from reports.queries.waiting import next_for_review
from reports.services.opening import MissingReason
from reports.services.review import accept_report, reopen_report, return_report, take_report
from reports.services.threads import open_thread
from reports.tests.factories import NOW, TOO_LATE, ReportFactory, accepted_report, fill, send

pytestmark = pytest.mark.django_db
REASON = "N101 chưa khớp lời văn mục II.2."


@pytest.fixture
def sent(ready, officer, head):
    return send(ready, officer=officer, head=head, at=NOW)


def test_an_accepted_report_enters_the_totals_and_its_round_is_closed(sent, staff):
    accept_report(sent, by=staff, at=NOW)

    sent.refresh_from_db()
    assert (sent.state, sent.decided_by, sent.decided_at) == ("accepted", staff, NOW)
    decided = sent.rounds.get()
    assert (decided.outcome, decided.decided_by, decided.reason) == ("accepted", staff, "")
    assert total_table(sent.period).line("N101").total.value == 12


def test_the_unit_learns_that_its_report_was_accepted(sent, officer, head, staff):
    accept_report(sent, by=staff, at=NOW)

    assert {notice.to for notice in Notice.objects.filter(kind="report-accepted")} == {officer, head}


@pytest.mark.parametrize("reason", ["", "ok", " ngắn quá ", "\u200b" * 12])
@pytest.mark.parametrize("step", [return_report, reopen_report])
def test_nothing_is_given_back_without_a_reason_of_ten_characters(sent, coordinator, step, reason):
    before = AuditEntry.objects.count()

    with pytest.raises(MissingReason):
        step(sent, by=coordinator, at=NOW, reason=reason)

    sent.refresh_from_db()
    assert (sent.state, AuditEntry.objects.count()) == ("submitted", before)


def test_a_returned_report_shows_its_reason_and_goes_back_to_the_unit(sent, officer, staff):
    return_report(sent, by=staff, at=NOW, reason=f" {REASON}\r\n")

    sent.refresh_from_db()
    assert (sent.state, sent.return_reason, sent.is_editable) == ("returned", REASON, True)
    assert (sent.rounds.get().outcome, sent.rounds.get().reason) == ("returned", REASON)
    assert f"Lý do: {REASON}" in Notice.objects.get(to=officer, kind="report-return").body
    assert AuditEntry.objects.filter(action="report.returned").exists()


def test_a_reopened_report_leaves_the_totals_and_is_missed_by_name(coordinator):
    kept, reopened = accepted_report(N101=12), accepted_report(N101=8)

    reopen_report(reopened, by=coordinator, at=NOW, reason=REASON)

    table = total_table(kept.period)
    assert (table.line("N101").total.value, table.coverage) == (12, "1/2")
    assert table.missing == [reopened.unit]


def test_accepting_clears_the_reason_of_an_earlier_return(sent, officer, head, staff):
    return_report(sent, by=staff, at=NOW, reason=REASON)
    send(sent, officer=officer, head=head, at=TOO_LATE)

    accept_report(sent, by=staff, at=TOO_LATE)

    sent.refresh_from_db()
    assert sent.return_reason == ""
    assert list(sent.rounds.values_list("number", "outcome")) == [(1, "returned"), (2, "accepted")]


@pytest.mark.parametrize("state", ["submitted", "accepted", "returned"])
def test_who_sent_a_report_does_not_judge_it(staff, state):
    report = ReportFactory(**{state: True}, submitted_by=staff)

    with pytest.raises(PermissionDenied):
        accept_report(report, by=staff, at=NOW)
    with pytest.raises(PermissionDenied):
        return_report(report, by=staff, at=NOW, reason=REASON)


def test_only_the_coordinator_reopens(staff, coordinator):
    report = ReportFactory(accepted=True)

    with pytest.raises(PermissionDenied):
        reopen_report(report, by=staff, at=NOW, reason=REASON)

    assert reopen_report(report, by=coordinator, at=NOW, reason=REASON).state == "returned"


@pytest.mark.parametrize("who", [{}, {"approver": True}, {"leader": True}, {"auditor": True}, {"inspector": True}])
def test_nobody_else_accepts(sent, who):
    with pytest.raises(PermissionDenied):
        accept_report(sent, by=UserFactory(**who), at=NOW)


@pytest.mark.parametrize("state", [{}, {"awaiting_head": True}, {"returned": True}, {"accepted": True}])
def test_only_what_was_sent_and_not_judged_is_accepted_or_returned(staff, state):
    report = ReportFactory(**state)

    with pytest.raises(InvalidTransition):
        accept_report(report, by=staff, at=NOW)
    with pytest.raises(InvalidTransition):
        return_report(report, by=staff, at=NOW, reason=REASON)


def test_a_report_that_was_not_accepted_cannot_be_reopened(sent, coordinator):
    with pytest.raises(InvalidTransition):
        reopen_report(sent, by=coordinator, at=NOW, reason=REASON)


def test_of_two_judges_the_first_decides(sent, staff, coordinator):
    stale = Report.objects.get(pk=sent.pk)
    accept_report(sent, by=staff, at=NOW)

    with pytest.raises(InvalidTransition):
        return_report(stale, by=coordinator, at=NOW, reason=REASON)


def test_the_reviewer_reads_what_was_sent_beside_the_round_before_and_last_year(sent, officer, head, staff):
    accepted_report(sent.unit, year=2021, N101=9)
    return_report(sent, by=staff, at=NOW, reason=REASON)
    send(fill(sent, N101=15), officer=officer, head=head, at=TOO_LATE)
    fill(sent, N101=99)

    first, second = sent.rounds.all()
    rows = {row.indicator.code: row for _, group in round_rows(sent, second, first) for row in group}

    assert (rows["N101"].text, rows["N101"].changed_from, rows["N101"].previous) == ("15", "12", "9")
    assert rows["N102"].changed_from == "" and "N113" not in rows  # nobody had to fill it in


def test_a_first_round_has_nothing_to_differ_from(sent):
    rows = [row for _, group in round_rows(sent, sent.rounds.get(), None) for row in group]

    assert not any(row.changed_from for row in rows)
    assert round_cells(sent.rounds.get())["N101"] == Cell("value", 12)


def test_the_reviewer_sees_the_warning_and_the_units_explanation(report, officer, head):
    fill(report, N101=600, N102=5)
    report.values.filter(indicator__code="N101").update(note="Chiến dịch toàn huyện.")
    send(report, officer=officer, head=head, at=NOW)

    row = next(row for _, group in round_rows(report, report.rounds.get(), None) for row in group if row.findings)

    assert (row.indicator.code, row.note) == ("N101", "Chiến dịch toàn huyện.")


def test_after_a_decision_the_page_leads_to_the_report_that_waits_next(browse, staff, coordinator):
    """One's own desk first, then nobody's, then the longest waiting; never one's own entry."""
    done = ReportFactory(accepted=True)
    later = ReportFactory(submitted=True, submitted_at=NOW, unit__name="Phòng sau")
    earlier = ReportFactory(submitted=True, submitted_at=NOW - timedelta(days=1), unit__name="Phòng trước")
    ReportFactory(submitted=True, submitted_at=NOW - timedelta(days=2), submitted_by=staff)
    ReportFactory(submitted=True, submitted_at=NOW - timedelta(days=3), reviewer=coordinator)

    found = next_for_review(staff, done)
    assert (found.report, found.waiting) == (earlier, 3)
    take_report(later, by=staff, at=NOW)
    assert next_for_review(staff, done).report == later

    page = browse(staff).get(f"/bao-cao/{done.pk}/").content.decode()
    assert "Báo cáo chờ xem tiếp theo" in page and f'href="/bao-cao/{later.pk}/"' in page
    Report.objects.exclude(pk=done.pk).update(state="accepted")
    assert "Không còn báo cáo nào chờ xét" in browse(staff).get(f"/bao-cao/{done.pk}/").content.decode()


def test_a_refused_decision_opens_its_own_form_and_no_other(browse, coordinator, report):
    page = browse(coordinator).post(f"/bao-cao/{report.pk}/loai-tru/", {"reason": "ngắn"}).content.decode()

    opened = page.partition("<details")[2].split("<details")
    assert [("ngắn</textarea>" in part, " open>" in part.partition("<summary")[0]) for part in opened] == [
        (False, False),  # enter on behalf
        (True, True),
    ]


def test_a_report_with_open_questions_says_why_it_cannot_be_accepted_yet(browse, sent, staff):
    assert "Duyệt, đưa vào tổng hợp" in browse(staff).get(f"/bao-cao/{sent.pk}/").content.decode()
    open_thread(sent, "N101", "Số này gồm cả buổi lồng ghép?", by=staff, at=NOW)

    page = browse(staff).get(f"/bao-cao/{sent.pk}/").content.decode()

    assert "1 trao đổi chưa khép" in page and "Duyệt, đưa vào tổng hợp" not in page
