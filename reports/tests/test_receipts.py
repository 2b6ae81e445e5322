"""Receipts: one per sending, numbered, checkable by anybody; taking back; whose desk it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client

from accounts.tests.factories import UserFactory
from kit.address import client_address
from kit.codes import ALPHABET, normal_code
from kit.workflow import InvalidTransition
from notices.models import Notice
from reports.models import Receipt, Report, SubmissionRound, VerificationTry
from reports.services.answers import answer_items
from reports.services.entry import TypedCell, save_entries
from reports.services.recall import recall_report
from reports.services.receipts import TooManyTries, check_code, digest_of, issue_receipt
from reports.services.review import Mark, accept_report, open_for_review, return_report, take_report
from reports.services.submission import (
    AlreadySent,
    AnotherAccount,
    ChangedMeanwhile,
    forward_report,
    submit_report,
    version_of,
)
from reports.services.submission_key import submission_key
from reports.tests.factories import NOW, TOO_LATE, ReportFactory, complete, fill, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(ready, officer, head):
    return send(ready, officer=officer, head=head, at=NOW)


def the_receipt(report):
    return Receipt.objects.get(round__report=report)


def test_every_sending_has_a_numbered_receipt_with_a_code_nobody_guesses(sent, officer, head, staff):
    first = the_receipt(sent)
    return_report(sent, by=staff, at=NOW, reason="Số liệu chưa khớp lời văn.")
    send(sent, officer=officer, head=head, at=TOO_LATE)
    second = Receipt.objects.get(round__number=2)

    assert (first.shown_number, second.shown_number, first.issued_at) == ("0001/2022", "0002/2022", NOW)
    letters = first.code.replace("-", "")
    assert len(letters) == 20 and set(letters) <= set(ALPHABET) and len(ALPHABET) == 32  # 100 bits
    assert first.code != second.code and str(first) == "Biên nhận 0001/2022"
    assert first.round.digest == digest_of(first.round.snapshot)


def key_of(report, person):
    """The key that stands on this person's page now."""
    report.refresh_from_db()
    return submission_key(report, person, version_of(report))


def test_the_page_of_another_account_or_a_key_somebody_made_up_sends_nothing(ready, officer, head, browse):
    forward_report(ready, by=officer, at=NOW)
    other = UserFactory(unit=ready.unit, approver=True)

    for key in (key_of(ready, other), key_of(ready, head)[:-1], "0-0", "[1]"):
        with pytest.raises(AnotherAccount):
            submit_report(ready, by=head, at=NOW, key=key)
        page = browse(head).post(f"/bao-cao/{ready.pk}/gui/", {"submission_key": key})
        assert page.status_code == 409 and "tài khoản khác" in page.content.decode()
    assert not ready.rounds.exists()


def test_a_page_counts_once_and_a_colleagues_page_of_the_same_version_gets_the_same_receipt(ready, officer, head):
    forward_report(ready, by=officer, at=NOW)
    other = UserFactory(unit=ready.unit, approver=True)
    own, colleagues = key_of(ready, head), key_of(ready, other)

    submit_report(ready, by=head, at=NOW, key=own)

    for person, key in ((head, own), (other, colleagues)):
        with pytest.raises(AlreadySent) as again:
            submit_report(ready, by=person, at=TOO_LATE, key=key)
        assert again.value.round.submission_key == own
    assert ready.rounds.count() == 1


def test_a_repeat_of_a_sending_is_answered_with_the_same_receipt(ready, officer, head, browse):
    forward_report(ready, by=officer, at=NOW)
    ready.refresh_from_db()
    browser, where, typed = browse(head), f"/bao-cao/{ready.pk}/gui/", {"submission_key": key_of(ready, head)}

    answers = [browser.post(where, typed)["Location"] for _ in range(3)] + [browser.post(where)["Location"]]

    assert set(answers) == {f"/bao-cao/bien-nhan/{the_receipt(ready).pk}/"}


def test_an_old_page_sends_nothing_after_the_report_went_through_another_round(ready, officer, head, staff, browse):
    forward_report(ready, by=officer, at=NOW)
    ready.refresh_from_db()
    old = key_of(ready, head)
    submit_report(ready, by=head, at=NOW, key=old)
    receipt = the_receipt(ready)
    return_report(ready, by=staff, at=NOW, reason="Số liệu chưa khớp lời văn.")
    save_entries(ready, by=officer, at=NOW, cells=[TypedCell("N101", "20")])
    forward_report(ready, by=officer, at=NOW)

    with pytest.raises(AlreadySent):
        submit_report(ready, by=head, at=TOO_LATE, key=old)
    answer = browse(head).post(f"/bao-cao/{ready.pk}/gui/", {"submission_key": old})

    assert answer["Location"] == f"/bao-cao/bien-nhan/{receipt.pk}/"
    assert ready.rounds.count() == 1


@pytest.mark.parametrize("seen", ["0-99", "9-9"])
def test_a_page_with_other_content_is_refused_and_the_head_sees_what_is_there_now(ready, officer, head, browse, seen):
    save_entries(ready, by=officer, at=NOW, cells=[TypedCell("N101", "20")])
    forward_report(ready, by=officer, at=NOW)

    with pytest.raises(ChangedMeanwhile):
        submit_report(ready, by=head, at=NOW, key=submission_key(ready, head, seen))
    page = browse(head).post(f"/bao-cao/{ready.pk}/gui/", {"submission_key": submission_key(ready, head, seen)})

    assert page.status_code == 409 and "Chưa gửi: báo cáo đã thay đổi lúc" in page.content.decode()
    assert Report.objects.get(pk=ready.pk).state == "awaiting_head"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connections['default'].vendor != 'postgresql'", reason="SQLite has one writer anyway")
def test_eight_parallel_clicks_have_one_effect_and_one_receipt(ready, officer, head):
    forward_report(ready, by=officer, at=NOW)
    ready.refresh_from_db()
    key = key_of(ready, head)

    with ThreadPoolExecutor(8) as clicks:
        answers = set(clicks.map(lambda _: click(ready, head, key), range(8)))

    assert answers == {f"/bao-cao/bien-nhan/{the_receipt(ready).pk}/"}
    assert ready.rounds.count() == 1


def click(report, head, key):
    try:
        client = Client()
        client.force_login(head)
        return client.post(f"/bao-cao/{report.pk}/gui/", {"submission_key": key})["Location"]
    finally:
        connections.close_all()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connections['default'].vendor != 'postgresql'", reason="SQLite has one writer anyway")
def test_units_that_send_at_once_get_numbers_without_gap_or_double():
    pairs = []
    for _ in range(6):
        officer = UserFactory()
        head = UserFactory(unit=officer.unit, approver=True)
        report = complete(ReportFactory(unit=officer.unit))
        forward_report(report, by=officer, at=NOW)
        pairs.append((report, head))

    with ThreadPoolExecutor(6) as clicks:
        list(clicks.map(lambda pair: click(*pair, ""), pairs))

    assert sorted(Receipt.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


# --- Pages --------------------------------------------------------------------------------------------


def test_the_receipt_is_a_page_and_a_sheet_of_paper_for_unit_and_department(sent, officer, staff, browse):
    receipt = the_receipt(sent)

    for person in (officer, staff):
        page = browse(person).get(f"/bao-cao/bien-nhan/{receipt.pk}/").content.decode()
        assert receipt.code in page and receipt.round.digest in page and "đúng hạn" in page
        pdf = browse(person).get(f"/bao-cao/bien-nhan/{receipt.pk}/pdf/")
        assert pdf.content.startswith(b"%PDF") and "bien-nhan-2022-0001.pdf" in pdf["Content-Disposition"]
    assert browse(UserFactory()).get(f"/bao-cao/bien-nhan/{receipt.pk}/").status_code == 404


def test_receipts_are_visible_as_their_report(sent, officer, staff):
    people = officer, staff, UserFactory(), UserFactory(inspector=True), UserFactory(unit=officer.unit, is_active=False)

    assert [Receipt.objects.visible_to(person).count() for person in people] == [1, 1, 0, 0, 0]


def test_anybody_may_check_a_code_and_learns_number_day_and_match_only(sent, client):
    receipt = the_receipt(sent)
    assert receipt.code in client.get("/bao-cao/kiem-tra-bien-nhan/", {"ma": receipt.code}).content.decode()

    page = client.post("/bao-cao/kiem-tra-bien-nhan/", {"ma": receipt.code.lower().replace("-", " ")}).content.decode()

    assert "Khớp" in page and "0001/2022" in page
    assert sent.unit.name not in page and receipt.round.digest not in page and "N101" not in page


@pytest.mark.parametrize("code", ["AAAAA-AAAAA-AAAAA-AAAAA", "%", "x" * 60, "🙂"])
def test_a_wrong_code_does_not_match(sent, client, code):
    page = client.post("/bao-cao/kiem-tra-bien-nhan/", {"ma": code})

    assert page.status_code == 200 and "Không khớp" in page.content.decode()


def test_an_empty_code_is_asked_for(client):
    assert client.post("/bao-cao/kiem-tra-bien-nhan/", {"ma": " "}).status_code == 422


def test_content_that_was_changed_behind_the_portals_back_does_not_match(sent):
    receipt = the_receipt(sent)
    receipt.round.snapshot["values"]["N101"]["value"] = "99"
    receipt.round.save()

    assert not check_code(receipt.code, address="1", at=NOW).is_genuine


def test_after_ten_tries_a_minute_an_address_waits_and_others_do_not(sent):
    for _ in range(10):
        check_code("sai", address="10.0.0.1", at=NOW)

    with pytest.raises(TooManyTries):
        check_code(the_receipt(sent).code, address="10.0.0.1", at=NOW)
    assert check_code(the_receipt(sent).code, address="10.0.0.2", at=NOW).is_genuine
    assert check_code(the_receipt(sent).code, address="10.0.0.1", at=NOW + timedelta(seconds=61)).is_genuine
    assert not VerificationTry.objects.filter(address_digest__contains="10.0").exists()


def test_the_eleventh_try_is_told_to_wait(client):
    for _ in range(10):
        client.post("/bao-cao/kiem-tra-bien-nhan/", {"ma": "sai"})

    page = client.post("/bao-cao/kiem-tra-bien-nhan/", {"ma": "sai"})

    assert (page.status_code, page["Retry-After"]) == (429, "60")


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.1.1.1", "10.1.1.1"),
        (1, "", "127.0.0.1"),
        (2, "10.1.1.1", "127.0.0.1"),
    ],
)
def test_an_address_that_a_sender_writes_himself_is_not_believed(rf, settings, hops, forwarded, address):
    """B10."""
    settings.TRUSTED_PROXY_COUNT = hops

    assert client_address(rf.get("/", headers={"X-Forwarded-For": forwarded})) == address


def test_a_code_is_read_as_people_write_it():
    assert normal_code(" ab-cde fghjk ") == "ABCDE-FGHJK"
    assert normal_code("A" * 5000).count("A") == 21


# --- Taking back, and whose desk ----------------------------------------------------------------------


def test_an_unread_report_can_be_taken_back_and_was_as_if_not_sent(sent, head, officer):
    report = recall_report(sent, by=head, at=NOW)

    assert (report.state, report.first_submitted_at, report.is_editable) == ("draft", None, True)
    assert report.rounds.get().outcome == "recalled"
    assert Report.objects.overdue(TOO_LATE).filter(pk=report.pk).exists()
    report = send(report, officer=officer, head=head, at=TOO_LATE)
    assert (report.was_on_time, report.rounds.count()) == (False, 2)


def test_a_resubmission_taken_back_is_still_a_return_with_its_requests(sent, officer, head, staff):
    return_report(sent, by=staff, at=NOW, marks=[Mark("N101", "R1", "Thiếu quý II.")])
    item = sent.rounds.get().items.get()
    answer_items(sent, by=officer, at=NOW, answers={item.pk: "Đã sửa."})
    fill(sent, N101=13)
    send(sent, officer=officer, head=head, at=NOW)

    report = recall_report(sent, by=head, at=NOW)

    assert (report.state, report.first_submitted_at) == ("returned", NOW)
    saved = save_entries(report, by=officer, at=NOW, cells=[TypedCell("N101", "14"), TypedCell("N102", "1")])
    assert saved.written == ["N101"]


def test_what_the_department_has_opened_or_taken_cannot_be_taken_back(sent, head, staff, browse):
    assert open_for_review(sent, by=staff, at=NOW) is True
    assert open_for_review(sent, by=staff, at=NOW) is False

    with pytest.raises(InvalidTransition):
        recall_report(sent, by=head, at=NOW)
    page = browse(head).post(f"/bao-cao/{sent.pk}/rut-lai/", follow=True).content.decode()
    assert "Sở đã mở báo cáo" in page


def test_leaders_and_the_unit_read_without_a_trace(sent, officer, browse):
    for person in (officer, UserFactory(leader=True), UserFactory(auditor=True)):
        browse(person).get(f"/bao-cao/{sent.pk}/")

    assert Report.objects.get(pk=sent.pk).is_unread


def test_the_departments_look_is_noted(sent, staff, browse):
    browse(staff).get(f"/bao-cao/{sent.pk}/")

    assert not Report.objects.get(pk=sent.pk).is_unread


def test_only_the_head_of_the_unit_takes_back(sent, officer, staff, browse, head):
    for person in (officer, staff, UserFactory(approver=True)):
        with pytest.raises(PermissionDenied):
            recall_report(sent, by=person, at=NOW)
    assert "Rút lại báo cáo" in browse(head).get(f"/bao-cao/{sent.pk}/").content.decode()
    assert "Rút lại báo cáo" not in browse(officer).get(f"/bao-cao/{sent.pk}/").content.decode()

    assert browse(head).post(f"/bao-cao/{sent.pk}/rut-lai/").status_code == 302
    assert Notice.objects.filter(kind="report-recalled").exists()


def test_a_report_lies_on_one_desk_and_a_colleague_may_take_it_over(sent, staff, coordinator, browse):
    browse(staff).post(f"/bao-cao/{sent.pk}/nhan/")
    assert Report.objects.get(pk=sent.pk).reviewer == staff
    assert f"Ở bàn của <strong>{staff}" in browse(coordinator).get(f"/bao-cao/{sent.pk}/").content.decode()

    take_report(sent, by=coordinator, at=NOW)
    accept_report(sent, by=staff, at=NOW)

    with pytest.raises(InvalidTransition):
        take_report(sent, by=staff, at=NOW)
    assert browse(staff).post(f"/bao-cao/{sent.pk}/nhan/").status_code == 409
    assert Report.objects.get(pk=sent.pk).reviewer == coordinator


def test_numbers_begin_anew_with_the_year_in_vietnam(sent, head):
    last = sent.rounds.get()
    rounds = [
        SubmissionRound.objects.create(
            report=sent, number=number, submitted_at=NOW, submitted_by=head, submitted_by_name="x",
            snapshot=last.snapshot, digest=last.digest,
        )
        for number in (2, 3)
    ]  # fmt: skip
    before, after = datetime(2022, 12, 31, 16, 59, 59, tzinfo=UTC), datetime(2022, 12, 31, 17, 0, tzinfo=UTC)

    numbers = [issue_receipt(each, at=at).shown_number for each, at in zip(rounds, (before, after), strict=True)]

    assert numbers == ["0002/2022", "0001/2023"]
