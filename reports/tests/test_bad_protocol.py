"""Requests that no browser of an officer sends: refused in words, never a crash, the store unchanged (B01–B15)."""

import json

import pytest
from django.test import Client

from accounts.tests.factories import UnitFactory
from audit.models import AuditEntry
from reports.models import ReportSection, ReportValue
from reports.tests.factories import ReportFactory, complete

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def visitor(officer):
    """The officer's own browser; a crash is an answer of 500, as it would be for him."""
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    return client


def stored():
    return ReportValue.objects.count(), ReportSection.objects.count(), AuditEntry.objects.count()


def edit(report) -> str:
    return f"/bao-cao/{report.pk}/nhap/"


@pytest.mark.parametrize("body", [b"v-N101=5%00", b"v-N101=5\x00", b"v-N1%0001=5", b"\x00=1"])
def test_a_nul_in_a_form_is_refused_in_words(visitor, report, body):
    before = stored()

    response = visitor.post(edit(report), body, content_type=FORM)

    assert response.status_code == 400 and "ký tự" in response.content.decode()
    assert stored() == before


@pytest.mark.parametrize("path", ["/bao-cao/%00/", "/bao-cao/?ky=2022%00", "/bao-cao/theo-doi/?a=%00", "/\x00/"])
def test_a_nul_in_an_address_is_refused(visitor, path):
    assert visitor.get(path).status_code in (400, 404)


@pytest.mark.parametrize(
    "body",
    [
        b"t-II.2=%C0%AF",
        b"t-II.2=%ED%A0%80",
        b"t-II.2=%FF%FE",
        b"t-II.2=\xed\xa0\x80",
        b"v-N101=%F8%A1%A1%A1%A1",
        b"%FF=1",
    ],
)
def test_bytes_that_are_no_utf8_are_never_stored_broken(visitor, report, body):
    response = visitor.post(edit(report), body, content_type=FORM)

    assert response.status_code in (302, 400, 422)
    for text in ReportSection.objects.values_list("text", flat=True):
        text.encode("utf-8")  # no lone surrogate


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "khong-co"])
def test_another_charset_is_refused(visitor, report, charset):
    response = visitor.generic("POST", edit(report), b"v-N101=5", content_type=f"{FORM}; charset={charset}")

    assert response.status_code == 415 and stored()[0] == 0


@pytest.mark.parametrize("body", ["", "a[]=1&a.b=2", "v-=1", "v-N101[]=5", "s-N101=value", "khong-co=1"])
def test_a_missing_or_unknown_key_stores_nothing(visitor, report, body):
    before = stored()

    response = visitor.post(edit(report), body, content_type=FORM)

    assert response.status_code in (302, 422) and stored() == before


def test_the_same_figure_twice_in_one_form_is_refused(visitor, report):
    response = visitor.post(edit(report), "v-N101=5&v-N101=6", content_type=FORM)

    assert response.status_code == 400 and stored()[0] == 0


@pytest.mark.parametrize("body", ["&".join(f"v-{n}=1" for n in range(1001)), "t-II.2=" + "x" * 3_000_000])
def test_a_form_too_large_says_how_large_it_may_be(visitor, report, body):
    response = visitor.post(edit(report), body, content_type=FORM)

    assert response.status_code == 413 and "quá lớn" in response.content.decode()
    assert "2,5 MB" in response.content.decode() and stored()[0] == 0


PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n'
MULTIPART = "multipart/form-data; boundary="


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PART + b"\r\nabc", MULTIPART + "x"),
        (b"abc", "multipart/form-data"),
        (PART + b"Content-Transfer-Encoding: base64\r\n\r\n@@@@\r\n--x--", MULTIPART + "x"),
        (b"--x\r\n" * 50, MULTIPART + "x"),
        (b"", MULTIPART + "x" * 300),
    ],
)
def test_a_torn_upload_leaves_nothing_behind(visitor, report, body, kind, settings):
    response = visitor.post(f"/bao-cao/{report.pk}/dinh-kem/", body, content_type=kind)
    excel = visitor.post(f"/bao-cao/{report.pk}/nhap-excel/", body, content_type=kind)

    assert response.status_code in (400, 415, 422) and excel.status_code in (400, 415, 422)
    assert not [f for f in settings.MEDIA_ROOT.rglob("*") if f.is_file()]


@pytest.mark.parametrize(
    "body", ["[" * 200_000, "NaN", '{"a": 1e999}', '{"a": 1, "a": 2}', json.dumps({"v-N101": "x" * 1000})]
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_what_is_no_form_is_not_read(visitor, report, body, kind):
    response = visitor.post(edit(report), body, content_type=kind)

    assert response.status_code == 415 and stored()[0] == 0


@pytest.mark.parametrize("method", ["TRACE", "FOO", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_another_method_is_not_allowed(visitor, report, method):
    assert visitor.generic(method, edit(report)).status_code in (405, 501)


def test_a_method_that_is_only_said_is_not_believed(visitor, report):
    visitor.post(edit(report), {"_method": "DELETE"}, headers={"X-HTTP-Method-Override": "DELETE"})

    report.refresh_from_db()


@pytest.mark.parametrize("host", ["evil.example", "portal.example@evil.example", "evil.example:80", "[::1", ""])
def test_a_foreign_host_is_refused_and_named_nowhere(client, settings, host):
    settings.ALLOWED_HOSTS = ["portal.example"]
    client.raise_request_exception = False

    response = client.get("/dang-nhap/", headers={"host": host})

    assert response.status_code == 400 and "evil" not in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Original-URL": "/bao-cao/tong-hop/"},
        {"X-Rewrite-URL": "/tai-khoan/"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Proto": "https"},
        {"Forwarded": "host=evil.example"},
    ],
)
def test_what_a_client_says_of_host_and_address_is_ignored(visitor, headers):
    plain, told = visitor.get("/bao-cao/"), visitor.get("/bao-cao/", headers=headers)

    assert told.status_code == plain.status_code == 200
    assert "evil" not in told.content.decode()


@pytest.mark.parametrize(
    "number", ["9" * 5000, str(2**63), "١٢٣", "-0", "0", "1.0", "0x1", "1e1", " 1", "１", "../1", "1;2", "%2e%2e"]
)
@pytest.mark.parametrize("page", ["", "nhap/", "excel/", "o/N101/"])
def test_a_number_that_names_no_report_is_not_found(visitor, number, page):
    assert visitor.get(f"/bao-cao/{number}/{page}").status_code in (404, 414)


def test_a_very_long_address_is_not_found(visitor):
    assert visitor.get("/bao-cao/" + "x" * 16_000).status_code in (404, 414)
    assert visitor.get("/bao-cao/?q=" + "x" * 16_000).status_code in (200, 414)


@pytest.mark.parametrize("number", ["0", "-1", str(10**9), "abc", "١", "1e9", "%27"])
@pytest.mark.parametrize("path", ["/bao-cao/ma-tran/", "/bao-cao/theo-doi/"])
def test_a_page_that_is_not_there_is_the_first_page(client, staff, report, path, number):
    client.force_login(staff)

    assert client.get(path, {"trang": number}).status_code in (200, 404)


@pytest.mark.parametrize(
    "query",
    ["sort=password", "sort=unit__users__password", "_connector=OR", "order_by=-pk", "tinh-trang=pk", "nhom=%27"],
)
def test_sorting_and_filtering_by_invented_names_changes_nothing(client, staff, report, query):
    client.force_login(staff)
    for path in ("/bao-cao/theo-doi/", "/bao-cao/ma-tran/"):
        assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("key", ["xong", "chon"])
def test_ids_that_are_twice_foreign_or_no_numbers_accept_nothing(client, staff, district, key):
    sent = complete(ReportFactory(unit=district, submitted=True))
    other = complete(ReportFactory(unit=UnitFactory(), submitted=True))
    client.force_login(staff)

    response = client.post("/bao-cao/ma-tran/2022-6T/duyet/", {key: [str(sent.pk), str(sent.pk), "abc", str(other.pk)]})

    assert response.status_code in (404, 422)
