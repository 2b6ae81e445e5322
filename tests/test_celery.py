"""A real worker over a real broker: ordered work is done, and a worker killed in the middle loses nothing."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import Unit
from accounts.tests.factories import UserFactory
from audit.services.journal import verify_chain
from documents.models import OfficialDocument
from documents.services.printing import printed_file
from jobs.models import Job
from jobs.states import JobState
from jobs.tasks import sweep
from jobs.wake import wake_on_commit
from kit import clock
from plan_portal.celery import app as celery
from plans.models import ReportingPeriod
from reports.models import Consolidation, Report
from reports.services.consolidation import request_consolidation
from reports.states import ReportState
from tests.processes import wait_until

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="needs REDIS_URL and DATABASE_URL"),
]
PRINTER = b"kit.apart_child"
LONG_AGO = "2020-01-01T00:00:00+00:00"


@pytest.fixture
def period(environment):
    """A period in which one unit's report is accepted."""
    call_command("load_organisation", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    period = ReportingPeriod.objects.get(year=2021, kind="6T")
    unit, at = Unit.objects.get(code="H181"), clock.now()
    Report.objects.create(
        unit=unit, period=period, state=ReportState.ACCEPTED, opened_at=at, first_submitted_at=at, submitted_at=at
    )
    return period


def order(period: ReportingPeriod) -> Consolidation:
    """As the view does: write the rows, wake a worker after the commit."""
    with transaction.atomic():
        built = request_consolidation(period, by=UserFactory(staff=True), at=clock.now())
        wake_on_commit(built.job.pk)
    return built


def is_done(job_pk: int) -> bool:
    return Job.objects.filter(pk=job_pk, state=JobState.DONE).exists()


def children(pid: int, command: bytes) -> list[int]:
    """Processes that this one started with such a command."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == pid and command in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


def caught(worker: subprocess.Popen, folder: Path) -> int:
    """The printing process of this worker, held in the middle of its work so that it cannot be done too soon."""
    (printer,) = wait_until(lambda: children(worker.pid, PRINTER), folder)
    os.kill(printer, signal.SIGSTOP)
    return printer


def has_ended(pid: int) -> bool:
    """Gone, or dead and not yet fetched by whoever inherited it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def one_whole_document(built: Consolidation, folder: Path) -> None:
    """Nothing twice, nothing by halves."""
    built.refresh_from_db()
    assert OfficialDocument.objects.count() == 1
    files = list((folder / "files" / "van-ban").rglob("*"))
    assert [file.read_bytes() for file in files if file.is_file()] == [printed_file(built.document)]


def test_a_consolidation_that_was_ordered_is_built_by_a_worker(period, start_worker, tmp_path):
    start_worker()

    built = order(period)
    wait_until(lambda: is_done(built.job.pk), tmp_path)

    built.refresh_from_db()
    assert built.figures["coverage"].startswith("1/")
    with built.document.pdf.open() as file:
        assert file.read(5) == b"%PDF-"
    assert verify_chain() is None


def test_work_ordered_while_the_broker_lost_the_message_is_swept_up(period, start_worker, tmp_path):
    built = order(period)
    with celery.connection_for_write() as channel:
        assert channel.default_channel.queue_purge("celery") == 1

    start_worker()
    sweep.delay()

    wait_until(lambda: is_done(built.job.pk), tmp_path)


def test_a_worker_killed_while_it_prints_loses_nothing_and_changes_nothing_that_is_frozen(
    period, start_worker, tmp_path
):
    worker = start_worker()
    built = order(period)
    printer = caught(worker, tmp_path)

    worker.kill()
    worker.wait()
    os.kill(printer, signal.SIGCONT)
    frozen = Consolidation.objects.get().figures
    left = Job.objects.get()
    assert left.state == JobState.RUNNING, "the worker was too fast to be killed in the middle"
    wait_until(lambda: has_ended(printer), tmp_path)  # nobody listens: it ends by itself

    Job.objects.update(lease_until=LONG_AGO)  # its lease has run out
    start_worker()
    sweep.delay()
    wait_until(lambda: is_done(built.job.pk), tmp_path)

    assert Job.objects.get().attempts == left.attempts + 1
    one_whole_document(built, tmp_path)
    assert built.figures == frozen


def test_when_the_printing_process_is_killed_the_page_says_so_and_the_next_try_prints(
    period, start_worker, tmp_path, client
):
    worker = start_worker()
    built = order(period)
    client.force_login(built.requested_by)
    os.kill(caught(worker, tmp_path), signal.SIGKILL)
    wait_until(lambda: Job.objects.filter(state=JobState.WAITING).exists(), tmp_path)
    page = client.get(f"/bao-cao/tong-hop/ban/{built.pk}/").content.decode()
    assert "Bị ngắt giữa chừng; tự thử lại sau 10 giây…" in page
    assert worker.poll() is None and not list((tmp_path / "files").rglob("*.pdf"))

    Job.objects.update(not_before=LONG_AGO)  # ten seconds later
    sweep.delay()
    wait_until(lambda: is_done(built.job.pk), tmp_path)

    one_whole_document(built, tmp_path)
