"""Figures that the portal counts itself: offered with their list, taken over by hand, typed over with a reason."""

from decimal import Decimal

import pytest

from kit.known import KnownFigure
from reports.forms.entry import row_groups, typed_cells
from reports.queries.form import form_blocks
from reports.queries.prefill import known_of
from reports.queries.values import stored_cells
from reports.services.entry import TypedCell, save_entries
from reports.services.problems import problems_of
from reports.services.review import Mark, return_report
from reports.services.submission import forward_report, submit_report
from reports.tests.factories import NOW, complete, fill, note_on, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(monkeypatch):
    """The portal counts twelve meetings; ``counted(13)``: by now it counts thirteen."""

    def count(number):
        known = {"N101": KnownFigure(Decimal(number), "12 buổi đã ghi", "/hoat-dong/?ma=N101")}
        for where in ("queries.form", "queries.review", "services.submission"):
            monkeypatch.setattr(f"reports.{where}.known_of", lambda report, codes=None: known)
        return known

    count(12)
    return count


def row(report):
    return row_groups(form_blocks(report))[0].rows[1]


def take(report, officer, text, known="12", note=""):
    typed = TypedCell("N101", text, note=note, known=Decimal(known))
    return save_entries(report, by=officer, at=NOW, cells=[typed])


def test_a_unit_without_records_is_offered_nothing(report):
    assert known_of(report) == {}


def test_registers_that_know_none_of_the_figures_are_not_asked(report, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert known_of(report, []) == {}


def test_a_count_is_offered_with_its_list_and_fills_in_nothing_by_itself(report, counted):
    assert (row(report).code, row(report).known_text, row(report).known_input) == ("N101", "12", "12")
    assert row(report).line.known.path == "/hoat-dong/?ma=N101"
    assert stored_cells(report) == {}


def test_what_was_posted_carries_what_the_portal_counted_not_what_a_page_says(counted):
    post = {"v-N101": "12", "p-N101": "999"}

    assert typed_cells(post, ["N101"], counted(13))[0].known == 13


def test_a_count_taken_over_and_then_typed_over_asks_for_a_reason(report, officer, counted):
    fill(report, N102=5)
    take(report, officer, "12")
    assert problems_of(report) == []

    take(report, officer, "15")
    assert ["khác số cổng đếm được" in problem.message for problem in problems_of(report)] == [True]

    note_on(report, "N101", "Ba buổi của xã chưa ghi vào cổng.")
    assert problems_of(report) == []


def test_a_figure_typed_by_hand_that_is_not_the_portals_count_asks_for_a_sentence(report, officer, counted):
    complete(report)
    assert problems_of(report) == []  # twelve is what the portal counts
    take(report, officer, "15")
    assert ["khác số cổng đếm được (12)" in problem.message for problem in problems_of(report)] == [True]

    note_on(report, "N101", "Ba buổi của xã chưa ghi vào cổng.")
    assert problems_of(report) == []


def test_head_and_reviewer_see_the_portals_count_beside_the_figure(client, report, officer, head, staff, counted):
    fill(report, N101=15, N102=5)
    note_on(report, "N101", "Ba buổi của xã chưa ghi vào cổng.")
    forward_report(report, by=officer, at=NOW)
    client.force_login(head)
    assert "Cổng đếm được <strong>12</strong>" in client.get(f"/bao-cao/{report.pk}/").content.decode()
    submit_report(report, by=head, at=NOW)
    counted(13)
    client.force_login(staff)

    page = client.get(f"/bao-cao/{report.pk}/").content.decode()
    matrix = client.get("/bao-cao/ma-tran/").content.decode()

    assert "lúc gửi: <strong>12</strong>, hiện nay: <strong>13</strong>" in page
    assert "khác số cổng đếm được (12)" in page and "Giải trình: Ba buổi của xã" in page
    assert "cổng: 12" in matrix
    assert [flag for flag, _ in report.rounds.get().flags["N101"]] == ["warning"]
    assert report.rounds.get().snapshot["known"] == {"N101": "12"}


def test_a_locked_figure_is_not_asked_about_when_the_source_moved_on(report, officer, head, staff, counted):
    complete(report)
    send(report, officer=officer, head=head, at=NOW)
    return_report(report, by=staff, at=NOW, marks=[Mark("N102", "R3", "Cộng lại các buổi lồng ghép.")])
    counted(20)
    save_entries(report, by=officer, at=NOW, cells=[TypedCell("N102", "6")])

    report.refresh_from_db()
    assert [problem.code[:7] for problem in problems_of(report)] == ["yeu-cau"]


def test_it_shows_when_the_source_has_changed_since(report, officer, counted):
    fill(report, N102=5)
    take(report, officer, "12")
    assert row(report).known_before == ""

    counted(13)

    assert (row(report).known_before, row(report).known_text) == ("12", "13")
