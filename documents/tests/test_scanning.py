"""Uploads and the virus scanner (bad input B60): refused, waiting, handed out, or not scanned at all."""

import logging

import pytest
from django import forms
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from accounts.tests.factories import UserFactory
from documents.forms import CheckedFileField, refusal_status
from documents.models import StoredFile
from documents.services.files import keep_file, mail_part, sweep_files
from documents.services.scanning import scan_waiting, scanner
from documents.states import ScanState
from documents.tests.factories import PDF
from documents.views import file_response
from kit.tests.clamd import EICAR, clamd, nobody
from reports.tests.factories import NOW

pytestmark = pytest.mark.django_db
BAD = PDF + b"\n% " + EICAR + b"\n"


class OneFile(forms.Form):
    file = CheckedFileField()


def form_with(data: bytes) -> OneFile:
    return OneFile({}, {"file": SimpleUploadedFile("bao-cao.pdf", data)})


def kept(data: bytes, by) -> StoredFile:
    form = form_with(data)
    assert form.is_valid(), form.errors
    return keep_file(form.cleaned_data["file"], kind="thử", by=by, at=NOW)


def fetched(stored: StoredFile, user):
    request = RequestFactory().get("/")
    request.user, request.session = user, SessionStore()
    return file_response(request, stored)


@pytest.fixture
def sender():
    return UserFactory()


def test_without_a_scanner_files_are_kept_and_the_house_knows(sender):
    stored = kept(BAD, sender)

    assert stored.scan == ScanState.NONE and fetched(stored, UserFactory()).status_code == 200
    assert scanner().is_there is None and scan_waiting(at=NOW) == 0


def test_a_clean_upload_is_kept_and_handed_out(sender, settings):
    with clamd() as settings.CLAMD_URL:
        stored = kept(PDF, sender)

        assert (stored.scan, stored.scanned_at) == (ScanState.CLEAN, NOW) and scanner().is_there
    assert fetched(stored, UserFactory()).status_code == 200


def test_an_infected_upload_is_refused_in_words_and_nothing_is_kept(settings, caplog):
    with clamd() as settings.CLAMD_URL, caplog.at_level(logging.WARNING, "portal.files"):
        form = form_with(BAD)

        assert not form.is_valid() and refusal_status(form) == 422
    [words] = form.errors["file"]
    assert "mã độc (Eicar-Test-Signature)" in words and "Nội dung khác đã nhập vẫn còn" in words
    assert "infected upload refused: Eicar-Test-Signature" in caplog.text
    assert StoredFile.objects.count() == 0


def test_while_the_scanner_is_away_a_file_waits_and_is_its_senders_alone(sender, settings):
    settings.CLAMD_URL = nobody()
    stored = kept(PDF, sender)

    assert stored.scan == ScanState.WAITING and scanner().waiting == 1 and not scanner().is_there
    assert fetched(stored, sender).status_code == 200
    answer = fetched(stored, UserFactory(coordinator=True))
    assert answer.status_code == 409 and "đang chờ quét vi-rút" in answer.content.decode()
    assert mail_part(stored.pk) is None
    assert scan_waiting(at=NOW) == 0


@pytest.mark.parametrize(("data", "state", "status"), [(PDF, ScanState.CLEAN, 200), (BAD, ScanState.INFECTED, 404)])
def test_a_waiting_file_is_scanned_later_and_handed_out_or_removed(
    sender, settings, django_capture_on_commit_callbacks, data, state, status
):
    settings.CLAMD_URL = nobody()
    stored = kept(data, sender)
    with clamd() as settings.CLAMD_URL, django_capture_on_commit_callbacks(execute=True):
        assert (scan_waiting(at=NOW), scan_waiting(at=NOW)) == (1, 0)

    stored.refresh_from_db()
    answer = fetched(stored, sender)
    assert (stored.scan, answer.status_code) == (state, status)
    assert default_storage.exists(str(stored.file)) == (state == ScanState.CLEAN)
    assert ("Eicar-Test-Signature" in answer.content.decode(errors="replace")) == (state == ScanState.INFECTED)
    assert sweep_files()[1] == 0  # what was removed on purpose is not reported as damaged


def test_a_file_gone_from_the_disk_does_not_stop_the_others(sender, settings):
    settings.CLAMD_URL = nobody()
    gone, other = kept(PDF, sender), kept(PDF + b"\n", sender)
    default_storage.delete(str(gone.file))

    with clamd() as settings.CLAMD_URL:
        assert scan_waiting(at=NOW) == 1
    other.refresh_from_db()
    assert other.scan == ScanState.CLEAN


def test_what_nobody_scanned_waits_where_the_house_scans(sender, settings):
    unscanned = form_with(PDF)
    assert unscanned.is_valid()
    settings.CLAMD_URL = nobody()

    assert keep_file(unscanned.cleaned_data["file"], kind="thử", by=sender, at=NOW).scan == ScanState.WAITING
