from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from access.services.people import FIRST_PASSWORD_LIVES, InvalidPerson, add_person, renew_password
from accounts.models import Unit, User
from kit import clock
from kit.workflow import InvalidTransition


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
        at, until = clock.now(), clock.wall() + FIRST_PASSWORD_LIVES
        try:
            if renew:
                password = renew_password(User.objects.get(username=login), by=None, at=at, until=until)
            else:
                _, password = add_person(
                    by=None, at=at, until=until, login=login, full_name=name or login, role=role,
                    unit=Unit.objects.get(code=unit) if unit else None, is_unit_approver=approver, email=email,
                )  # fmt: skip
        except Unit.DoesNotExist:
            raise CommandError(f"Không có đơn vị {unit!r}.") from None
        except (User.DoesNotExist, InvalidTransition):
            raise CommandError(f"Không có tài khoản đang hoạt động {login!r}.") from None
        except InvalidPerson as error:
            raise CommandError(str(error)) from None
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        self.stdout.write(f"{login}  {password}")
