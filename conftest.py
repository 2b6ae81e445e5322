"""Settings every test shares."""

import hashlib
import os

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# The same examples everywhere: what fails here fails for everybody. How fast a busy machine draws them says nothing
# about the rule that is tested. New examples are looked for with HYPOTHESIS_PROFILE=default.
hypothesis_settings.register_profile(
    "portal", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "portal"))


def asks_for_a_database(item: pytest.Item) -> bool:
    of_a_database = {"db", "transactional_db", "django_db_setup"}
    is_case = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return is_case or bool(item.get_closest_marker("django_db") or of_a_database & set(item.fixturenames))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """``pure`` is whatever asks for no database: it proves the same beside each, so it is run beside SQLite only."""
    for item in items:
        of_servers = item.get_closest_marker("services") or item.get_closest_marker("browser")
        if not of_servers and not asks_for_a_database(item):
            item.add_marker("pure")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """PostgreSQL's time limits are for people who wait; a busy machine may take longer to empty all tables."""
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "postgresql":
        limits = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        options["options"] = " ".join(f"-c {limit}=300000" for limit in limits)


@pytest.fixture(autouse=True)
def cheap_passwords(settings):
    """Password hashing is tested where it matters; everywhere else it only costs time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def private_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def short_papers_here(monkeypatch):
    """Short papers are printed in the tests' own process; kit/tests/test_pdf_apart.py has those of their own."""
    from kit import pdf

    def here(template, context, *, title, identifier="", **limits):
        return pdf.render_pdf(template, context, title=title, identifier=identifier)

    monkeypatch.setattr(pdf, "render_pdf_apart", here)


@pytest.fixture
def real_paper():
    """For a test that reads the paper, in a module whose others do not."""


@pytest.fixture
def quick_paper(request, monkeypatch):
    """Official documents are printed at once, to a few bytes that say only what they were made from."""
    from documents.services import rendering
    from kit.pdf import page_html

    def render(template, context, *, title, on_page, identifier="", enclosures=(), **limits):
        facts = page_html(template, context, title) + identifier + "".join(each.name for each in enclosures)
        return b"%PDF-1.7 " + hashlib.sha256(facts.encode()).hexdigest().encode() + b"\n%%EOF\n"

    if "real_paper" not in request.fixturenames:
        monkeypatch.setattr(rendering, "render_pdf_apart", render)
        monkeypatch.setattr(rendering, "PAUSE", 0.01)
