import csv

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

SHOWN = {
    "nhap.h181": "cán bộ nhập báo cáo, huyện Bình Gia",
    "truongphong": "Trưởng phòng PCTNXH-BĐG",
    "phogiamdoc": "Phó Giám đốc Sở",
}


class Command(BaseCommand):
    help = "Print three demo accounts and where the others are."

    def handle(self, **options):
        path = settings.DATA_DIR / "demo-accounts.csv"
        if not path.exists():
            raise CommandError("Chưa có dữ liệu minh họa: chạy manage.py prepare --demo.")
        with path.open(encoding="utf-8") as file:
            accounts = {row["login"]: row["password"] for row in csv.DictReader(file)}
        for login, who in SHOWN.items():
            self.stdout.write(f"  {login:<14} {accounts[login]:<16} {who}")
        self.stdout.write(f"  Các tài khoản khác: {path}")
