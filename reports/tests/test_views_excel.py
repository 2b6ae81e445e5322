"""The Excel pages: download, upload, preview, apply; each refusal with its code and its words."""

import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kit.excel_guard import MAX_BYTES
from kit.tests.clamd import EICAR, clamd, nobody
from reports.models import Report
from reports.services.workbook import write_form
from reports.tests.factories import NOW, ReportFactory, fill
from reports.tests.test_workbook import filled, opened, row_of, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(report):
    return fill(report, N101=12, N102=5)


@pytest.fixture
def visitor(client, officer):
    client.force_login(officer)
    return client


def url(name: str, report: Report) -> str:
    return reverse(f"reports:{name}", args=[report.pk])


def upload(visitor, report: Report, data: bytes, name: str = "biểu.xlsx"):
    return visitor.post(url("excel_upload", report), {"file": SimpleUploadedFile(name, data)})


def token_in(response) -> str:
    found = re.search(r'name="tep" value="([^"]+)"|\?tep=([^"]+)"', response.content.decode())
    return found[1] or found[2].replace("%3A", ":")


def test_the_form_page_leads_to_download_and_upload(visitor, draft):
    page = visitor.get(url("edit", draft)).content.decode()

    assert url("excel_form", draft) in page
    assert url("excel_upload", draft) in page


def test_the_form_is_downloaded_under_a_plain_name(visitor, draft):
    response = visitor.get(url("excel_form", draft))

    assert response["Content-Disposition"] == f'attachment; filename="bieu-{draft.unit.code}-2022-6T.xlsx"'
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert opened(response.content)["Số liệu"]["A5"].value is None


def test_upload_shows_every_change_and_stores_nothing_before_the_click(visitor, draft, officer, settings):
    before = stored(draft)

    response = upload(visitor, draft, filled(draft, N101=15, N102_note="<b>đủ</b>"))

    page = response.content.decode()
    assert response.status_code == 200
    assert "Áp dụng 2 thay đổi" in page
    assert "&lt;b&gt;đủ&lt;/b&gt;" in page
    assert stored(draft) == before

    response = visitor.post(url("excel_apply", draft), {"tep": token_in(response)})

    assert response["Location"] == url("edit", draft)
    assert "Đã áp dụng 2 thay đổi" in visitor.get(response["Location"]).content.decode()
    assert draft.values.get(indicator__code="N101").value == 15
    assert list((settings.MEDIA_ROOT / "tam").iterdir()) == []


def test_a_form_without_changes_says_so_and_keeps_nothing(visitor, draft, settings):
    response = upload(visitor, draft, write_form(draft))

    assert "Tệp không có thay đổi nào" in response.content.decode()
    assert not (settings.MEDIA_ROOT / "tam").exists()


def test_all_errors_are_listed_and_the_marked_workbook_can_be_fetched(visitor, draft):
    before = stored(draft)
    response = upload(visitor, draft, filled(draft, N101="12 buổi", N102="=1+1", N113=4))

    page = response.content.decode()
    assert response.status_code == 422
    assert "Tệp có 2 chỗ cần sửa, chưa có gì được lưu" in page
    assert "“12 buổi”" in page
    marked = visitor.get(url("excel_marked", draft), {"tep": token_in(response)})
    book = openpyxl.load_workbook(BytesIO(marked.content))
    assert book.sheetnames[0] == "Cần sửa"
    assert book["Số liệu"][f"G{row_of(book, 'N101')}"].comment
    assert stored(draft) == before


def test_a_file_with_errors_cannot_be_applied_by_its_token(visitor, draft):
    token = token_in(upload(visitor, draft, filled(draft, N101="x", N113=4)))
    before = stored(draft)

    response = visitor.post(url("excel_apply", draft), {"tep": token})

    assert response.status_code == 422
    assert stored(draft) == before


def test_what_somebody_typed_meanwhile_stops_the_whole_import(visitor, draft):
    token = token_in(upload(visitor, draft, filled(draft, N101=15, N102=6)))
    fill(draft, N101=20)
    before = stored(draft)

    response = visitor.post(url("excel_apply", draft), {"tep": token})

    assert response.status_code == 422
    assert "đã được sửa thành “20”" in response.content.decode()
    assert stored(draft) == before


def test_applying_twice_has_one_effect(visitor, draft):
    token = token_in(upload(visitor, draft, filled(draft, N101=15)))
    visitor.post(url("excel_apply", draft), {"tep": token})
    before = stored(draft)

    response = visitor.post(url("excel_apply", draft), {"tep": token}, follow=True)

    assert "Tệp đã tải lên không còn" in response.content.decode()
    assert stored(draft) == before


@pytest.mark.parametrize("token", ["", "x:y:z", "⁂"])
def test_an_invented_token_leads_back_to_the_upload(visitor, draft, token):
    for response in (
        visitor.post(url("excel_apply", draft), {"tep": token}),
        visitor.get(url("excel_marked", draft), {"tep": token}),
    ):
        assert response["Location"] == url("excel_upload", draft)


def test_a_token_is_of_no_use_to_anybody_else(visitor, draft, head):
    token = token_in(upload(visitor, draft, filled(draft, N101=15)))
    visitor.force_login(head)

    visitor.post(url("excel_apply", draft), {"tep": token})

    assert draft.values.get(indicator__code="N101").value == 12


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"", 415, "rỗng"),
        (b"Ma,So\nN101,12", 415, "Lưu thành"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, 415, "97–2003"),
        (b"PK\x03\x04" + b"\0" * 50, 422, "bị hỏng"),
        (b"PK" + b"\0" * (MAX_BYTES - 1), 413, "lớn hơn 5 MB"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_code(visitor, draft, data, status, words):
    before = stored(draft)
    response = upload(visitor, draft, data)

    assert response.status_code == status
    assert words in response.content.decode()
    assert "Số liệu trong cổng không thay đổi." in response.content.decode()
    assert stored(draft) == before


def test_no_file_is_told_beside_the_field(visitor, draft):
    response = visitor.post(url("excel_upload", draft))

    assert response.status_code == 422
    assert "Hãy chọn tệp Excel đã nhập." in response.content.decode()


def test_a_body_that_is_too_large_is_refused_unread(visitor, draft):
    class Unread(BytesIO):
        def read(self, *args):
            raise AssertionError("read")

    body = {"wsgi.input": Unread(), "CONTENT_LENGTH": 10**7, "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    response = visitor.generic("POST", url("excel_upload", draft), **body)

    assert response.status_code == 413
    assert "lớn hơn 5 MB" in response.content.decode()


def test_an_upload_needs_its_form_token(officer, draft):
    """The view looks at the size before anything is read; the token is still asked for."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)

    assert upload(strict, draft, filled(draft, N101=15)).status_code == 403
    assert strict.post(url("excel_apply", draft), {"tep": ""}).status_code == 403
    page = strict.get(url("excel_upload", draft)).content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    data = {"file": SimpleUploadedFile("a.xlsx", filled(draft, N101=15)), "csrfmiddlewaretoken": token}
    assert strict.post(url("excel_upload", draft), data).status_code == 200


def test_the_form_of_another_unit_is_refused_by_name(visitor, draft):
    other = ReportFactory()

    response = upload(visitor, draft, write_form(other))

    assert response.status_code == 422
    assert other.unit.name in response.content.decode()


def test_another_units_report_is_not_there(visitor):
    other = ReportFactory()

    for name in ("excel_form", "excel_upload", "excel_marked"):
        assert visitor.get(url(name, other)).status_code == 404
    assert upload(visitor, other, b"x").status_code == 404
    assert visitor.post(url("excel_apply", other)).status_code == 404


def test_only_reporting_units_have_the_function(client, staff, draft):
    client.force_login(staff)

    for name in ("excel_form", "excel_upload", "excel_marked"):
        assert client.get(url(name, draft)).status_code == 403


def test_a_report_that_left_the_unit_says_so_and_leads_to_its_page(visitor, draft):
    data = filled(draft, N101=15)
    token = token_in(upload(visitor, draft, data))
    Report.objects.filter(pk=draft.pk).update(state="submitted", first_submitted_at=NOW)
    before = stored(draft)

    links = [visitor.get(url(name, draft)) for name in ("excel_form", "excel_upload")]
    answers = [upload(visitor, draft, data), visitor.post(url("excel_apply", draft), {"tep": token})]

    assert {link["Location"] for link in links} == {url("detail", draft)}
    assert all(answer.status_code == 409 and url("detail", draft) in answer.content.decode() for answer in answers)
    assert stored(draft) == before


def test_a_kept_file_that_was_spoilt_is_a_refusal(visitor, draft, settings):
    token = token_in(upload(visitor, draft, filled(draft, N101="x")))
    for path in (settings.MEDIA_ROOT / "tam").iterdir():
        path.write_bytes(b"PK")

    assert visitor.get(url("excel_marked", draft), {"tep": token}).status_code == 422
    assert visitor.post(url("excel_apply", draft), {"tep": token}).status_code == 422


def test_an_infected_workbook_is_not_even_read(visitor, draft, settings):
    """B60."""
    with clamd() as settings.CLAMD_URL:
        answer = upload(visitor, draft, write_form(draft) + EICAR)

    assert answer.status_code == 422 and "mã độc (Eicar-Test-Signature)" in answer.content.decode()


def test_a_scanner_that_is_away_does_not_stop_the_reading_of_cells(visitor, draft, settings):
    settings.CLAMD_URL = nobody()

    assert upload(visitor, draft, filled(draft, N101=13)).status_code == 200
