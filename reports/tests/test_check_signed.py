"""An officer brings a signed PDF and is told in words what it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from accounts.tests.factories import UserFactory
from documents.services.printing import printed_file
from documents.services.signatures import judge_file
from documents.states import Verdict
from documents.tests.signing import Authority
from kit.pdf_fields import PERSON
from kit.uploads import check_file
from reports.queries.issued import issued_as
from reports.services.signed_copies import attach_copy
from reports.tests.factories import NOW
from reports.tests.test_versions import drafted, period, signed  # noqa: F401

pytestmark = pytest.mark.django_db
ADDRESS = "/bao-cao/kiem-tra-chu-ky/"


def told(client, data, name="bao-cao.pdf"):
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile(name, data)})
    return answer.status_code, answer.content.decode()


@pytest.fixture
def issued(period, staff, coordinator, settings, tmp_path):  # noqa: F811
    """A version in force, the file its leader signed, and the root certificate in its folder."""
    settings.SIGNING_ROOTS = tmp_path / "roots"
    settings.SIGNING_ROOTS.mkdir()
    authority, leader = Authority(), UserFactory(leader=True)
    (settings.SIGNING_ROOTS / "goc.crt").write_bytes(authority.pem)
    version = signed(drafted(period, staff), staff=staff, coordinator=coordinator, leader=leader)
    return version, authority.sign(printed_file(version.document), PERSON)


def test_the_page_names_verdict_version_and_signer_and_the_change_of_a_byte(issued, client, officer, staff, tmp_path):
    version, data = issued
    client.force_login(officer)

    status, page = told(client, data)
    assert status == 200 and "Văn bản thật" in page and "Nguyễn Văn Mẫu" in page
    assert str(version) in page and "152/" in page
    assert f"/ban/{version.pk}/" not in page  # a unit sees the words, not the department's pages

    broken = data.replace(b"/Contents <3", b"/Contents <2")
    assert "Tệp đã bị thay đổi" in told(client, broken)[1]

    copy = attach_copy(version, check_file(data, "152-ky.pdf"), kind="report", by=staff, at=NOW)
    client.force_login(staff)
    page = client.get(f"/bao-cao/tong-hop/ban-da-ky/{copy.pk}/kiem-tra/").content.decode()
    assert "Trùng từng byte" in page and f"/ban/{version.pk}/" in page

    path = tmp_path / "ky.pdf"
    path.write_bytes(data)
    call_command("check_signed", path)
    path.write_bytes(broken)
    with pytest.raises(CommandError, match="thay đổi"):
        call_command("check_signed", path)


def test_draft_and_successor_are_named(issued, period, staff, coordinator):  # noqa: F811
    version, data = issued
    newer = signed(
        drafted(period, staff), staff=staff, coordinator=coordinator, leader=UserFactory(leader=True), number="160"
    )

    assert issued_as(version.document).successor == newer.document
    assert "bản dự thảo" in issued_as(version.draft).words
    assert judge_file(data).verdict == Verdict.GENUINE


@pytest.mark.parametrize(
    ("name", "data", "status", "words"),
    [
        ("a.docx", b"khong phai", 415, "không đúng định dạng"),
        ("a.pdf", b"", 415, "rỗng"),
        ("a.pdf", b"%PDF-1.7 abc\n%%EOF\n", 200, "Không đọc được tệp"),
    ],
)
def test_what_is_no_signed_pdf_is_answered_in_words(client, officer, name, data, status, words):
    client.force_login(officer)

    assert told(client, data, name)[0] == status and words in told(client, data, name)[1]


def test_a_file_gone_from_the_disk_is_not_found(issued, client, staff):
    version, data = issued
    copy = attach_copy(version, check_file(data, "152-ky.pdf"), kind="report", by=staff, at=NOW)
    copy.file.file.storage.delete(copy.file.file.name)
    client.force_login(staff)

    assert client.get(f"/bao-cao/tong-hop/ban-da-ky/{copy.pk}/kiem-tra/").status_code == 404


def test_a_command_without_a_file_says_so(tmp_path):
    with pytest.raises(CommandError, match="Không đọc được"):
        call_command("check_signed", tmp_path / "khong-co.pdf")
