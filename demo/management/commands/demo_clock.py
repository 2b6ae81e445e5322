from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kit import clock


class Command(BaseCommand):
    help = "Show the demo's time, or move it: demo_clock 2022-06-24T23:50."

    def add_arguments(self, parser):
        parser.add_argument("moment", nargs="?", help="Vietnam time, e.g. 2022-06-24T23:50")

    def handle(self, *, moment, **options):
        if not settings.DEMO:
            raise CommandError("Thư mục dữ liệu này không phải bản minh họa; đồng hồ thật không đổi được.")
        if moment:
            clock.set_demo_clock(self._read(moment))
        self.stdout.write(f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M:%S}")

    def _read(self, text):
        try:
            return timezone.make_aware(datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            raise CommandError(f"Không đọc được thời điểm {text!r}; ví dụ 2022-06-24T23:50.") from None
