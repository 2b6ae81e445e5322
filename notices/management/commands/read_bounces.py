from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kit import clock
from notices.services.bounces import mark_bounces, read_bounces
from notices.services.mailbox import MailboxUnavailable


class Command(BaseCommand):
    help = "Read the mails that came back (BOUNCE_MAILBOX, or files saved by hand) and mark the addresses."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE.eml")

    def handle(self, *, files, **options):
        if not files and not settings.BOUNCE_MAILBOX:
            raise CommandError("Chưa đặt BOUNCE_MAILBOX (docs/operations.md); hoặc chỉ ra tệp .eml đã lưu.")
        at = clock.now()
        try:
            marked = mark_bounces((path.read_bytes() for path in files), at=at) if files else read_bounces(at=at)
        except (MailboxUnavailable, OSError) as error:
            raise CommandError(f"Không đọc được hộp thư: {error}") from None
        self.stdout.write(f"{marked} thư bị trả lại đã ghi nhận.")
