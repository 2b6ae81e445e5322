"""The signed paper hangs on its version: who may add it, when, and who may read it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tests.factories import UserFactory
from documents.services.files import NoRoomForFiles
from documents.tests.factories import PDF, picture
from kit.uploads import check_file
from kit.workflow import InvalidTransition
from reports.models import Consolidation
from reports.services import signed_copies
from reports.services.signed_copies import RefusedCopy, attach_copy
from reports.states import VersionState
from reports.tests.factories import NOW, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return UserFactory(leader=True)


@pytest.fixture
def version(staff):
    """An issued version; its paper does not matter here."""
    return Consolidation.objects.create(
        period=ReportFactory().period, revision=1, requested_at=NOW, requested_by=staff, state=VersionState.SIGNED
    )


def scan(data=PDF, name="152-BC.pdf"):
    return check_file(data, name)


def test_a_version_that_was_superseded_keeps_its_scan_and_may_get_another(version, staff):
    copy = attach_copy(version, scan(), kind="report", by=staff, at=NOW)
    type(version).objects.update(state=VersionState.SUPERSEDED)

    later = attach_copy(version, scan(PDF + b"%2"), kind="report", by=staff, at=NOW)
    assert list(version.signed_copies.all()) == [copy, later]


def test_before_there_is_a_number_there_is_nothing_signed(version, staff):
    type(version).objects.update(state=VersionState.APPROVED)

    with pytest.raises(InvalidTransition):
        attach_copy(version, scan(), kind="report", by=staff, at=NOW)


def test_the_leader_reads_it_and_does_not_add_it(version, leader):
    with pytest.raises(PermissionDenied):
        attach_copy(version, scan(), kind="report", by=leader, at=NOW)


def test_what_is_not_the_signed_paper_is_refused(version, staff, monkeypatch):
    with pytest.raises(RefusedCopy, match="PDF"):
        attach_copy(version, scan(picture(), "anh.jpg"), kind="report", by=staff, at=NOW)
    with pytest.raises(RefusedCopy, match="Tờ trình"):
        attach_copy(version, scan(), kind="cover", by=staff, at=NOW)
    attach_copy(version, scan(), kind="report", by=staff, at=NOW)
    with pytest.raises(RefusedCopy, match="đã được đính kèm"):
        attach_copy(version, scan(), kind="report", by=staff, at=NOW)
    monkeypatch.setattr(signed_copies, "MOST", 1)
    with pytest.raises(RefusedCopy, match="1 tệp"):
        attach_copy(version, scan(PDF + b"%2"), kind="report", by=staff, at=NOW)


def post(client, version, data=PDF, name="152-BC.pdf"):
    sent = {"kind": "report", "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("reports:version_copy", args=[version.pk]), sent, follow=True)


def test_in_the_browser_it_is_added_and_read_by_those_who_may(client, version, staff, leader, head):
    client.force_login(staff)
    assert "152-BC.pdf" in post(client, version).content.decode()

    address = reverse("reports:signed_copy", args=[version.signed_copies.get().pk])
    client.force_login(leader)
    answer = client.get(address)
    assert answer.content == PDF and "attachment" in answer["Content-Disposition"]
    client.force_login(head)
    assert client.get(address).status_code == 403


def test_refusals_come_back_with_words(client, version, staff, monkeypatch):
    client.force_login(staff)

    assert post(client, version, picture(), "anh.jpg").status_code == 422
    assert post(client, version, b"khong phai tep", "a.pdf").status_code == 415
    client.post(reverse("reports:version_copy", args=[version.pk]), {"kind": "report"})
    too_large = client.post(reverse("reports:version_copy", args=[version.pk]), CONTENT_LENGTH=str(30 * 1024 * 1024))
    assert too_large.status_code == 413

    def full(*args, **kwargs):
        raise NoRoomForFiles

    monkeypatch.setattr("reports.services.signed_copies.keep_file", full)
    assert post(client, version).status_code == 503
    type(version).objects.update(state=VersionState.APPROVED)
    assert post(client, version).status_code == 409
