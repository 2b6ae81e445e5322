"""The surgical return: only what was marked reopens, each mark is answered, the difference is shown."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UserFactory
from kit.workflow import InvalidTransition
from notices.models import Notice
from reports.models import Report, ReturnItem
from reports.queries.form import editable_codes
from reports.queries.reasons import reason_tables
from reports.queries.returns import Change, changes_between, old_numbers, returned_items
from reports.services.answers import answer_items
from reports.services.entry import TypedCell, TypedSection, save_entries
from reports.services.opening import MissingReason
from reports.services.problems import problems_of
from reports.services.review import Mark, UnknownMark, reopen_report, return_report
from reports.services.submission import IncompleteReport
from reports.services.threads import open_thread
from reports.tests.factories import NOW, TOO_LATE, ReportFactory, fill, send

pytestmark = pytest.mark.django_db
N101 = Mark("N101", "R1", "Thiếu các buổi của quý II.")
WORDS = Mark("II.2", "R4", "Nêu đúng số buổi.")


@pytest.fixture
def sent(ready, officer, head):
    return send(ready, officer=officer, head=head, at=NOW)


@pytest.fixture
def returned(sent, staff):
    return return_report(sent, by=staff, at=NOW, marks=[N101, WORDS])


def answer_all(report, by):
    return answer_items(report, by=by, at=TOO_LATE, answers={i.pk: "Đã sửa." for i in returned_items(report)})


def test_only_the_marked_places_reopen(returned, officer):
    saved = save_entries(
        returned,
        by=officer,
        at=NOW,
        cells=[TypedCell("N101", "15"), TypedCell("N102", "9")],
        sections=[TypedSection("II.2", "Mười lăm buổi."), TypedSection("I", "Khác")],
    )

    assert editable_codes(returned) == {"N101", "II.2"}
    assert saved.written == ["N101", "II.2"]
    assert returned.values.get(indicator__code="N102").value == 5


def test_a_return_without_marks_reopens_everything(sent, staff):
    report = return_report(sent, by=staff, at=NOW, reason="Toàn bộ số liệu sai kỳ.", marks=[])

    assert {"N101", "N102", "II.2"} <= editable_codes(report)


def test_a_reason_for_the_whole_report_closes_nothing(sent, staff):
    words = "Thiếu bản ký, đóng dấu."
    report = return_report(sent, by=staff, at=NOW, reason=words, marks=[Mark("", "R8", words)])

    assert "N102" in editable_codes(report)
    assert [item.code for item in returned_items(report)] == [""]


def test_the_unit_reads_every_reason_in_its_notice(returned, officer):
    body = Notice.objects.get(kind="report-return", to=officer).body

    assert "Cần chỉnh lý 2 chỗ: N101, II.2." in body
    assert "N101 (R1. Thiếu chỉ tiêu): Thiếu các buổi của quý II." in body


@pytest.mark.parametrize(
    ("marks", "error"),
    [
        ([Mark("TH08", "R1", "Số xã chưa đúng.")], UnknownMark),  # the portal's own figure
        ([Mark("N999", "R1", "Không có chỉ tiêu này.")], UnknownMark),
        ([N101, N101], UnknownMark),
        ([Mark("N101", "R99", "Lý do lạ.")], MissingReason),
        ([Mark("N101", "R1", " \u200b ")], MissingReason),
        ([], MissingReason),
    ],
)
def test_a_mark_that_says_nothing_or_is_not_on_the_form_is_refused(sent, staff, marks, error):
    with pytest.raises(error):
        return_report(sent, by=staff, at=NOW, marks=marks)

    assert Report.objects.get(pk=sent.pk).state == "submitted" and not ReturnItem.objects.exists()


def test_every_request_is_answered_before_the_report_goes_back(returned, officer, head):
    fill(returned, N101=15)
    assert [p.message for p in problems_of(returned)] == [
        "N101: chưa trả lời yêu cầu chỉnh lý của Sở.",
        "II.2: chưa trả lời yêu cầu chỉnh lý của Sở.",
    ]
    with pytest.raises(IncompleteReport):
        send(returned, officer=officer, head=head, at=TOO_LATE)

    assert answer_all(returned, officer) == {}
    report = send(returned, officer=officer, head=head, at=TOO_LATE)

    assert report.state == "submitted" and report.first_submitted_at == NOW and report.was_on_time


def test_the_resubmission_shows_what_changed_what_was_asked_and_what_follows(returned, officer, head):
    fill(returned, N101=15, N113=100, N114=40)
    answer_all(returned, officer)
    report = send(returned, officer=officer, head=head, at=TOO_LATE)
    first, second = report.rounds.order_by("number")

    changes = {c.code: c for c in changes_between(report, first, second)}

    assert (changes["N101"].before, changes["N101"].after, changes["N101"].item.answer) == ("12", "15", "Đã sửa.")
    assert not changes["II.2"].is_different and changes["II.2"].item.words == WORDS.words
    assert changes["N115"].is_derived and changes["N115"].after == "40,0 %"
    assert "N102" not in changes


def test_a_second_return_opens_only_what_it_names_itself(returned, officer, head, staff):
    answer_all(returned, officer)
    report = send(returned, officer=officer, head=head, at=TOO_LATE)

    report = return_report(report, by=staff, at=TOO_LATE, marks=[Mark("N102", "R3", "Lớn hơn tổng số.")])

    assert editable_codes(report) == {"N102"}
    assert ReturnItem.objects.filter(round__report=report).count() == 3


def test_an_accepted_report_may_be_reopened_at_one_place(sent, coordinator, staff):
    Report.objects.filter(pk=sent.pk).update(state="accepted")

    report = reopen_report(sent, by=coordinator, at=NOW, reason="Đơn vị xin sửa N101.", marks=[N101])

    assert editable_codes(report) == {"N101"}
    with pytest.raises(MissingReason):
        reopen_report(sent, by=coordinator, at=NOW, reason="", marks=[N101])


def test_an_answer_names_nobody_is_not_endless_and_may_be_taken_back(returned, officer):
    first, second = returned_items(returned)

    refused = answer_items(
        returned, by=officer, at=NOW, answers={first.pk: "Gọi 0912 345 678.", second.pk: "x" * 1001, 999: "lạ"}
    )
    assert "điện thoại" in refused[first.pk] and "1.000 ký tự" in refused[second.pk]

    answer_all(returned, officer)
    answer_items(returned, by=officer, at=NOW, answers={first.pk: " "})
    first.refresh_from_db()
    assert (first.answer, first.answered_at, first.answered_by) == ("", None, None)


def test_nobody_else_answers_and_nobody_after_sending(returned, officer, head, staff):
    for stranger in (staff, UserFactory()):
        with pytest.raises(PermissionDenied):
            answer_all(returned, stranger)
    answer_all(returned, officer)
    send(returned, officer=officer, head=head, at=TOO_LATE)

    with pytest.raises(InvalidTransition):
        answer_items(returned, by=officer, at=TOO_LATE, answers={})


def test_requests_are_visible_as_their_report(returned, officer, staff):
    stranger = UserFactory()
    gone = UserFactory(unit=officer.unit, is_active=False)

    counts = [ReturnItem.objects.visible_to(who).count() for who in (officer, staff, stranger, gone)]

    assert counts == [2, 2, 0, 0]
    assert ReturnItem.objects.visible_to(UserFactory(inspector=True)).count() == 0
    item = returned_items(returned)[0]
    assert "N101" in str(item) and item.anchor == "N101"
    assert ReturnItem(code="II.2").anchor == "muc-II-2" and ReturnItem(code="N101.LT").anchor == "N101.LT"


# --- Pages --------------------------------------------------------------------------------------------


def test_the_reviewer_marks_places_and_says_why_each(browse, sent, staff):
    browser, where = browse(staff), f"/bao-cao/{sent.pk}/chinh-ly/"
    assert 'name="o" value="N101"' in browser.get(f"/bao-cao/{sent.pk}/").content.decode()

    page = browser.get(where, {"o": ["N101", "II.2", "TH08", "lạ"]}).content.decode()
    assert "Chỉ 2 chỗ dưới đây" in page and "w-TH08" not in page
    typed = {"o": ["N101", "II.2"], "r-N101": "R1", "w-N101": "Thiếu quý II.", "r-II.2": "", "w-II.2": "Gọi 0912345678"}
    refused = browser.post(where, typed)
    assert refused.status_code == 422 and "Thiếu quý II." in refused.content.decode()
    assert "điện thoại" in refused.content.decode()

    browser.post(where, typed | {"r-II.2": "R4", "w-II.2": "Nêu đúng số buổi."})

    assert list(ReturnItem.objects.values_list("code", "reason_code")) == [("N101", "R1"), ("II.2", "R4")]


def test_beside_a_marked_figure_stands_what_was_sent(browse, sent, staff):
    page = browse(staff).get(f"/bao-cao/{sent.pk}/chinh-ly/", {"o": ["N101"]}).content.decode()

    assert "Đã gửi: <strong>12</strong> buổi · cùng kỳ năm trước: <strong>–</strong>" in page


def test_a_whole_report_may_carry_a_reason_of_the_list(browse, sent, staff):
    reason = "Thiếu bản ký, đóng dấu của trưởng phòng."
    browse(staff).post(f"/bao-cao/{sent.pk}/chinh-ly/", {"reason": reason, "r-": "R8"})

    assert ReturnItem.objects.get().reason_code == "R8"


def test_the_unit_answers_beside_its_form_and_nothing_typed_is_lost(browse, returned, officer):
    browser, where = browse(officer), f"/bao-cao/{returned.pk}/tra-loi/"
    first, second = returned_items(returned)
    assert f'name="a-{first.pk}"' in browser.get(f"/bao-cao/{returned.pk}/nhap/").content.decode()

    refused = browser.post(where, {f"a-{first.pk}": "Gọi 0912 345 678.", f"a-{second.pk}": "Đã nêu lại."})
    assert refused.status_code == 422 and "Gọi 0912 345 678." in refused.content.decode()
    assert browser.post(where, {f"a-{first.pk}": "Đã bổ sung."}).status_code == 302
    assert browser.post(where, {}).status_code == 302

    assert [item.answer for item in returned_items(returned)] == ["Đã bổ sung.", "Đã nêu lại."]


def test_answers_typed_go_on_with_the_report_to_the_head(browse, returned, officer, head):
    typed = {f"a-{item.pk}": "Đã sửa theo sổ." for item in returned_items(returned)}

    answer = browse(officer).post(f"/bao-cao/{returned.pk}/trinh/", typed | {"v-N101": "15", "s-N101": "value"})

    returned.refresh_from_db()
    assert (answer.status_code, returned.state) == (302, "awaiting_head")
    page = browse(head).get(f"/bao-cao/{returned.pk}/").content.decode()
    assert "Số buổi" in page[page.index("Sở đã yêu cầu") : page.index("Chờ trưởng đơn vị kiểm tra")]
    assert page.count('Đơn vị trả lời:</strong> <span class="preserve">Đã sửa theo sổ.') == 2
    assert {item.answer for item in returned_items(returned)} == {"Đã sửa theo sổ."}


def test_before_sending_again_the_head_reads_what_changed_and_which_words_tell_the_old_figure(
    browse, sent, staff, officer, head
):
    returned = return_report(sent, by=staff, at=NOW, marks=[N101])
    fill(returned, N101=15)
    returned.sections.filter(code="II.2").update(text="Tổ chức 12 buổi.")
    typed = {f"a-{item.pk}": "Đã sửa theo sổ." for item in returned_items(returned)}
    form = browse(officer).get(f"/bao-cao/{returned.pk}/nhap/").content.decode()
    browse(officer).post(f"/bao-cao/{returned.pk}/trinh/", typed)

    page = browse(head).get(f"/bao-cao/{returned.pk}/").content.decode()

    assert "Lời văn còn ghi số cũ" in form and "Mục II.2" in form
    assert "Đã đổi so với lần gửi trước" in page and "<strong>15</strong>" in page
    assert "còn ghi <strong>12</strong>, là số của N101" in page


def test_a_right_figure_that_meets_a_locked_one_goes_on_with_an_explanation(browse, returned, officer):
    """N102 stays locked at 5 and may not exceed N101, which is really 3."""
    typed = {f"a-{item.pk}": "Đã sửa theo sổ." for item in returned_items(returned)}
    sent = typed | {"v-N101": "3", "s-N101": "value"}
    browser, where = browse(officer), f"/bao-cao/{returned.pk}/trinh/"

    assert browser.post(where, sent).status_code == 422
    assert browser.post(where, sent | {"n-N101": "Số đúng là 3; ô N102 đang khóa."}).status_code == 302


def test_enter_in_any_box_of_the_form_only_saves(browse, returned, officer):
    page = browse(officer).get(f"/bao-cao/{returned.pk}/nhap/").content.decode()
    form = page[page.index('id="report-form"') :]

    first = form[form.index('<button type="submit"') :].split(">", 1)[0]
    assert "formaction" not in first


def test_open_questions_stand_on_the_form_of_a_returned_report(browse, returned, officer, staff):
    open_thread(returned, "N101", "Vì sao tăng gấp đôi?", by=staff, at=NOW)

    assert f"/bao-cao/{returned.pk}/o/N101/" in browse(officer).get(f"/bao-cao/{returned.pk}/nhap/").content.decode()


def test_answers_after_sending_are_told_that_it_is_too_late(browse, sent, officer):
    assert browse(officer).post(f"/bao-cao/{sent.pk}/tra-loi/", {}).status_code == 409


def test_the_resubmission_opens_on_the_difference(browse, returned, officer, head, staff):
    fill(returned, N101=15)
    answer_all(returned, officer)
    send(returned, officer=officer, head=head, at=TOO_LATE)

    page = browse(staff).get(f"/bao-cao/{returned.pk}/").content.decode()

    assert page.index('id="thay-doi"') < page.index("Các lần nộp")
    assert "Thiếu các buổi của quý II." in page and "không đổi" in page


def test_any_two_sendings_can_be_compared_by_unit_and_department(browse, returned, officer, head, staff):
    where = f"/bao-cao/{returned.pk}/so-sanh/"
    assert browse(officer).get(where).status_code == 404  # one sending only
    fill(returned, N101=15)
    answer_all(returned, officer)
    send(returned, officer=officer, head=head, at=TOO_LATE)

    for person in (officer, staff):
        page = browse(person).get(where, {"lan": "1", "voi": "2"}).content.decode()
        assert "So sánh lần 1 với lần 2" in page and "Sở không yêu cầu" not in page
    assert browse(staff).get(where, {"lan": "x"}).status_code == 404


def test_a_return_of_what_went_on_meanwhile_says_so(browse, sent, staff):
    Report.objects.filter(pk=sent.pk).update(state="accepted")
    browser, where = browse(staff), f"/bao-cao/{sent.pk}/chinh-ly/"

    assert browser.get(where).status_code == 302
    assert browser.post(where, {"reason": "Số liệu chưa khớp lời văn."}).status_code == 409
    assert Report.objects.get(pk=sent.pk).state == "accepted"


def test_a_draft_is_open_everywhere():
    assert {"N101", "N102"} <= editable_codes(ReportFactory())


# --- Statistics ---------------------------------------------------------------------------------------


def test_reasons_are_counted_by_reason_place_and_unit(returned, officer, head, staff):
    answer_all(returned, officer)
    send(returned, officer=officer, head=head, at=TOO_LATE)
    return_report(returned, by=staff, at=TOO_LATE, reason="Toàn bộ số liệu sai kỳ.")

    tables = reason_tables(2022)

    assert [(t.label, t.places) for t in tables.reasons] == [
        ("R1. Thiếu chỉ tiêu", 1),
        ("R4. Lời văn khác số liệu", 1),
    ]
    assert tables.places[0].label == "II.2. Công tác tuyên truyền" and tables.places[1].told == "R1 × 1"
    assert [(t.label, t.returns, t.places) for t in tables.units] == [(returned.unit.short_name, 2, 2)]
    assert (tables.returns, tables.without_code) == (2, 1)


def test_the_page_of_reasons_is_there_with_and_without_returns(browse, returned, staff):
    browser, where = browse(staff), "/bao-cao/ly-do-chinh-ly/"

    assert "R1 × 1" in browser.get(where, {"nam": "2022"}).content.decode()
    assert "2 lần yêu cầu" not in browser.get(where, {"nam": "x"}).content.decode()
    Report.objects.get(pk=returned.pk).rounds.update(outcome="pending")
    assert "chưa có lần yêu cầu chỉnh lý nào" in browser.get(where, {"nam": "2022"}).content.decode()


def test_words_that_still_tell_the_old_figure_are_pointed_out():
    def change(before, after, *, figure=True):
        return Change("N104", "Số tờ rơi", before, after, "", figure, False)

    texts = {"II.2": "Cấp phát 1.600 tờ rơi, 11.600 lượt.", "II.3": "Cấp 1.600,5 và 16.600."}
    names = {"II.2": "Tuyên truyền"}

    found = old_numbers([change("1.600", "1.450")], texts, names)
    assert [(old.code, old.title, old.number, old.figure) for old in found] == [
        ("II.2", "Tuyên truyền", "1.600", "N104")
    ]
    assert old_numbers([change("1.600 (đã đếm lại)", "1.450")], texts, names) == found
    assert old_numbers([change("1.600", "1.600")], texts, names) == []
    assert old_numbers([change("6", "7"), change("Cấp 1.600", "", figure=False)], {"II.2": "6 buổi"}, names) == []
