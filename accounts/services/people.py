"""Accounts: made by an operator; nobody ever sees or sets another person's lasting password."""

import secrets

from django.db import transaction

from accounts.models import Unit, User
from accounts.states import Role

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no letters that look like digits


class InvalidPerson(ValueError):
    """The account cannot be made; the message says why, for the operator."""


def one_time_password() -> str:
    """About 80 random bits in four readable groups."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


@transaction.atomic
def add_person(*, login: str, full_name: str, role: str, unit: Unit | None, is_approver: bool, email: str) -> str:
    """Make an account and return its first password, which is stored only as a hash.

    Raises InvalidPerson: the login is taken, the role is unknown, or an approver who does not report.
    """
    if role not in Role.values:
        raise InvalidPerson(f"Vai trò phải là một trong {', '.join(Role.values)}.")
    if is_approver and role != Role.REPORTER:
        raise InvalidPerson("Chỉ tài khoản đơn vị báo cáo (BC) mới là người duyệt của đơn vị.")
    if unit is None or (role == Role.REPORTER and not unit.reporter_code):
        raise InvalidPerson("Cần một đơn vị; tài khoản BC cần đơn vị phải báo cáo.")
    if User.objects.filter(username=login).exists():
        raise InvalidPerson(f"Tên đăng nhập {login!r} đã có.")
    password = one_time_password()
    person = User(username=login, full_name=full_name, role=role, unit=unit, is_unit_approver=is_approver, email=email)
    person.set_password(password)
    person.full_clean()
    person.save()
    return password


@transaction.atomic
def renew_password(login: str) -> str:
    """Give an active account a new first password; its sessions end. Raises InvalidPerson."""
    person = User.objects.select_for_update().filter(username=login, is_active=True).order_by("pk").first()
    if person is None:
        raise InvalidPerson(f"Không có tài khoản đang hoạt động {login!r}.")
    password = one_time_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    return password
