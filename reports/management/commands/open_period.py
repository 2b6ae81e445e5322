from django.core.management.base import BaseCommand, CommandError

from kit import clock
from plans.models import ReportingPeriod
from reports.services.opening import obliged_units, open_obligations


class Command(BaseCommand):
    help = "Open the obligations of a period now, e.g. open_period 2022-NAM; safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("period", help="year and kind, e.g. 2022-6T")
        parser.add_argument("--dry-run", action="store_true", help="only name the units")

    def handle(self, *, period, dry_run, **options):
        year, _, kind = period.partition("-")
        found = ReportingPeriod.objects.filter(year=int(year) if year.isdecimal() else 0, kind=kind).first()
        if found is None:
            raise CommandError(f"Không có kỳ báo cáo {period!r}.")
        if dry_run:
            self.stdout.write("\n".join(unit.name for unit in obliged_units(found)))
            return
        self.stdout.write(self.style.SUCCESS(f"Đã mở {open_obligations(found, at=clock.now())} báo cáo cho {found}."))
