"""Put a foreign, missing or absurd id wherever an id can stand: nothing is found and nothing changes."""

from urllib.parse import unquote

import pytest
from django.db import transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve

from accounts.models import User
from inspections.models import Establishment, Inspection
from reports.models import Report
from reports.states import ReportState
from tests.test_policy import READ_AND_WRITE, has_function, methods_of
from tests.world import ARGUMENTS, NOW, OF_ONE_UNIT, addresses, everything_in, fingerprint, forgotten, together, url

ABSURD = ("0", "999999999", str(2**31), str(2**63), "9" * 400, "9" * 5000, "-1", "1.5", "1e3", "٣", "..%2f1", "%00")
ABSURD_CODES = ("0", "x" * 400, "2022-99", "9999-6T", "2022-", "٢٠٢٢-6T", "..%2f", "%00", "'--", "%F0%9F%92%A3")
LOCAL = ("BC", "BC-head", "KT")
PARAMETERS = (
    "q", "huyen", "loai", "tinh_trang", "dieu_kien", "ngay", "trang_thai", "vi_pham", "tu", "den", "nam", "trang",
    "viec", "ma", "ky", "tinh-trang", "trang-thai", "don_vi", "co_so", "kiem-tra", "xem", "tai", "next",
    "them", "o", "lan", "voi", "nhom", "hinh_thuc", "moi_ngay", "dau-ra", "cap", "tim", "vai_tro", "don-vi",
)  # fmt: skip
NONSENSE = (
    "", "-1", str(2**63), "1e999", "31/12/9999", "' OR 1=1 --", "%25%25\\𝟙\u202e{{7*7}}", "../../etc/passwd",
    "x" * 3000,
)  # fmt: skip
# What a form has no field for, but somebody may send.
EXTRA = {
    "state": "accepted", "unit": "2", "unit_id": "2", "role": "QT", "is_unit_approver": "1", "is_superuser": "true",
    "is_staff": "on", "first_submitted_at": "2022-06-01 00:00", "submitted_at": "2022-06-01", "revision": "-1",
    "received_at": "2022-06-01T00:00", "at": "2022-06-01", "excluded_at": "2022-06-01", "id": "1", "pk": "1",
    "recorded_by": "1", "is_verified": "on", "code": "CS-1", "search_name": "x", "owner": "1", "user": "1", "by": "1",
}  # fmt: skip


def writing(address) -> bool:
    return "POST" in methods_of(address.name)


def statuses(client, where: str, address) -> set[int]:
    """Of GET and, where the view writes, POST; the answers are read to the end."""
    found = set()
    for method in ("GET", "POST") if writing(address) else ("GET",):
        response = client.generic(method, where, content_type="application/x-www-form-urlencoded")
        everything_in(response)
        found.add(response.status_code)
    return found


@pytest.mark.parametrize("who", LOCAL)
def test_a_neighbours_object_is_not_there(world, who):
    client, wrong = world.client(who), []
    before = fingerprint()

    for address in addresses():
        if address.name in OF_ONE_UNIT:
            for side in (world.b, world.b.more):
                found = statuses(client, url(address, side), address)
                if not found <= {404, 405} and not (found <= {403} and not has_function(who, address)):
                    wrong.append(f"{address.name}: {found}")

    assert wrong == []
    assert fingerprint() == before


def is_an_address(where: str) -> bool:
    try:
        resolve(unquote(where))
    except Resolver404:
        return False
    return True


ALL_ROUND, *OTHERS = "BC-head", "CV", "DP", "KT"


@pytest.mark.parametrize("who", [ALL_ROUND, *OTHERS])
def test_an_absurd_id_is_never_found_and_never_an_error(world, who):
    """One person tries everything. The others leave out what answers before anybody looks at the id: no address of
    ours, the same for all, and functions that are not theirs.
    """
    client, wrong = world.client(who), []
    before = fingerprint()

    for address in addresses():
        for argument, value in arguments_with(address):
            where = absurd_url(address, world, argument, value)
            if who != ALL_ROUND and not (has_function(who, address) and is_an_address(where)):
                continue
            found = statuses(client, where, address)
            if not found <= {400, 403, 404, 405}:
                wrong.append(f"{where[:80]}: {found}")

    assert wrong == []
    assert fingerprint() == before


def arguments_with(address):
    values = ABSURD if "pk" in address.arguments else ABSURD_CODES
    return [(argument, value) for argument in address.arguments for value in values]


def absurd_url(address, world, argument: str, value: str) -> str:
    """The address with one argument replaced by what no converter would accept."""
    given = str(ARGUMENTS[address.name](world.a)[argument])
    parts = [value if part == given else part for part in url(address, world.a).strip("/").split("/")]
    return "/" + "/".join(parts) + "/"


# Reaches a calculation or the database by itself, where nothing else in the query is refused before.
ALONE = dict.fromkeys(("tu", "den", "ngay"), ("31/12/9999", "01/01/0001", "29/02/2023")) | dict.fromkeys(
    ("trang", "don_vi", "nam"), ("9" * 400, "9" * 5000, str(2**63))
)


@pytest.fixture
def looked_at(monkeypatch):
    """Names of the parameters that a view has looked at."""
    names = set()

    def noted(read):
        def reading(query, name, *more):
            names.add(name)
            return read(query, name, *more)

        return reading

    for method in ("__getitem__", "__contains__", "get", "getlist"):
        monkeypatch.setattr(QueryDict, method, noted(getattr(QueryDict, method)))
    return names


CURIOUS = ("DP", "KT", "BC")


def pages_of(who: str) -> list:
    """Addresses without arguments that answer this person."""
    found = [address for address in addresses() if not address.arguments and has_function(who, address)]
    return [address for address in found if "GET" in methods_of(address.name)]


@pytest.mark.parametrize("who", CURIOUS)
def test_nonsense_in_a_query_is_never_an_error(world, who, looked_at):
    """All parameters at once by each of them; single ones, where the page reads them, by the first who may."""
    client, wrong = world.client(who), []
    client.raise_request_exception = False

    def ask(address, sent: dict) -> None:
        with forgotten():
            response = client.get(url(address, world.a), sent)
            everything_in(response)
        if response.status_code == 500:
            wrong.append(f"{address.name} {str(sent)[:40]}")

    for address in pages_of(who):
        looked_at.clear()
        for value in NONSENSE:
            ask(address, dict.fromkeys(PARAMETERS, value))
        first = next(one for one in CURIOUS if has_function(one, address))
        for name in looked_at & set(ALONE) if who == first else ():
            for value in ALONE[name]:
                ask(address, {name: value})

    assert wrong == []


# --- What a form has no field for -------------------------------------------------------------------


AIMS = (Report, Establishment, Inspection, User)


def rows_after(client, where: str, sent: dict) -> tuple[int, dict]:
    """Status, and all that a POST leaves behind in the tables a mass assignment would aim at."""
    with forgotten():
        status = client.post(where, sent).status_code
        left = {model.__name__: list(model.objects.order_by("pk").values()) for model in AIMS}
    for rows in left.values():
        for row in rows:
            del row["id"]  # PostgreSQL gives no number twice
    return status, left


def establishment_form(world) -> dict:
    return {
        "name": "Nhà nghỉ Mới", "primary_type": "LT", "commune": world.a.commune.pk, "opened_on": "05/03/2022",
        "status": "active", "address": "Tổ 1",
    }  # fmt: skip


def honest_posts(world) -> list[tuple[str, str, dict]]:
    """Who, where, what: every form that writes a row of the four tables, filled in properly."""
    a = world.a
    members = list(a.team.members.values_list("pk", flat=True))
    report, place, visit = (
        f"/bao-cao/{a.report.pk}",
        f"/kiem-tra/co-so/{a.establishment.pk}",
        f"/kiem-tra/{a.planned.pk}",
    )
    return [
        ("BC", f"{report}/nhap/", {"v-N101": "5", "s-N101": "value"}),
        ("BC", f"{report}/luu-o/", {"v-N101": "5", "s-N101": "value"}),
        ("BC", f"{report}/trinh/", {"v-N101": "5", "s-N101": "value"}),
        ("DP", f"{report}/loai-tru/", {"reason": "Đơn vị đã sáp nhập."}),
        ("DP", f"/bao-cao/{a.old_report.pk}/mo-lai/", {"reason": "Số liệu cần sửa lại."}),
        ("BC", "/kiem-tra/co-so/them/", establishment_form(world)),
        ("BC", f"{place}/sua/", establishment_form(world)),
        ("BC", f"{place}/tinh-trang/", {"status": "suspended", "from_on": "01/06/2022"}),
        (
            "KT",
            f"{visit}/khong-kiem-tra-duoc/",
            {"reason": "Cơ sở đóng cửa.", "obstacle": "absent", "came_on": "20/06/2022"},
        ),
        (
            "KT",
            "/kiem-tra/moi/",
            {"establishment": a.establishment.pk, "team": a.team.pk, "planned_on": "22/06/2022", "mode": "planned"},
        ),
        (
            "KT",
            f"/kiem-tra/{world.a.today.pk}/ghi-ket-qua/",
            {"inspected_on": "20/06/2022", "attendees": members, "summary": "Đã kiểm tra.", "conclusion": "clean"}
            | {"vi_pham-TOTAL_FORMS": "0", "vi_pham-INITIAL_FORMS": "0"},
        ),
    ]  # fmt: skip


@pytest.fixture
def today_visit(world):
    a = world.a
    a.today = Inspection.objects.create(
        establishment=a.establishment, team=a.team, mode="planned", planned_on="2022-06-20"
    )
    return a.today


def test_fields_that_a_form_does_not_have_are_ignored(world, today_visit):
    wrong = []

    for who, where, sent in honest_posts(world):
        client = world.client(who)
        honest, polluted = rows_after(client, where, sent), rows_after(client, where, EXTRA | sent)
        if honest != polluted:
            wrong.append(f"{where}: {honest[0]} and {polluted[0]}")

    assert wrong == []


def test_the_honest_forms_really_write(world, today_visit):
    """Without this the test above would compare refusals."""
    refused = []

    for who, where, sent in honest_posts(world):
        with forgotten():
            before = fingerprint()
            response = world.client(who).post(where, sent)
            if fingerprint() == before or response.status_code not in (200, 302, 422):
                refused.append(f"{where}: {response.status_code}")

    assert refused == []


def test_the_instant_of_arrival_is_the_portals_and_never_the_senders(world):
    head, officer = world.client("BC-head"), world.client("BC")
    Report.objects.filter(pk=world.a.report.pk).update(state=ReportState.AWAITING_HEAD)
    headers = {"X-Received-At": "2022-01-01", "Date": "Sat, 01 Jan 2022 00:00:00 GMT"}

    with transaction.atomic():
        head.post(f"/bao-cao/{world.a.report.pk}/gui/", EXTRA, headers=headers)
        officer.post(f"/bao-cao/{world.a.report.pk}/gui/", EXTRA, headers=headers)

    report = Report.objects.get(pk=world.a.report.pk)
    assert report.first_submitted_at in (None, NOW)
    assert report.unit_id == world.a.unit.pk


# --- Foreign ids inside a form ----------------------------------------------------------------------


def foreign_forms(world) -> list[tuple[str, str, dict]]:
    a, b = world.a, world.b
    visit = {"establishment": a.establishment.pk, "team": a.team.pk, "planned_on": "22/06/2022", "mode": "planned"}
    results = {
        "inspected_on": "20/06/2022", "summary": "Đã kiểm tra.", "conclusion": "clean",
        "vi_pham-TOTAL_FORMS": "0", "vi_pham-INITIAL_FORMS": "0",
    }  # fmt: skip
    strangers = list(b.team.members.values_list("pk", flat=True))
    place = establishment_form(world)
    return [
        ("BC", "/kiem-tra/co-so/them/", place | {"commune": b.commune.pk}),
        ("BC", f"/kiem-tra/co-so/{a.establishment.pk}/sua/", place | {"commune": b.commune.pk}),
        ("KT", "/kiem-tra/co-so/them/", place | {"commune": b.commune.pk}),
        ("KT", "/kiem-tra/moi/", visit | {"establishment": b.establishment.pk}),
        ("KT", "/kiem-tra/moi/", visit | {"team": b.team.pk}),
        ("DP", "/kiem-tra/moi/", visit | {"establishment": b.establishment.pk}),
        ("KT", f"/kiem-tra/{a.today.pk}/ghi-ket-qua/", results | {"attendees": strangers}),
    ]


def test_a_neighbours_id_inside_a_form_is_refused(world, today_visit):
    wrong = []

    for who, where, sent in foreign_forms(world):
        client = world.client(who)
        before = fingerprint()
        response = client.post(where, sent)
        if response.status_code != 422 or fingerprint() != before:
            wrong.append(f"{who} {where}: {response.status_code}")

    assert wrong == []


def test_a_unit_cannot_write_into_rows_that_only_others_fill_in(world):
    """Codes of the form that belong to other kinds of reporters, or that the portal computes."""
    client = world.client("BC")
    everything = {f"v-{n}{i}": "7" for n in ("N1", "N2", "N3", "N4", "N5", "TH", "KP") for i in range(100)}

    client.post(f"/bao-cao/{world.a.report.pk}/nhap/", everything)

    written = world.a.report.values.exclude(value=41).select_related("indicator")
    assert all("H" in v.indicator.reporters and v.indicator.source == "typed" for v in written)
    assert written.count() > 10


def test_pages_that_read_and_write_are_all_covered_here():
    """A new form must be added to the posts above, or to POSTED_ELSEWHERE of its room of the twin world."""
    covered = {
        "reports:edit", "inspections:establishment_add", "inspections:establishment_edit", "inspections:plan",
        "inspections:record", "inspections:could_not",
    }  # fmt: skip

    assert covered | together("POSTED_ELSEWHERE") == READ_AND_WRITE
