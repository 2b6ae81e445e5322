import json
from dataclasses import asdict
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from kit import clock
from kit.excel import MAX_BYTES, UnreadableWorkbook
from kit.workflow import InvalidTransition
from reports.services.workbook import Fault, Reading, RefusedForm, apply_form, read_form, report_named_in

UNKNOWN = "Tệp không cho biết báo cáo nào có trong cổng: không có đơn vị hoặc kỳ này."
LOCKED = "Báo cáo không còn ở đơn vị nên không sửa được."
FORBIDDEN = "Người này không được sửa báo cáo của đơn vị."


class Command(BaseCommand):
    help = "Read a filled-in form: what it changes and what is wrong; --apply stores all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="store the changes if there is no error")
        parser.add_argument("--by", metavar="LOGIN", help="who stores them")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, file, apply, by, **options):
        user = User.objects.filter(username=by or "", is_active=True).first()
        if apply and user is None:
            raise CommandError("--apply cần --by với tên đăng nhập của một tài khoản đang hoạt động.")
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"Không đọc được {file}: {error.strerror}.") from None
        reading = self.read(data, user if apply else None)
        (self.print_json if options["json"] else self.print_words)(reading, applied=apply)
        if reading.errors:
            raise SystemExit(1)

    def read(self, data: bytes, user: User | None) -> Reading:
        """The reading; stored as well when there is somebody to store it."""
        reading = Reading()
        try:
            report = report_named_in(data)
            if report is None:
                reading.fault(UNKNOWN)
                return reading
            reading = read_form(data, report)
            if user:
                apply_form(reading, report, by=user, at=clock.now())
        except RefusedForm as refused:
            reading.errors = refused.errors
        except UnreadableWorkbook as error:
            reading.fault(str(error))
        except InvalidTransition:
            reading.fault(LOCKED)
        except PermissionDenied:
            reading.fault(FORBIDDEN)
        return reading

    def print_json(self, reading: Reading, *, applied: bool) -> None:
        said = {"changes": list(map(asdict, reading.changes)), "errors": list(map(asdict, reading.errors))}
        self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))

    def print_words(self, reading: Reading, *, applied: bool) -> None:
        for change in reading.changes:
            self.stdout.write(
                f"{change.sheet}!{change.cell} {change.code}, {change.column}: {change.old} → {change.new}"
            )
        for error in reading.errors:
            self.stdout.write(self.style.ERROR(self.place(error)))
        if not reading.errors:
            verb = "Đã áp dụng" if applied else "Sẽ áp dụng"
            self.stdout.write(self.style.SUCCESS(f"{verb} {len(reading.changes)} thay đổi."))

    def place(self, error: Fault) -> str:
        return f"{error.sheet}!{error.cell}: {error.message}" if error.cell else error.message
