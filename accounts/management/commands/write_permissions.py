from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.policy import ROLES, table
from accounts.states import Role

HEAD = """# Ai được làm gì

Tệp này do `manage.py write_permissions` viết ra từ `accounts/data/policy.csv` và các tệp `rules.py`; đừng sửa tay.
Một kiểm thử so tệp này với bảng đang có hiệu lực.

Ba câu hỏi, ba câu trả lời khi bị từ chối:

1. **Vai trò có chức năng này không?** Bảng 1. Không → 403 (chưa đăng nhập → trang đăng nhập; htmx → 401).
2. **Đối tượng có thuộc phạm vi của người đó không?** `visible_to` và bảng 2. Không → 404, giống hệt khi không tồn tại;
   thấy được nhưng không được làm → 403.
3. **Trạng thái có cho phép không?** Bảng chuyển trạng thái trong `states.py`. Không → không ghi gì, báo cho người dùng.

## Bảng 1. Chức năng theo vai trò

"""
SIGNS = """
Y: có · U: đơn vị hoặc địa bàn của mình · A: phần được giao · R: chỉ xem · m: xem, trừ thông tin chủ cơ sở · –: không.
Chữ trong ô là phạm vi; phạm vi do bảng 2 và `visible_to` giữ. AN là người chưa đăng nhập.

## Bảng 2. Quy tắc trên từng đối tượng

Chép nguyên văn từ phần đầu của các tệp quy tắc; kiểm thử của từng ứng dụng so bảng với quy tắc thật.
"""


class Command(BaseCommand):
    help = "Write docs/permissions.md from the policy table and the object rules."

    def add_arguments(self, parser):
        parser.add_argument("--output", type=Path, default=Path(settings.BASE_DIR) / "docs" / "permissions.md")

    def handle(self, *, output, **options):
        output.write_text(HEAD + _functions() + SIGNS + _rules(), encoding="utf-8")


def _functions():
    names = [f"{role}<br>{Role(role).label}" if role in Role.values else role for role in ROLES]
    lines = ["| Chức năng | " + " | ".join(names) + " |", "|---|" + ":-:|" * len(ROLES)]
    for action, row in table().items():
        cells = " | ".join(row[role] or "–" for role in ROLES)
        lines.append(f"| {row['label']}<br>`{action}` | {cells} |")
    return "\n".join(lines) + "\n"


def _rules():
    """The docstrings of the apps' rules.py that hold a table of permissions."""
    parts = []
    for config in apps.get_app_configs():
        name = f"{config.name}.rules"
        if find_spec(name) and hasattr(module := import_module(name), "PERMISSIONS"):
            parts.append(f"\n### `{name.replace('.', '/')}.py`\n\n```\n{(module.__doc__ or '').strip()}\n```\n")
    return "".join(sorted(parts))
