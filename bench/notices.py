"""Queueing, making digests and delivering, as ratios to bare rows and bare SMTP of the same run.

Run: python bench/notices.py [people]   (default 300)
"""

import smtplib
import socket
import sys
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from _measure import once, own_portal, say

AT = datetime(2022, 6, 24, 0, 30, tzinfo=UTC)  # Friday 07:30 in Vietnam
EVENING = AT - timedelta(hours=12)
ITEMS = 3  # per person and morning


class Sink:
    """A mail server that takes everything and forgets it."""

    def __init__(self) -> None:
        from aiosmtpd.controller import Controller

        class Forget:
            async def handle_DATA(self, server, session, envelope):
                return "250 OK"

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server = Controller(Forget(), hostname="127.0.0.1", port=self.port)
        self.server.start()


def people_of(count: int) -> list:
    from accounts.models import User

    made = [User(username=f"n{n}", email=f"n{n}@thu.invalid", full_name=f"Người {n}") for n in range(count)]
    User.objects.bulk_create(made)
    return list(User.objects.all())


def insert_bare(people: list) -> None:
    """The same rows, one INSERT each, without asking whether they were there."""
    from notices.models import Notice

    for person in people:
        for n in range(ITEMS):
            Notice.objects.create(
                key=f"bare:{person.pk}:{n}", kind="reminder", to=person, subject="Nhắc", body="Hạn cuối.",
                created_at=EVENING, planned_at=EVENING, state="in_portal",
            )  # fmt: skip


def post_all(people: list) -> None:
    from django.db import transaction

    from notices.services.outbox import post

    with transaction.atomic():
        for person in people:
            for n in range(ITEMS):
                key = f"bench:{person.pk}:{n}"
                post(key, to=person, kind="reminder", subject=f"Nhắc {n}", body="Hạn cuối.", at=EVENING, path="/")


def send_bare(port: int, people: list) -> None:
    """The same number of small mails over one connection."""
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        for person in people:
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = "a@thu.invalid", person.email, "Nhắc"
            mail.set_content("Hạn cuối.\n" * 20)
            line.send_message(mail)


def main(count: int) -> None:
    from django.conf import settings
    from django.db import transaction

    from notices.services.delivery import deliver_queued
    from notices.services.digests import make_digests

    people, sink = people_of(count), Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 10
    rows = count * ITEMS

    def bare_rows() -> None:
        with transaction.atomic():
            insert_bare(people)

    bare = once(bare_rows)
    say(f"{rows} bare rows", bare, bare, "bare rows")
    say(f"{rows} notices posted", once(lambda: post_all(people)), bare, "bare rows")
    say(f"{rows} notices posted again (nothing new)", once(lambda: post_all(people)), bare, "bare rows")
    say(f"{count} digests of {ITEMS} made", once(lambda: make_digests(at=AT)), bare, "bare rows")
    mails = once(lambda: send_bare(sink.port, people))
    say(f"{count} bare mails", mails, mails, "bare SMTP")

    def deliver() -> None:
        sent = 0
        while sent < count:
            sent += deliver_queued(at=AT)

    say(f"{count} digests delivered", once(deliver), mails, "bare SMTP")
    say("a round with nothing to do", once(lambda: deliver_queued(at=AT)), mails / count, "one bare mail")
    sink.server.stop()


if __name__ == "__main__":
    with own_portal():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
