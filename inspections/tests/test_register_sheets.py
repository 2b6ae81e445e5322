"""The register out to a workbook and in from one: all rows or none, faults by cell, look-alikes suggested."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tests.factories import UserFactory
from audit.models import AuditEntry
from inspections.models import Establishment, EstablishmentStatus, RegisterExport, RegisterImport
from inspections.queries.register import Criteria
from inspections.services import register_import
from inspections.services.register_export import order_export, write_export
from inspections.services.register_import import apply_import, order_apply, read_import
from inspections.services.register_sheet import COLUMNS, places_of
from inspections.states import ImportState
from inspections.tests.factories import NOW, TODAY, CommuneFactory, EstablishmentFactory
from inspections.tests.pages import get, post, text
from jobs.models import Job
from jobs.services import queue
from kit.excel_rows import write_rows
from kit.workflow import InvalidTransition

pytestmark = pytest.mark.django_db
HEADINGS = [heading for _, heading, _ in COLUMNS]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def commune(office):
    return CommuneFactory(parent=office.territory, code="06001")


def line(commune, **values):
    known = {"Tên cơ sở": "Nhà nghỉ Mới", "Loại hình chính": "LT", "Mã xã": commune.code, "Địa chỉ": "Tổ 1"} | values
    return [known.get(heading) for heading in HEADINGS]


def book(*lines, head=HEADINGS):
    return write_rows("Cơ sở", [(heading, 20) for heading in head], lines)


def send(client, user, data):
    client.force_login(user)
    answer = client.post("/kiem-tra/co-so/nhap/", {"file": SimpleUploadedFile("sổ.xlsx", data)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    queue.run(Job.objects.latest("pk").pk)
    return RegisterImport.objects.latest("pk")


def confirm(client, user, batch, **data):
    answer = post(client, user, "import_apply", batch.pk, **data)
    queue.run(Job.objects.latest("pk").pk)
    batch.refresh_from_db()
    return answer


def test_rows_are_read_shown_and_then_written_all_at_once(client, staff, commune):
    full = line(
        commune, **{"Loại hình khác": "KR; xb", "Có điều kiện": "không", "Chủ cơ sở": "Hoàng Văn Chủ",
                    "Điện thoại": "0912 345 678", "Số phòng, bàn": 12, "Số lao động": "1.250",
                    "Ký cam kết ngày": "05/03/2022", "Hoạt động từ ngày": "01/02/2020", "Tình trạng": "tạm dừng"},
    )  # fmt: skip
    batch = send(client, staff, book(full, line(commune, **{"Tên cơ sở": "=1+1", "Địa chỉ": "Tổ 9"})))

    assert (batch.state, Establishment.objects.count()) == (ImportState.READY, 0)
    assert "2 dòng đọc được" in text(get(client, staff, "import", batch.pk))
    confirm(client, staff, batch)

    first, second = Establishment.objects.order_by("code")
    assert batch.state == ImportState.DONE
    assert (first.other_types, first.is_conditional, first.rooms, first.workers) == (["KR", "XB"], False, 12, 1250)
    assert (first.owner_phone, str(first.pledged_on), str(first.opened_on)) == (
        "0912 345 678",
        "2022-03-05",
        "2020-02-01",
    )
    assert EstablishmentStatus.objects.get(establishment=first).status == "suspended"
    assert first.code == f"CS-{commune.parent.code}-0001"
    assert (second.name, second.is_verified, second.search_name) == ("=1+1", True, "=1+1")
    assert AuditEntry.objects.filter(action="register_import.applied", data={"rows": 2}).exists()


def test_one_faulty_cell_keeps_every_row_out_and_is_marked_where_it_is(client, staff, commune):
    wrong = line(commune, **{"Loại hình chính": "ZZ", "Số phòng, bàn": "mười", "Hoạt động từ ngày": "31/02/2020"})
    batch = send(client, staff, book(line(commune), wrong))

    assert batch.state == ImportState.FAULTY
    page = text(get(client, staff, "import", batch.pk))
    assert "3 ô cần sửa" in page
    marked = openpyxl.load_workbook(BytesIO(get(client, staff, "import_marked", batch.pk).content)).active
    cell = marked.cell(3, HEADINGS.index("Số phòng, bàn") + 1)
    assert cell.value == "mười"
    assert "số nguyên" in cell.comment.text
    assert "Không có loại hình này" in marked.cell(3, len(HEADINGS) + 1).value
    assert confirm(client, staff, batch).status_code == 409
    assert not Establishment.objects.exists()


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Tên cơ sở", ""), ("Tên cơ sở", "x" * 201), ("Mã xã", "99999"), ("Có điều kiện", "có thể"),
        ("Địa chỉ", "gọi 0912 345 678"), ("Số lao động", "100.001"), ("Tình trạng", "ngủ đông"),
        ("Hoạt động từ ngày", "21/06/2022"), ("Ký cam kết ngày", "01/01/1900"), ("Mã cơ sở", "CS-LẠ-1"),
        ("Loại hình khác", "KR;Z"), ("Số phòng, bàn", "1,5"),
    ],
)  # fmt: skip
def test_what_a_cell_may_not_hold(client, staff, commune, heading, value):
    batch = send(client, staff, book(line(commune, **{heading: value})))

    assert [fault["heading"] for fault in batch.outcome["faults"]] == [heading]


def test_look_alikes_of_the_same_commune_are_suggested_and_left_out_unless_wanted(client, staff, commune):
    EstablishmentFactory(commune=commune, name="Karaoke Sao Mai", address="Tổ 5, phường Tam Thanh")
    alike = line(commune, **{"Tên cơ sở": "Sao Mai karaoke", "Địa chỉ": "Tổ 5 phường Tam Thanh"})
    twins = [line(commune), line(commune)]
    batch = send(client, staff, book(alike, *twins))

    assert [(s["row"], s["like"].split(" (")[0]) for s in batch.outcome["suspects"]] == [
        (2, "Karaoke Sao Mai"), (4, "Nhà nghỉ Mới"),
    ]  # fmt: skip
    confirm(client, staff, batch, bo_qua="on")
    assert batch.outcome["written"] == 1

    again = send(client, staff, book(line(commune)))
    confirm(client, staff, again)
    assert again.outcome["written"] == 1


def test_neighbours_told_apart_by_a_number_in_their_names_are_no_look_alikes(client, staff, commune):
    rows = [line(commune, **{"Tên cơ sở": f"Karaoke Hoa {n}", "Địa chỉ": f"Số {n}, phố Mẫu"}) for n in (1, 2)]

    assert send(client, staff, book(*rows)).outcome["suspects"] == []


def test_known_codes_are_left_as_they_are(client, staff, commune):
    place = EstablishmentFactory(commune=commune)
    batch = send(client, staff, book(line(commune, **{"Mã cơ sở": place.code, "Tên cơ sở": "Tên khác"})))

    confirm(client, staff, batch)

    place.refresh_from_db()
    assert batch.outcome["known"] == 1
    assert place.name != "Tên khác"


def test_a_unit_enters_its_own_communes_only_and_unverified(client, reporter, commune, elsewhere):
    faulty = send(client, reporter, book(line(elsewhere.commune)))
    good = send(client, reporter, book(line(commune)))
    confirm(client, reporter, good)

    assert faulty.state == ImportState.FAULTY
    assert not Establishment.objects.get(name="Nhà nghỉ Mới").is_verified


@pytest.mark.parametrize(
    "data", [b"", b"ten,loai", b"PK\x03\x04 rac", book(head=["Tên"]), book(), book(["x"], head=["Tên cơ sở"])]
)
def test_what_is_no_list_of_establishments_is_told_so(client, staff, data):
    batch = send(client, staff, data)

    assert batch.state == ImportState.FAULTY
    assert batch.outcome["refusal"]
    assert batch.outcome["refusal"].split(":")[0] in text(get(client, staff, "import", batch.pk))
    assert get(client, staff, "import_marked", batch.pk).status_code == 302


def test_a_file_is_for_the_senders_unit_and_the_department(client, reporter, coordinator, leader, auditor, commune):
    batch = send(client, reporter, book(line(commune)))
    neighbour = UserFactory()

    for user, sees in ((reporter, True), (coordinator, True), (neighbour, False), (leader, False), (auditor, False)):
        assert RegisterImport.objects.visible_to(user).exists() is sees
        assert user.has_perm("inspections.apply_import", batch) is sees
    assert get(client, neighbour, "import", batch.pk).status_code == 404
    assert get(client, leader, "import_new").status_code == 403
    with pytest.raises(PermissionDenied):
        order_apply(batch, by=neighbour, at=NOW, skips_suspects=True)


def test_jobs_that_run_twice_change_nothing_more(client, staff, commune):
    batch = send(client, staff, book(line(commune)))
    read_import(batch.pk, job_pk=1)
    confirm(client, staff, batch)
    apply_import(batch.pk, job_pk=1)
    read_import(batch.pk, job_pk=1)

    assert Establishment.objects.count() == 1
    with pytest.raises(InvalidTransition):
        order_apply(batch, by=staff, at=NOW, skips_suspects=True)


def test_of_two_workers_that_read_the_same_file_one_writes(client, staff, commune, monkeypatch):
    batch = send(client, staff, book(line(commune)))
    order_apply(batch, by=staff, at=NOW, skips_suspects=False)
    read = register_import.read_file

    def overtaken(*args, **values):
        reading = read(*args, **values)
        monkeypatch.setattr(register_import, "read_file", read)
        apply_import(batch.pk, job_pk=2)
        return reading

    monkeypatch.setattr(register_import, "read_file", overtaken)
    apply_import(batch.pk, job_pk=1)

    assert Establishment.objects.count() == 1


def test_what_became_wrong_between_look_and_confirmation_is_found(client, staff, commune):
    batch = send(client, staff, book(line(commune)))
    type(commune).objects.filter(pk=commune.pk).update(closed_on="2022-06-01")

    confirm(client, staff, batch)

    assert batch.state == ImportState.FAULTY
    assert not Establishment.objects.exists()


def test_a_form_without_a_file_and_the_empty_sheet(client, staff):
    assert post(client, staff, "import_new").status_code == 422
    sheet = openpyxl.load_workbook(BytesIO(get(client, staff, "import_template").content))
    head = [cell.value for cell in sheet["Cơ sở"][1]]
    assert places_of(head)[1] == []
    assert "Hướng dẫn" in sheet.sheetnames


def test_too_large_a_file_is_refused_unread(client, staff):
    client.force_login(staff)

    answer = client.post(
        "/kiem-tra/co-so/nhap/", b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=50_000_000
    )

    assert answer.status_code == 413


def exported(client, user, **query):
    client.force_login(user)
    parameters = "&".join(f"{name}={value}" for name, value in query.items())
    answer = client.post(f"/kiem-tra/co-so/xuat/?{parameters}")
    assert answer.status_code == 200
    rows = list(openpyxl.load_workbook(BytesIO(answer.content))["Cơ sở"].values)
    return rows[0], rows[1:]


def test_the_export_holds_what_the_list_shows_and_is_in_the_journal(client, staff, place, elsewhere):
    place.name = "=HYPERLINK(1)"
    place.save()

    head, rows = exported(client, staff)
    _, filtered = exported(client, staff, huyen=elsewhere.commune.parent.code)

    assert len(rows) == 2
    assert "=HYPERLINK(1)" in {row[1] for row in rows}
    assert [row[1] for row in filtered] == [elsewhere.name]
    assert "Chủ cơ sở" in head
    facts = AuditEntry.objects.filter(action="establishment.exported").values_list("data", flat=True)
    assert sorted(fact["rows"] for fact in facts) == [1, 2]


def test_owners_leave_only_with_those_who_may_see_them(client, leader, auditor, reporter, inspector, place, elsewhere):
    for user in (leader, auditor):
        head, rows = exported(client, user)
        assert "Chủ cơ sở" not in head
        assert place.owner_name not in str(rows)
    for user in (reporter, inspector):
        head, rows = exported(client, user)
        assert place.owner_name in str(rows)
        assert all(user.has_perm("inspections.view_owner", p) for p in Establishment.objects.visible_to(user))


def test_an_export_can_be_read_again(client, staff, place):
    client.force_login(staff)
    data = client.post("/kiem-tra/co-so/xuat/").content

    batch = send(client, staff, data)

    assert (batch.state, batch.outcome["known"]) == (ImportState.READY, 1)


def test_a_long_export_is_a_workers_and_only_its_orderer_fetches_it(
    client, staff, coordinator, place, elsewhere, monkeypatch
):
    monkeypatch.setattr("inspections.views.register_sheets.WHILE_WAITING", 0)
    client.force_login(staff)
    answer = client.post(f"/kiem-tra/co-so/xuat/?huyen={place.commune.parent.code}")
    assert "Đang chờ" in text(client.get(answer["Location"]))
    queue.run(Job.objects.get(kind="register-export").pk)
    order = RegisterExport.objects.get()
    write_export(order.pk, job_pk=1)

    page = text(client.get("/kiem-tra/co-so/xuat/"))
    book = client.get(f"/kiem-tra/co-so/xuat/?tai={order.pk}").content
    foreign = get(client, coordinator, "establishment_export", tai=order.pk)

    assert f"?tai={order.pk}" in page
    assert [row[1] for row in openpyxl.load_workbook(BytesIO(book))["Cơ sở"].values][1:] == [place.name]
    assert "Chưa có tệp nào" in text(foreign)
    assert AuditEntry.objects.filter(action="establishment.exported").count() == 1


def test_exports_of_yesterday_are_thrown_away(staff, place):
    old = order_export(Criteria(TODAY), by=staff, at=NOW - timedelta(days=2))
    write_export(old.pk, job_pk=1)

    order_export(Criteria(TODAY), by=staff, at=NOW)

    assert not RegisterExport.objects.filter(pk=old.pk).exists()
