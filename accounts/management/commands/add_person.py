from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Unit
from accounts.services.people import InvalidPerson, add_person, renew_password


class Command(BaseCommand):
    help = "Make an account and print its first password once; or --renew the password of a known one."

    def add_arguments(self, parser):
        parser.add_argument("login")
        parser.add_argument("--name", default="", help="họ và tên")
        parser.add_argument("--role", default="BC", help="BC, CV, DP, LD, KT, QT hoặc GS")
        parser.add_argument("--unit", default="", help="mã đơn vị, ví dụ H181")
        parser.add_argument("--email", default="")
        parser.add_argument("--approver", action="store_true", help="người duyệt của đơn vị")
        parser.add_argument("--renew", action="store_true", help="cấp lại mật khẩu")

    def handle(self, *, login, name, role, unit, email, approver, renew, **options):
        try:
            if renew:
                password = renew_password(login)
            else:
                found = Unit.objects.get(code=unit) if unit else None
                password = add_person(
                    login=login, full_name=name or login, role=role, unit=found, is_approver=approver, email=email
                )
        except Unit.DoesNotExist:
            raise CommandError(f"Không có đơn vị {unit!r}.") from None
        except (InvalidPerson, ValidationError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{login}  {password}")
