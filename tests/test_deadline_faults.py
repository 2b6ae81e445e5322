"""Two schedulers, two workers, killed at random, a clock that moves: what is told is what was rehearsed."""

import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import date, datetime
from functools import partial

import pytest
from django.conf import settings
from django.db.models import Q

from accounts.states import ReporterCode
from accounts.tests.factories import UnitFactory, UserFactory
from deadlines.models import Reminder
from deadlines.queries.rehearsal import rehearse, sent
from jobs.models import Heartbeat
from notices.models import Notice
from notices.states import NoticeState
from plans.figures import VIETNAM
from plans.models import ReportingPeriod
from plans.tests.factories import ReportingPeriodFactory
from reports.services.opening import open_obligations
from reports.tests.factories import small_form
from tests.processes import PATIENCE, play, wait_until

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="needs REDIS_URL and DATABASE_URL"),
]
SCHEDULES = ("tell-what-is-due", "make-digests", "deliver-notices")


def at(day, hour=7, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


@pytest.fixture
def period(environment, tmp_path):
    """Three units, a coordinator and a leader; the first half of 2022 is open and nobody has sent."""
    room = UnitFactory(code="PHONG", reporter_code="", territory=None)
    UserFactory(username="truongphong", coordinator=True, unit=room)
    UserFactory(username="phogiamdoc", leader=True, unit=room)
    for number in range(3):
        unit = UnitFactory(code=f"H{number}", reporter_code=ReporterCode.DISTRICT, territory=None)
        UserFactory(username=f"nhap{number}", unit=unit)
        UserFactory(username=f"duyet{number}", unit=unit, approver=True)
    period = ReportingPeriodFactory(form=small_form())
    open_obligations(period, at=period.opens_at)
    return period


def told() -> Counter:
    rows = Reminder.objects.values_list("planned_at", "kind", "unit__code", "person__username", "channel")
    return Counter((moment.astimezone(VIETNAM).date(), *rest) for moment, *rest in rows)


def by_day(acts) -> Counter:
    return Counter((act.at.astimezone(VIETNAM).date(), act.kind, act.unit, act.person, act.channel) for act in acts)


def steps() -> Counter:
    return Counter(Reminder.objects.values_list("step", flat=True))


def nothing_waits() -> bool:
    return not Notice.objects.filter(state__in=[NoticeState.WAITING, NoticeState.QUEUED]).exists()


def lives() -> bool:
    """A scheduler and a worker have worked since the clock was moved."""
    return Heartbeat.objects.filter(name="worker").exists()


def all_opened(day) -> bool:
    return not ReportingPeriod.objects.filter(opens_at__lte=at(day), reports=None).exists()


def unclear() -> Counter:
    """What a worker had in hand when it was killed: nobody knows whether it left, and it is not sent again."""
    lost = Notice.objects.filter(state__in=[NoticeState.SENDING, NoticeState.UNCLEAR])
    keys = Notice.objects.filter(Q(pk__in=lost) | Q(digest__in=lost)).values("key")
    rows = Reminder.objects.filter(key__in=keys)
    rows = rows.values_list("planned_at", "kind", "unit__code", "person__username", "channel")
    return Counter((moment.astimezone(VIETNAM).date(), *rest) for moment, *rest in rows)


def test_a_year_with_two_beats_and_two_workers_killed_at_random_is_what_was_rehearsed(
    period, start_beat, start_worker, tmp_path
):
    """All of 2022: each day on which the rehearsal foretells something, and each first of a month."""
    ReportingPeriodFactory(form=period.form, year=2022, kind="NAM")
    whole = date(2022, 1, 1), date(2022, 12, 31)
    expected, dice = by_day(rehearse(*whole, now=at(whole[0], 0))), random.Random(82)
    schedules = ("beat-and-worker-alive", "open-obligations", *SCHEDULES)
    play(at(whole[0], 0), tmp_path)
    start = [partial(start_beat, *schedules)] * 2 + [start_worker] * 2
    running, killed = [begin() for begin in start], []

    for day in sorted({row[0] for row in expected} | {date(2022, month, 1) for month in range(1, 13)}):
        play(at(day, 0, 5), tmp_path)
        wait_until(partial(all_opened, day), tmp_path)
        play(at(day, 7, 31), tmp_path)
        Heartbeat.objects.all().delete()
        victim = dice.randrange(8)  # on every second day nobody
        if victim in range(4):
            time.sleep(dice.random())
            running[victim].kill()
            killed.append(victim)
        so_far = Counter({row: number for row, number in expected.items() if row[0] <= day})
        wait_until(lambda so_far=so_far: lives() and told() == so_far and nothing_waits(), tmp_path)
        if victim in range(4):
            running[victim] = start[victim]()

    assert told() == expected and max(expected.values()) == 1
    assert len(killed) > 12 and set(killed) == {0, 1, 2, 3}
    # Sent on the day that was foretold, or known to be unclear; the last mail may be on its way at this moment.
    wait_until(lambda: by_day(sent(*whole)) + unclear() == expected, tmp_path)
    letters = Counter(
        re.findall(rb"Message-ID: (\S+)", b"".join(f.read_bytes() for f in (tmp_path / "mail").iterdir()))
    )
    assert letters and max(letters.values()) == 1, "no mail left twice"


def test_beats_dead_for_six_hours_make_good_once(period, start_beat, start_worker, tmp_path):
    """F26: nobody runs from before 08:00 to 14:00 of the last day; the step is told once, no stale one with it."""
    play(at(date(2022, 6, 23), 7, 1), tmp_path)
    beat = start_beat(*SCHEDULES)
    start_worker()
    wait_until(lambda: steps() == {-1: 6}, tmp_path)  # officers and heads of three units
    beat.kill()
    play(at(date(2022, 6, 24), 14), tmp_path)
    start_beat(*SCHEDULES)
    start_beat(*SCHEDULES)

    wait_until(lambda: steps() == {-1: 6, 0: 6}, tmp_path)
    wait_until(lambda: Notice.objects.filter(kind="reminder-last-day", state="sent").count() == 6, tmp_path)

    assert steps() == {-1: 6, 0: 6}
    assert set(Reminder.objects.filter(step=0).values_list("kind", "channel")) == {("due", "instant")}


def test_a_clock_that_jumps_ahead_and_back_repeats_nothing(period, start_beat, start_worker, tmp_path):
    """F28: a day ahead and back: what was told too early is not told again, and nothing turns late by it."""
    play(at(date(2022, 6, 22), 7, 1), tmp_path)
    start_beat(*SCHEDULES)
    start_worker()
    wait_until(lambda: steps() == {-2: 6}, tmp_path)
    play(at(date(2022, 6, 23), 7, 1), tmp_path)
    wait_until(lambda: steps() == {-2: 6, -1: 6}, tmp_path)
    play(at(date(2022, 6, 22), 7, 10), tmp_path)
    time.sleep(3)
    play(at(date(2022, 6, 23), 7, 2), tmp_path)
    time.sleep(3)

    assert steps() == {-2: 6, -1: 6}
    assert not any(report.is_late(at(date(2022, 6, 23))) for report in period.reports.all())


def rehearsed(environment, **changes) -> list:
    """What the command prints in a process of its own."""
    command = [sys.executable, "manage.py", "rehearse", "--from", "2022-06-20", "--to", "2022-06-30", "--json"]
    values = {**environment, "DJANGO_SETTINGS_MODULE": "plan_portal.settings", **changes}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=values, capture_output=True, check=True, timeout=PATIENCE)
    return json.loads(done.stdout)


def test_the_machines_own_time_zone_changes_nothing(period, environment, tmp_path):
    """F30: other zones, and a machine without any time zone data (Python's own package serves)."""
    play(at(date(2022, 6, 20), 6), tmp_path)
    expected = rehearsed(environment)

    assert expected and all(act["at"].endswith("+07:00") for act in expected)
    for changes in ({"TZ": "UTC"}, {"TZ": "America/New_York"}, {"TZ": "Asia/Tokyo", "PYTHONTZPATH": ""}):
        assert rehearsed(environment, **changes) == expected, changes


def test_the_turn_of_the_year_is_crossed_by_running_processes(environment, start_beat, start_worker, tmp_path):
    """F29: from 31/12 23:59:57 on; the annual report is chased into 2023, over the holidays, once a step."""
    unit = UnitFactory(code="H0", reporter_code=ReporterCode.DISTRICT, territory=None)
    UserFactory(username="nhap0", unit=unit)
    year = ReportingPeriodFactory(
        form=small_form(), kind="NAM", starts_on=date(2021, 12, 15), ends_on=date(2022, 12, 14),
        opens_at=at(date(2022, 12, 1), 0), due_at=at(date(2022, 12, 25), 0),
    )  # fmt: skip
    open_obligations(year, at=year.opens_at)
    days = (date(2022, 12, 30), date(2023, 1, 6))
    expected = by_day(rehearse(*days, now=at(days[0], 6)))
    play(at(days[0], 6), tmp_path)
    start_beat("beat-and-worker-alive", *SCHEDULES)
    start_worker()
    wait_until(Heartbeat.objects.exists, tmp_path)
    play(datetime(2022, 12, 31, 23, 59, 57, tzinfo=VIETNAM), tmp_path)
    time.sleep(5)  # the year turns while they run
    before = {row[0] for row in told()}
    play(at(date(2023, 1, 6), 7, 1), tmp_path)

    latest = max(row[0] for row in expected)
    last_step = {row: number for row, number in expected.items() if row[0] == latest}

    def in_2023():
        return {row: number for row, number in told().items() if row[0].year == 2023}

    wait_until(lambda: in_2023() == last_step, tmp_path)

    assert all(day.year == 2022 for day in before)
    assert max(told().values()) == 1 and latest.year == 2023
