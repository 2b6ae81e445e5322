"""The minutes: written, corrected, signed, locked, added to, printed."""

from datetime import date, time
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from audit.models import AuditEntry
from inspections.figures.visits import is_forward, too_many
from inspections.models import Minutes
from inspections.queries.catalogue import checklist_on, outdated, provisions_on
from inspections.services.minutes import add_addendum, decide_inspection, lock_minutes
from inspections.services.recording import edit_minutes, record_inspection
from inspections.services.refusals import (
    ImpossibleCount,
    ImpossibleDay,
    MissingReason,
    MissingWitness,
    StaleMinutes,
    UnsignedMinutes,
)
from inspections.states import InspectionState
from inspections.tests.factories import NOW, TODAY, EstablishmentFactory, InspectionFactory
from inspections.tests.pages import get, post, text
from kit.workflow import InvalidTransition

pytestmark = pytest.mark.django_db

SIGNED = {"signing": "signed"}


def written(inspection, by, minutes=None, answers=None, **values):
    values = {"inspected_on": date(2022, 6, 19), "summary": "Đã kiểm tra."} | values
    present = list(inspection.team.members.all()[:3])
    return record_inspection(
        inspection, by=by, at=NOW, attendees=present, minutes=minutes or {}, answers=answers or {}, **values
    )


def corrected(inspection, by, version=1, minutes=None, **values):
    values = {"inspected_on": date(2022, 6, 19), "summary": "Đã sửa."} | values
    present = list(inspection.team.members.all()[:3])
    return edit_minutes(
        inspection, by=by, at=NOW, version=version, attendees=present, minutes=minutes or SIGNED, answers={}, **values
    )


def form(inspection, **data):
    attendees = [str(member.pk) for member in inspection.team.members.all()[:3]]
    rows = {"vi_pham-TOTAL_FORMS": "5", "vi_pham-INITIAL_FORMS": "0"}
    rows |= {f"vi_pham-{n}-outcome": "pending" for n in range(5)}
    return rows | {
        "inspected_on": "19/06/2022", "summary": "Đã kiểm tra.", "conclusion": "clean", "attendees": attendees,
    } | data  # fmt: skip


def words_of(response) -> str:
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


# --- Data -------------------------------------------------------------------------------------------


def test_the_checklist_holds_what_the_law_asks_for():
    items = checklist_on(TODAY).items

    sources = " ".join(item.source for item in items)
    assert len(items) == 14
    assert "[PL-10] Điều 15" in sources
    assert "[NĐ-178] Điều 11" in sources
    assert checklist_on(date(1999, 1, 1)) == checklist_on(TODAY)


@pytest.mark.parametrize(
    ("day", "decree"),
    [(date(2025, 12, 14), "Nghị định 144/2021/NĐ-CP"), (date(2025, 12, 15), "Nghị định 282/2025/NĐ-CP")],
)
def test_the_decree_is_the_one_in_force_on_the_day_of_the_act(day, decree):
    assert {found.decree for found in provisions_on(day, "V10")} == {decree}


def test_the_establishments_own_article_comes_first_and_unverified_amounts_are_empty():
    first = provisions_on(TODAY, "V10")[0]

    assert (first.article, first.least, first.most) == ("Điều 27", None, None)


def test_a_decree_before_or_after_its_time_is_noticed():
    assert outdated("NĐ 282/2025", TODAY)
    assert outdated("Nghị định số 144/2021/NĐ-CP", date(2026, 1, 1))
    assert outdated("Nghị định 144/2021/NĐ-CP", TODAY) is None
    assert outdated("Nghị định về phòng cháy", TODAY) is None


@pytest.mark.parametrize(
    ("starts", "ends", "right"),
    [
        (time(9), time(10), True), (time(10), time(9), False), (time(23), time(0, 30), True), (time(9), time(9), False),
        (None, time(9), True), (time(9), None, True), (time(17, 59), time(0, 30), False),
    ],
)  # fmt: skip
def test_a_visit_ends_after_it_began_also_past_midnight(starts, ends, right):
    assert is_forward(starts, ends) is right


def test_a_part_is_not_larger_than_its_whole_and_the_unknown_breaks_nothing():
    within = [("contracts", "workers"), ("workers", "")]

    assert too_many({"contracts": 5, "workers": 4}, within) == [("contracts", "workers")]
    assert too_many({"contracts": 5}, within) == []
    assert too_many({"contracts": 4, "workers": 4}, within) == []


# --- Writing ----------------------------------------------------------------------------------------


def test_an_inspection_gets_its_decision_before_it_begins(planned, inspector, staff):
    for number, day, refusal in (("", TODAY, MissingReason), ("12/QĐ", date(2022, 6, 21), ImpossibleDay)):
        with pytest.raises(refusal):
            decide_inspection(planned, by=inspector, at=NOW, decision_number=number, decided_on=day)
    with pytest.raises(PermissionDenied):
        decide_inspection(planned, by=staff, at=NOW, decision_number="12/QĐ", decided_on=TODAY)

    decided = decide_inspection(planned, by=inspector, at=NOW, decision_number="12/QĐ", decided_on=TODAY)

    assert decided.state == InspectionState.DECIDED
    assert decided.is_planned
    assert written(decided, inspector).state == InspectionState.CLEAN
    with pytest.raises(InvalidTransition):
        decide_inspection(planned, by=inspector, at=NOW, decision_number="12/QĐ", decided_on=TODAY)


def test_a_decided_inspection_is_as_secret_as_a_planned_one(client, staff, auditor, reporter, inspector, planned):
    decide_inspection(planned, by=inspector, at=NOW, decision_number="12/QĐ", decided_on=TODAY)

    for user in (staff, auditor, reporter):
        assert get(client, user, "detail", planned.pk).status_code == 404
        assert planned.establishment.name not in text(get(client, user, "list", trang_thai="decided"))


def test_minutes_keep_counts_answers_and_both_clocks(planned, inspector):
    done = written(
        planned, inspector, minutes={"counts": {"workers": 4, "minors": 0}, "device_at": NOW},
        answers={"C01": ("fail", "Thiếu 02 hợp đồng"), "C13": ("na", "")},
    )  # fmt: skip

    minutes = done.minutes
    assert minutes.counts == {"workers": 4, "minors": 0}
    assert [(a.item, a.answer, a.note) for a in minutes.answers.all()] == [
        ("C01", "fail", "Thiếu 02 hợp đồng"), ("C13", "na", ""),
    ]  # fmt: skip
    assert (minutes.device_at, minutes.saved_at, minutes.saved_by, minutes.version) == (NOW, NOW, inspector, 1)


@pytest.mark.parametrize(
    ("minutes", "refusal", "field"),
    [
        ({"counts": {"workers": 2, "contracts": 3}}, ImpossibleCount, "count-contracts"),
        ({"starts_at": time(10), "ends_at": time(9)}, ImpossibleDay, "ends_at"),
        ({"signing": "refused"}, MissingWitness, "witness"),
    ],
)
def test_minutes_that_cannot_be_are_refused_and_leave_no_trace(planned, inspector, minutes, refusal, field):
    with pytest.raises(refusal) as error:
        written(planned, inspector, minutes=minutes)

    assert error.value.field == field
    assert not Minutes.objects.exists()
    assert not AuditEntry.objects.exists()


def test_minutes_are_corrected_until_they_are_locked(planned, inspector, head):
    done = written(planned, inspector)
    edited = corrected(done, inspector)
    with pytest.raises(StaleMinutes):
        corrected(done, head, version=1)
    lock_minutes(done, by=head, at=NOW)

    assert (edited.summary, edited.minutes.version) == ("Đã sửa.", 2)
    with pytest.raises(InvalidTransition):
        corrected(done, inspector, version=2)


def test_only_the_head_or_a_deputy_locks_and_only_what_is_signed(planned, inspector, head, coordinator):
    done = written(planned, inspector)
    with pytest.raises(UnsignedMinutes):
        lock_minutes(done, by=head, at=NOW)
    corrected(done, inspector)
    for user in (inspector, coordinator):
        with pytest.raises(PermissionDenied):
            lock_minutes(done, by=user, at=NOW)

    locked = lock_minutes(done, by=head, at=NOW).minutes

    assert (locked.locked_by, locked.snapshot["establishment"]) == (head, planned.establishment.name)
    assert "Hoàng Văn Chủ" not in str(locked.snapshot)
    with pytest.raises(InvalidTransition):
        lock_minutes(done, by=head, at=NOW)


def test_the_database_itself_refuses_unsigned_locked_minutes(planned, inspector):
    done = written(planned, inspector)

    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.filter(inspection=done).update(locked_at=NOW, locked_by=inspector)


def test_locked_minutes_only_get_addenda(planned, inspector, head, staff):
    done = written(planned, inspector, minutes=SIGNED)
    with pytest.raises(InvalidTransition):
        add_addendum(done, by=inspector, at=NOW, text="Bổ sung")
    lock_minutes(done, by=head, at=NOW)
    with pytest.raises(MissingReason):
        add_addendum(done, by=inspector, at=NOW, text=" ")
    with pytest.raises(PermissionDenied):
        add_addendum(done, by=staff, at=NOW, text="Bổ sung")

    added = add_addendum(done, by=inspector, at=NOW, text="Cơ sở đã nộp hợp đồng.")

    assert list(done.minutes.addenda.all()) == [added]


# --- Pages ------------------------------------------------------------------------------------------


def test_the_form_writes_everything_and_shows_it_again(client, inspector, planned):
    data = form(
        planned, **{"starts_at": "09:05", "ends_at": "10:20", "count-workers": "4", "count-minors": "0",
        "check-C01": "fail", "note-C01": "Thiếu 02 hợp đồng", "signing": "refused", "witness": "Trưởng thôn",
        "device_at": "2022-06-20T01:30:00.250Z", "statement": "Sẽ bổ sung"},
    )  # fmt: skip
    response = post(client, inspector, "record", planned.pk, **data)

    page = text(client.get(response.url))
    again = text(get(client, inspector, "minutes_edit", planned.pk))
    assert "09:05 – 10:20" in page
    assert "giờ trên máy khi bấm ghi: 08:30 20/06/2022" in page
    assert "người chứng kiến: Trưởng thôn" in page
    assert 'value="Thiếu 02 hợp đồng"' in again
    assert Minutes.objects.get().counts == {"workers": 4, "minors": 0}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"count-workers": "2", "count-minors": "3"}, "không thể lớn hơn"),
        ({"count-workers": "nhiều"}, "Cần số nguyên"),
        ({"starts_at": "10:00", "ends_at": "09:00"}, "Giờ kết thúc (09:00) không được trước giờ bắt đầu (10:00)"),
        ({"starts_at": "25:00"}, "Giờ chưa đúng"),
        ({"signing": "refused"}, "người chứng kiến"),
        ({"witness": "Gọi 0912 345 678"}, "số điện thoại"),
        ({"check-C01": "maybe"}, "Chưa ghi được"),
        ({"inspected_on": "31/06/2022"}, "Ngày không tồn tại"),
        ({"inspected_on": "29/02/2022"}, "Ngày không tồn tại"),
        ({"inspected_on": "00/00/0000"}, "Ngày không tồn tại"),
        ({"inspected_on": "01/01/10000"}, "Ngày không tồn tại"),
        ({"inspected_on": "25/6"}, "Ngày không tồn tại"),
        ({"inspected_on": "6/25/2022"}, "Ngày không tồn tại"),
        ({"inspected_on": "2022-06-19T08:00"}, "Ngày không tồn tại"),
        ({"inspected_on": "21/06/2022"}, "không được ở tương lai"),
    ],
)
def test_what_cannot_be_comes_back_beside_its_field_with_all_that_was_typed(client, inspector, planned, change, words):
    response = post(client, inspector, "record", planned.pk, **form(planned, statement="Ý kiến còn đây", **change))

    assert response.status_code == 422
    assert words in text(response)
    assert "Ý kiến còn đây" in text(response)
    assert not Minutes.objects.exists()


def test_a_device_clock_that_makes_no_sense_is_left_out(client, inspector, planned):
    response = post(client, inspector, "record", planned.pk, **form(planned, device_at="hôm qua"))

    assert response.status_code == 302
    assert Minutes.objects.get().device_at is None


def test_who_writes_second_sees_both_versions_and_overwrites_nothing(client, inspector, head, planned):
    written(planned, head, summary="Bản của Đội trưởng", minutes={"counts": {"workers": 7}})
    late = post(client, inspector, "record", planned.pk, **form(planned, summary="Bản của thành viên"))
    corrected(planned, head, summary="Bản sửa của Đội trưởng")
    stale = post(client, inspector, "minutes_edit", planned.pk, **form(planned, summary="Bản khác", version="1"))

    assert (late.status_code, stale.status_code) == (409, 409)
    assert "Bản của Đội trưởng" in text(late)
    assert "Bản của thành viên" in text(late)
    assert "Bản sửa của Đội trưởng" in text(stale)
    assert "Bản khác" in text(stale)
    planned.refresh_from_db()
    assert planned.summary == "Bản sửa của Đội trưởng"


def test_locked_minutes_answer_409_to_every_edit(client, inspector, head, planned):
    written(planned, inspector, minutes=SIGNED)
    open_ones = text(get(client, head, "detail", planned.pk))
    locked = post(client, head, "minutes_lock", planned.pk)
    edited = post(client, inspector, "minutes_edit", planned.pk, **form(planned, version="1", summary="Sửa lén"))
    again = post(client, head, "minutes_lock", planned.pk)
    added = post(client, inspector, "minutes_addendum", planned.pk, text="Cơ sở đã nộp hợp đồng")

    assert "Khóa biên bản đã ký" in open_ones
    assert (locked.status_code, edited.status_code, again.status_code, added.status_code) == (302, 409, 409, 302)
    assert "Cơ sở đã nộp hợp đồng" in text(get(client, inspector, "detail", planned.pk))


def test_a_member_is_told_who_locks(client, inspector, head, planned):
    written(planned, inspector, minutes=SIGNED)

    assert "Đội trưởng hoặc Đội phó khóa" in text(get(client, inspector, "detail", planned.pk))
    assert post(client, inspector, "minutes_lock", planned.pk).status_code == 403
    assert post(client, head, "minutes_addendum", planned.pk, text="Bổ sung").status_code == 409


def test_unsigned_minutes_are_not_locked_by_a_forged_click(client, inspector, head, planned):
    written(planned, inspector)

    refused = post(client, head, "minutes_lock", planned.pk)

    assert refused.status_code == 422
    assert "đã ký hay từ chối ký" in text(refused)


# --- Paper ------------------------------------------------------------------------------------------


def test_the_printed_minutes_say_everything_that_was_written(client, inspector, planned):
    written(
        planned, inspector, summary="Kiểm tra đột xuất ban ngày.",
        minutes={"number": "07", "starts_at": time(9, 5), "ends_at": time(10, 20), "counts": {"workers": 4},
                 "signing": "refused", "witness": "Trưởng thôn", "statement": "Không đồng ý", "place": "Tổ 1"},
        answers={"C01": ("fail", "Thiếu 02 hợp đồng")},
        violations=[{"group": "V1", "description": "Không giao kết hợp đồng", "recommendation": "Giao kết hợp đồng",
                     "responsible": "Cơ sở", "due_on": date(2022, 7, 1)}],
    )  # fmt: skip

    paper = words_of(get(client, inspector, "minutes_pdf", planned.pk))

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 07/BB-ĐKTLN178", "BIÊN BẢN", "09 giờ 05 phút",
        "ngày 19 tháng 6 năm 2022", planned.establishment.name, "Thành viên 1", "Thiếu 02 hợp đồng",
        "Không giao kết hợp đồng", "thời hạn: 01/7/2022".replace("/7/", "/07/"), "Không đồng ý", "từ chối ký",
        "Trưởng thôn", "10 giờ 20 phút", "chưa khóa trên cổng",
    ):  # fmt: skip
        assert words in paper, words


def test_the_owner_stands_on_the_paper_of_those_who_may_know_him_and_each_look_is_written(
    client, inspector, leader, planned
):
    written(planned, inspector)

    for_team = words_of(get(client, inspector, "minutes_pdf", planned.pk))
    for_leader = words_of(get(client, leader, "minutes_pdf", planned.pk))

    assert "Hoàng Văn Chủ" in for_team
    assert "Hoàng Văn Chủ" not in for_leader
    assert AuditEntry.objects.filter(action="establishment.owner_viewed").count() == 1


def test_locked_minutes_print_what_was_signed_whatever_changes_later(client, inspector, head, planned):
    written(planned, inspector, minutes=SIGNED)
    lock_minutes(planned, by=head, at=NOW)
    name = planned.establishment.name
    planned.establishment.name = "Tên mới"
    planned.establishment.save()

    paper = words_of(get(client, inspector, "minutes_pdf", planned.pk))

    assert name in paper
    assert "Tên mới" not in paper
    assert "chưa khóa" not in paper


def test_the_blank_form_has_the_team_and_room_to_write(client, inspector, staff, planned):
    paper = words_of(get(client, inspector, "minutes_blank", planned.pk))

    assert planned.establishment.name in paper
    assert "Hợp đồng lao động bằng văn bản" in paper
    assert "ĐỘI TRƯỞNG" in paper
    assert get(client, staff, "minutes_blank", planned.pk).status_code == 403


def test_without_minutes_there_is_nothing_to_print_or_lock(client, inspector, planned):
    for name in ("minutes_pdf", "minutes_edit"):
        assert get(client, inspector, name, planned.pk).status_code == 404


def test_minutes_of_an_establishment_without_owner_data_leave_room(client, inspector, team):
    place = EstablishmentFactory(owner_name="", owner_phone="")
    planned = InspectionFactory(establishment=place, team=team)
    written(planned, inspector)

    assert get(client, inspector, "minutes_pdf", planned.pk).status_code == 200
    assert not AuditEntry.objects.filter(action="establishment.owner_viewed").exists()
