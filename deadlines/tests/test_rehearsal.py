"""The rehearsal of a year is what is really sent in it: nothing twice, nothing missed, nothing empty."""

import json
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Unit, User
from accounts.states import ReporterCode, Role
from accounts.tests.factories import UnitFactory, UserFactory
from deadlines.models import Reminder
from deadlines.queries.rehearsal import rehearse, sent
from deadlines.services.telling import tell_due
from notices.models import Notice
from notices.services.delivery import deliver_queued
from notices.services.digests import make_digests
from notices.states import NoticeState
from plans.figures import VIETNAM
from plans.models import ReportingPeriod
from plans.tests.factories import ReportingPeriodFactory
from reports.models import Report
from reports.services.opening import open_due_obligations
from reports.services.review import accept_report, return_report
from reports.services.submission import forward_report, submit_report
from reports.tests.factories import complete, small_form

pytestmark = pytest.mark.django_db
SHAPE = {"at", "kind", "unit", "person", "about", "channel"}
END_OF_DISTRICTS = date(2025, 7, 1)


def at(day, hour=7, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


def days(start, end):
    return [start + timedelta(n) for n in range((end - start).days + 1)]


def periods(year):
    form = small_form()
    return [ReportingPeriodFactory(form=form, year=year, kind=kind) for kind in ("6T", "NAM")]


def an_office(code, **life):
    unit = UnitFactory(code=code, reporter_code=ReporterCode.DISTRICT, territory=None, **life)
    UserFactory(username=f"nhap.{code}", unit=unit)
    UserFactory(username=f"duyet.{code}", unit=unit, approver=True)
    return unit


@pytest.fixture(autouse=True)
def post_office(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def department():
    room = UnitFactory(code="PHONG", reporter_code="", territory=None)
    return [
        UserFactory(username="chuyenvien", staff=True, unit=room),
        UserFactory(username="truongphong", coordinator=True, unit=room),
        UserFactory(username="phogiamdoc", leader=True, unit=room),
    ]


@pytest.fixture
def two_generations(department):
    """Eleven districts until 30/6/2025, twice as many communes after."""
    for number in range(11):
        an_office(f"H{number}", closed_on=END_OF_DISTRICTS)
    for number in range(22):
        an_office(f"X{number}", opened_on=END_OF_DISTRICTS)


def live(day):
    """One day of the scheduler: the form opens by itself, the engine looks twice, the post leaves."""
    open_due_obligations(at=at(day, 0, 5))
    tell_due(at=at(day, 7))
    make_digests(at=at(day, 7, 30))
    tell_due(at=at(day, 20))
    deliver_queued(at=at(day, 20))


def rows(acts):
    return Counter(
        (act.at.astimezone(VIETNAM).date(), act.kind, act.unit, act.person, act.about, act.channel) for act in acts
    )


def check(acts, start, end):
    """0 duplicate, 0 empty, nobody twice a day about one thing of one unit."""
    assert acts and all(act.person and act.about and act.unit for act in acts)
    assert max(Counter(act.key for act in acts).values()) == 1
    heard = Counter((act.at.astimezone(VIETNAM).date(), act.person, act.unit, act.about) for act in acts)
    assert max(heard.values()) == 1
    assert all(start <= act.at.astimezone(VIETNAM).date() <= end for act in acts)


@pytest.mark.parametrize("year", [2022, 2025, 2026])
def test_the_rehearsal_of_a_year_in_which_nobody_acts_is_what_is_sent(two_generations, year):
    periods(year)
    start, end = date(year, 1, 1), date(year, 12, 31)
    rehearsed = rehearse(start, end, now=at(start, 0))

    assert not Reminder.objects.exists() and not Notice.objects.exists()
    for day in interesting(rehearsed, start, end):
        live(day)

    really = sent(start, end)
    assert rows(rehearsed) == rows(really)
    check(really, start, end)
    assert {act.unit[0] for act in really if "6 tháng" in act.about} == ({"H"} if year <= 2025 else {"X"})
    assert {act.unit[0] for act in really if "6 tháng" not in act.about} == ({"H"} if year < 2025 else {"X"})


def interesting(acts, start, end):
    """Days with something in them, the day after, and every tenth day; the engine's own tests walk every day."""
    told = {act.at.astimezone(VIETNAM).date() for act in acts}
    near = {day + timedelta(n) for day in told for n in (0, 1)}
    return [day for day in days(start, end) if day in near or day.day % 10 == 1]


def test_day_by_day_each_morning_foresees_its_own_day_while_people_act(department):
    """The first half of 2022, with units that send, are returned, send late or never."""
    units = [an_office(f"H{number}") for number in range(4)]
    periods(2022)
    staff = department[0]
    start, end = date(2022, 5, 30), date(2022, 7, 31)
    foreseen = Counter()
    for day in days(start, end):
        foreseen += rows(rehearse(day, day, now=at(day, 0, 10)))
        live(day)
        act_on(day, units, staff)

    really = sent(start, end)
    assert foreseen == rows(really)
    assert rows(rehearse(start, end, now=at(end, 23))) == rows(really)
    check(really, start, end)
    kinds = {act.kind for act in really}
    assert {
        "opening",
        "upcoming",
        "due",
        "overdue",
        "returned",
        "waiting_signature",
        "waiting_review",
        "escalation",
    } <= kinds


def act_on(day, units, staff):
    """What people do at nine in the evening."""
    story = {
        date(2022, 6, 13): lambda: send(units[0], day, staff),
        date(2022, 6, 15): lambda: give_back(units[0], day, staff),
        date(2022, 6, 20): lambda: forward(units[1], day),
        date(2022, 7, 1): lambda: submit(units[1], day),
        date(2022, 6, 24): lambda: send(units[2], day, staff),
        date(2022, 7, 8): lambda: accept(units[2], day, staff),
    }
    story.get(day, lambda: None)()


def report_of(unit):
    return Report.objects.get(unit=unit, period__kind="6T")


def person(unit, what):
    return User.objects.get(username=f"{what}.{unit.code}")


def forward(unit, day):
    forward_report(complete(report_of(unit)), by=person(unit, "nhap"), at=at(day, 21))


def submit(unit, day):
    submit_report(report_of(unit), by=person(unit, "duyet"), at=at(day, 21, 10))


def send(unit, day, staff):
    forward(unit, day)
    submit(unit, day)


def give_back(unit, day, staff):
    return_report(report_of(unit), by=staff, at=at(day, 21, 20), reason="N101 chưa khớp mục II.2.")


def accept(unit, day, staff):
    accept_report(report_of(unit), by=staff, at=at(day, 21, 30))


def test_the_commands_speak_one_shape_and_write_nothing(department, capsys, monkeypatch):
    an_office("H0")
    periods(2022)
    monkeypatch.setattr("kit.clock.now", lambda: at(date(2022, 5, 1)))

    call_command("rehearse", "--from", "2022-05-01", "--to", "2022-12-31", "--json")
    rehearsed = json.loads(capsys.readouterr().out)
    assert not Reminder.objects.exists()

    for day in days(date(2022, 6, 1), date(2022, 6, 30)):
        live(day)
    call_command("sent", "--from", "2022-06-01", "--to", "2022-06-30", "--json")
    really = json.loads(capsys.readouterr().out)

    assert {frozenset(row) for row in rehearsed + really} == {frozenset(SHAPE)}
    assert [row for row in rehearsed if row["at"] < "2022-07"] and rehearsed[0]["at"] == "2022-06-01T07:30:00+07:00"
    assert {(r["at"][:10], r["person"]) for r in rehearsed if r["at"] < "2022-07"} == {
        (r["at"][:10], r["person"]) for r in really
    }


def test_a_mail_that_did_not_leave_was_not_sent(department):
    unit = an_office("H0")
    periods(2022)
    open_due_obligations(at=at(date(2022, 6, 1), 0))
    tell_due(at=at(date(2022, 6, 24)))
    Notice.objects.filter(to__unit=unit).update(state=NoticeState.DEAD)

    assert sent(date(2022, 6, 24), date(2022, 6, 24)) == []


@pytest.mark.parametrize(
    ("start", "end"), [("2022-13-01", "2022-12-31"), ("2022-06-02", "2022-06-01"), ("2000-01-01", "2022-01-01")]
)
def test_nonsense_days_are_refused_in_words(db, start, end):
    with pytest.raises(CommandError):
        call_command("rehearse", "--from", start, "--to", end)


def test_a_list_for_the_eye_counts_its_lines(department, capsys, monkeypatch):
    an_office("H0")
    periods(2022)
    monkeypatch.setattr("kit.clock.now", lambda: at(date(2022, 5, 1)))

    call_command("rehearse", "--from", "2022-06-01", "--to", "2022-06-01")

    assert "1 việc." in capsys.readouterr().out
    assert ReportingPeriod.objects.count() == 2 and Unit.objects.count() == 2 and Role.REPORTER
