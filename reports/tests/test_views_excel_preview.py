"""The preview of an uploaded form: what is still needed is counted and typed there; nothing typed is lost."""

import re

import pytest

from reports.models import Report
from reports.services.entry import USUAL_NOTES
from reports.services.problems import Problem
from reports.services.workbook import needs_of, read_form, write_form
from reports.states import ReportState
from reports.tests.factories import fill
from reports.tests.test_views_excel import token_in, upload, url
from reports.tests.workbooks import WORDS, altered, filled, row_of, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client, officer):
    client.force_login(officer)
    return client


def apply(visitor, report, token, **typed):
    return visitor.post(
        url("excel_apply", report), {"tep": token, **{k.replace("_", "-"): v for k, v in typed.items()}}
    )


def test_it_counts_what_is_wrong_missing_owed_and_brought(visitor, report):
    response = upload(visitor, report, filled(report, N101=600, N113=5, N113_note="Đủ biên chế."))
    page = response.content.decode()

    assert response.status_code == 200
    assert "0 chỗ sai" in page
    for words in ("1 ô bắt buộc chưa có số", "1 mục lời văn chưa viết", "1 giải trình còn nợ"):
        assert f'<strong class="text-warn">{words}</strong>' in page
    assert "1 giải trình có trong tệp" in page
    assert all(name in page for name in ('name="v-N102"', 'name="n-N101"', 'name="t-II.2"'))


def test_usual_explanations_are_offered_on_the_form_and_on_the_preview(visitor, report):
    pages = (visitor.get(url("edit", report)), upload(visitor, report, filled(report, N101=600)))
    for page in (response.content.decode() for response in pages):
        assert page.count('<datalist id="usual-notes">') == 1
        assert f'<option value="{USUAL_NOTES[0]}">' in page
        assert re.search('name="n-N101"[^>]* list="usual-notes"', page)


def test_what_is_typed_beside_the_preview_is_looked_at_again_and_stored_with_the_file(visitor, report):
    before = stored(report)
    token = token_in(upload(visitor, report, filled(report, N101=600)))
    typed = {"v_N102": "5", "n_N101": "Có đợt cao điểm.", "t_II.2": "Đã tổ chức {{N101}} buổi."}

    page = apply(visitor, report, token, xem=1, **typed).content.decode()
    assert stored(report) == before
    assert "Áp dụng 4 thay đổi" in page and "Áp dụng và trình trưởng đơn vị" in page
    assert 'type="hidden" name="n-N101" value="Có đợt cao điểm."' in page
    assert "phải hoàn thiện" not in page

    response = apply(visitor, report, token, trinh=1, **typed)
    report.refresh_from_db()
    assert (response["Location"], report.state) == (url("detail", report), ReportState.AWAITING_HEAD)
    assert report.values.get(indicator__code="N101").note == "Có đợt cao điểm."
    assert report.sections.get(code="II.2").text == "Đã tổ chức {{N101}} buổi."


def test_an_unreadable_cell_is_mended_on_the_page(visitor, report):
    response = upload(visitor, report, filled(report, N101="12 buổi", N102="=1+1", N113=4))
    page, token = response.content.decode(), token_in(response)
    assert response.status_code == 422
    assert 'name="v-N101" value="12 buổi"' in page and 'name="v-N102" value=""' in page

    response = apply(visitor, report, token, v_N101="12", v_N102="mười")
    assert response.status_code == 422
    assert 'value="mười"' in response.content.decode() and not report.values.exists()

    response = apply(visitor, report, token, v_N101="12", v_N102="10")
    assert response["Location"] == url("edit", report)
    assert sorted(report.values.values_list("indicator__code", "value")) == [("N101", 12), ("N102", 10), ("N113", 4)]


def test_a_rule_lets_every_figure_of_it_be_corrected_and_words_are_checked_too(report):
    data = altered(
        report, lambda book: book[WORDS].__setitem__(f"D{row_of(book, 'V', WORDS)}", "{{N999}} gọi 0912345678")
    )
    reading = read_form(data, report, {("N101", "Số liệu"): "3", ("N102", "Số liệu"): "4"})

    needs = needs_of(reading, report)

    assert {code: list(need.columns) for code, need in needs.items.items()} == {
        "N101": ["Số liệu"], "N102": ["Số liệu"], "II.2": ["Nội dung"], "V": ["Nội dung"],
    }  # fmt: skip
    assert (needs.wrong, needs.unwritten, needs.is_complete) == (3, 1, False)


def test_a_status_without_a_word_and_a_note_with_a_telephone_are_asked_about(report):
    data = filled(report, N101=3, N101_note="Gọi 0912345678", N102_status="Chưa có số liệu")

    needs = needs_of(read_form(data, report), report)

    assert list(needs.items["N102"].columns) == ["Tình trạng", "Giải trình, ghi chú"]
    assert "ghi chú có" in needs.items["N101"].errors[0]
    assert (needs.wrong, needs.owed) == (1, 1)


def test_what_was_returned_for_correction_asks_only_for_what_is_open(report, monkeypatch):
    fill(report, N101=3, N102=9)
    only = frozenset({"N101"})
    for module in ("workbook_needs", "workbook_read"):
        monkeypatch.setattr(f"reports.services.{module}.editable_codes", lambda *args: only)

    needs = needs_of(read_form(write_form(report), report, {("N101", "Số liệu"): "4"}), report)

    assert {code: list(need.columns) for code, need in needs.items.items()} == {
        "N101": ["Số liệu", "Giải trình, ghi chú"]
    }
    assert (needs.wrong, needs.owed) == (0, 1)  # the other figure of the rule is locked: words must do


def test_what_was_typed_is_shown_when_it_can_no_longer_be_stored(visitor, report):
    token = token_in(upload(visitor, report, filled(report, N101=600)))
    Report.objects.filter(pk=report.pk).update(state=ReportState.AWAITING_HEAD)

    response = apply(visitor, report, token, n_N101="Có đợt cao điểm.")
    assert response.status_code == 409 and "Có đợt cao điểm." in response.content.decode()

    response = apply(visitor, report, "gone", n_N101="Có đợt cao điểm.")
    assert response.status_code == 409 and "Có đợt cao điểm." in response.content.decode()


def test_what_is_not_complete_is_not_sent_on_and_nothing_typed_is_lost(visitor, report):
    token = token_in(upload(visitor, report, filled(report, N101=3)))

    response = apply(visitor, report, token, trinh=1, v_N102="2")

    page = response.content.decode()
    assert response.status_code == 422 and "Chưa trình và chưa lưu gì: còn 1 chỗ" in page
    assert 'name="v-N102" value="2"' in page and not report.values.exists()


def test_requests_without_an_answer_keep_it_back_after_the_file_is_stored(visitor, report, monkeypatch):
    token = token_in(upload(visitor, report, filled(report, N101=3, N102=2)))
    unanswered = lambda report: [Problem("yeu-cau-1", "N101: chưa trả lời yêu cầu chỉnh lý của Sở.")]  # noqa: E731
    monkeypatch.setattr("reports.services.problems._unanswered", unanswered)

    response = apply(visitor, report, token, trinh=1, **{"t_II.2": "Đã làm."})

    assert response.status_code == 422 and "chưa trả lời yêu cầu" in response.content.decode()
    assert report.values.get(indicator__code="N101").value == 3


def test_the_head_does_not_forward_to_himself(visitor, report, head, client):
    client.force_login(head)
    token = token_in(upload(client, report, filled(report, N101=3)))

    assert apply(client, report, token, trinh=1).status_code == 403
    assert not report.values.exists()
