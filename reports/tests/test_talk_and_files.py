"""Files that come with a report, and talk about single figures."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tests.factories import UserFactory
from audit.models import AuditEntry
from documents.models import StoredFile
from documents.services import files
from documents.tests.factories import PDF
from kit.tests.clamd import EICAR, clamd, nobody
from kit.uploads import check_file
from kit.workflow import InvalidTransition
from notices.models import Notice
from reports.models import Comment, Report, ReportAttachment, Thread
from reports.services import attachments as limits
from reports.services.attachments import RefusedAttachment, attach_file, remove_file
from reports.services.review import OpenThreads, accept_report, return_report
from reports.services.threads import RefusedComment, UnknownPlace, close_thread, open_thread, reply
from reports.tests.factories import NOW, ReportFactory, send

pytestmark = pytest.mark.django_db
SIGNED = {"kind": "signed", "number": "45/BC-LĐTBXH", "signed_on": "18/06/2022"}


@pytest.fixture
def sent(ready, officer, head):
    return send(ready, officer=officer, head=head, at=NOW)


def pdf(number=0):
    return check_file(PDF.replace(b"Catalog", b"Catalog%d" % number), f"tep-{number}.pdf")


def upload(data=PDF, name="Báo cáo.pdf"):
    return SimpleUploadedFile(name, data)


# --- Files --------------------------------------------------------------------------------------------


def test_a_signed_document_comes_with_its_number_and_day(report, officer, browse):
    browser, where = browse(officer), f"/bao-cao/{report.pk}/dinh-kem/"

    refused = browser.post(where, {"kind": "signed", "file": upload()})
    assert refused.status_code == 422 and refused.content.decode().count("Văn bản đã ký cần có mục này.") == 2
    assert browser.post(where, SIGNED | {"file": upload()}).status_code == 302

    attachment = ReportAttachment.objects.get()
    assert (attachment.document_number, attachment.document_on) == ("45/BC-LĐTBXH", date(2022, 6, 18))
    page = browser.get(where).content.decode()
    assert "Báo cáo.pdf" in page and "45/BC-LĐTBXH" in page
    assert "Báo cáo.pdf" in str(attachment)


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [(b"MZ\x90", 415, "không đúng định dạng PDF"), (b"", 415, "Tệp rỗng")],
)
def test_a_file_that_is_not_what_it_says_is_refused_beside_the_field(report, officer, browse, data, status, words):
    page = browse(officer).post(f"/bao-cao/{report.pk}/dinh-kem/", {"kind": "other", "file": upload(data)})

    assert page.status_code == status and words in page.content.decode()
    assert not StoredFile.objects.exists()


def test_50_mb_are_refused_before_they_are_read(report, officer, browse):
    """B50."""
    where, typed = f"/bao-cao/{report.pk}/dinh-kem/", {"kind": "other", "file": upload()}

    page = browse(officer).post(where, typed, CONTENT_LENGTH=str(25 * 1024 * 1024))

    assert page.status_code == 413 and "Tệp 25 MB vượt giới hạn 20 MB" in page.content.decode()


def test_a_full_disk_costs_the_file_and_nothing_else(report, officer, browse, monkeypatch):
    """F16."""

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_durably", full)

    page = browse(officer).post(f"/bao-cao/{report.pk}/dinh-kem/", SIGNED | {"file": upload()})

    assert page.status_code == 503 and "hết chỗ lưu tệp" in page.content.decode()
    assert not ReportAttachment.objects.exists()


def test_the_department_sees_files_once_the_report_was_sent(ready, officer, head, staff, browse):
    attachment = attach_file(ready, pdf(), kind="plan", by=officer, at=NOW)
    where = f"/bao-cao/tep/{attachment.pk}/"
    assert browse(staff).get(where).status_code == 404
    send(ready, officer=officer, head=head, at=NOW)

    for person in (staff, officer):
        answer = browse(person).get(where)
        assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    for stranger in (UserFactory(), UserFactory(unit=officer.unit, is_active=False), UserFactory(inspector=True)):
        assert not ReportAttachment.objects.visible_to(stranger).exists()
    assert "tep-0.pdf" in browse(staff).get(f"/bao-cao/{ready.pk}/").content.decode()


def test_a_file_that_is_gone_is_told_and_the_page_still_works(sent, officer, browse):
    """B64."""
    attachment = attach_file(sent, pdf(), kind="plan", by=officer, at=NOW)
    default_storage.delete(attachment.file.file.name)

    assert "không còn trên máy chủ" in browse(officer).get(f"/bao-cao/tep/{attachment.pk}/").content.decode()
    assert browse(officer).get(f"/bao-cao/{sent.pk}/").status_code == 200


def test_the_signed_paper_may_follow_the_figures_and_the_lists_tell_the_two_apart(sent, officer, staff, browse):
    assert "Mới có số liệu" in browse(officer).get("/bao-cao/").content.decode()

    attach_file(sent, pdf(), kind="signed", number="45/BC", signed_on=date(2022, 6, 18), by=officer, at=NOW)

    assert "Đã có văn bản ký" in browse(officer).get("/bao-cao/").content.decode()
    assert "Đã có văn bản ký" in browse(staff).get("/bao-cao/theo-doi/", {"ky": "2022-6T"}).content.decode()


def test_files_come_off_only_while_the_report_is_with_the_unit(report, ready, officer, head, browse):
    first, second = (attach_file(report, pdf(n), kind="other", by=officer, at=NOW) for n in (1, 2))
    browse(officer).post(f"/bao-cao/tep/{first.pk}/go/")
    remove_file(first, by=officer, at=NOW)  # again: nothing happens
    assert AuditEntry.objects.filter(action="report.detached").count() == 1
    send(report, officer=officer, head=head, at=NOW)

    with pytest.raises(InvalidTransition):
        remove_file(second, by=officer, at=NOW)
    assert "không gỡ được tệp" in browse(officer).post(f"/bao-cao/tep/{second.pk}/go/", follow=True).content.decode()
    assert list(ReportAttachment.objects.standing()) == [second]


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [("MAX_FILES", 1, "đã có 1 tệp"), ("MAX_OF_REPORT", 100, "vượt 50 MB"), ("MAX_OF_YEAR", 100, "500 MB của năm")],
)
def test_there_is_an_end_to_files(report, officer, monkeypatch, limit, value, words):
    attach_file(report, pdf(1), kind="other", by=officer, at=NOW)
    monkeypatch.setattr(limits, limit, value)

    with pytest.raises(RefusedAttachment, match=words):
        attach_file(report, pdf(2), kind="other", by=officer, at=NOW)


def test_the_same_file_twice_or_a_paper_of_tomorrow_is_refused(report, officer, browse):
    """B61."""
    attach_file(report, pdf(), kind="other", by=officer, at=NOW)

    with pytest.raises(RefusedAttachment, match="đã được đính kèm"):
        attach_file(report, pdf(), kind="other", by=officer, at=NOW)
    with pytest.raises(RefusedAttachment, match="sau hôm nay"):
        attach_file(report, pdf(1), kind="signed", number="1", signed_on=date(2022, 6, 21), by=officer, at=NOW)
    with pytest.raises(RefusedAttachment, match="số, ký hiệu"):
        attach_file(report, pdf(1), kind="signed", by=officer, at=NOW)
    again = browse(officer).post(f"/bao-cao/{report.pk}/dinh-kem/", {"kind": "other", "file": upload(pdf().data)})
    assert again.status_code == 422
    assert StoredFile.objects.count() == 1


def test_only_the_unit_attaches_and_never_when_it_is_excluded(report, officer, staff, browse):
    with pytest.raises(PermissionDenied):
        attach_file(report, pdf(), kind="other", by=staff, at=NOW)
    Report.objects.filter(pk=report.pk).update(excluded_at=NOW, exclusion_reason="Đã giải thể.")

    with pytest.raises(InvalidTransition):
        attach_file(report, pdf(), kind="other", by=officer, at=NOW)
    answer = browse(officer).post(f"/bao-cao/{report.pk}/dinh-kem/", {"kind": "other", "file": upload()})
    assert answer.status_code == 409 and not StoredFile.objects.exists()


# --- Talk ---------------------------------------------------------------------------------------------


def test_a_question_is_asked_answered_and_settled_and_blocks_acceptance_until_then(sent, staff, officer, browse):
    where = f"/bao-cao/{sent.pk}/o/N101/trao-doi/"
    browse(staff).post(where, {"text": "Đã tính quý II chưa?"})
    thread = Thread.objects.get()
    browse(officer).post(where, {"text": "Đã tính.", "thread": str(thread.pk)})

    with pytest.raises(OpenThreads):
        accept_report(sent, by=staff, at=NOW)
    page = browse(staff).post(f"/bao-cao/{sent.pk}/duyet/", follow=True).content.decode()
    assert "còn 1 trao đổi chưa khép" in page and "Đã tính." in page

    browse(staff).post(f"/bao-cao/trao-doi/{thread.pk}/khep/")
    close_thread(thread, by=staff, at=NOW)
    assert accept_report(sent, by=staff, at=NOW).state == "accepted"
    assert AuditEntry.objects.filter(action="report.settled_question").count() == 1
    assert (str(thread), str(thread.comments.first())) != ("", "") and thread.unit_id == sent.unit_id


def test_the_unit_never_reads_an_internal_note_but_the_department_does(sent, staff, officer, head, browse):
    browse(staff).post(f"/bao-cao/{sent.pk}/o/N101/trao-doi/", {"text": "Gọi xã kiểm tra đã.", "internal": "1"})

    assert Thread.objects.get().is_internal
    for where in (f"/bao-cao/{sent.pk}/", f"/bao-cao/{sent.pk}/o/N101/"):
        assert "Gọi xã kiểm tra" in browse(staff).get(where).content.decode()
        assert "Gọi xã kiểm tra" not in browse(officer).get(where).content.decode()
    assert not Notice.objects.filter(to__in=[officer, head], kind="report-noted").exists()
    with pytest.raises(OpenThreads):
        accept_report(sent, by=staff, at=NOW)


def test_a_unit_writes_no_internal_note_and_settles_nothing(sent, officer, staff):
    with pytest.raises(PermissionDenied):
        open_thread(sent, "N101", "Ghi chú.", by=officer, at=NOW, is_internal=True)
    note = open_thread(sent, "N101", "Ghi chú.", by=staff, at=NOW, is_internal=True)
    with pytest.raises(PermissionDenied):
        reply(note, "Trả lời.", by=officer, at=NOW)
    with pytest.raises(PermissionDenied):
        close_thread(note, by=officer, at=NOW)
    with pytest.raises(PermissionDenied):
        open_thread(sent, "N101", "Ghi chú.", by=UserFactory(), at=NOW)


@pytest.mark.parametrize(
    ("text", "words"),
    [(" \u200b", "Hãy ghi nội dung"), ("x" * 2001, "2.000 ký tự"), ("Gọi 0912 345 678", "điện thoại")],
)
def test_words_that_say_nothing_too_much_or_name_somebody_are_refused_and_kept(sent, officer, browse, text, words):
    page = browse(officer).post(f"/bao-cao/{sent.pk}/o/N101/trao-doi/", {"text": text})

    assert page.status_code == 422 and words in page.content.decode() and text in page.content.decode()
    assert not Comment.objects.exists()
    with pytest.raises(RefusedComment):
        open_thread(sent, "N101", text, by=officer, at=NOW)


def test_there_is_no_talk_about_a_draft_or_about_a_place_that_is_not_on_the_form(report, officer, sent, staff, browse):
    draft = ReportFactory(unit=UserFactory().unit)
    with pytest.raises(InvalidTransition):
        open_thread(draft, "N101", "Hỏi.", by=staff, at=NOW)
    assert browse(staff).post(f"/bao-cao/{draft.pk}/o/N101/trao-doi/", {"text": "Hỏi."}).status_code == 302
    with pytest.raises(UnknownPlace):
        open_thread(sent, "N999", "Hỏi.", by=staff, at=NOW)
    assert browse(staff).post(f"/bao-cao/{sent.pk}/o/N999/trao-doi/", {"text": "Hỏi."}).status_code == 404
    assert browse(staff).get(f"/bao-cao/{sent.pk}/o/N999/").status_code == 404


@pytest.mark.parametrize("number", ["x", "999999", "9" * 30, "-1", "٣"])
def test_an_answer_to_a_thread_that_is_not_there_is_not_found(sent, staff, browse, number):
    answer = browse(staff).post(f"/bao-cao/{sent.pk}/o/N101/trao-doi/", {"text": "Hỏi.", "thread": number})

    assert answer.status_code == 404


def test_a_closed_thread_takes_no_more_answers(sent, staff, browse):
    thread = close_thread(open_thread(sent, "II.2", "Hỏi.", by=staff, at=NOW), by=staff, at=NOW)

    with pytest.raises(InvalidTransition):
        reply(thread, "Thêm.", by=staff, at=NOW)
    answer = browse(staff).post(f"/bao-cao/{sent.pk}/o/II.2/trao-doi/", {"text": "Hỏi.", "thread": str(thread.pk)})
    assert answer.status_code == 302 and Comment.objects.count() == 1


def test_a_place_shows_every_sending_with_what_was_asked(sent, staff, officer, browse):
    return_report(sent, by=staff, at=NOW, reason="Số liệu chưa khớp lời văn.")

    page = browse(officer).get(f"/bao-cao/{sent.pk}/o/N101/").content.decode()

    assert "<strong>12</strong>" in page
    section = browse(staff).get(f"/bao-cao/{sent.pk}/o/II.2/").content.decode()
    assert "Tổ chức tuyên truyền tại các xã." in section


def test_threads_are_visible_as_their_report(sent, staff, officer):
    open_thread(sent, "N101", "Hỏi.", by=staff, at=NOW)
    people = officer, staff, UserFactory(), UserFactory(inspector=True), UserFactory(unit=officer.unit, is_active=False)

    assert [Thread.objects.visible_to(person).count() for person in people] == [1, 1, 0, 0, 0]


def test_a_file_that_waits_for_the_virus_scanner_says_so_and_an_infected_one_keeps_what_was_typed(
    report, officer, browse, settings
):
    """B60."""
    settings.CLAMD_URL, where = nobody(), f"/bao-cao/{report.pk}/dinh-kem/"
    assert browse(officer).post(where, SIGNED | {"file": upload()}).status_code == 302
    assert "Đang chờ quét vi-rút" in browse(officer).get(where).content.decode()

    with clamd() as settings.CLAMD_URL:
        bad = SimpleUploadedFile("b.pdf", PDF + EICAR)
        page = browse(officer).post(where, SIGNED | {"file": bad, "number": "99/BC"})

    assert page.status_code == 422 and ReportAttachment.objects.count() == 1
    assert "mã độc" in page.content.decode() and "99/BC" in page.content.decode()
