"""Mail under real faults: a server that is away, silent or picky, workers that die, two of everything."""

import email
import os
import signal
import socket
import threading
from collections import Counter
from datetime import datetime, timedelta
from email import policy
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from accounts.tests.factories import UserFactory
from jobs.models import Heartbeat
from jobs.tasks import tick
from kit import clock
from notices.figures import RETRY_MINUTES
from notices.models import Notice
from notices.services import delivery
from notices.states import NoticeState
from notices.tasks import deliver_queued, make_digests
from notices.tests.factories import NoticeFactory
from tests.processes import PATIENCE, keep_port, play, wait_until

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="needs REDIS_URL and DATABASE_URL"),
]
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2022, 6, 20, 7, 31, tzinfo=VIETNAM)


class Sink:
    """A mail server that keeps what it takes; ``answers`` gives single addresses another answer."""

    def __init__(self) -> None:
        self.mails: list = []
        self.answers: dict[str, list[str]] = {}
        self.before_the_answer = lambda: None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        self.before_the_answer()
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        return [mail["Subject"] for mail in list(self.mails)]

    @property
    def ids(self) -> Counter:
        return Counter(mail["Message-ID"] for mail in list(self.mails))


@pytest.fixture
def sink():
    return Sink()


class Server(Controller):
    """Listens on a port that was kept for it."""

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.kept)


@pytest.fixture
def port(environment):
    """Where the processes of this test expect a mail server."""
    kept = keep_port()
    environment["EMAIL_URL"] = f"smtp://127.0.0.1:{kept.getsockname()[1]}"
    yield kept
    kept.close()


@pytest.fixture
def open_sink(sink, port):
    """Start the mail server; it is stopped at the end."""
    running = []

    def open_sink():
        server = Server(sink, hostname="127.0.0.1", port=port.getsockname()[1], ready_timeout=PATIENCE)
        server.kept = port
        server.start()
        running.append(server)

    yield open_sink
    for server in running:
        server.stop()


class Tarpit:
    """Says its greeting to whoever comes, and nothing more."""

    def __init__(self, listener: socket.socket) -> None:
        self.greeting, self.visitors = b"", []
        self.listener, self.stop = listener, threading.Event()
        listener.listen()
        listener.settimeout(0.2)

    def accept(self) -> None:
        while not self.stop.is_set():
            try:
                connection, _ = self.listener.accept()
            except TimeoutError:
                continue
            self.visitors.append(connection)
            connection.sendall(self.greeting)


@pytest.fixture
def tarpit(port):
    """A server that accepts connections and says nothing more, or its ``greeting`` and nothing more."""
    tarpit = Tarpit(port)
    thread = threading.Thread(target=tarpit.accept)
    thread.start()
    yield tarpit
    tarpit.stop.set()
    thread.join()
    for connection in tarpit.visitors:
        connection.close()


def queue(count: int) -> list[Notice]:
    return [NoticeFactory(subject=f"Việc {n:02}", created_at=clock.now()) for n in range(count)]


def the_oldest() -> Notice:
    return Notice.objects.order_by("pk")[0]


def states() -> Counter:
    return Counter(Notice.objects.values_list("state", flat=True))


def test_a_mail_server_away_for_hours_costs_nothing_but_time(start_worker, open_sink, sink, tmp_path):
    queue(3)
    start_worker()
    for _ in range(5):  # the rounds of those hours
        deliver_queued.delay()
    first = Notice.objects.order_by("pk")[:1]
    wait_until(lambda: first.get().failure.startswith("Máy chủ thư chưa nhận"), tmp_path)
    wait_until(lambda: states() == {NoticeState.QUEUED: 3}, tmp_path)  # on the screen: waiting, with the reason

    open_sink()
    deliver_queued.delay()
    deliver_queued.delay()
    wait_until(lambda: states() == {NoticeState.SENT: 3}, tmp_path)

    assert sink.subjects == ["Việc 00", "Việc 01", "Việc 02"], "oldest first, none twice"


def test_a_server_that_never_answers_is_left_after_ten_seconds_and_holds_up_nothing_but_mail(
    start_worker, tarpit, tmp_path
):
    """F20: mail has a queue and a worker of its own; other work goes on meanwhile, every time."""
    queue(3)
    start_worker("mail")
    start_worker("celery")
    tick.delay()
    wait_until(Heartbeat.objects.exists, tmp_path)

    def other_work_is_done_while_mail_waits_in_vain() -> bool:
        deliver_queued.delay()
        wait_until(lambda: states()[NoticeState.SENDING] == 1, tmp_path)
        Heartbeat.objects.all().delete()
        tick.delay()
        wait_until(Heartbeat.objects.exists, tmp_path)
        return states()[NoticeState.SENDING] == 1

    # Ten seconds may be short for a busy machine; work held up by mail would never be done within them.
    assert any(other_work_is_done_while_mail_waits_in_vain() for _ in range(5))

    wait_until(lambda: states() == {NoticeState.QUEUED: 3}, tmp_path)

    assert the_oldest().attempts == 0 and "chưa nhận" in the_oldest().failure


def test_a_server_that_greets_and_then_says_nothing_costs_one_attempt_per_round(tarpit, port, settings):
    tarpit.greeting = b"220 silent.example.invalid\r\n"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = *port.getsockname(), 1
    queue(3)

    assert delivery.deliver_queued(at=clock.now()) == 0

    assert len(tarpit.visitors) == 1, "one time-out, not one per mail"
    assert states() == {NoticeState.QUEUED: 3} and "chưa nhận" in the_oldest().failure


def test_one_refused_address_and_one_greylisted_do_not_stop_the_others(start_worker, open_sink, sink, tmp_path):
    notices = queue(5)
    refused, grey = notices[1], notices[3]
    sink.answers = {refused.to.email: ["550 5.1.1 No such user"], grey.to.email: ["451 4.7.1 Greylisted, try later"]}
    open_sink()
    start_worker()

    asked_at = clock.now()
    deliver_queued.delay()
    wait_until(lambda: states()[NoticeState.SENT] == 3, tmp_path)
    refused.refresh_from_db()
    grey.refresh_from_db()
    assert refused.state == NoticeState.REFUSED and "(550)" in refused.failure and "No such user" in refused.failure
    assert grey.state == NoticeState.QUEUED and "(451)" in grey.failure
    assert grey.not_before >= asked_at + timedelta(minutes=RETRY_MINUTES[0])

    Notice.objects.filter(pk=grey.pk).update(not_before=clock.now())  # a minute later
    deliver_queued.delay()
    wait_until(lambda: states() == {NoticeState.SENT: 4, NoticeState.REFUSED: 1}, tmp_path)
    assert max(sink.ids.values()) == 1


def test_a_worker_killed_between_the_servers_yes_and_the_commit_leaves_unclear_and_no_second_mail(
    start_worker, open_sink, sink, tmp_path
):
    queue(1)
    open_sink()
    worker = start_worker()
    sink.before_the_answer = lambda: os.kill(worker.pid, signal.SIGKILL)
    deliver_queued.delay()
    worker.wait(timeout=PATIENCE)
    assert states() == {NoticeState.SENDING: 1}

    sink.before_the_answer = lambda: None
    Notice.objects.update(claimed_at=clock.now() - timedelta(minutes=6))  # six minutes later
    start_worker()
    deliver_queued.delay()
    wait_until(lambda: states() == {NoticeState.UNCLEAR: 1}, tmp_path)

    assert len(sink.mails) == 1
    assert "không rõ" in Notice.objects.get().failure


def test_two_workers_at_once_send_every_mail_once(start_worker, open_sink, sink, tmp_path):
    queue(30)
    open_sink()
    start_worker()
    start_worker()
    for _ in range(6):
        deliver_queued.delay()

    wait_until(lambda: states() == {NoticeState.SENT: 30}, tmp_path)

    assert len(sink.ids) == 30 and max(sink.ids.values()) == 1


def test_two_schedulers_and_two_workers_one_of_them_killed_make_one_digest_for_each_person(
    start_worker, start_beat, open_sink, sink, tmp_path
):
    play(MONDAY, tmp_path)
    people = [UserFactory() for _ in range(6)]
    for person in people:
        for n in range(2):
            NoticeFactory(
                to=person, state=NoticeState.WAITING, subject=f"Việc {n}", created_at=MONDAY - timedelta(hours=1)
            )
    open_sink()
    victim = start_worker()
    sink.before_the_answer = lambda: os.kill(victim.pid, signal.SIGKILL) if len(sink.mails) == 2 else None
    start_worker()
    for _ in range(2):
        start_beat("make-digests", "deliver-notices")

    def all_settled():
        kinds = Notice.objects.filter(kind="digest").exclude(state__in=[NoticeState.QUEUED, NoticeState.SENDING])
        left = 6 - Notice.objects.filter(kind="digest", state=NoticeState.SENDING).count()
        return Notice.objects.filter(kind="digest").count() == 6 and kinds.count() == left

    wait_until(all_settled, tmp_path)
    for task in (make_digests, deliver_queued, make_digests, deliver_queued):
        task.delay()
    Heartbeat.objects.all().delete()
    tick.delay()  # the one worker left takes them in turn: when this is done, so are those before
    wait_until(Heartbeat.objects.exists, tmp_path)

    assert Notice.objects.filter(kind="digest").count() == 6
    assert Notice.objects.filter(state=NoticeState.IN_DIGEST).count() == 12
    assert max(sink.ids.values()) == 1, "nobody gets a mail twice"
    unknown = [NoticeState.SENDING, NoticeState.UNCLEAR]  # of the dead worker: at most its one mail
    in_hand = Notice.objects.filter(kind="digest", state__in=unknown)
    seen = {notice.to.email for notice in in_hand} | {mail["To"] for mail in sink.mails}
    assert in_hand.count() <= 1 and len(seen) == 6, "every mail has arrived or is in plain sight, to be sent by hand"
    assert all("Việc 0" in mail.get_body(("plain",)).get_content() for mail in sink.mails)


def test_mails_of_a_night_without_a_worker_go_out_in_the_morning(start_worker, open_sink, sink, tmp_path):
    queue(4)
    open_sink()
    for _ in range(3):
        deliver_queued.delay()
    assert states() == {NoticeState.QUEUED: 4}

    start_worker()
    wait_until(lambda: states() == {NoticeState.SENT: 4}, tmp_path)

    assert sink.subjects == [f"Việc {n:02}" for n in range(4)]
