"""Accounts: made, changed, locked, given a first password. Nobody ever sees another person's lasting password."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from access.rules import GRANTED_BY_OPERATOR
from accounts.models import Unit, User
from accounts.services import brake
from accounts.states import Role
from audit.services.journal import record
from kit.permissions import require
from kit.workflow import InvalidTransition
from notices.services.outbox import post

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no letters that look like digits
FIRST_PASSWORD_LIVES = timedelta(hours=72)
DETAILS = ("full_name", "post_title", "email", "phone")


class InvalidPerson(ValueError):
    """The account cannot be so; the message says why, ``field`` names the entry it belongs to."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def one_time_password() -> str:
    """About 80 random bits in four readable groups."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


@transaction.atomic
def add_person(
    *,
    by: User | None,
    at: datetime,
    until: datetime,
    login: str,
    full_name: str,
    role: str,
    unit: Unit | None,
    is_unit_approver: bool,
    email: str,
    post_title: str = "",
    phone: str = "",
) -> tuple[User, str]:
    """Make an account; returns it and its first password, which is stored only as a hash.

    Args:
        by: the administrator, or None for an operator at the server, who alone grants GRANTED_BY_OPERATOR.
        until: the instant (of the machine, not of the demo) until which the first password opens the account.

    Raises InvalidPerson, ValidationError, PermissionDenied.
    """
    if by is not None:
        require(by, "access.manage_person")
    _require_sound(role, unit, is_unit_approver)
    _require_granted_here(by, role)
    if User.objects.filter(username__iexact=login).exists():
        raise InvalidPerson(f"Tên đăng nhập “{login}” đã có.", "login")
    person = User(
        username=login, full_name=full_name, role=role, unit=unit, is_unit_approver=is_unit_approver, email=email,
        post_title=post_title, phone=phone,
    )  # fmt: skip
    password = _give_first_password(person, until)
    person.full_clean()
    person.save()
    record(person, "account.created", by=by, at=at, role=role, approver=is_unit_approver)
    return person, password


@transaction.atomic
def change_person(
    person: User, *, by: User, at: datetime, role: str, unit: Unit | None, is_unit_approver: bool, **details: str
) -> list[str]:
    """Set role, unit and the details of DETAILS; returns the names of what changed. Rights follow at once.

    Raises PermissionDenied or InvalidPerson (a role granted at the server is neither given nor taken here).
    """
    person = _locked(person)
    require(by, "access.manage_person", person)
    _require_sound(role, unit, is_unit_approver)
    if role != person.role:
        _require_granted_here(by, role)
        _require_granted_here(by, person.role)
    wanted = {name: details[name] for name in DETAILS} | {
        "role": role,
        "unit": unit,
        "is_unit_approver": is_unit_approver,
    }
    before = {name: getattr(person, name) for name in wanted}
    changed = [name for name in wanted if wanted[name] != before[name]]
    if not changed:
        return []
    for name in changed:
        setattr(person, name, wanted[name])
    person.full_clean(exclude=["password", "username"])
    person.save(update_fields=changed)
    facts = {name: [str(before[name]), str(wanted[name])] for name in ("role", "unit") if name in changed}
    record(person, "account.changed", by=by, at=at, fields=changed, **facts)
    if set(changed) - set(DETAILS):
        _tell(person, by=by, at=at, subject="Vai trò hoặc đơn vị của tài khoản đã thay đổi")
    return changed


@transaction.atomic
def switch_off(person: User, *, by: User, at: datetime, reason: str) -> None:
    """Lock the account: its sessions end with the next click, it gets no more mail; what it did stays.

    Raises PermissionDenied, InvalidTransition (locked already), InvalidPerson (the last administrator).
    """
    others = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role == Role.ADMINISTRATOR and not others.count():
        raise InvalidPerson("Đây là tài khoản quản trị cuối cùng còn hoạt động: không khóa được.")
    _switch(person, False, "account.switched_off", by=by, at=at, reason=reason)


@transaction.atomic
def switch_on(person: User, *, by: User, at: datetime, reason: str) -> None:
    """Open a locked account again, with the password it had. Raises PermissionDenied or InvalidTransition."""
    _switch(person, True, "account.switched_on", by=by, at=at, reason=reason)


@transaction.atomic
def renew_password(person: User, *, by: User | None, at: datetime, until: datetime) -> str:
    """A new first password for an active account; its sessions end. ``by`` and ``until`` as in ``add_person``.

    Raises PermissionDenied, InvalidPerson (a role granted at the server gets its password there too: whoever hands
    out a leader's password could sign in his place) or InvalidTransition (the account is locked).
    """
    person = _locked(person)
    if by is not None:
        require(by, "access.manage_person", person)
    _require_granted_here(by, person.role)
    if not person.is_active:
        raise InvalidTransition(f"renew password: {person} is locked")
    password = _give_first_password(person, until)
    person.save(update_fields=["password", "first_password_until"])
    brake.release(person.username)
    record(person, "account.password_renewed", by=by, at=at)
    return password


@transaction.atomic
def release_person(person: User, *, by: User, at: datetime) -> None:
    """Let a name that rests after too many wrong passwords log in at once. Raises PermissionDenied."""
    require(by, "access.release_person", person)
    brake.release(person.username)
    record(person, "account.released", by=by, at=at)


def _switch(person: User, on: bool, action: str, *, by: User, at: datetime, reason: str) -> None:
    person = _locked(person)
    require(by, "access.manage_person", person)
    if person.is_active == on:
        raise InvalidTransition(f"{action}: {person} is so already")
    person.is_active = on
    person.save(update_fields=["is_active"])
    record(person, action, by=by, at=at, reason=reason)


def _locked(person: User) -> User:
    return User.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)


def _give_first_password(person: User, until: datetime) -> str:
    password = one_time_password()
    person.set_password(password)
    person.first_password_until = until
    return password


def _require_sound(role: str, unit: Unit | None, is_unit_approver: bool) -> None:
    if role not in Role.values:
        raise InvalidPerson(f"Vai trò phải là một trong {', '.join(Role.values)}.", "role")
    if is_unit_approver and role != Role.REPORTER:
        raise InvalidPerson("Chỉ tài khoản đơn vị báo cáo (BC) mới là người duyệt của đơn vị.", "is_unit_approver")
    if unit is None or (role == Role.REPORTER and not unit.reporter_code):
        raise InvalidPerson("Cần một đơn vị; tài khoản BC cần đơn vị phải báo cáo.", "unit")


def _require_granted_here(by: User | None, role: str) -> None:
    """Whoever could make himself a second administrator or leader could sign in the leader's place."""
    if by is not None and role in GRANTED_BY_OPERATOR:
        words = f"Vai trò {Role(role).label} và mật khẩu của vai trò này chỉ cấp bằng lệnh add_person trên máy chủ."
        raise InvalidPerson(words, "role")


def _tell(person: User, *, by: User, at: datetime, subject: str) -> None:
    if not person.is_active:
        return
    body = f"{by} vừa đổi vai trò, đơn vị hoặc quyền duyệt của tài khoản này. Nếu không đúng, báo ngay cho quản trị."
    post(
        f"account:{person.pk}:{at.isoformat()}", to=person, kind="account", subject=subject, body=body, at=at, path="/"
    )
