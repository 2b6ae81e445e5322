"""The letter that urges late units: whom it names, what it says, that it is replaced and numbered, never sent."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from accounts.models import Unit
from accounts.states import UnitKind
from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from deadlines.figures import VIETNAM
from deadlines.models import Reminder
from deadlines.queries.calendar import working_calendar
from deadlines.states import ActKind, Channel, Level, ObligationKind
from documents.services.words import word_file
from jobs.services.queue import run
from kit.workflow import InvalidTransition
from notices.models import Notice
from plans.models import Plan
from reports.models import Letter
from reports.queries.letters import (
    late_reports,
    obligations,
    periods_with_late_units,
    unnumbered,
    without_letter,
)
from reports.services.letter_words import short_day
from reports.services.letters import ImpossibleDay, NobodyIsLate, draft_due_letters, draft_letter, record_number
from reports.states import LetterState, ReportState, SignedAs
from reports.tasks import draft_due_letters as draft_task
from reports.tests.factories import LAST_SECOND, TOO_LATE, ReportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
MONDAY = datetime(2022, 6, 27, 9, 0, tzinfo=VIETNAM)
NEW_DUE = date(2022, 6, 30)


@pytest.fixture
def period():
    """Two units late, one in time, one late but sent, one excluded."""
    if not Unit.objects.filter(kind=UnitKind.DEPARTMENT).exists():
        UnitFactory(department=True, code="SO")
    late = [ReportFactory(unit=UnitFactory(code=code, order=n)) for n, code in enumerate(("LATE1", "LATE2"))]
    period = late[0].period
    ReportFactory(submitted=True, period=period)
    ReportFactory(submitted=True, period=period, first_submitted_at=TOO_LATE, submitted_at=TOO_LATE)
    ReportFactory(period=period, excluded_at=LAST_SECOND, exclusion_reason="Đang sắp xếp lại tổ chức.")
    ReportFactory(returned=True, period=period)
    return period


@pytest.fixture
def staff():
    return UserFactory(staff=True)


def draft(period, by, at=MONDAY, **values):
    return draft_letter(period, by=by, at=at, **{"new_due_on": NEW_DUE, "signed_as": SignedAs.DEPUTY} | values)


def words_of(letter):
    return [block["text"] for block in letter.document.content["body"] if block["type"] == "paragraph"]


def units_of(letter):
    return [addressee.unit.code for addressee in letter.addressees.all()]


def test_only_units_that_never_sent_and_are_late_are_named(period, staff):
    letter = draft(period, staff)

    assert units_of(letter) == ["LATE1", "LATE2"]
    assert letter.document.content["addressees"] == [a.unit_name for a in letter.addressees.all()]
    assert [row["cells"][2] for row in letter.document.content["body"][2]["rows"]] == ["3 ngày", "3 ngày"]


def test_a_unit_with_a_deadline_of_its_own_is_named_with_it(period, staff):
    period.reports.filter(unit__code="LATE2").update(extended_due_at=period.due_at + timedelta(days=1))

    rows = [row["cells"][2:] for row in draft(period, staff).document.content["body"][2]["rows"]]

    assert rows == [["24/6/2022", "3 ngày"], ["25/6/2022", "2 ngày"]]


def test_before_the_deadline_there_is_nobody_to_write_to(period, staff):
    assert late_reports(period, LAST_SECOND) == []
    assert periods_with_late_units(LAST_SECOND) == [] and periods_with_late_units(MONDAY) == [period]
    with pytest.raises(NobodyIsLate):
        draft(period, staff, at=LAST_SECOND)


def test_it_is_a_cong_van_without_a_type_code_and_with_a_blank_number(period, staff):
    content = draft(period, staff).document.content

    assert (content["number"], content["type_name"]) == ("", "")
    assert content["symbol"] == "SLĐTBXH-PCTNXHBĐG"
    assert content["subject"].startswith("đôn đốc báo cáo kết quả công tác phòng, chống mại dâm 6")
    assert content["recipients"] == ["Như trên;", "Lãnh đạo Sở (b/c);"] and content["archive"] == "VT, PCTNXHBĐG"
    assert content["date_text"].endswith("tháng 6 năm 2022")


def test_it_cites_the_plan_its_deadline_the_moment_and_the_new_deadline(period, staff):
    Plan.objects.create(
        number="81", symbol="KH-SLĐTBXH", issued_on=date(2022, 5, 26), place="Lạng Sơn",
        issuer="Sở", type_name="Kế hoạch", title="Thực hiện công tác phòng, chống mại dâm năm 2022",
        year=2022, signature_title="PHÓ GIÁM ĐỐC",
        signer_name="", archive="VT",
    )  # fmt: skip

    ground, moment, request, duty = words_of(draft(period, staff))

    assert "Kế hoạch số 81/KH-SLĐTBXH ngày 26/5/2022" in ground and "thực hiện công tác phòng" in ground
    assert "trước ngày 25/6/2022 (hết ngày 24/6/2022)" in ground
    assert moment == "Tính đến 09 giờ 00 ngày 27/6/2022, 02 đơn vị sau đây chưa gửi báo cáo:"
    assert request.endswith("chậm nhất ngày 30/6/2022.")
    assert duty.startswith("Trưởng phòng")


def test_without_a_plan_of_that_year_it_names_the_periods_own_deadline(period, staff):
    assert words_of(draft(period, staff))[0].endswith("là hết ngày 24/6/2022.")


@pytest.mark.parametrize(
    ("signed_as", "block"),
    [
        (SignedAs.DEPUTY, ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        (SignedAs.BY_ORDER, ("TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG")),
    ],
)
def test_it_is_signed_for_the_director_or_by_his_order(period, staff, signed_as, block):
    signature = draft(period, staff, signed_as=signed_as).document.content["signature"]

    assert (signature["prefix"], signature["title"], signature["name"]) == (*block, "")


@pytest.mark.parametrize("day", [MONDAY.date(), date(2022, 6, 1), date(2022, 8, 27)])
def test_a_new_deadline_lies_ahead_and_not_too_far(period, staff, day):
    with pytest.raises(ImpossibleDay):
        draft(period, staff, new_due_on=day)

    assert not Letter.objects.exists()


def test_days_are_written_as_the_decree_wants():
    days = [date(2022, 6, 24), date(2022, 7, 5), date(2023, 2, 9)]

    assert [short_day(day) for day in days] == ["24/6/2022", "05/7/2022", "09/02/2023"]


def test_who_and_when_are_logged_and_the_room_is_told_but_no_unit(period, staff):
    colleague = UserFactory(coordinator=True)

    letter = draft(period, staff)

    entry = AuditEntry.objects.get(action="letter.drafted")
    assert (entry.actor, entry.at, entry.data["units"]) == (staff, MONDAY, ["LATE1", "LATE2"])
    assert [notice.to for notice in Notice.objects.all()] == [colleague]
    assert Notice.objects.get().about == f"letter:{letter.pk}"


def test_the_next_letter_replaces_the_one_before_and_says_so_when_that_had_left_the_house(period, staff):
    first = draft(period, staff)
    record_number(first, by=staff, at=MONDAY, number="7", issued_on=MONDAY.date())
    sent = {"state": ReportState.SUBMITTED, "first_submitted_at": MONDAY, "submitted_at": MONDAY}
    period.reports.filter(unit__code="LATE1").update(**sent)

    second = draft(period, staff, at=MONDAY + timedelta(days=2))

    first.refresh_from_db()
    assert (first.state, second.replaces, second.revision) == (LetterState.SUPERSEDED, first, 2)
    assert units_of(second) == ["LATE2"]
    assert "Công văn này thay thế Công văn số 07/SLĐTBXH-PCTNXHBĐG ngày 27/6/2022." in words_of(second)
    assert list(Letter.objects.in_force()) == [second]


def test_a_draft_that_never_left_the_house_is_replaced_without_a_word(period, staff):
    draft(period, staff)

    assert not any("thay thế" in text for text in words_of(draft(period, staff)))


def test_pressing_twice_on_the_same_page_drafts_one_letter(period, staff):
    assert draft(period, staff, seen=0) == draft(period, staff, seen=0)
    assert Letter.objects.count() == 1


def test_the_clerks_number_is_recorded_once_with_who_and_when(period, staff):
    letter = draft(period, staff)

    record_number(letter, by=staff, at=MONDAY + timedelta(days=1), number="123", issued_on=date(2022, 6, 28))

    letter.refresh_from_db()
    assert (letter.state, letter.recorded_by, letter.document.number) == (LetterState.NUMBERED, staff, "123")
    assert letter.document.content["number"] == "", "what was frozen stays frozen"
    with pytest.raises(InvalidTransition):
        record_number(letter, by=staff, at=MONDAY + timedelta(days=1), number="124", issued_on=date(2022, 6, 28))


@pytest.mark.parametrize("day", [date(2022, 6, 26), date(2022, 6, 28)])
def test_a_letter_is_not_issued_before_it_was_drafted_or_tomorrow(period, staff, day):
    with pytest.raises(ImpossibleDay):
        record_number(draft(period, staff), by=staff, at=MONDAY, number="1", issued_on=day)


@pytest.mark.parametrize("who", [{}, {"leader": True}, {"auditor": True}, {"administrator": True}])
def test_others_may_not_draft(period, who):
    with pytest.raises(PermissionDenied):
        draft(period, UserFactory(**who))


def test_a_letter_that_waits_for_its_number_is_owed_by_the_department(period, staff):
    letter = draft(period, staff)

    assert [owed.thing for owed in obligations(MONDAY)] == [f"letter:{letter.pk}"]
    assert unnumbered({letter.pk, 0}) == {letter.pk}
    later = MONDAY + timedelta(hours=1)
    record_number(letter, by=staff, at=later, number="1", issued_on=MONDAY.date())
    assert obligations(later) == [] and unnumbered({letter.pk}) == set()
    assert [owed.thing for owed in obligations(MONDAY)] == [f"letter:{letter.pk}"], "it was waiting then"


def test_pdf_and_word_say_the_same(period, staff, real_paper):
    letter = draft(period, staff)

    run(letter.job.pk)
    letter.document.refresh_from_db()

    with letter.document.pdf.open("rb") as file:
        printed = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(file.read())).pages).split())
    word = Document(BytesIO(word_file(letter.document)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    written = " ".join([*(p.text for p in word.paragraphs), *cells])
    for text in ("SLĐTBXH-PCTNXHBĐG", "Tính đến 09 giờ 00 ngày 27/6/2022", "chậm nhất ngày 30/6/2022", "Như trên"):
        assert text in printed and text in written
    for addressee in letter.addressees.all():
        assert addressee.unit_name in written
    assert "Lưu: VT, PCTNXHBĐG." in written and "KT. GIÁM ĐỐC" in written


def escalate(period, at=MONDAY):
    """As the engine does when a step reaches the room."""
    Reminder.objects.create(
        key=f"x:{period.code}", planned_at=at, at=at, kind=ActKind.ESCALATION, obligation_kind=ObligationKind.REPORT,
        level=Level.ROOM, step=3, due_at=period.due_at, person=UserFactory(coordinator=True), about="báo cáo",
        channel=Channel.DIGEST,
    )  # fmt: skip


def test_a_letter_is_drafted_when_reminders_have_risen_to_the_room_and_the_room_is_told(period, staff):
    assert draft_due_letters(at=MONDAY) == 0, "the portal's own reminders come first"
    escalate(period)

    assert (draft_due_letters(at=MONDAY), draft_due_letters(at=MONDAY)) == (1, 0)
    letter, notice = Letter.objects.get(), Notice.objects.filter(to=staff).get()
    assert (letter.drafted_by, letter.state, letter.signed_as) == (None, LetterState.DRAFTED, SignedAs.DEPUTY)
    assert working_calendar().between(MONDAY.date(), letter.new_due_on) == 3
    assert (notice.kind, notice.about) == ("letter-number", f"letter:{letter.pk}")
    assert AuditEntry.objects.get(action="letter.drafted").actor is None
    assert draft(period, staff).replaces == letter, "the room may write it anew"


def test_no_letter_is_drafted_beside_one_or_when_everybody_has_sent(period, staff):
    escalate(period)
    assert without_letter({period.pk}, MONDAY) == {period.pk}

    draft(period, staff)

    assert without_letter({period.pk}, MONDAY) == set()
    assert draft_due_letters(at=MONDAY) == 0 == draft_task()


# --- Pages ------------------------------------------------------------------------------------------


def test_a_letter_is_drafted_read_and_numbered_on_the_pages(client, period, staff):
    UserFactory(coordinator=True)
    client.force_login(staff)
    where = f"/bao-cao/cong-van/lap/{period.code}/"
    ahead = f"{datetime.now(VIETNAM).date() + timedelta(days=3):%d/%m/%Y}"

    assert "LATE" not in client.get("/bao-cao/cong-van/").content.decode()
    assert "Kính gửi 2 đơn vị" in client.get(where).content.decode()
    page = client.post(where, {"new_due_on": ahead, "signed_as": "TL", "after": "0"}, follow=True)
    letter = Letter.objects.get()
    text = page.content.decode()
    assert "Đang in công văn" in text and "Ghi số văn thư đã cấp" in text
    run(letter.job.pk)
    card = client.get(f"/bao-cao/cong-van/{letter.pk}/tien-do/").content.decode()
    assert "Tải PDF" in card and "Tải Word" in card

    pdf = client.get(f"/bao-cao/cong-van/{letter.pk}/tep-pdf/?tai")
    word = client.get(f"/bao-cao/cong-van/{letter.pk}/tep-word/")
    assert pdf.getvalue().startswith(b"%PDF") and word.getvalue().startswith(b"PK")
    assert "cong-van-don-doc-2022-6T-lan-1.docx" in word["Content-Disposition"]

    today = f"{datetime.now(VIETNAM).date():%d/%m/%Y}"
    done = client.post(f"/bao-cao/cong-van/{letter.pk}/ghi-so/", {"number": "08", "issued_on": today}, follow=True)
    assert "Đã ghi số" in done.content.decode() and "số 08/SLĐTBXH" in done.content.decode()
    assert "Đã cấp số" in client.get("/bao-cao/cong-van/").content.decode()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"new_due_on": "31/6/2022", "signed_as": "KT"}, "Ngày không tồn tại"),
        ({"new_due_on": "01/01/2022", "signed_as": "KT"}, "Hạn mới phải sau hôm nay"),
        ({"new_due_on": "", "signed_as": "XX"}, "invalid-feedback"),
    ],
)
def test_what_cannot_be_meant_is_refused_beside_the_field(client, period, staff, sent, says):
    client.force_login(staff)

    response = client.post(f"/bao-cao/cong-van/lap/{period.code}/", sent)

    assert response.status_code == 422 and says in response.content.decode()


@pytest.mark.parametrize("number", ["", "0", "12a", "-1", "1234567", "١٢"])
def test_a_number_is_a_number(client, period, staff, number):
    letter = draft(period, staff)
    client.force_login(staff)

    response = client.post(f"/bao-cao/cong-van/{letter.pk}/ghi-so/", {"number": number, "issued_on": "27/06/2022"})

    assert response.status_code == 422
    assert Letter.objects.get().state == LetterState.DRAFTED


def test_when_everybody_has_sent_there_is_no_letter(client, period, staff):
    period.reports.filter(first_submitted_at=None).update(
        state=ReportState.SUBMITTED, first_submitted_at=MONDAY, submitted_at=MONDAY
    )
    client.force_login(staff)

    page = client.get(f"/bao-cao/cong-van/lap/{period.code}/").content.decode()
    ahead = f"{datetime.now(VIETNAM).date() + timedelta(days=3):%d/%m/%Y}"
    done = client.post(f"/bao-cao/cong-van/lap/{period.code}/", {"new_due_on": ahead, "signed_as": "KT"}, follow=True)

    assert "Không có đơn vị nào quá hạn" in page
    assert "không cần công văn" in done.content.decode()


def test_a_letter_that_cannot_be_printed_can_be_tried_again_and_a_lost_file_is_told(client, period, staff):
    letter = draft(period, staff)
    client.force_login(staff)
    assert client.get(f"/bao-cao/cong-van/{letter.pk}/tep-pdf/").status_code == 404
    letter.job.state = "failed"
    letter.job.save()

    assert "Không in được PDF" in client.get(f"/bao-cao/cong-van/{letter.pk}/").content.decode()
    client.post(f"/bao-cao/cong-van/{letter.pk}/in-lai/")
    run(letter.job.pk)
    letter.document.refresh_from_db()
    letter.document.pdf.storage.delete(letter.document.pdf.name)

    page = client.get(f"/bao-cao/cong-van/{letter.pk}/tep-pdf/", follow=True)
    assert "Tệp PDF bị mất" in page.content.decode()


def test_a_replaced_letter_leads_to_the_one_in_force(client, period, staff):
    first, second = draft(period, staff), draft(period, staff)
    client.force_login(UserFactory(auditor=True))

    page = client.get(f"/bao-cao/cong-van/{first.pk}/").content.decode()

    assert f"/bao-cao/cong-van/{second.pk}/" in page and "đã được thay thế" in page
    assert "Ghi số văn thư đã cấp" not in client.get(f"/bao-cao/cong-van/{second.pk}/").content.decode()


def test_the_list_says_when_a_letter_is_already_drafted(client, period, staff, monkeypatch):
    monkeypatch.setattr("kit.clock.now", lambda: MONDAY)
    client.force_login(staff)
    assert ">Soạn công văn đôn đốc</a>" in client.get(reverse("reports:letters")).content.decode()

    letter = draft(period, staff)
    page = client.get(reverse("reports:letters")).content.decode()
    assert "công văn đã soạn đang chờ số" in page and ">Soạn công văn đôn đốc</a>" not in page
    record_number(letter, by=staff, at=MONDAY, number="512", issued_on=MONDAY.date())
    assert ">Soạn công văn đôn đốc</a>" in client.get(reverse("reports:letters")).content.decode()
