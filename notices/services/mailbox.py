"""The mailbox to which undeliverable mail comes back: over IMAP, or a folder in which the mail server leaves it."""

import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

PATIENCE = 10  # seconds for one answer of the server
MOST_MAILS = 200  # in one round
MOST_BYTES = 256 * 1024  # of one mail: the report stands at its beginning


class MailboxUnavailable(Exception):
    """The mailbox cannot be opened or read; the words are for the administrator."""


def new_mail(address: str) -> Iterator[bytes]:
    """Each new mail of the mailbox once: it counts as read when the next one is asked for.

    Args:
        address: "imap+ssl://user:password@host:993/INBOX", "imap+tls://…" (STARTTLS), "imap://…" (a server on
            the same machine), or "maildir:///folder". Special characters of user and password percent-encoded.

    Raises MailboxUnavailable.
    """
    where = urlsplit(address)
    try:
        yield from _new_files(Path(unquote(where.path))) if where.scheme == "maildir" else _new_on_server(where)
    except (OSError, imaplib.IMAP4.error, mailbox.Error, ValueError) as error:
        raise MailboxUnavailable(f"{where.scheme}://{where.hostname or ''}{where.path}: {error}") from error


def _new_files(folder: Path) -> Iterator[bytes]:
    box = mailbox.Maildir(folder, create=False)
    fresh = [key for key, mail in box.iteritems() if "S" not in mail.get_flags()]
    for key in sorted(fresh)[:MOST_MAILS]:
        with closing(box.get_file(key)) as file:
            yield file.read(MOST_BYTES)
        mail = box[key]
        mail.set_subdir("cur")
        mail.add_flag("S")
        box[key] = mail


def _new_on_server(where: SplitResult) -> Iterator[bytes]:
    with _connection(where) as server:
        server.login(unquote(where.username or ""), unquote(where.password or ""))
        _checked(server.select(unquote(where.path.strip("/")) or "INBOX"))
        numbers = _checked(server.uid("SEARCH", "UNSEEN"))[0].split()
        for number in numbers[:MOST_MAILS]:
            answer = _checked(server.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
            yield next((part[1] for part in answer if isinstance(part, tuple)), b"")
            _checked(server.uid("STORE", number, "+FLAGS", r"(\Seen)"))


@contextmanager
def _connection(where: SplitResult) -> Iterator[imaplib.IMAP4]:
    host, safe = where.hostname or "", ssl.create_default_context()
    server: imaplib.IMAP4
    if where.scheme == "imap+ssl":
        server = imaplib.IMAP4_SSL(host, where.port or 993, ssl_context=safe, timeout=PATIENCE)
    elif where.scheme in ("imap", "imap+tls"):
        server = imaplib.IMAP4(host, where.port or 143, timeout=PATIENCE)
    else:
        raise ValueError(f"unknown kind of mailbox: {where.scheme!r}")
    with server:
        if where.scheme == "imap+tls":
            server.starttls(safe)
        yield server


def _checked(answer: tuple) -> list:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(str(data))
    return data
