"""The Excel form between its preview and its confirmation, and at the command line."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command

from accounts.tests.factories import UserFactory
from reports.models import Report
from reports.services.uploads import UploadGone, drop_upload, keep_upload, kept_upload, sweep_uploads
from reports.services.workbook import report_named_in, write_form
from reports.tests.factories import NOW, ReportFactory
from reports.tests.workbooks import (
    filled,
    opened,
    row_of,
    stored,
)

pytestmark = pytest.mark.django_db


# --- Kept between preview and confirmation --------------------------------------------------------


def test_a_kept_file_is_for_one_person_and_one_report_and_is_used_once(draft, officer, head):
    token = keep_upload(b"abc", draft, by=officer)

    assert kept_upload(token, draft, by=officer) == b"abc"
    for wrong, report, person in ((token, draft, head), (token, ReportFactory(), officer), ("x", draft, officer)):
        with pytest.raises(UploadGone):
            kept_upload(wrong, report, by=person)
    drop_upload(token, draft, by=officer)
    with pytest.raises(UploadGone):
        kept_upload(token, draft, by=officer)


def test_a_kept_file_is_swept_after_a_day(draft, officer, settings, monkeypatch):
    sweep_uploads()  # nothing there yet
    keep_upload(b"abc", draft, by=officer)
    keep_upload(b"def", draft, by=officer)
    folder = settings.MEDIA_ROOT / "tam"
    assert len(list(folder.iterdir())) == 2

    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1, minutes=1)
    monkeypatch.setattr("kit.clock.wall", lambda: later)
    sweep_uploads()

    assert list(folder.iterdir()) == []


def test_two_sweeps_at_once_do_not_disturb_each_other(draft, officer, monkeypatch):
    token = keep_upload(b"abc", draft, by=officer)

    def gone(path):
        raise FileNotFoundError

    monkeypatch.setattr("reports.services.uploads.default_storage.get_modified_time", gone)
    sweep_uploads()

    assert kept_upload(token, draft, by=officer) == b"abc"


# --- Commands -------------------------------------------------------------------------------------


@pytest.fixture
def command(capsys):
    """Runs a command; returns its exit code and what it printed."""

    def run(*args) -> tuple[int, str]:
        try:
            call_command(*map(str, args))
        except SystemExit as stopped:
            return stopped.code, capsys.readouterr().out
        return 0, capsys.readouterr().out

    return run


def test_the_commands_write_and_read_the_form(draft, officer, command, tmp_path):
    path = tmp_path / "bieu.xlsx"
    assert command("report_form", "--unit", draft.unit.code, "--period", "2022-6T", "--output", path)[0] == 0

    assert json.loads(command("read_report_form", path, "--json")[1]) == {"changes": [], "errors": []}
    path.write_bytes(filled(draft, N101=1300))
    code, out = command("read_report_form", path)
    assert (code, "N101, Số liệu: 1.250 → 1.300" in out, "Sẽ áp dụng 1 thay đổi." in out) == (0, True, True)
    code, out = command("read_report_form", path, "--apply", "--by", officer.username, "--json")

    change = json.loads(out)["changes"][0]
    assert (code, change["code"], change["old"], change["new"]) == (0, "N101", "1.250", "1.300")
    assert draft.values.get(indicator__code="N101").value == 1300


def test_errors_are_printed_and_the_exit_code_is_one(draft, officer, staff, command, tmp_path):
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(filled(draft, N101="12 buổi", N113=99))
    before = stored(draft)

    code, out = command("read_report_form", path, "--apply", "--by", officer.username, "--json")
    error = json.loads(out)["errors"][0]
    assert (code, error["code"], "12 buổi" in error["message"]) == (1, "N101", True)
    assert error["cell"] == f"G{row_of(opened(path.read_bytes()), 'N101')}"
    assert stored(draft) == before

    code, out = command("read_report_form", path)
    assert (code, "Số liệu!G" in out) == (1, True)
    path.write_bytes(b"Ma,So")
    code, out = command("read_report_form", path)
    assert (code, "không phải .xlsx" in out) == (1, True)


def test_the_command_asks_the_same_permissions_and_state(draft, officer, staff, command, tmp_path):
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(filled(draft, N101=1))

    code, out = command("read_report_form", path, "--apply", "--by", staff.username, "--json")
    assert (code, "không được sửa" in json.loads(out)["errors"][0]["message"]) == (1, True)
    Report.objects.filter(pk=draft.pk).update(state="submitted", first_submitted_at=NOW)
    code, out = command("read_report_form", path, "--apply", "--by", officer.username, "--json")
    assert (code, "không còn ở đơn vị" in json.loads(out)["errors"][0]["message"]) == (1, True)
    Report.objects.filter(pk=draft.pk).delete()
    code, out = command("read_report_form", path, "--json")
    assert (code, "không cho biết" in json.loads(out)["errors"][0]["message"]) == (1, True)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("report_form", "--unit", "X", "--period", "2022-6T", "--output", "/tmp/x.xlsx"), "Không có báo cáo"),
        (("report_form", "--unit", "X", "--period", "9" * 30, "--output", "/tmp/x.xlsx"), "Không có báo cáo"),
        (("read_report_form", "/không/có.xlsx"), "Không đọc được"),
        (("read_report_form", "x.xlsx", "--apply"), "cần --by"),
    ],
)
def test_a_command_that_cannot_begin_says_why(args, words):
    with pytest.raises(CommandError, match=words):
        call_command(*args)


def test_a_form_that_cannot_be_written_is_told(draft, tmp_path):
    with pytest.raises(CommandError, match="Không ghi được"):
        call_command(
            "report_form", "--unit", draft.unit.code, "--period", "2022-6T", "--output", str(tmp_path / "không" / "x")
        )


def test_a_form_says_which_report_it_is_of(draft):
    UserFactory()

    assert report_named_in(write_form(draft)) == draft
