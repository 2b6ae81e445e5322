from django.core.management.base import BaseCommand

from deadlines.services.telling import tell_due
from kit import clock


class Command(BaseCommand):
    help = "Post the reminders that have come; the scheduler does the same every 5 minutes."

    def handle(self, *args, **options) -> None:
        self.stdout.write(self.style.SUCCESS(f"{tell_due(at=clock.now())} lời nhắc mới."))
