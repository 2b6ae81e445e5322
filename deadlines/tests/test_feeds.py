"""Calendar feeds: what one owes and nothing else, behind an address that nobody guesses and its maker revokes."""

from datetime import date, datetime, timedelta

import icalendar
import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UserFactory
from audit.models import AuditEntry
from deadlines.models import CalendarFeed
from deadlines.queries.feeds import feed_entries
from deadlines.services.feeds import feed_of, make_feed, revoke_feed
from kit import clock
from kit.ical import Entry, write_calendar
from reports.tests.factories import NOW, ReportFactory, fill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def report(officer):
    return fill(ReportFactory(unit=officer.unit), N101=987_654)


def titles(feed, at=NOW):
    return [(entry.day, entry.title) for entry in feed_entries(feed, at)]


def address_of(page) -> str:
    return page.split('user-select-all">')[1].split("<")[0]


def test_a_person_finds_the_deadlines_he_owes_and_no_neighbours(report, officer):
    ReportFactory(period=report.period)
    feed, _ = make_feed(by=officer, at=NOW, for_unit=False)

    assert titles(feed) == [(date(2022, 6, 24), f"Hạn cuối: báo cáo {report.period}")]


def test_what_is_done_disappears(officer):
    ReportFactory(unit=officer.unit, accepted=True)
    feed, _ = make_feed(by=officer, at=NOW, for_unit=False)

    assert titles(feed) == []


def test_a_units_feed_holds_what_the_unit_owes_whoever_does_it(report, officer):
    colleague = UserFactory(unit=officer.unit, is_active=True)
    feed, _ = make_feed(by=colleague, at=NOW, for_unit=True)

    assert len(titles(feed)) == 1
    assert str(feed) == f"Lịch thời hạn của {officer.unit}"


def test_a_return_without_a_date_of_its_own_gets_that_of_the_ladder(officer):
    ReportFactory(unit=officer.unit, returned=True, decided_at=NOW)
    feed, _ = make_feed(by=officer, at=NOW, for_unit=False)

    [(day, _)] = titles(feed)
    assert day > NOW.date()


def test_a_token_has_256_bits_and_only_its_digest_is_kept(officer):
    feed, token = make_feed(by=officer, at=NOW, for_unit=False)

    assert len(token) == 43 and token not in str(CalendarFeed.objects.values().get())
    assert feed_of(token) == feed and feed_of(token + "x") is None
    assert token not in str(AuditEntry.objects.values_list("data", "object_name"))


def test_a_new_address_replaces_the_one_for_the_same_and_no_other(officer):
    own, first = make_feed(by=officer, at=NOW, for_unit=False)
    _, of_unit = make_feed(by=officer, at=NOW, for_unit=True)
    _, second = make_feed(by=officer, at=NOW, for_unit=False)

    assert feed_of(first) is None and feed_of(second) and feed_of(of_unit)


def test_it_ends_when_revoked_when_the_account_is_closed_or_when_its_maker_leaves_the_unit(officer):
    feed, token = make_feed(by=officer, at=NOW, for_unit=False)
    revoke_feed(feed, by=officer, at=NOW)
    revoke_feed(feed, by=officer, at=NOW)
    assert feed_of(token) is None
    assert AuditEntry.objects.filter(action="feed.revoked").count() == 1

    _, token = make_feed(by=officer, at=NOW, for_unit=True)
    officer.unit = UserFactory().unit
    officer.save()
    assert feed_of(token) is None

    _, token = make_feed(by=officer, at=NOW, for_unit=True)
    officer.is_active = False
    officer.save()
    assert feed_of(token) is None


def test_nobody_revokes_anothers_and_nobody_without_a_unit_gets_a_units(officer):
    feed, _ = make_feed(by=officer, at=NOW, for_unit=False)

    with pytest.raises(PermissionDenied):
        revoke_feed(feed, by=UserFactory(), at=NOW)
    with pytest.raises(PermissionDenied):
        make_feed(by=UserFactory(administrator=True, unit=None), at=NOW, for_unit=True)


def test_a_calendar_program_reads_it_without_logging_in_and_sees_no_figure(client, report, officer):
    client.force_login(officer)
    page = client.post("/thoi-han/lich-rieng/tao/", {"pham_vi": "don-vi"}).content.decode()
    path = "/thoi-han/" + address_of(page).split("/thoi-han/")[1]
    client.logout()

    response = client.get(path)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2022, 6, 24), date(2022, 6, 25))
    assert "hạn cuối: hết ngày 24/6/2022" in event["DESCRIPTION"] and f"/bao-cao/{report.pk}/" in event["URL"]
    assert b"987" not in response.content


def test_pages_make_list_and_revoke(client, officer):
    client.force_login(officer)
    assert "Chưa có địa chỉ nào" in client.get("/thoi-han/lich-rieng/").content.decode()
    page = client.post("/thoi-han/lich-rieng/tao/", {"pham_vi": "ca-nhan"}).content.decode()
    path, feed = "/thoi-han/" + address_of(page).split("/thoi-han/")[1], CalendarFeed.objects.get()

    later = client.get("/thoi-han/lich-rieng/").content.decode()
    client.post(f"/thoi-han/lich-rieng/{feed.pk}/thu-hoi/")

    assert path not in later and "Thu hồi" in later
    assert client.get(path).status_code == 404
    foreign, _ = make_feed(by=UserFactory(), at=NOW, for_unit=False)
    assert client.post(f"/thoi-han/lich-rieng/{foreign.pk}/thu-hoi/").status_code == 404


def test_no_text_breaks_out_of_a_calendar():
    entry = Entry("k-1", date(2022, 6, 24), "Hạn; cuối,\\ \r\nEND:VEVENT", "Lời " * 60, "https://cong.invalid/1")

    data = write_calendar("Lịch", [entry], at=datetime(2022, 6, 20, tzinfo=NOW.tzinfo))

    [event] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert "END:VEVENT" in event["SUMMARY"] and event["UID"] == "k-1@ke-hoach-pcmd.invalid"
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(days=1)
