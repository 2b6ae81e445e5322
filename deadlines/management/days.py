"""The arguments ``--from`` and ``--to`` of commands, and their answer as JSON or as lines."""

import json
from collections.abc import Iterable
from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deadlines.queries.rehearsal import Act

LONGEST = 366 * 3


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"Ngày không hợp lệ: {text!r}; viết như 2022-05-01.") from None


class DaysCommand(BaseCommand):
    """A stretch of days in, acts out."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="start", required=True, help="first day, e.g. 2022-05-01")
        parser.add_argument("--to", dest="end", required=True, help="last day, included")
        parser.add_argument("--json", dest="as_json", action="store_true", help="a list of objects on stdout")

    def acts(self, start: date, end: date) -> Iterable[Act]:
        raise NotImplementedError

    def handle(self, *args, start: str, end: str, as_json: bool, **options) -> None:
        first, last = a_day(start), a_day(end)
        if first > last:
            raise CommandError("--from phải trước hoặc bằng --to.")
        if (last - first).days > LONGEST:
            raise CommandError("Khoảng thời gian quá dài: tối đa ba năm.")
        rows = [act.as_json() for act in self.acts(first, last)]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write("  ".join(row.values()))
        self.stdout.write(f"{len(rows)} việc.")
