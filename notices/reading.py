"""Read a mail that came back (RFC 3464): which of our mails, to whom, why. Knows neither rows nor the network."""

import email
import re
from dataclasses import dataclass
from email.message import Message

MESSAGE_ID = "<notice-{pk}@ke-hoach-pcmd.invalid>"
OUR_ID = re.compile(r"<notice-(\d{1,18})@ke-hoach-pcmd\.invalid>")
LONGEST_REASON = 200


@dataclass(frozen=True)
class Bounce:
    """One of our mails that was not delivered. ``recipient`` in lower case; ``status`` as in RFC 3463, "5.1.1"."""

    notice_pk: int
    recipient: str
    status: str
    reason: str


def read_bounce(content: bytes) -> Bounce | None:
    """What a report says of a final failure; None for everything else: a delay, an answer, advertising, garbage."""
    message = email.message_from_bytes(content)
    if message.get_content_type() != "multipart/report":
        return None
    ours = OUR_ID.search(_original_id(message))
    failed = next((block for block in _recipients(message) if _value(block, "Action").lower() == "failed"), None)
    if ours is None or failed is None:
        return None
    recipient = _value(failed, "Original-Recipient") or _value(failed, "Final-Recipient")
    return Bounce(
        int(ours[1]),
        recipient.rpartition(";")[2].strip().strip("<>").lower(),
        _value(failed, "Status")[:10],
        _value(failed, "Diagnostic-Code").rpartition(";")[2].strip()[:LONGEST_REASON],
    )


def _original_id(report: Message) -> str:
    """The Message-ID of the mail that came back, from its copy or from the copy of its head."""
    for part in report.walk():
        if part is report:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            head = part.get_payload(decode=True)
            return _value(email.message_from_bytes(head), "Message-ID") if isinstance(head, bytes) else ""
        if part.get("Message-ID"):
            return _value(part, "Message-ID")
    return ""


def _recipients(report: Message) -> list[Message]:
    """The blocks of the machine's own report, one per recipient; the first block speaks of the whole mail."""
    for part in report.walk():
        blocks = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(blocks, list):
            return [block for block in blocks if isinstance(block, Message)]
    return []


def _value(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())
