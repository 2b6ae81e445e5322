from django.core.management.base import BaseCommand

from kit import clock
from reports.services.reminders import remind_unsubmitted


class Command(BaseCommand):
    help = "Post the reminders that are due now, as the scheduler does; safe to repeat."

    def handle(self, **options):
        posted = remind_unsubmitted(at=clock.now())
        self.stdout.write(self.style.SUCCESS(f"{posted} lời nhắc mới."))
