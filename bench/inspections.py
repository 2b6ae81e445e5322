"""The register with 300 and 100 000 establishments: pages as ratios to the bare authenticated page, workbooks
as ratios to what the library itself needs for the same cells.

Run: python bench/inspections.py [rows …]   (default 300 100000)
"""

import sys
from datetime import date
from io import BytesIO

from _measure import median_of, once, own_portal, say

NAMES = ("Hoa Đào", "Mẫu Sơn", "Thăm Đồng", "Bình Minh", "Phố Núi", "Hương Hồi", "Sao Mai", "Thanh Bình")
KINDS = ("LT", "LT", "LT", "KR", "XB", "CT", "CF", "NH")
PAGES = (
    ("danh sách, trang 1", ""),
    ("danh sách, trang cuối", "trang={last}"),
    ("tìm “tham”", "q=tham"),
    ("tìm không thấy", "q=khongcogi"),
    ("tìm theo mã", "q=CS-178-0007"),
    ("lọc huyện + loại hình", "huyen=178&loai=KR"),
    ("lọc đang hoạt động", "tinh_trang=active"),
    ("lọc tạm dừng hôm qua + tìm", "tinh_trang=suspended&q=hoa"),
)


def fill(rows: int) -> None:
    from accounts.models import Territory
    from inspections.models import Establishment, EstablishmentStatus, searchable

    communes = list(Territory.objects.filter(level="commune").select_related("parent"))
    have = Establishment.objects.count()
    made = []
    for n in range(have, rows):
        commune = communes[n * 7 % len(communes)]
        name = f"Nhà nghỉ {NAMES[n % 8]} {n}"
        made.append(
            Establishment(
                code=f"CS-{commune.parent.code}-{n:06d}", name=name, search_name=searchable(name), commune=commune,
                primary_type=KINDS[n * 5 % 8], opened_on=date(2018, 1, 1), address=f"Tổ {n % 12}", is_verified=True,
            )
        )  # fmt: skip
    Establishment.objects.bulk_create(made, batch_size=2000)
    EstablishmentStatus.objects.bulk_create(
        (
            EstablishmentStatus(
                establishment=place, from_on=place.opened_on, status="suspended" if n % 40 == 0 else "active"
            )
            for n, place in enumerate(made)
        ),
        batch_size=2000,
    )
    Establishment.objects.filter(latest_from=None).keep_latest()


def pages(rows: int) -> None:
    from django.test import Client

    from accounts.models import Unit, User

    user, _ = User.objects.get_or_create(
        username="do", defaults={"role": "CV", "unit": Unit.objects.get(code="PCTNXH"), "full_name": "Người đo"}
    )
    client = Client()
    client.force_login(user)

    def ask(where: str):
        response = client.get(where)
        assert response.status_code == 200, (where, response.status_code)

    bare = median_of(lambda: ask("/doi-mat-khau/"))
    print(f"\n{rows} cơ sở; trang trống đã đăng nhập: {bare * 1000:.1f} ms")
    for label, query in PAGES:
        query = query.format(last=rows // 50)
        say(label, median_of(lambda query=query: ask(f"/kiem-tra/co-so/?{query}")), bare, "trang trống")


def sheets(rows: int) -> None:
    """Export and import through the portal's services, against the bare library on the same cells."""
    import openpyxl
    import xlsxwriter
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.db import transaction
    from django.db.models import CharField, Value
    from django.db.models.functions import Cast, Concat

    from accounts.models import User
    from inspections.models import Establishment, RegisterImport
    from inspections.services.register_export import export_register
    from inspections.services.register_import import apply_import, read_import
    from inspections.states import ImportState
    from kit import clock

    user, at = User.objects.get(username="do"), clock.now()
    made: dict[str, bytes] = {}

    def export() -> None:
        found = Establishment.objects.visible_to(user)
        made["book"] = export_register(found, by=user, at=at, day=clock.today())

    seconds = once(export)
    values = [list(row) for row in openpyxl.load_workbook(BytesIO(made["book"]), read_only=True).worksheets[0].values]

    def bare_write() -> None:
        book = xlsxwriter.Workbook(BytesIO(), {"constant_memory": True})
        sheet = book.add_worksheet()
        for number, row in enumerate(values):
            sheet.write_row(number, 0, ["" if value is None else str(value) for value in row])
        book.close()

    def bare_read() -> None:
        for _ in openpyxl.load_workbook(BytesIO(made["book"]), read_only=True).worksheets[0].values:
            pass

    say(f"xuất {rows} dòng ({len(made['book']) / 1e6:.1f} MB)", seconds, once(bare_write), "ghi bằng thư viện")
    bare = once(bare_read)
    with transaction.atomic():
        Establishment.objects.update(code=Concat(Value("X"), Cast("pk", CharField())))  # unknown to the register
        path = default_storage.save("tam-so/do.xlsx", ContentFile(_without_codes(values)))
        batch = RegisterImport.objects.create(file=path, file_name="do.xlsx", sent_by=user, sent_at=at)
        Establishment.objects.update(name="khác", address=Value("khác"))
        seconds = once(lambda: read_import(batch.pk, job_pk=0))
        say(f"đọc, kiểm tra, tìm trùng {rows} dòng", seconds, bare, "đọc bằng thư viện")
        batch.refresh_from_db()
        assert batch.state == ImportState.READY, batch.outcome
        RegisterImport.objects.update(state=ImportState.APPLYING)
        seconds = once(lambda: apply_import(batch.pk, job_pk=0))
        say(f"nhập {rows} dòng (đọc lại và ghi)", seconds, bare, "đọc bằng thư viện")
        transaction.set_rollback(True)


def _without_codes(values: list[list]) -> bytes:
    from kit.excel_rows import write_rows

    head, *rows = values
    lines = [[None, *(str(value) if value is not None else None for value in row[1:])] for row in rows]
    for line, row in zip(lines, rows, strict=True):
        for at, value in enumerate(row):
            if hasattr(value, "date"):
                line[at] = value.date()
    return write_rows("Cơ sở", [(str(label), 12) for label in head], lines)


def main() -> None:
    with own_portal():
        from django.core.management import call_command

        call_command("load_organisation", verbosity=0)
        for rows in [int(text) for text in sys.argv[1:]] or [300, 100_000]:
            fill(rows)
            pages(rows)
            sheets(rows)


if __name__ == "__main__":
    main()
