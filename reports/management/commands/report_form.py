from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.models import Report
from reports.services.workbook import write_form


class Command(BaseCommand):
    help = "Write the form of one report as XLSX, with what is stored now."

    def add_arguments(self, parser):
        parser.add_argument("--unit", required=True, help="code of the unit, e.g. H181")
        parser.add_argument("--period", required=True, help="year and kind, e.g. 2022-6T")
        parser.add_argument("--output", required=True, type=Path, help="file to write")

    def handle(self, *, unit, period, output, **options):
        year, _, kind = period.partition("-")
        reports = Report.objects.filter(unit__code=unit, period__kind=kind).select_related("unit", "period__form")
        report = reports.filter(period__year=int(year) if year.isdecimal() and len(year) == 4 else 0).first()
        if report is None:
            raise CommandError(f"Không có báo cáo của đơn vị {unit!r} ở kỳ {period!r}.")
        try:
            output.write_bytes(write_form(report))
        except OSError as error:
            raise CommandError(f"Không ghi được {output}: {error.strerror}.") from None
        self.stdout.write(self.style.SUCCESS(f"Đã ghi biểu của {report} vào {output}."))
