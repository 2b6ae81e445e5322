"""The pages: who gets which, what is kept when something is wrong, and what a stale page may still do."""

import pytest

from accounts.tests.factories import UserFactory
from audit.models import AuditEntry
from plans.tests.factories import ReportingPeriodFactory
from reports.models import Report
from reports.services.entry import TypedCell, fingerprint, save_entries
from reports.services.submission import forward_report
from reports.tests.factories import NOW, ReportFactory, accepted_report, complete, fill, note_on, send, small_form
from reports.tests.pages import page_of, said

pytestmark = pytest.mark.django_db
REASON = {"reason": "N101 chưa khớp lời văn mục II.2."}
POSTS = ["luu-o", "trinh", "tra-lai-nguoi-nhap", "gui", "chinh-ly", "duyet", "mo-lai", "loai-tru"]
READERS = ["staff", "coordinator", "leader", "auditor"]


# --- Whose page is it ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "nhap/"])
def test_the_officer_of_another_unit_gets_not_found(browse, report, path):
    assert browse(UserFactory()).get(f"/bao-cao/{report.pk}/{path}").status_code == 404


@pytest.mark.parametrize("step", ["nhap", "luu-o", "trinh", "tra-lai-nguoi-nhap", "gui"])
def test_the_head_of_another_unit_can_do_nothing_with_it(browse, ready, step):
    before = AuditEntry.objects.count()

    response = browse(UserFactory(approver=True)).post(f"/bao-cao/{ready.pk}/{step}/", {"v-N101": "99"})

    assert (response.status_code, AuditEntry.objects.count()) == (404, before)


@pytest.mark.parametrize("step", ["nhap", "luu-o", "trinh", "tra-lai-nguoi-nhap", "gui"])
@pytest.mark.parametrize("who", [*READERS, "inspector", "administrator"])
def test_nobody_but_the_unit_has_the_entry_functions(browse, ready, who, step):
    assert browse(UserFactory(**{who: True})).post(f"/bao-cao/{ready.pk}/{step}/").status_code == 403


@pytest.mark.parametrize("step", ["chinh-ly", "duyet", "mo-lai", "loai-tru"])
def test_a_unit_has_no_functions_of_the_department(browse, report, officer, step):
    assert browse(officer).post(f"/bao-cao/{report.pk}/{step}/", REASON).status_code == 403


@pytest.mark.parametrize("path", ["theo-doi/", "tong-hop/", "tong-hop/2022-6T/chi-tieu/N101/"])
def test_a_unit_does_not_see_the_other_units(browse, report, officer, path):
    assert browse(officer).get(f"/bao-cao/{path}").status_code == 403


@pytest.mark.parametrize("step", POSTS)
def test_looking_at_an_address_that_writes_changes_nothing(browse, report, head, step):
    report.refresh_from_db()
    assert browse(head).get(f"/bao-cao/{report.pk}/{step}/").status_code in (403, 405)

    assert (Report.objects.get().state, AuditEntry.objects.count()) == ("draft", 0)


def test_an_officer_may_not_send(browse, ready, officer):
    forward_report(ready, by=officer, at=NOW)

    assert browse(officer).post(f"/bao-cao/{ready.pk}/gui/").status_code == 403


# --- The unit's pages ---------------------------------------------------------------------------


def test_the_officer_sees_the_units_own_reports_and_their_deadline(browse, report, officer):
    other = ReportFactory()

    page = page_of(browse(officer).get("/bao-cao/"))

    assert "hết ngày 24/06/2022" in page and "Nhập báo cáo" in page
    assert f"/bao-cao/{report.pk}/" in page and f"/bao-cao/{other.pk}/" not in page


def test_opening_an_own_draft_leads_to_the_form(browse, report, officer):
    response = browse(officer).get(f"/bao-cao/{report.pk}/")

    assert (response.status_code, response.url) == (302, f"/bao-cao/{report.pk}/nhap/")


def test_the_draft_can_also_be_read_with_what_is_missing(browse, report, officer):
    page = page_of(browse(officer).get(f"/bao-cao/{report.pk}/?xem"))

    assert "N101: chưa nhập. Nếu không phát sinh, ghi 0." in page and 'href="#muc-II-2"' in page


def test_the_form_shows_labels_fields_and_progress(browse, report, officer):
    page = page_of(browse(officer).get(f"/bao-cao/{report.pk}/nhap/"))

    assert 'for="v-N101"' in page and 'name="v-N101"' in page and "0/2 chỉ tiêu" in page
    assert 'name="v-N112"' not in page and 'name="t-II.2"' in page


def test_what_is_typed_is_saved_also_without_javascript(browse, report, officer):
    response = browse(officer).post(
        f"/bao-cao/{report.pk}/nhap/", {"v-N101": "1.250", "t-II.2": "Lời văn"}, follow=True
    )

    assert said(response) == "Đã lưu nháp."
    assert 'value="1.250"' in page_of(response)
    assert report.sections.get().text == "Lời văn"


def test_what_cannot_be_read_is_kept_beside_its_message(browse, report, officer):
    typed = {"v-N101": "12 buổi", "v-N102": "5", "t-II.2": "d" * 20_001}

    page = page_of(browse(officer).post(f"/bao-cao/{report.pk}/nhap/", typed), 422)

    assert 'value="12 buổi"' in page and "Cần số nguyên từ 0 trở lên, ví dụ 1.250." in page
    assert "d" * 20_001 in page and "Nội dung đã gõ vẫn còn nguyên" in page
    assert list(report.values.values_list("indicator__code", flat=True)) == ["N102"]


def test_what_is_typed_is_shown_as_text_never_as_a_page(browse, report, officer):
    nasty = "<script>alert(1)</script>{{7*7}}"

    page = page_of(browse(officer).post(f"/bao-cao/{report.pk}/nhap/", {"v-N101": nasty, "t-II.2": nasty}), 422)

    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


def test_saving_from_an_old_tab_after_forwarding_loses_nothing_and_says_so(browse, ready, officer):
    forward_report(ready, by=officer, at=NOW)

    response = browse(officer).post(f"/bao-cao/{ready.pk}/nhap/", {"v-N101": "99"}, follow=True)

    assert response.status_code == 409 and "99" in response.content.decode()
    assert ready.values.get(indicator__code="N101").value == 12


def test_the_form_of_a_sent_report_is_its_reading_page(browse, officer):
    report = ReportFactory(unit=officer.unit, submitted=True)

    response = browse(officer).get(f"/bao-cao/{report.pk}/nhap/", follow=True)

    assert "Đã gửi lúc" in page_of(response) and said(response) == ""


# --- Autosave -----------------------------------------------------------------------------------


def test_autosave_answers_with_the_messages_of_the_rows_concerned_linked_to_each_other(browse, report, officer):
    fill(report, N101=4)

    page = page_of(browse(officer).post(f"/bao-cao/{report.pk}/luu-o/", {"v-N102": "5"}))

    assert "Đã lưu" in page and 'id="tb-N101"' in page and page.count("lớn hơn") == 2
    assert 'N102 lớn hơn <a href="#N101">N101</a>.' in page and '<a href="#N102">N102</a> lớn hơn N101.' in page
    assert 'id="w-N102"' in page and "<html" not in page and 'name="v-N102"' not in page


def test_autosave_tells_what_it_could_not_read(browse, report, officer):
    page = page_of(browse(officer).post(f"/bao-cao/{report.pk}/luu-o/", {"v-N101": "12 buổi"}), 422)

    assert "Cần số nguyên" in page and "còn 1 ô chưa lưu được" in page
    assert not report.values.exists()


def test_autosave_shows_the_other_editors_figure_and_takes_ones_own_at_the_second_try(browse, report, officer, head):
    save_entries(report, by=head, at=NOW, cells=[TypedCell("N101", "15")])
    address, stale = f"/bao-cao/{report.pk}/luu-o/", {"v-N101": "12", "w-N101": fingerprint(None)}

    page = page_of(browse(officer).post(address, stale), 422)
    assert "Người khác vừa nhập ô này: <strong>15</strong>" in page
    seen = page.split('name="w-N101" id="w-N101" value="')[1].split('"')[0]

    assert browse(officer).post(address, stale | {"w-N101": seen}).status_code == 200
    assert report.values.get().value == 12


def test_autosave_of_a_forwarded_report_is_a_conflict_and_says_that_the_text_is_safe(browse, ready, officer):
    forward_report(ready, by=officer, at=NOW)

    page = page_of(browse(officer).post(f"/bao-cao/{ready.pk}/luu-o/", {"v-N101": "99"}), 409)

    assert "Chờ trưởng đơn vị" in page and "Nội dung đã gõ còn trên màn hình" in page
    assert ready.values.get(indicator__code="N101").value == 12


# --- Forward, hand back, send -------------------------------------------------------------------


def test_forwarding_saves_what_stands_in_the_form_first(browse, report, officer, head):
    typed = {"v-N101": "12", "v-N102": "5", "t-II.2": "Tổ chức 12 buổi."}

    response = browse(officer).post(f"/bao-cao/{report.pk}/trinh/", typed, follow=True)

    assert "Đã trình trưởng đơn vị" in said(response)
    assert "Báo cáo chưa rời đơn vị" in page_of(response)


def test_forwarding_with_a_gap_lists_it_and_keeps_the_rest(browse, report, officer, head):
    page = page_of(browse(officer).post(f"/bao-cao/{report.pk}/trinh/", {"v-N101": "12"}), 422)

    assert "Còn 2 điểm phải hoàn thiện" in page and 'href="#N102"' in page and 'value="12"' in page


def test_forwarding_what_cannot_be_read_stays_on_the_form(browse, ready, officer, head):
    page = page_of(browse(officer).post(f"/bao-cao/{ready.pk}/trinh/", {"v-N101": "nhiều"}), 422)

    assert 'value="nhiều"' in page
    ready.refresh_from_db()
    assert ready.state == "draft"


def test_forwarding_twice_changes_nothing_and_says_so(browse, ready, officer, head):
    browse(officer).post(f"/bao-cao/{ready.pk}/trinh/")

    page = page_of(browse(officer).post(f"/bao-cao/{ready.pk}/trinh/"), 409)

    assert "vừa đổi trạng thái" in page and "chờ trưởng đơn vị" in page
    assert AuditEntry.objects.filter(action="report.forwarded").count() == 1


def test_the_head_hands_back_once(browse, ready, officer, head):
    forward_report(ready, by=officer, at=NOW)

    first = browse(head).post(f"/bao-cao/{ready.pk}/tra-lai-nguoi-nhap/", follow=True)
    again = page_of(browse(head).post(f"/bao-cao/{ready.pk}/tra-lai-nguoi-nhap/"), 409)

    assert "có thể sửa" in said(first) and "vừa đổi trạng thái" in again


def test_the_head_sends_and_reads_whether_it_was_on_time(browse, ready, officer, head):
    forward_report(ready, by=officer, at=NOW)
    assert "Gửi báo cáo về Sở" in page_of(browse(head).get(f"/bao-cao/{ready.pk}/"))

    response = browse(head).post(f"/bao-cao/{ready.pk}/gui/", follow=True)

    page = page_of(browse(head).get(f"/bao-cao/{ready.pk}/"))
    assert "Đã gửi báo cáo sau hạn" in said(response)
    assert "Đã gửi lúc" in page and "Các lần nộp" in page


def test_sending_twice_is_one_round_and_no_alarm(browse, ready, officer, head):
    forward_report(ready, by=officer, at=NOW)
    browse(head).post(f"/bao-cao/{ready.pk}/gui/", follow=True)

    response = browse(head).post(f"/bao-cao/{ready.pk}/gui/", follow=True)

    assert (ready.rounds.count(), said(response)) == (1, "")


def test_sending_with_a_gap_says_what_is_missing(browse, ready, officer, head):
    forward_report(ready, by=officer, at=NOW)
    ready.sections.all().delete()

    response = browse(head).post(f"/bao-cao/{ready.pk}/gui/", follow=True)

    assert "còn 1 điểm phải hoàn thiện" in said(response)
    assert "Mục II.2" in page_of(response)


def test_sending_what_was_handed_back_meanwhile_is_refused_in_words(browse, ready, head, officer):
    page = page_of(browse(head).post(f"/bao-cao/{ready.pk}/gui/"), 409)

    assert "vừa đổi trạng thái" in page


def test_a_returned_report_shows_the_reason_on_top_of_the_form(browse, officer):
    report = ReportFactory(unit=officer.unit, returned=True, return_reason="N101 chưa khớp <b>II.2</b>.")

    page = page_of(browse(officer).get(f"/bao-cao/{report.pk}/nhap/"))

    assert "Sở yêu cầu chỉnh lý" in page and "N101 chưa khớp &lt;b&gt;II.2&lt;/b&gt;." in page


def test_an_excluded_unit_reads_why(browse, officer):
    report = ReportFactory(unit=officer.unit, excluded_at=NOW, exclusion_reason="Đang sắp xếp lại.")

    assert "Đang sắp xếp lại." in page_of(browse(officer).get(f"/bao-cao/{report.pk}/"))


# --- The department's pages ---------------------------------------------------------------------


@pytest.mark.parametrize("who", READERS)
def test_the_department_and_the_leaders_follow_all_units(browse, who):
    late, excluded = ReportFactory(), ReportFactory(excluded_at=NOW)

    page = page_of(browse(UserFactory(**{who: True})).get("/bao-cao/theo-doi/"))

    assert late.unit.short_name in page and excluded.unit.short_name in page
    assert "Quá hạn" in page and "Loại trừ" in page and "1/1" in page


@pytest.mark.parametrize(
    ("state", "shown"),
    [("draft", {0, 1}), ("submitted", {2}), ("muon", {0, 1}), ("accepted", set()), ("", {0, 1, 2, 3})],
)
def test_the_board_can_be_narrowed_to_one_state(browse, staff, state, shown):
    reports = [ReportFactory(**v) for v in ({}, {"awaiting_head": True}, {"submitted": True}, {"excluded_at": NOW})]

    rows = browse(staff).get(f"/bao-cao/theo-doi/?ky=2022-6T&tinh-trang={state}").context["rows"]

    assert {row[0] for row in rows} == {reports[n] for n in shown}


@pytest.mark.parametrize("code", ["2022-13", "2022H3", "２０２２-6T", "2031-6T", "abc", "2022-6T-6T"])
def test_a_period_typed_by_hand_is_not_found(browse, report, staff, code):
    assert browse(staff).get(f"/bao-cao/theo-doi/?ky={code}").status_code == 404


@pytest.mark.parametrize("path", ["theo-doi/", "tong-hop/"])
def test_before_the_first_period_the_pages_say_so(browse, staff, path):
    assert "Chưa có kỳ báo cáo nào mở" in page_of(browse(staff).get(f"/bao-cao/{path}"))


def test_the_reviewer_does_not_see_what_the_unit_is_still_typing(browse, report, staff):
    fill(report, N101=98765)

    page = page_of(browse(staff).get(f"/bao-cao/{report.pk}/"))

    assert "Đơn vị chưa nộp báo cáo kỳ này" in page and "98.765" not in page


def test_the_reviewer_reads_figures_words_and_explanations(browse, report, officer, head, staff):
    fill(report, N101=600, N102=5, N113="na")
    note_on(report, "N101", "Chiến dịch toàn huyện.")
    send(report, officer=officer, head=head, at=NOW)

    page = page_of(browse(staff).get(f"/bao-cao/{report.pk}/"))

    assert "N101 cao bất thường." in page and "Giải trình: Chiến dịch toàn huyện." in page
    assert "Duyệt, đưa vào tổng hợp" in page and "Tổ chức tuyên truyền tại các xã." in page


@pytest.mark.parametrize("who", ["leader", "auditor"])
def test_readers_have_no_buttons_to_judge(browse, who):
    report = ReportFactory(submitted=True)

    assert "Duyệt, đưa vào" not in page_of(browse(UserFactory(**{who: True})).get(f"/bao-cao/{report.pk}/"))
    assert browse(UserFactory(**{who: True})).post(f"/bao-cao/{report.pk}/duyet/").status_code == 403


def test_accepting_brings_the_report_into_the_totals(browse, staff):
    report = ReportFactory(submitted=True)

    response = browse(staff).post(f"/bao-cao/{report.pk}/duyet/", follow=True)

    assert "Số liệu đã vào bảng tổng hợp" in said(response)
    assert said(browse(staff).post(f"/bao-cao/{report.pk}/duyet/", follow=True)) == ""  # a second click: it is done
    colleague = browse(UserFactory(staff=True))
    assert "vừa đổi trạng thái" in page_of(colleague.post(f"/bao-cao/{report.pk}/duyet/"), 409)


@pytest.mark.parametrize(
    ("step", "state", "result"),
    [("chinh-ly", "submitted", "returned"), ("mo-lai", "accepted", "returned"), ("loai-tru", "", "draft")],
)
def test_decisions_with_a_reason_are_carried_out(browse, coordinator, step, state, result):
    report = ReportFactory(**({state: True} if state else {}))

    response = browse(coordinator).post(f"/bao-cao/{report.pk}/{step}/", REASON, follow=True)

    assert said(response).startswith("Đã")
    report.refresh_from_db()
    assert (report.state, report.return_reason or report.exclusion_reason) == (result, REASON["reason"])


@pytest.mark.parametrize(("step", "state"), [("chinh-ly", "submitted"), ("mo-lai", "accepted"), ("loai-tru", "")])
@pytest.mark.parametrize("reason", ["", "quá ngắn", "\u200b" * 12])
def test_a_decision_without_a_reason_is_asked_for_it_beside_the_field(browse, coordinator, step, state, reason):
    report = ReportFactory(**({state: True} if state else {}))

    page = page_of(browse(coordinator).post(f"/bao-cao/{report.pk}/{step}/", {"reason": reason}), 422)

    assert "is-invalid" in page and reason in page
    assert Report.objects.get() == report and not AuditEntry.objects.exists()


def test_a_reason_too_long_for_the_record_is_kept_and_refused(browse, coordinator, report):
    page = page_of(browse(coordinator).post(f"/bao-cao/{report.pk}/loai-tru/", {"reason": "d" * 301}), 422)

    assert "từ 10 đến 300 ký tự" in page and "d" * 301 in page


def test_returning_what_somebody_has_just_accepted_says_so(browse, staff):
    report = ReportFactory(accepted=True)

    page = page_of(browse(staff).post(f"/bao-cao/{report.pk}/chinh-ly/", REASON), 409)

    assert "vừa đổi trạng thái" in page
    assert Report.objects.get().state == "accepted"


# --- As many queries for many units as for few --------------------------------------------------


@pytest.mark.parametrize("path", ["theo-doi/", "tong-hop/", "tong-hop/2022-6T/chi-tieu/N101/"])
def test_pages_over_all_units_do_not_ask_more_for_more_units(browse, staff, django_assert_max_num_queries, path):
    client, address = browse(staff), f"/bao-cao/{path}"
    for _ in range(2):
        accepted_report(N101=12, N113=20, N114=18)
    with django_assert_max_num_queries(30) as few:
        client.get(address)
    for _ in range(6):
        accepted_report(N101=12, N113=20, N114=18)

    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_the_form_does_not_ask_more_for_more_figures(browse, officer, report, django_assert_max_num_queries):
    client, address = browse(officer), f"/bao-cao/{report.pk}/nhap/"
    accepted_report(officer.unit, year=2021, N101=9)
    fill(complete(report), N201=1)  # "Có" asks once whether the portal knows the unit's plan
    with django_assert_max_num_queries(30) as empty:
        client.get(address)
    fill(report, N111=1, N113=20, N114=18, N116=9, N117=9, N202=1, KP02=3)

    with django_assert_max_num_queries(len(empty)):
        client.get(address)


def test_a_period_without_obligations_has_an_empty_board(browse, staff):
    ReportingPeriodFactory(form=small_form())

    assert browse(staff).get("/bao-cao/theo-doi/").context["total"] == 0


# --- Shortcuts ----------------------------------------------------------------------------------

LAST_WORDS = "Phòng đã tổ chức mười hai buổi tuyên truyền tại các xã với sự tham gia đông đủ của người dân."


def test_the_two_buttons_save_what_stands_in_the_form_first(browse, report, officer):
    accepted_report(report.unit, year=2021, text=LAST_WORDS)
    path = f"/bao-cao/{report.pk}"

    done = browse(officer).post(f"{path}/khong-phat-sinh/", {"v-N101": "0", "s-N101": "value"}, follow=True)
    assert "Đã xác nhận kỳ này không phát sinh; ghi 0 vào 1 ô" in done.content.decode()
    against = browse(officer).post(f"{path}/khong-phat-sinh/", {"v-N101": "2", "s-N101": "value"}, follow=True)
    assert "N101 đang có số lớn hơn 0" in against.content.decode()
    page = browse(officer).post(f"{path}/chep-ky-truoc/", {"section": "II.2"}, follow=True).content.decode()
    assert LAST_WORDS in page and "giống 100% lời văn kỳ trước" in page
    again = browse(officer).post(f"{path}/chep-ky-truoc/", {"section": "II.2"}, follow=True).content.decode()
    assert "Không chép được" in again
    refused = browse(officer).post(f"{path}/khong-phat-sinh/", {"v-N101": "ba", "s-N101": "value"})
    assert refused.status_code == 422


def test_the_form_counts_the_explanations_still_owed(browse, officer, report):
    fill(report, N101=600, N102=5)
    assert "1 giải trình còn nợ" in page_of(browse(officer).get(f"/bao-cao/{report.pk}/nhap/"))

    note_on(report, "N101", "Có đợt cao điểm.")
    assert "giải trình còn nợ" not in page_of(browse(officer).get(f"/bao-cao/{report.pk}/nhap/"))
