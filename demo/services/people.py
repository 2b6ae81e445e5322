"""Demo accounts: one per role, an officer and a head per reporting unit. All persons are invented."""

import csv
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password

from accounts.models import Unit, User
from accounts.states import Role, UnitKind

FAMILY = ("Hoàng", "Nông", "Lý", "Vi", "Triệu", "Đinh", "Lương", "Phùng", "Chu", "Bế")
MIDDLE = ("Minh", "Thu", "Quang", "Thị Ngọc", "Văn", "Đức", "Thanh", "Hải")
GIVEN = ("Họa", "Dụ", "Mẫu", "Phỏng", "Thí", "Lệ", "Giả", "Định")  # invented on purpose: nobody is called so
DEPARTMENT = (
    ("chuyenvien", Role.STAFF, "PCTNXH", "Chuyên viên tổng hợp"),
    ("truongphong", Role.COORDINATOR, "PCTNXH", "Trưởng phòng"),
    ("phogiamdoc", Role.LEADER, "LDS", "Phó Giám đốc Sở"),
    ("kiemtra", Role.INSPECTOR, "PCTNXH", "Thành viên Đội kiểm tra liên ngành tỉnh"),
    ("quantri", Role.ADMINISTRATOR, "VP", "Quản trị hệ thống"),
    ("giamsat", Role.AUDITOR, "TTRA", "Giám sát"),
)


@dataclass(frozen=True)
class Account:
    """A line of demo-accounts.csv."""

    login: str
    password: str
    role: str
    unit: str


def seed_people(path: Path) -> list[Account]:
    """Make the accounts that are missing; write their logins to ``path`` (only the owner may read it)."""
    password = f"minh-hoa-{secrets.randbelow(9000) + 1000}"
    encoded = make_password(password)
    accounts = [_person(Account(login, password, role, unit), encoded, post) for login, role, unit, post in DEPARTMENT]
    for unit in Unit.objects.exclude(reporter_code="").order_by("order"):
        code = unit.code.lower()
        if unit.kind == UnitKind.DISTRICT_OFFICE:
            inspector = Account(f"kiemtra.{code}", password, Role.INSPECTOR, unit.code)
            accounts.append(_person(inspector, encoded, "Thành viên Đội kiểm tra liên ngành"))
        officer = Account(f"nhap.{code}", password, Role.REPORTER, unit.code)
        head = Account(f"duyet.{code}", password, f"{Role.REPORTER}-duyet", unit.code)
        accounts.append(_person(officer, encoded, "Cán bộ nhập báo cáo"))
        accounts.append(_person(head, encoded, "Trưởng đơn vị"))
    _write(path, accounts)
    return accounts


def _person(account: Account, encoded: str, post: str) -> Account:
    order = sum(account.login.encode())
    name = f"{FAMILY[order % 10]} {MIDDLE[order // 3 % 8]} {GIVEN[order // 7 % 8]}"
    role, _, approver = account.role.partition("-")
    values = {
        "unit": Unit.objects.get(code=account.unit),
        "role": role,
        "is_unit_approver": bool(approver),
        "full_name": name,
        "post_title": post,
        "email": f"{account.login}@minh-hoa.invalid",
        "password": encoded,
    }
    User.objects.get_or_create(username=account.login, defaults=values)
    return account


def _write(path: Path, accounts: list[Account]) -> None:
    path.touch(mode=0o600)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["login", "password", "role", "unit"])
        writer.writerows([a.login, a.password, a.role, a.unit] for a in accounts)
