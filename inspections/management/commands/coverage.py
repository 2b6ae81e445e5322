import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from inspections.queries import coverage_record
from kit import clock
from kit.numbers import show


class Command(BaseCommand):
    help = "Say how many establishments were inspected this year, per district and in all."

    def add_arguments(self, parser):
        parser.add_argument("--on", help="last day that counts, e.g. 2022-12-31; today if left out")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *, on, json: bool, **options):
        found = coverage_record(_day(on) if on else clock.today())
        self.stdout.write(_json(found) if json else _table(found))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--on cần một ngày dạng 2022-12-31, không phải {text!r}.") from None


def _json(found: dict) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)


def _table(found: dict) -> str:
    """One line per district: what a person reads in a terminal."""
    head = f"{'Địa bàn':<24}{'hoạt động':>12}{'đã kiểm tra':>13}{'lượt':>8}{'vi phạm':>9}{'%':>8}"
    lines = [
        f"{row['name']:<24}{row['active']:>12}{row['inspected']:>13}{row['visits']:>8}{row['violating']:>9}"
        f"{'–' if row['percent'] is None else show(row['percent'], 1):>8}"
        for row in [*found["districts"], found["province"]]
    ]
    return "\n".join([f"Từ {found['from']} đến hết {found['on']}", head, *lines])
