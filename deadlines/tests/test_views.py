"""The pages of deadlines: what will be said, what was said, the calendar, the ladders."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from audit.models import AuditEntry
from deadlines.figures import Ladder
from deadlines.models import CalendarDay, LadderSetting, Reminder, Stop
from deadlines.queries.calendar import is_working_day, working_calendar
from deadlines.queries.ladders import ladders
from deadlines.services.steering import resume_reminders
from deadlines.services.telling import tell_due
from deadlines.states import Level, ObligationKind
from kit.workflow import InvalidTransition
from plans.figures import VIETNAM
from reports.tests.factories import ReportFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 6, 20, 9, tzinfo=VIETNAM)
LADDER = {
    "before": "7, 3", "on_last_day": "on", "after": "2", "every": "4", "cap": "10", "head": "-3", "room": "2",
    "leader": "", "grace": "3",
}  # fmt: skip


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr("kit.clock.now", lambda: NOW)
    monkeypatch.setattr("kit.clock.today", lambda: NOW.date())


@pytest.fixture
def coordinator(client):
    person = UserFactory(coordinator=True)
    client.force_login(person)
    return person


@pytest.fixture
def officer():
    return UserFactory(full_name="Hoàng Thị Thử")


@pytest.fixture
def report(officer):
    return ReportFactory(unit=officer.unit)


def page(client, name, **asked):
    return client.get(reverse(f"deadlines:{name}"), asked)


def test_the_rehearsal_shows_every_step_to_come_and_writes_nothing(client, coordinator, report, officer):
    text = page(client, "rehearsal").content.decode()

    assert text.count("Hoàng Thị Thử") == 8  # 22, 23, 24, 27, 29 June; 6, 13, 20 July
    assert "24/06/2022" in text and "Thư riêng" in text
    assert not Reminder.objects.exists()


def test_it_can_be_narrowed_to_days_kinds_and_people(client, coordinator, report, officer):
    asked = {"tu": "20/06/2022", "den": "24/06/2022", "loai": "due", "q": "hoang thi"}

    text = page(client, "rehearsal", **asked).content.decode()

    assert text.count("Hoàng Thị Thử") == 1
    assert "Không có lời nhắc nào" in page(client, "rehearsal", **asked | {"q": "không có ai"}).content.decode()


@pytest.mark.parametrize(
    "asked", [{"tu": "xyz"}, {"tu": "20/06/2023", "den": "20/06/2022"}, {"tu": "01/01/2022", "den": "31/12/2024"}]
)
def test_nonsense_days_are_answered_in_words(client, coordinator, asked):
    response = page(client, "rehearsal", **asked)

    assert response.status_code == 200 and "text-danger" in response.content.decode()


def test_what_was_sent_is_listed(client, coordinator, report, officer):
    officer.email = ""
    officer.save()
    tell_due(at=NOW)

    assert "Hoàng Thị Thử" in page(client, "sent").content.decode()


def test_a_step_is_stopped_with_a_reason_and_resumed(client, coordinator, report, officer):
    key = f"report:2022-6T:{report.unit.code}:report:2022-06-24:-2"
    where = f"{reverse('deadlines:stop')}?viec={key}"
    assert report.unit.short_name in client.get(where).content.decode()

    assert client.post(where, {"scope": "step", "reason": "ngắn"}).status_code == 422
    assert client.post(where, {"scope": "step", "reason": "Đã gọi điện, đơn vị hẹn ngày mai."}).status_code == 302
    assert client.post(where, {"scope": "step", "reason": "Đã gọi điện, đơn vị hẹn ngày mai."}).status_code == 409

    assert page(client, "rehearsal").content.decode().count("Hoàng Thị Thử") == 7
    stop = Stop.objects.get()
    client.post(reverse("deadlines:resume", args=[stop.pk]))
    assert page(client, "rehearsal").content.decode().count("Hoàng Thị Thử") == 8
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["reminders.stopped", "reminders.resumed"]
    again = client.post(reverse("deadlines:resume", args=[stop.pk]))
    assert again.status_code == 409 and "trước đó; không có gì thay đổi" in again.content.decode()
    with pytest.raises(InvalidTransition):
        resume_reminders(stop, by=coordinator, at=NOW)


def test_all_reminders_of_a_thing_are_stopped_at_once(client, coordinator, report, officer):
    key = f"report:2022-6T:{report.unit.code}:report:2022-06-24:-2"

    client.post(f"{reverse('deadlines:stop')}?viec={key}", {"scope": "all", "reason": "Đơn vị đang sắp xếp lại."})

    assert "Hoàng Thị Thử" not in page(client, "rehearsal").content.decode()
    assert "Đơn vị đang sắp xếp lại." in page(client, "rehearsal").content.decode()


@pytest.mark.parametrize("key", ["", "x", "report:2022-6T:KHONG:report:2022-06-24:-2"])
def test_an_unknown_reminder_cannot_be_stopped(client, coordinator, key):
    assert client.get(reverse("deadlines:stop"), {"viec": key}).status_code == 404


def test_a_swapped_day_is_entered_and_taken_back(client, coordinator):
    day = date(2022, 9, 5)
    sent = {"day": "05/09/2022", "is_worked": "0", "note": "Thông báo hoán đổi (thử)"}
    assert is_working_day(day)

    assert client.post(reverse("deadlines:calendar_enter"), sent).status_code == 302
    assert not is_working_day(day)
    assert "Thông báo hoán đổi (thử)" in page(client, "calendar", nam="2022").content.decode()

    entry = CalendarDay.objects.get()
    client.post(reverse("deadlines:calendar_remove", args=[entry.pk]))
    assert is_working_day(day)


def test_a_saturday_worked_instead_counts(client, coordinator):
    sent = {"day": "25/06/2022", "is_worked": "1", "note": "Làm bù (thử)"}

    client.post(reverse("deadlines:calendar_enter"), sent)

    assert is_working_day(date(2022, 6, 25))
    assert working_calendar().shift(date(2022, 6, 24), 1) == date(2022, 6, 25)


@pytest.mark.parametrize("day", ["", "31/02/2022", "01/01/1999", "05/09/2099"])
def test_a_day_that_makes_no_sense_is_refused_beside_its_field(client, coordinator, day):
    response = client.post(reverse("deadlines:calendar_enter"), {"day": day, "is_worked": "0", "note": "Thử"})

    assert response.status_code == 422 and "invalid-feedback" in response.content.decode()


@pytest.mark.parametrize("year", ["2022", "99999", "x", "1900"])
def test_the_calendar_knows_tet_and_survives_absurd_years(client, coordinator, year):
    text = page(client, "calendar", nam=year).content.decode()

    assert "01/02/2022" in text and "Tết Nguyên Đán" in text


def test_a_ladder_is_changed_and_the_rehearsal_follows(client, coordinator, report, officer):
    seen = {"seen": ladders()[ObligationKind.REPORT].mark}
    response = client.post(reverse("deadlines:ladder_edit", args=["report"]), LADDER | seen)

    assert response.status_code == 302
    ladder = ladders()[ObligationKind.REPORT]
    assert ladder.steps == (-7, -3, 0, 2, 6, 10)
    assert ladder.reach == {Level.HEAD: -3, Level.ROOM: 2}
    assert page(client, "rehearsal").content.decode().count("Hoàng Thị Thử") == 5
    assert "-7, -3, 0, +2, +6, +10" in page(client, "ladders").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"before": "mười"}, {"before": "0"}, {"after": "20"}, {"cap": "90"}, {"head": "x"}, {"every": ""}]
)
def test_a_ladder_that_makes_no_sense_is_refused_and_nothing_typed_is_lost(client, coordinator, wrong):
    response = client.post(reverse("deadlines:ladder_edit", args=["report"]), LADDER | wrong)

    assert response.status_code == 422
    assert not LadderSetting.objects.exists()
    assert 'value="4"' in response.content.decode() or "every" in wrong


def test_who_comes_second_to_a_ladder_keeps_what_he_typed_and_may_still_store_it(client, coordinator):
    where = reverse("deadlines:ladder_edit", args=["report"])
    seen = {"seen": ladders()[ObligationKind.REPORT].mark}
    client.post(where, LADDER | seen)

    late = client.post(where, LADDER | seen | {"before": "9, 4"})

    assert late.status_code == 409 and "Một người khác vừa sửa" in late.content.decode()
    assert 'value="9, 4"' in late.content.decode() and ladders()[ObligationKind.REPORT].before == (7, 3)
    again = {"seen": late.context["form"]["seen"].value()}
    assert client.post(where, LADDER | again | {"before": "9, 4"}).status_code == 302
    assert ladders()[ObligationKind.REPORT].before == (9, 4)


def test_the_form_of_a_ladder_shows_the_usual_one(client, coordinator):
    text = client.get(reverse("deadlines:ladder_edit", args=["report"])).content.decode()

    assert 'value="10, 5, 2, 1"' in text
    assert client.get(reverse("deadlines:ladder_edit", args=["khong-co"])).status_code == 404
    assert Ladder().reaches(Level.HEAD) == "không"


def test_staff_may_look_but_not_steer(client, report):
    client.force_login(UserFactory(staff=True))

    assert page(client, "rehearsal").status_code == 200
    assert "Dừng<" not in page(client, "rehearsal").content.decode()
    assert client.post(reverse("deadlines:calendar_enter"), {}).status_code == 403
    assert client.get(reverse("deadlines:ladder_edit", args=["report"])).status_code == 403
