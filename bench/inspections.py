"""Register pages for 300 and 100 000 establishments, as ratios to the bare authenticated page.

Run: python bench/inspections.py [rows …]   (default 300 100000)
"""

import sys
from datetime import date

from _measure import median_of, own_portal, say

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


def main() -> None:
    with own_portal():
        from django.core.management import call_command

        call_command("load_organisation", verbosity=0)
        for rows in [int(text) for text in sys.argv[1:]] or [300, 100_000]:
            fill(rows)
            pages(rows)


if __name__ == "__main__":
    main()
