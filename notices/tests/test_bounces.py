"""Mail that comes back hours after the server took it: read over IMAP or from a folder, and shown."""

import mailbox
import socketserver
import threading
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UnitFactory, UserFactory
from notices.models import Notice
from notices.queries import bounced_mails, unreachable_units
from notices.reading import Bounce, read_bounce
from notices.services.bounces import mark_bounces, read_bounces
from notices.services.delivery import deliver_queued, resend
from notices.services.mailbox import MailboxUnavailable, new_mail
from notices.states import NoticeState
from notices.tasks import read_bounces as bounce_task
from notices.tests.factories import NoticeFactory

AT = datetime(2022, 6, 21, 2, tzinfo=UTC)
REPORT = """\
From: MAILER-DAEMON@example.invalid
To: cong@example.invalid
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B

Your message could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.invalid

Final-Recipient: rfc822; {to}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--B
Content-Type: {kind}

{head}Message-ID: <notice-{pk}@ke-hoach-pcmd.invalid>

--B--
"""


def report(pk, to, action="failed", kind="text/rfc822-headers"):
    head = "Subject: x\n" if kind == "message/rfc822" else ""
    return REPORT.format(pk=pk, to=to, action=action, kind=kind, head=head).encode()


@pytest.fixture
def sent_mail(db):
    """A mail that the server took."""
    notice = NoticeFactory(to__email="Nhap.H181@co-quan.invalid", to__unit=UnitFactory(territory=None))
    deliver_queued(at=AT)
    notice.refresh_from_db()
    return notice


# --- What a report says ------------------------------------------------------------------------------


@pytest.mark.pure
@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_names_the_mail_the_address_and_the_reason(kind):
    assert read_bounce(report(12, "A@B.invalid", kind=kind)) == Bounce(
        12, "a@b.invalid", "5.1.1", "550 5.1.1 No such user"
    )


@pytest.mark.pure
def test_a_delay_an_answer_and_garbage_are_no_bounces():
    foreign = report(12, "a@b.invalid").replace(b"ke-hoach-pcmd", b"elsewhere")
    answer = b"From: a@b.invalid\nIn-Reply-To: <notice-12@ke-hoach-pcmd.invalid>\n\nCam on."

    for content in (report(12, "a@b.invalid", action="delayed"), foreign, answer, b"", b"\x00\xff"):
        assert read_bounce(content) is None


@pytest.mark.pure
@given(st.binary(max_size=300), st.integers(0, len(REPORT)))
def test_no_content_breaks_the_reader(junk, place):
    whole = report(12, "a@b.invalid")

    read_bounce(junk)
    read_bounce(whole[:place] + junk + whole[place:])


# --- What it does ------------------------------------------------------------------------------------


def test_a_mail_that_came_back_is_marked_once_with_its_reason_and_its_person_is_named(sent_mail):
    whole = report(sent_mail.pk, "nhap.h181@co-quan.invalid")

    assert mark_bounces([whole, whole, b"Subject: quang cao\n\n"], at=AT) == 1
    sent_mail.refresh_from_db()
    assert (sent_mail.state, sent_mail.bounced_at) == (NoticeState.BOUNCED, AT)
    assert "Nhap.H181@co-quan.invalid" in sent_mail.failure and "No such user" in sent_mail.failure
    assert [found.to for found in bounced_mails()] == [sent_mail.to]
    (unit,) = unreachable_units(AT.date())
    assert "thư gửi đến mọi địa chỉ đều bị trả lại" in unit.problems


def test_a_report_that_names_another_address_or_a_mail_never_sent_changes_nothing(sent_mail):
    waiting = NoticeFactory()

    forged = [report(sent_mail.pk, "khac@co-quan.invalid"), report(waiting.pk, waiting.to.email), report(999, "a@b.c")]

    assert mark_bounces(forged, at=AT) == 0
    assert not Notice.objects.filter(state=NoticeState.BOUNCED).exists()


def test_with_a_corrected_address_or_another_try_the_person_is_no_longer_named(sent_mail):
    mark_bounces([report(sent_mail.pk, "nhap.h181@co-quan.invalid")], at=AT)
    person = sent_mail.to

    person.email = "moi@co-quan.invalid"
    person.save()
    assert not bounced_mails().exists()
    resend(Notice.objects.get(), by=UserFactory(coordinator=True), at=AT)
    deliver_queued(at=AT)

    assert Notice.objects.get().state == NoticeState.SENT and Notice.objects.get().sent_to == "moi@co-quan.invalid"


def test_mail_comes_back_to_an_address_of_its_own(db, settings):
    settings.BOUNCE_ADDRESS, settings.DEFAULT_FROM_EMAIL = "tra-lai@so.invalid", "Cổng <cong@so.invalid>"
    NoticeFactory()

    deliver_queued(at=AT)

    (message,) = mail.outbox
    assert message.from_email == "tra-lai@so.invalid" and "cong@so.invalid" in str(message.message()["From"])


def test_the_health_page_and_the_mail_ledger_show_it(sent_mail, client):
    mark_bounces([report(sent_mail.pk, "nhap.h181@co-quan.invalid")], at=AT)
    client.force_login(UserFactory(coordinator=True))

    health = client.get("/van-hanh/").content.decode()
    ledger = client.get("/thong-bao/nhat-ky-thu/?trang-thai=bounced").content.decode()

    assert "địa chỉ trả lại thư" in health and "No such user" in health
    assert "Bị trả lại" in ledger and "Gửi lại" in ledger


# --- Where the reports come from ----------------------------------------------------------------------


def test_a_folder_of_mail_is_read_once(sent_mail, settings, tmp_path):
    settings.BOUNCE_MAILBOX = f"maildir://{tmp_path / 'box'}"
    mailbox.Maildir(tmp_path / "box").add(report(sent_mail.pk, "nhap.h181@co-quan.invalid"))

    assert (read_bounces(at=AT), read_bounces(at=AT)) == (1, 0)
    assert len(mailbox.Maildir(tmp_path / "box")) == 1, "nothing is deleted"


class Imap(socketserver.StreamRequestHandler):
    """As much of an IMAP server as the portal asks of one."""

    mails: dict[int, bytes]
    seen: set[int]

    def handle(self):
        self.say("* OK ready")
        for line in self.rfile:
            tag, command, *rest = line.decode().split()
            name = rest.pop(0) if command == "UID" else command
            refused = name == "LOGIN" and rest[-1].strip('"') != "p@ss"
            getattr(self, name.lower(), lambda *_: None)(*rest)
            self.say(f"{tag} {'NO' if refused else 'OK'} done")
            if name == "LOGOUT":
                return

    def say(self, line: str):
        self.wfile.write(line.encode() + b"\r\n")

    def capability(self):
        self.say("* CAPABILITY IMAP4rev1")

    def select(self, *_):
        self.say(f"* {len(self.mails)} EXISTS")

    def search(self, *_):
        self.say("* SEARCH " + " ".join(str(n) for n in self.mails if n not in self.seen))

    def fetch(self, number, *_):
        content = self.mails[int(number)]
        self.wfile.write(f"* 1 FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n")

    def store(self, number, *_):
        self.seen.add(int(number))


@pytest.fixture
def imap():
    """Address of a server with these mails: ``imap(mails)``."""
    running = []

    def start(mails, password="p%40ss"):
        handler = type("Box", (Imap,), {"mails": mails, "seen": set()})
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        running.append(server)
        return f"imap://tra-lai:{password}@127.0.0.1:{server.server_address[1]}/INBOX"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def test_a_mailbox_on_a_server_is_read_once(sent_mail, settings, imap):
    settings.BOUNCE_MAILBOX = imap({7: b"Subject: khac\r\n\r\n", 9: report(sent_mail.pk, "nhap.h181@co-quan.invalid")})

    assert (bounce_task(), bounce_task()) == (1, 0)
    assert Notice.objects.get().state == NoticeState.BOUNCED


def test_a_mailbox_that_cannot_be_read_is_told_without_its_password(db, settings, imap, tmp_path):
    for address in (
        imap({}, "sai"),
        "imap://a:bi-mat@127.0.0.1:1/INBOX",
        "ftp://a:bi-mat@x",
        f"maildir://{tmp_path}/0",
    ):
        with pytest.raises(MailboxUnavailable) as refusal:
            list(new_mail(address))
        assert "bi-mat" not in str(refusal.value)


def test_reports_saved_by_hand_are_read_by_the_command(sent_mail, settings, tmp_path, capsys):
    saved = tmp_path / "thu-tra-lai.eml"
    saved.write_bytes(report(sent_mail.pk, "nhap.h181@co-quan.invalid"))

    call_command("read_bounces", str(saved))
    assert "1 thư bị trả lại" in capsys.readouterr().out
    with pytest.raises(CommandError, match="BOUNCE_MAILBOX"):
        call_command("read_bounces")
    settings.BOUNCE_MAILBOX = f"maildir://{tmp_path}/0"
    with pytest.raises(CommandError, match="Không đọc được hộp thư"):
        call_command("read_bounces")
