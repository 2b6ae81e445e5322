import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from inspections.figures.draw_record import verify


class Command(BaseCommand):
    help = "Recompute a published draw from its file alone; exit 1 on any difference. Needs no database."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own name and kind

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the published record, JSON")
        parser.add_argument("--commitment", default="", help="the commitment as published before the draw")
        parser.add_argument("--digest", default="", help="the digest on the signed minutes")

    def handle(self, *, file: Path, commitment: str, digest: str, **options):
        problems = _problems(file, commitment, digest)
        for problem in problems:
            self.stderr.write(self.style.ERROR(f"KHÁC – {problem}"))
        if problems:
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("ĐÚNG – tính lại từ hạt giống cho cùng một danh sách."))


def _problems(file: Path, commitment: str, digest: str) -> list[str]:
    try:
        record = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except (OSError, ValueError, RecursionError) as error:
        return [f"không đọc được tệp: {error}"]
    return verify(record, published=commitment, signed=digest)


def _once(pairs: list[tuple[str, object]]) -> dict:
    """A name that stands twice could show people one value and the computer another."""
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError("một mục được ghi hai lần")
    return dict(pairs)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} không phải là số")
