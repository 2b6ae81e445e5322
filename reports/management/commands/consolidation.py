from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kit import clock
from kit.tokens import UnknownTokens
from plans.models import ReportingPeriod
from reports.models import Consolidation
from reports.queries.profiles import profile_of, shipped
from reports.services.outputs import FORMATS, live_output, stored_output


class Command(BaseCommand):
    help = "Write the consolidated report of a period: a draft from what is accepted now, or a stored version."

    def create_parser(self, prog_name, subcommand, **kwargs):
        """Django's own --version makes room for the version of the report."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("--period", required=True, help="year and kind, e.g. 2022-6T")
        parser.add_argument("--profile", default="ubnd", choices=sorted(shipped()))
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--output", required=True, type=Path, help="file to write")
        parser.add_argument("--version", type=int, dest="number", help="a stored version instead of a fresh draft")

    def handle(self, *, period, profile, output, number, **options):
        found = self._period(period)
        made = self._live(found, profile) if number is None else self._stored(found, profile, number)
        write, _ = FORMATS[options["format"]]
        try:
            output.write_bytes(write(made))
        except OSError as error:
            raise CommandError(f"Không ghi được {output}: {error.strerror}.") from None
        self.stdout.write(self.style.SUCCESS(f"Đã ghi {made.title} ({made.figures['coverage']} đơn vị) vào {output}."))

    def _period(self, code: str) -> ReportingPeriod:
        year, _, kind = code.partition("-")
        known = ReportingPeriod.objects.filter(kind=kind).select_related("form")
        period = known.filter(year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0).first()
        if period is None:
            raise CommandError(f"Không có kỳ báo cáo {code!r}.")
        return period

    def _live(self, period: ReportingPeriod, profile: str):
        try:
            return live_output(period, profile_of(profile), at=clock.now(), names_holes=True)
        except UnknownTokens as error:
            raise CommandError(f"Lời văn có mã số liệu chưa biết: {', '.join(error.codes)}.") from None

    def _stored(self, period: ReportingPeriod, profile: str, number: int):
        versions = Consolidation.objects.filter(period=period, profile=profile, revision=number)
        version = versions.select_related("document", "period").first()
        if version is None or version.document is None:
            raise CommandError(f"Không có bản {number} của báo cáo {profile!r} kỳ {period.code}.")
        return stored_output(version)
