"""From the officer's desk to the department: what blocks, what is frozen, what counts as on time."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from accounts.tests.factories import UserFactory
from audit.models import AuditEntry
from kit.workflow import InvalidTransition
from notices.models import Notice
from reports.models import ReportSection, SubmissionRound
from reports.services.problems import problems_of
from reports.services.review import return_report
from reports.services.submission import IncompleteReport, forward_report, hand_back_report, report_time, submit_report
from reports.states import ReportState
from reports.tests.factories import (
    LAST_SECOND,
    NOW,
    TOO_LATE,
    ReportFactory,
    complete,
    fill,
    note_on,
    send,
    small_form,
)

pytestmark = pytest.mark.django_db


def traces():
    """Everything that an act leaves behind."""
    return SubmissionRound.objects.count(), AuditEntry.objects.count(), Notice.objects.count()


def words(report):
    return " ".join(problem.message for problem in problems_of(report))


def state_of(report):
    report.refresh_from_db()
    return report.state


def test_a_report_with_a_gap_stays_a_draft_and_leaves_no_trace(report, officer, head):
    fill(report, N101=12)

    with pytest.raises(IncompleteReport) as error:
        forward_report(report, by=officer, at=NOW)

    assert [problem.code for problem in error.value.problems] == ["N102"]
    assert "ghi 0" in error.value.problems[0].message
    assert (state_of(report), traces()) == ("draft", (0, 0, 0))


def test_a_gap_found_by_the_head_leaves_no_trace_either(ready, officer, head):
    forward_report(ready, by=officer, at=NOW)
    before = traces()
    ready.values.all().delete()

    with pytest.raises(IncompleteReport):
        submit_report(ready, by=head, at=NOW)

    assert (state_of(ready), traces(), ready.first_submitted_at) == ("awaiting_head", before, None)


def test_zero_fills_a_gap(report):
    fill(report, N101=4, N102=0)

    assert problems_of(report) == []


def test_a_broken_rule_blocks_and_is_told_once(report):
    fill(report, N101=4, N102=5)

    assert [problem.message for problem in problems_of(report)] == ["N102 lớn hơn N101."]


def test_a_warning_asks_for_a_note_and_is_content_with_it(report):
    fill(report, N101=600, N102=5)
    assert "N101 cao bất thường. Nếu đúng là như vậy, ghi giải trình" in words(report)

    note_on(report, "N101", "Chiến dịch toàn huyện.")

    assert problems_of(report) == []


def test_a_note_does_not_excuse_an_error(report):
    fill(report, N101=4, N102=5)
    note_on(report, "N102", "Xin được chấp nhận.")

    assert words(report) == "N102 lớn hơn N101."


@pytest.mark.parametrize("status", ["na", "unavailable"])
def test_nothing_to_say_needs_a_word_why(report, status):
    fill(report, N101=12, N102=5, N113=status)
    assert problems_of(report) == []

    note_on(report, "N113", "")

    assert [problem.code for problem in problems_of(report)] == ["N113"]


def test_required_words_are_missed_and_linked(report):
    fill(report, text="", N101=12, N102=5)

    assert [problem.code for problem in problems_of(report)] == ["muc-II-2"]
    assert words(report) == "Mục II.2 “Công tác tuyên truyền”: chưa có nội dung."


@pytest.mark.parametrize("found", ["số CCCD 020123456789", "CMND 082123456", "gọi 0912 345 678", "sinh năm 1990"])
def test_personal_data_in_words_blocks_even_where_no_words_are_required(ready, found):
    ReportSection.objects.create(report=ready, code="V", text=f"Bà A, {found}.")

    assert {problem.code for problem in problems_of(ready)} == {"muc-V"}
    assert "Hãy bỏ thông tin nhận dạng cá nhân" in words(ready)


def test_the_year_may_not_be_less_than_the_six_months(district):
    fill(ReportFactory(accepted=True, unit=district), N101=20)
    annual = complete(ReportFactory(unit=district, period__annual=True, period__form=small_form()))

    assert words(annual) == "N101 của cả năm nhỏ hơn số 6 tháng."


def test_the_officer_lays_the_report_before_the_head(ready, officer, head):
    forward_report(ready, by=officer, at=NOW)

    assert state_of(ready) == "awaiting_head"
    notice = Notice.objects.get()
    assert (notice.to, notice.path) == (head, f"/bao-cao/{ready.pk}/")
    assert AuditEntry.objects.get().data == {"state": ["draft", "awaiting_head"]}


def test_the_head_does_not_forward_to_himself_while_there_is_an_officer(ready, head):
    with pytest.raises(PermissionDenied):
        forward_report(ready, by=head, at=NOW)

    assert state_of(ready) == "draft"


def test_the_head_hands_back_and_the_officer_is_told(ready, officer, head):
    forward_report(ready, by=officer, at=NOW)

    hand_back_report(ready, by=head, at=NOW)

    assert state_of(ready) == "draft"
    assert Notice.objects.get(kind="report-handed-back").to == officer


def test_a_returned_report_that_is_handed_back_is_returned_again(officer, head):
    report = complete(ReportFactory(returned=True, unit=officer.unit))
    forward_report(report, by=officer, at=NOW)

    hand_back_report(report, by=head, at=NOW)

    assert state_of(report) == "returned"


def test_there_is_nothing_to_hand_back_before_it_is_forwarded(ready, officer, head):
    with pytest.raises(InvalidTransition):
        hand_back_report(ready, by=head, at=NOW)
    with pytest.raises(InvalidTransition):
        hand_back_report(ready, by=officer, at=NOW)


def test_the_officer_takes_back_what_the_head_has_not_sent(ready, officer, head):
    forward_report(ready, by=officer, at=NOW)

    report = hand_back_report(ready, by=officer, at=NOW, words="Còn thiếu số của xã Hoa Thám.")

    assert report.is_editable
    notice = Notice.objects.get(kind="report-handed-back")
    assert notice.to == head and "xã Hoa Thám" in notice.body


def test_the_department_is_told_what_has_arrived(ready, officer, head, staff, coordinator):
    UserFactory(staff=True, is_active=False)

    send(ready, officer=officer, head=head, at=NOW)

    assert {notice.to for notice in Notice.objects.filter(kind="report-submitted")} == {staff, coordinator}
    assert "09:00 ngày 20/06/2022" in Notice.objects.filter(kind="report-submitted")[0].body


def test_the_head_does_not_send_what_was_not_laid_before_him(ready, head):
    with pytest.raises(InvalidTransition):
        submit_report(ready, by=head, at=NOW)

    assert (state_of(ready), traces()) == ("draft", (0, 0, 0))


def test_an_officer_may_not_send(ready, officer):
    forward_report(ready, by=officer, at=NOW)

    with pytest.raises(PermissionDenied):
        submit_report(ready, by=officer, at=NOW)


def test_the_head_of_another_unit_may_not_send(ready, officer):
    forward_report(ready, by=officer, at=NOW)

    with pytest.raises(PermissionDenied):
        submit_report(ready, by=UserFactory(approver=True), at=NOW)


def test_the_only_account_of_a_unit_sends_from_the_draft(report, head):
    UserFactory(unit=head.unit, is_active=False)

    submit_report(complete(report), by=head, at=NOW)

    assert state_of(report) == "submitted"


def test_the_only_account_of_a_unit_may_also_forward(report, head):
    forward_report(complete(report), by=head, at=NOW)

    assert submit_report(report, by=head, at=NOW).state == "submitted"


def test_an_excluded_unit_sends_nothing(report, head):
    complete(report)
    report.excluded_at = NOW
    report.save()

    with pytest.raises(InvalidTransition):
        forward_report(report, by=head, at=NOW)
    with pytest.raises(InvalidTransition):
        submit_report(report, by=head, at=NOW)


@pytest.mark.parametrize(("at", "on_time"), [(LAST_SECOND, True), (TOO_LATE, False)])
def test_on_time_ends_with_the_24th_of_june_in_vietnam(ready, officer, head, at, on_time):
    sent = send(ready, officer=officer, head=head, at=at)

    assert (sent.was_on_time, sent.submitted_at) == (on_time, at)
    assert report_time(LAST_SECOND) == "23:59 ngày 24/06/2022"


def test_sending_again_after_a_return_keeps_the_first_time(ready, officer, head, staff):
    send(ready, officer=officer, head=head, at=NOW)
    return_report(ready, by=staff, at=TOO_LATE, reason="N101 chưa khớp mục II.2.")

    again = send(ready, officer=officer, head=head, at=TOO_LATE + timedelta(days=5))

    assert (again.first_submitted_at, again.submitted_at) == (NOW, TOO_LATE + timedelta(days=5))
    assert again.was_on_time
    assert list(again.rounds.values_list("number", "outcome")) == [(1, "returned"), (2, "pending")]


def test_a_round_freezes_what_was_sent_with_its_digest(ready, officer, head):
    fill(ready, N111=3, N113="na", KP02=12.5)
    send(ready, officer=officer, head=head, at=NOW)

    sent = ready.rounds.get()
    values = sent.snapshot["values"]
    assert values["KP02"] == {"status": "value", "value": "12.500", "note": ""}
    assert values["TH08"]["value"] == "0" and values["N113"]["value"] is None
    assert sent.snapshot["sections"] == {"II.2": "Tổ chức tuyên truyền tại các xã."}
    canonical = json.dumps(sent.snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sent.digest == hashlib.sha256(canonical.encode()).hexdigest()


def test_a_round_stays_as_it_was_whatever_the_unit_types_later(ready, officer, head, staff):
    send(ready, officer=officer, head=head, at=NOW)
    first = ready.rounds.get()
    return_report(ready, by=staff, at=NOW, reason="N101 chưa khớp mục II.2.")

    fill(ready, N101=99)

    assert ready.rounds.get().snapshot == first.snapshot
    assert first.snapshot["values"]["N101"]["value"] == "12.000"


def test_the_unit_is_named_in_the_report_as_it_was_called_then(ready, officer, head, district):
    called = district.name
    send(ready, officer=officer, head=head, at=NOW)
    district.name = "Phòng Nội vụ"
    district.save()

    ready.refresh_from_db()
    assert (ready.unit_name, ready.rounds.get().submitted_by_name) == (called, str(head))


def test_sending_twice_is_one_round(ready, officer, head, staff):
    send(ready, officer=officer, head=head, at=NOW)
    before = traces()

    with pytest.raises(InvalidTransition):
        submit_report(ready, by=head, at=NOW)
    with pytest.raises(InvalidTransition):
        forward_report(ready, by=officer, at=NOW)

    assert traces() == before


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connections['default'].vendor != 'postgresql'", reason="SQLite has one writer anyway")
def test_eight_impatient_clicks_are_one_round(ready, officer, head, staff):
    forward_report(ready, by=officer, at=NOW)

    with ThreadPoolExecutor(8) as clicks:
        answers = list(clicks.map(lambda _: click(ready, head), range(8)))

    assert sorted(answers) == ["refused"] * 7 + ["sent"]
    assert (ready.rounds.count(), Notice.objects.filter(kind="report-submitted").count()) == (1, 1)
    assert state_of(ready) == ReportState.SUBMITTED


def click(report, head):
    try:
        submit_report(report, by=head, at=NOW)
        return "sent"
    except InvalidTransition:
        return "refused"
    finally:
        connections.close_all()
