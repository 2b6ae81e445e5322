"""Background work: ordered once, retried, given up, taken over, and never lost."""

import errno
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from jobs import tasks, wake
from jobs.models import Heartbeat, Job
from jobs.services import heartbeat, lease
from jobs.services.lease import LEASE, renew
from jobs.services.queue import MAX_ATTEMPTS, TRIES_AT_THE_LIMIT, enqueue, report_progress, restart, run, stop, sweep
from jobs.states import JobState
from kit import clock
from kit.apart import Failed, Refused
from kit.workflow import InvalidTransition

pytestmark = pytest.mark.django_db
START = datetime(2022, 6, 24, 2, tzinfo=UTC)
calls: list[int] = []


def work(subject_id, *, job_pk):
    calls.append(subject_id)
    report_progress(job_pk, 50, "Đang cộng số liệu")


def fail(subject_id, *, job_pk):
    calls.append(subject_id)
    raise RuntimeError("no space left")


@pytest.fixture(autouse=True)
def handlers(settings):
    calls.clear()
    settings.JOB_HANDLERS = {"work": f"{__name__}.work", "fail": f"{__name__}.fail"}


@pytest.fixture
def machine(monkeypatch):
    """A clock to turn by hand."""
    hands = [START]
    monkeypatch.setattr(clock, "wall", lambda: hands[0])

    def turn(**by):
        hands[0] += timedelta(**by)
        return hands[0]

    return turn


def test_ordering_the_same_work_twice_is_one_job(machine):
    first = enqueue("work", 7, key="consolidation:7")
    again = enqueue("work", 7, key="consolidation:7")

    assert first == again
    assert str(first) == "consolidation:7"
    assert first.is_open


def test_a_job_runs_once_and_is_done(machine):
    job = enqueue("work", 7, key="a")

    assert (run(job.pk), run(job.pk)) == (True, False)

    job.refresh_from_db()
    assert (job.state, job.progress, job.attempts, calls) == (JobState.DONE, 100, 1, [7])
    assert not job.is_open


def test_the_page_can_see_how_far_a_job_is_and_the_lease_is_renewed(machine):
    job = enqueue("work", 7, key="a")
    Job.objects.claim(job.pk, at=START, lease_until=START + LEASE)
    later = machine(seconds=60)

    report_progress(job.pk, 40, "Đang in")

    job.refresh_from_db()
    assert (job.progress, job.message, job.lease_until) == (40, "Đang in", later + LEASE)


def test_progress_beyond_one_hundred_is_refused_by_the_database(machine):
    job = enqueue("work", 7, key="a")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)

    with pytest.raises(IntegrityError), transaction.atomic():
        report_progress(job.pk, 101, "")


def test_a_failed_job_waits_a_little_longer_each_time(machine):
    job = enqueue("fail", 7, key="a")

    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.not_before) == (JobState.WAITING, START + timedelta(seconds=10))
    assert job.message == "Bị ngắt giữa chừng; tự thử lại sau 10 giây…"
    assert run(job.pk) is False

    now = machine(seconds=10)
    run(job.pk)
    job.refresh_from_db()
    assert job.not_before == now + timedelta(seconds=20)


def test_after_five_attempts_a_job_is_given_up_and_says_so(machine):
    job = enqueue("fail", 7, key="a")

    for _ in range(MAX_ATTEMPTS + 2):
        sweep()
        machine(minutes=5)

    job.refresh_from_db()
    assert (job.state, len(calls)) == (JobState.FAILED, MAX_ATTEMPTS)
    assert "Không thành công" in job.message


def test_a_person_may_give_a_failed_job_another_round(machine, settings):
    job = enqueue("fail", 7, key="a")
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, attempts=MAX_ATTEMPTS)
    settings.JOB_HANDLERS["fail"] = f"{__name__}.work"

    restart(job)
    sweep()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_a_job_that_runs_cannot_be_started_over(machine):
    job = enqueue("work", 7, key="a")
    Job.objects.claim(job.pk, at=START, lease_until=START + LEASE)

    assert (restart(job).state, job.attempts) == (JobState.RUNNING, 1)


def test_a_job_whose_worker_died_is_taken_over_when_its_lease_runs_out(machine):
    job = enqueue("work", 7, key="a")
    Job.objects.claim(job.pk, at=START, lease_until=START + LEASE)

    machine(seconds=LEASE.seconds)
    assert sweep() == 0
    machine(seconds=1)
    assert sweep() == 1

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_of_two_workers_one_gets_the_job(machine):
    job = enqueue("work", 7, key="a")

    assert Job.objects.claim(job.pk, at=START, lease_until=START + LEASE) is True
    assert Job.objects.claim(job.pk, at=START, lease_until=START + LEASE) is False


def test_the_scheduled_sweep_and_the_wake_up_both_run_the_job(machine):
    first, second = enqueue("work", 1, key="a"), enqueue("work", 2, key="b")

    tasks.run(first.pk)
    tasks.sweep()

    assert calls == [1, 2]
    second.refresh_from_db()
    assert second.state == JobState.DONE


def test_a_worker_is_told_only_after_the_commit(monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(wake.run, "apply_async", lambda **kwargs: told.append(kwargs["args"]))

    with django_capture_on_commit_callbacks(execute=True):
        wake.wake_on_commit(7)
        assert told == []

    assert told == [[7]]


def test_a_broker_that_is_away_does_not_disturb_the_officer(monkeypatch, django_capture_on_commit_callbacks, caplog):
    def refuse(**kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(wake.run, "apply_async", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        wake.wake_on_commit(7)

    assert "no wake-up for job 7" in caplog.text


def test_a_process_not_heard_of_for_a_minute_is_silent(machine):
    tasks.tick()
    heartbeat.beat("scheduler")
    assert heartbeat.silent() == []

    machine(seconds=61)
    heartbeat.beat("worker")

    assert heartbeat.silent() == ["scheduler"]
    assert str(Heartbeat.objects.get(name="worker")).startswith("worker: ")


def test_a_database_that_is_away_for_a_moment_does_not_stop_the_scheduler(monkeypatch, caplog):
    def away(name):
        raise DatabaseError("away")

    monkeypatch.setattr(heartbeat, "close_old_connections", lambda: None)
    heartbeat.beat_quietly("scheduler")
    monkeypatch.setattr(heartbeat, "beat", away)
    heartbeat.beat_quietly("scheduler")

    assert Heartbeat.objects.count() == 1
    assert "heartbeat of scheduler not written" in caplog.text


def test_an_interrupted_handler_counts_as_a_failed_attempt(machine, monkeypatch):
    def interrupted(subject_id, *, job_pk):
        raise InterruptedError

    monkeypatch.setitem(globals(), "work", interrupted)
    job = enqueue("work", 7, key="a")

    assert run(job.pk) is True
    assert Job.objects.get().state == JobState.WAITING


def stopping(subject_id, *, job_pk):
    """Work that somebody stops in the middle."""
    calls.append(subject_id)
    stop(Job.objects.get(pk=job_pk))
    report_progress(job_pk, 50, "Đang in")
    calls.append("after")


def stopped_at_the_end(subject_id, *, job_pk):
    stop(Job.objects.get(pk=job_pk))


@pytest.mark.parametrize("handler", ["stopping", "stopped_at_the_end"])
def test_a_stopped_job_ends_at_its_next_word_and_is_not_tried_again(machine, settings, handler):
    settings.JOB_HANDLERS["stopping"] = f"{__name__}.{handler}"
    job = enqueue("stopping", 7, key="a")

    run(job.pk)
    machine(minutes=5)
    sweep()

    job.refresh_from_db()
    assert (job.state, job.attempts, job.is_open) == (JobState.STOPPED, 1, False)
    assert "after" not in calls


def test_a_stopped_job_can_be_taken_up_again_and_a_finished_one_not_stopped(machine):
    job = enqueue("work", 7, key="a")
    stop(job)

    restart(job)
    sweep()

    job.refresh_from_db()
    assert (job.state, calls) == (JobState.DONE, [7])
    with pytest.raises(InvalidTransition):
        stop(job)


@pytest.mark.parametrize(
    ("error", "tries", "words"),
    [
        (Refused("not a static file"), 1, "thử lại cũng vậy"),
        (Failed("exit -9"), TRIES_AT_THE_LIMIT, "quá giới hạn thời gian hoặc bộ nhớ"),
        (OSError(errno.ENOSPC, "No space left on device"), MAX_ATTEMPTS, "hết chỗ lưu tệp"),
        (RuntimeError("?"), MAX_ATTEMPTS, "Không thành công sau nhiều lần thử."),
    ],
)
def test_a_job_is_tried_as_often_as_its_failure_is_worth_and_the_reason_is_told(
    machine, monkeypatch, error, tries, words
):
    def broken(subject_id, *, job_pk):
        raise error

    monkeypatch.setitem(globals(), "work", broken)
    job = enqueue("work", 7, key="a")

    for _ in range(MAX_ATTEMPTS + 1):
        sweep()
        machine(minutes=5)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, tries)
    assert words in job.message


def test_a_job_that_takes_its_worker_with_it_each_time_is_given_up(machine):
    job = enqueue("work", 7, key="a")
    for _ in range(MAX_ATTEMPTS):
        assert Job.objects.claim(job.pk, at=machine(minutes=1), lease_until=clock.wall() + LEASE)

    machine(minutes=1)
    sweep()

    job.refresh_from_db()
    assert (job.state, calls) == (JobState.FAILED, [])
    assert "ngắt mỗi lần làm việc này" in job.message


def test_what_a_worker_says_at_its_end_is_not_heard_when_another_has_taken_over(machine, monkeypatch, caplog):
    def slow(subject_id, *, job_pk):
        later = machine(seconds=LEASE.seconds + 1)
        assert Job.objects.claim(job_pk, at=later, lease_until=later + LEASE)

    monkeypatch.setitem(globals(), "work", slow)
    job = enqueue("work", 7, key="a")

    run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 2)
    assert not renew(job.pk, 1) and renew(job.pk, 2)
    assert "attempt 1: nobody waits" in caplog.text


def on_postgresql(test):
    """Two threads at one database: SQLite's, which lies in memory here, refuses a table that the other just writes."""
    skip = pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a database for two at once")
    return pytest.mark.services(skip(pytest.mark.django_db(transaction=True)(test)))


def until(found):
    """Poll, for minutes where the machine has much else to do."""
    end = time.monotonic() + 180
    while time.monotonic() < end:
        if found():
            return True
        time.sleep(0.01)
    return False


@on_postgresql
def test_long_work_keeps_its_lease_and_its_worker_counts_as_alive(monkeypatch, caplog):
    leases = []

    def long(subject_id, *, job_pk):
        monkeypatch.setattr(lease, "renew", away)
        assert until(lambda: "not renewed" in caplog.text)
        monkeypatch.setattr(lease, "renew", renew)
        first = Job.objects.get(pk=job_pk).lease_until
        leases.append(until(lambda: Job.objects.get(pk=job_pk).lease_until > first))
        leases.append(until(lambda: heartbeat.silent() == ["scheduler"]))

    def away(job_pk, attempt):
        raise DatabaseError("away")

    monkeypatch.setattr(lease, "BEAT", 0.02)
    monkeypatch.setitem(globals(), "work", long)
    job = enqueue("work", 7, key="a")

    run(job.pk)

    assert leases == [True, True]
    assert Job.objects.get().state == JobState.DONE


@on_postgresql
def test_nobody_holds_a_job_that_has_ended(monkeypatch):
    monkeypatch.setattr(lease, "BEAT", 0.02)
    job = enqueue("work", 7, key="a")
    before = set(threading.enumerate())  # one of an earlier test may be ending just now

    with lease.held(job):  # waiting, not running: not ours
        assert until(lambda: set(threading.enumerate()) <= before)


def test_a_killed_worker_costs_a_minute_at_most_before_another_begins(settings):
    sweep_seconds = settings.CELERY_BEAT_SCHEDULE["run-waiting-jobs"]["schedule"]

    assert LEASE.total_seconds() + sweep_seconds <= 60
    assert LEASE.total_seconds() >= 4 * lease.BEAT
