from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demo.services.seed import NotADemo, begin_demo, seed_demo


class Command(BaseCommand):
    help = "Bring the database up to date and load the organisation, plan 81, indicators and periods; safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="also make this data folder a demo")

    def handle(self, *, demo, **options):
        call_command("migrate", interactive=False, verbosity=0)
        is_new = demo and self._begin()
        call_command("load_organisation")
        call_command("load_catalogue")
        if demo:
            call_command("load_communes_2025")  # for those who move the clock past 1 July 2025
        if is_new:
            seed_demo()
        if demo:
            words = "Đã nạp dữ liệu minh họa." if is_new else "Dữ liệu minh họa đã có sẵn."
            self.stdout.write(self.style.SUCCESS(words))

    def _begin(self):
        try:
            return begin_demo()
        except NotADemo as error:
            raise CommandError(str(error)) from None
