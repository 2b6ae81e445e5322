"""The one rule engine: each step once, the latest only, to those who can act."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from deadlines.figures import VIETNAM, Calendar, Ladder, Obligation, Person, plan
from deadlines.figures.engine import step_day
from deadlines.states import ActKind, Channel, Level, ObligationKind, Roll

OFFICER, HEAD, ROOM, LEADER = (
    Person(n, name, name.upper()) for n, name in enumerate(("can-bo", "truong", "dp", "pgd"))
)
ABOVE = {Level.ROOM: (ROOM,), Level.LEADER: (LEADER,)}
LADDER = Ladder(opens=True, reach={Level.HEAD: -2, Level.ROOM: 3, Level.LEADER: 8})
LADDERS = dict.fromkeys(ObligationKind, LADDER)
CALENDAR = Calendar()
REPORT = Obligation(
    key="report:2022-6T:H181",
    kind=ObligationKind.REPORT,
    about="báo cáo 6 tháng đầu năm 2022",
    since=datetime(2022, 6, 1, tzinfo=VIETNAM),
    path="/bao-cao/1/",
    due_at=datetime(2022, 6, 25, tzinfo=VIETNAM),
    people={Level.DOER: (OFFICER,), Level.HEAD: (HEAD,)},
)


def at(day, hour=7, month=6, year=2022):
    return datetime(year, month, day, hour, tzinfo=VIETNAM)


MAY = at(1, month=5)


def year_of(*obligations, start=MAY, days=120, **more):
    """Every new intent, day by day: (day, month), kind, who."""
    seen, told = set(), []
    for number in range(days):
        for intent in plan(start + timedelta(number), obligations, LADDERS, CALENDAR, above=ABOVE, **more):
            if intent.key not in seen:
                seen.add(intent.key)
                told.append(((intent.at.day, intent.at.month), intent.kind, intent.person.username))
    return told


def days_of(told, who):
    return [day for day, _, person in told if person == who]


def test_the_officer_hears_of_the_beginning_and_of_each_step():
    assert days_of(year_of(REPORT), "can-bo") == [
        (1, 6), (10, 6), (17, 6), (22, 6), (23, 6), (24, 6), (27, 6), (29, 6), (6, 7), (13, 7), (20, 7),
    ]  # fmt: skip


def test_the_head_the_room_and_the_leader_join_at_their_own_step():
    told = year_of(REPORT)

    assert days_of(told, "truong")[0] == (22, 6)
    assert days_of(told, "dp") == [(29, 6), (6, 7), (13, 7), (20, 7)]
    assert days_of(told, "pgd") == [(6, 7), (13, 7), (20, 7)]
    assert {kind for _, kind, who in told if who in ("dp", "pgd")} == {ActKind.ESCALATION}


@pytest.mark.parametrize(
    ("moment", "kind"), [(at(1), ActKind.OPENING), (at(23), ActKind.UPCOMING), (at(24), ActKind.DUE)]
)
def test_the_kind_says_where_we_stand(moment, kind):
    assert {intent.kind for intent in plan(moment, [REPORT], LADDERS, CALENDAR)} == {kind}


def test_a_mail_of_its_own_comes_on_the_last_day_only_and_only_to_those_with_an_address():
    deaf = replace(REPORT, people={Level.DOER: (replace(OFFICER, has_mail=False),), Level.HEAD: (HEAD,)})

    channels = {intent.person.username: intent.channel for intent in plan(at(24), [deaf], LADDERS, CALENDAR)}

    assert channels == {"can-bo": Channel.PORTAL, "truong": Channel.INSTANT}
    assert {i.channel for i in plan(at(23), [REPORT], LADDERS, CALENDAR)} == {Channel.DIGEST}


def test_a_step_comes_at_seven_and_missed_steps_are_replaced_by_the_latest():
    assert plan(at(22, hour=6), [REPORT], LADDERS, CALENDAR)[0].step == -5
    assert {intent.step for intent in plan(at(26), [REPORT], LADDERS, CALENDAR)} == {0}


def test_a_moved_deadline_starts_a_fresh_ladder():
    moved = replace(REPORT, due_at=datetime(2022, 6, 28, tzinfo=VIETNAM))

    keys = {intent.key for due in (REPORT, moved) for intent in plan(at(23), [due], LADDERS, CALENDAR)}

    assert sorted({key.split(":", 4)[4].rpartition(":")[0] for key in keys}) == [
        "2022-06-24:-1:0", "2022-06-24:-1:1", "2022-06-27:-2:0", "2022-06-27:-2:1",
    ]  # fmt: skip


def test_steps_before_the_thing_began_are_never_told():
    late = replace(REPORT, since=at(23, hour=9))

    assert [intent.kind for intent in plan(at(23, hour=12), [late], LADDERS, CALENDAR)] == []
    assert {intent.step for intent in plan(at(24), [late], LADDERS, CALENDAR)} == {0}


def test_nobody_hears_of_one_thing_twice_in_one_moment():
    signing = replace(REPORT, kind=ObligationKind.SIGNATURE, due_at=None, since=at(20), people={Level.DOER: (HEAD,)})
    waiting = replace(REPORT, people={Level.DOER: (HEAD,)})

    told = year_of(waiting, signing)

    heard = [(day, who) for day, _, who in told]
    assert len(heard) == len(set(heard))
    assert ((23, 6), ActKind.UPCOMING, "truong") in told


def test_a_return_gets_a_due_date_of_its_own_but_not_before_the_periods():
    returned = replace(REPORT, kind=ObligationKind.RETURNED, due_at=None, since=at(14, hour=10))
    patient = replace(returned, not_before=datetime(2022, 6, 25, tzinfo=VIETNAM))

    [first, *_] = plan(at(17), [returned], LADDERS, CALENDAR)
    assert (first.kind, first.step, first.due_at) == (ActKind.RETURNED, 0, datetime(2022, 6, 18, tzinfo=VIETNAM))
    assert plan(at(17), [patient], LADDERS, CALENDAR)[0].due_at == REPORT.due_at


def test_a_stopped_step_or_a_stopped_thing_is_silent():
    assert plan(at(24), [REPORT], LADDERS, CALENDAR, stopped={"report:2022-6T:H181:report"}) == []
    step = "report:2022-6T:H181:report:2022-06-24:+0"
    assert plan(at(24), [REPORT], LADDERS, CALENDAR, stopped={step}) == []
    assert [i.person for i in plan(at(24), [REPORT], LADDERS, CALENDAR, stopped={f"{step}:0"})] == [HEAD]


def test_where_nobody_stands_at_the_desk_the_next_above_is_told():
    empty = replace(REPORT, people={})

    assert {intent.person for intent in plan(at(10), [empty], LADDERS, CALENDAR, above=ABOVE)} == {ROOM}


def test_a_deadline_on_a_saturday_may_be_reminded_of_on_friday():
    saturday = date(2022, 12, 24)

    assert [step_day(saturday, n, CALENDAR) for n in (-1, 0, 1)] == [date(2022, 12, d) for d in (23, 24, 26)]
    assert [step_day(saturday, n, CALENDAR, Roll.EARLIER) for n in (-1, 0, 1)] == [
        date(2022, 12, d) for d in (22, 23, 26)
    ]


def test_a_kind_without_a_ladder_is_silent():
    assert plan(at(24), [REPORT], {}, CALENDAR) == []
