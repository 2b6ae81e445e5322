"""Photographs and papers of an inspection: judged by content, read by those who may, never taken off."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from audit.models import AuditEntry
from inspections.models import Evidence
from inspections.services import evidence as service
from inspections.services.evidence import add_evidence
from inspections.services.refusals import RefusedEvidence
from inspections.tests.factories import NOW, InspectionFactory
from inspections.tests.pages import get, post, text
from kit.uploads import check_file
from kit.workflow import InvalidTransition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def done(place, team, inspector):
    return InspectionFactory(establishment=place, team=team, done=True, planned_on=date(2022, 3, 9))


def photograph(colour="red", with_place=False) -> bytes:
    picture, out = Image.new("RGB", (40, 30), colour), BytesIO()
    exif = picture.getexif()
    if with_place:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "Hãng máy ảnh"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def upload(data: bytes, name="anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_photograph_is_kept_without_what_the_camera_hid_in_it(client, inspector, done):
    response = post(
        client, inspector, "evidence_add", done.pk, file=upload(photograph(with_place=True)), caption="Quầy"
    )

    page = text(client.get(response.url))
    kept = Evidence.objects.get()
    file = get(client, inspector, "evidence_file", kept.pk)
    assert "Quầy" in page
    assert dict(Image.open(BytesIO(file.content)).getexif()) == {}
    assert file["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(action="inspection.evidence_added").exists()


@pytest.mark.parametrize(
    ("data", "name", "status", "words"),
    [
        (b"MZ\x90\x00" + b"0" * 200, "bien-ban.pdf", 415, "không đúng định dạng"),
        (b"<svg onload=alert(1)></svg>", "anh.png", 415, "không đúng định dạng"),
        (b"", "anh.jpg", 415, "Tệp rỗng"),
        (photograph()[:200], "anh.jpg", 415, "invalid-feedback"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused_beside_its_field(
    client, inspector, done, data, name, status, words
):
    response = post(client, inspector, "evidence_add", done.pk, file=upload(data, name))

    assert response.status_code == status
    assert words in text(response)
    assert not Evidence.objects.exists()


def test_the_same_file_twice_too_many_or_a_named_person_are_refused(client, inspector, done, monkeypatch):
    once = post(client, inspector, "evidence_add", done.pk, file=upload(photograph()))
    twice = post(client, inspector, "evidence_add", done.pk, file=upload(photograph()))
    named = post(
        client, inspector, "evidence_add", done.pk, file=upload(photograph("blue")), caption="Gọi 0912 345 678"
    )
    monkeypatch.setattr(service, "MAX_FILES", 1)
    many = post(client, inspector, "evidence_add", done.pk, file=upload(photograph("green")))

    assert [r.status_code for r in (once, twice, named, many)] == [302, 422, 422, 422]
    assert "đã có trong cuộc kiểm tra" in text(twice)
    assert Evidence.objects.count() == 1


def test_before_the_visit_there_is_no_evidence_and_only_the_team_adds(client, inspector, coordinator, planned, done):
    early = post(client, inspector, "evidence_add", planned.pk, file=upload(photograph()))
    picture = check_file(photograph(), "anh.jpg")

    assert early.status_code == 409
    with pytest.raises(InvalidTransition):
        add_evidence(planned, picture, by=inspector, at=NOW)
    with pytest.raises(PermissionDenied):
        add_evidence(done, picture, by=coordinator, at=NOW)


def test_units_read_the_result_but_not_the_evidence(
    client, reporter, staff, leader, auditor, district_inspector, inspector, done
):
    kept = add_evidence(done, check_file(photograph(), "anh.jpg"), by=inspector, at=NOW)
    with pytest.raises(RefusedEvidence):
        add_evidence(done, check_file(photograph(), "anh.jpg"), by=inspector, at=NOW)

    for user in (staff, leader, auditor, inspector):
        assert get(client, user, "evidence_file", kept.pk).status_code == 200, user.role
    assert get(client, reporter, "evidence_file", kept.pk).status_code == 403
    assert get(client, district_inspector, "evidence_file", kept.pk).status_code == 404
    assert "Ảnh, tài liệu" not in text(get(client, reporter, "detail", done.pk))


def test_a_full_disk_is_told_and_leaves_nothing(client, inspector, done, monkeypatch):
    def full(*_, **__):
        raise service_error()

    from documents.services.files import NoRoomForFiles as service_error

    monkeypatch.setattr(service, "keep_file", full)

    response = post(client, inspector, "evidence_add", done.pk, file=upload(photograph()))

    assert response.status_code == 503
    assert "hết chỗ lưu tệp" in text(response)
