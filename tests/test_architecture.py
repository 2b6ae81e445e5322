"""Promises about the source itself: one clock, no raw HTML, cited laws, documents that cannot lie, safe production."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from plan_portal.celery import app as celery

ROOT = Path(settings.BASE_DIR)
APPS = (
    "accounts", "access", "audit", "notices", "documents", "jobs", "plans", "inspections", "reports", "dashboards",
    "demo", "kit", "plan_portal", "formats",
)  # fmt: skip
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Printed documents never meet a browser; mail programs read nothing but inline styles.
PAGES = [path for path in TEMPLATES if not {"pdf", "email"} & set(path.parts)]
LAW = re.compile(r"\[([A-ZĐ]{2,5}-[0-9A-Z]+)\]")
FORBIDDEN = re.compile(
    r"mark_safe|SafeString|\|\s*safe\b|autoescape off|date\.today|datetime\.now\(|timezone\.now\(|utcnow"
    r"|\.raw\(|\.extra\(|csrf_exempt|login_not_required|pickle|\beval\(|\bexec\("
)
REVIEWED = {
    ("reports/views/attachments.py", "csrf_exempt"): "too large a body is refused unread; csrf_protect guards the rest",
    ("reports/views/signatures.py", "csrf_exempt"): "too large a body is refused unread, as above",
    ("reports/views/signed_copies.py", "csrf_exempt"): "too large a body is refused unread, as above",
    ("kit/clock.py", "datetime.now("): "the only door to the time of day",
    ("reports/views/excel.py", "csrf_exempt"): "too large a body is refused unread; csrf_protect guards the rest",
    ("inspections/views/register_sheets.py", "csrf_exempt"): "too large a body is refused unread, as above",
}
DUMMY = {
    "PORTAL_PROFILE": "production",
    "SECRET_KEY": "một-khóa-chỉ-để-thử-" + "0aZ9" * 15,
    "ALLOWED_HOSTS": "portal.example.invalid",
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://portal:secret@127.0.0.1:1",
    "PORTAL_URL": "https://portal.example.invalid",
}


def sources() -> list[Path]:
    """The portal's own Python, without tests and migrations."""
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return [path for path in files if not {"tests", "migrations"} & set(path.parts)]


def found_in(files, pattern) -> set[tuple[str, str]]:
    return {
        (str(path.relative_to(ROOT)), hit)
        for path in files
        for hit in pattern.findall(path.read_text(encoding="utf-8"))
    }


# --- Source -----------------------------------------------------------------------------------------


def test_there_is_one_clock_and_no_raw_html_or_sql_beyond_what_was_reviewed():
    found = {(where, hit) for where, hit in found_in([*sources(), *TEMPLATES], FORBIDDEN)}

    assert found == set(REVIEWED)


def test_every_form_that_posts_carries_its_token():
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        for form in re.findall(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", text, re.S | re.I):
            assert "{% csrf_token %}" in form or "{% crispy" in form, path
        for tag in re.findall(r"<[^>]*\bhx-(?:post|put|patch|delete)=[^>]*>", text):
            assert "csrf_token" in text, f"{path}: {tag}"


def test_pages_hold_no_inline_style_handler_or_script():
    inline = re.compile(
        r"\sstyle\s*=|\son[a-z]+\s*=|<style\b|javascript:|\shx-on|<script(?![^>]*\bsrc=)[^>]*>|<(?:iframe|object|embed|base)\b",
        re.I,
    )

    assert found_in(PAGES, inline) == set()


def test_pages_load_nothing_from_elsewhere():
    elsewhere = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//[^\"']*", re.I)

    assert found_in(PAGES, elsewhere) == set()


def test_the_settings_never_loosen_the_content_policy():
    assert "unsafe" not in str(settings.CONTENT_SECURITY_POLICY)
    assert not getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None)


def test_nothing_serves_files_or_a_second_way_in():
    """No admin site, no debug toolbar, no media URL: one login, every file behind a policy."""
    assert not {"django.contrib.admin", "debug_toolbar", "rest_framework"} & set(settings.INSTALLED_APPS)
    assert found_in(sources(), re.compile(r"admin\.site|django\.views\.static|staticfiles_urlpatterns")) == set()


# --- Documents that cannot lie ----------------------------------------------------------------------


def test_every_law_that_the_code_cites_is_explained():
    data = [*(ROOT / "plans" / "data").glob("*.json"), *(ROOT / "accounts" / "data").glob("*.json")]
    cited = {key for _, key in found_in([*sources(), *data, ROOT / "docs" / "indicators.md"], LAW)}
    explained = set(LAW.findall((ROOT / "docs" / "legal.md").read_text(encoding="utf-8")))

    assert cited, "nothing is cited at all: is the pattern right?"
    assert cited - explained == set()


def test_the_permission_table_in_the_documents_is_the_one_in_force(tmp_path):
    call_command("write_permissions", output=tmp_path / "permissions.md")

    written = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert (tmp_path / "permissions.md").read_text(encoding="utf-8") == written, "run manage.py write_permissions"


def test_the_commands_of_the_readme_are_there_and_can_be_run():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\s*(?:\$ )?\./(run|test)\b", text, re.M))

    assert named == {"run", "test"}
    for name in named:
        assert os.access(ROOT / name, os.X_OK), name


def test_decisions_are_numbered_without_a_gap_and_their_links_lead_somewhere():
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))

    assert [path.name[:4] for path in decisions] == [f"{n:04d}" for n in range(1, len(decisions) + 1)]
    for path in [*decisions, ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
            if not link.endswith(".png"):
                assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_a_decision_that_the_code_names_exists():
    named = found_in(sources(), re.compile(r"docs/adr/(\d{4})"))

    assert {number for _, number in named} <= {path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")}


# --- Background work --------------------------------------------------------------------------------


def test_every_scheduled_task_is_a_task():
    celery.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled <= set(celery.tasks)


def test_every_kind_of_job_has_a_handler_that_exists():
    from django.utils.module_loading import import_string

    assert all(callable(import_string(path)) for path in settings.JOB_HANDLERS.values())


# --- Production -------------------------------------------------------------------------------------


def manage(*arguments: str, data: Path, without: str = "", **changes: str) -> subprocess.CompletedProcess:
    """manage.py with a production environment, changed as told."""
    environment = {"PATH": os.environ["PATH"], "PORTAL_DATA": str(data), "STATIC_ROOT": str(data)} | DUMMY | changes
    environment.pop(without, None)
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    return subprocess.run(  # noqa: PLW1510
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


def test_production_passes_djangos_deployment_checks(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "INFO", data=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_does_not_start_without(tmp_path, name):
    done = manage("check", data=tmp_path, without=name)

    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DATABASE_URL": "sqlite:///portal.sqlite3"}, "PostgreSQL"),
        ({"PORTAL_PROFILE": "prod"}, "PORTAL_PROFILE"),
    ],
)
def test_production_does_not_start_with(tmp_path, changes, says):
    done = manage("check", data=tmp_path, **changes)

    assert done.returncode != 0
    assert says in done.stderr


def test_production_does_not_start_on_a_demo(tmp_path):
    (tmp_path / "demo.json").write_text(
        '{"demo_at": "2022-06-20T01:00:00+00:00", "real_at": "2022-06-20T01:00:00+00:00"}'
    )

    done = manage("check", data=tmp_path)

    assert done.returncode != 0
    assert "demo" in done.stderr
