"""What was typed is never lost: sessions that end, tokens that change, other accounts (N3, B89, B90)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.services.parking import form_key
from accounts.tests.factories import UserFactory
from kit import clock
from reports.models import ReportValue

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [ROOT / "static" / "js" / name for name in ("portal.js", "report-form.js")]


@pytest.fixture
def visitor(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    return client


def sent(client, report, **more):
    """The form as it stands on the officer's page, with a figure typed into it."""
    page = client.get(f"/bao-cao/{report.pk}/nhap/")
    names = ("csrfmiddlewaretoken", "form_key")
    hidden = {n: page.content.decode().partition(f'name="{n}" value="')[2].partition('"')[0] for n in names}
    return hidden | {"v-N101": "41", "t-II.2": "Đã tổ chức tại các xã."} | more


def save(client, report, typed):
    """As a browser without scripts sends it."""
    return client.post(
        f"/bao-cao/{report.pk}/nhap/", urlencode(typed), content_type="application/x-www-form-urlencoded"
    )


def test_a_form_of_an_ended_session_waits_for_its_owner_and_is_never_sent_by_itself(visitor, report, officer):
    typed = sent(visitor, report)
    visitor.cookies.pop("sessionid")

    answer = save(visitor, report, typed)
    assert answer["Location"].startswith("/dang-nhap/") and not ReportValue.objects.exists()
    visitor.force_login(officer)

    home = visitor.get("/").content.decode()
    page = visitor.get("/chua-gui/").content.decode()
    assert "Có 1 nội dung chưa gửi lúc" in home and "Đã tổ chức tại các xã." in page
    assert not ReportValue.objects.exists()


def test_a_form_whose_token_is_of_an_earlier_login_waits_and_is_stored_by_one_click(visitor, report, officer):
    typed = sent(visitor, report) | {"csrfmiddlewaretoken": "x" * 64}

    answer = save(visitor, report, typed)
    assert answer["Location"] == "/chua-gui/"
    again = sent(visitor, report, from_parked="1")
    save(visitor, report, again)

    assert ReportValue.objects.get().value == 41
    assert "Không có nội dung nào chờ gửi" in visitor.get("/chua-gui/").content.decode()


def test_what_waits_can_be_thrown_away_and_is_gone_after_a_day(visitor, report, monkeypatch):
    bad = sent(visitor, report) | {"csrfmiddlewaretoken": "x" * 64}
    save(visitor, report, bad)
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Có 1 nội dung" not in visitor.get("/bao-cao/").content.decode()
    monkeypatch.undo()

    save(visitor, report, bad)
    token = sent(visitor, report)["csrfmiddlewaretoken"]
    visitor.post("/chua-gui/", {"csrfmiddlewaretoken": token})

    assert "Không có nội dung nào" in visitor.get("/chua-gui/").content.decode()


def test_nobody_else_reads_what_waits_in_a_browser(visitor, report, officer):
    typed = sent(visitor, report)
    visitor.cookies.pop("sessionid")
    save(visitor, report, typed)

    visitor.force_login(UserFactory(unit=officer.unit))

    assert "Đã tổ chức" not in visitor.get("/chua-gui/").content.decode()


@pytest.mark.parametrize("key", ["", "x", "[1]:y"])
def test_a_stranger_leaves_nothing_in_a_session(report, key):
    client = Client()

    save(client, report, {"form_key": key, "v-N101": "1"})

    assert "parked" not in client.session


def test_the_page_of_a_colleague_saves_nothing_under_ones_own_name(client, report, officer, head):
    key = form_key(head, f"/bao-cao/{report.pk}/nhap/")
    client.force_login(officer)

    typed = {"form_key": key, "v-N101": "41"}
    page = client.post(f"/bao-cao/{report.pk}/nhap/", typed)
    auto = client.post(f"/bao-cao/{report.pk}/luu-o/", typed, headers={"HX-Request": "true"})

    assert page.status_code == auto.status_code == 409
    assert all("tài khoản khác" in answer.content.decode() for answer in (page, auto))
    assert "41" in page.content.decode() and not ReportValue.objects.exists()


def test_a_form_sent_after_somebody_else_logged_in_is_refused_in_words(visitor, report):
    typed = sent(visitor, report)
    visitor.force_login(UserFactory())

    answer = save(visitor, report, typed | {"csrfmiddlewaretoken": "x" * 64})

    assert answer.status_code == 409 and "tài khoản khác" in answer.content.decode()


def test_a_page_that_saves_by_itself_gets_the_new_sessions_token(visitor, report):
    auto = visitor.post(f"/bao-cao/{report.pk}/luu-o/", {"v-N101": "41"}, headers={"HX-Request": "true"})

    assert auto.status_code == 403 and len(auto["X-Fresh-Token"]) == 64
    again = {"v-N101": "41", "csrfmiddlewaretoken": auto["X-Fresh-Token"]}
    assert visitor.post(f"/bao-cao/{report.pk}/luu-o/", again, headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.pure
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_keeps_anything_in_the_browsers_storage(script):
    source = script.read_text(encoding="utf-8")

    assert not any(word in source for word in ("localStorage", "sessionStorage", "indexedDB"))
    assert 'hx-history="false"' in (ROOT / "templates" / "base.html").read_text(encoding="utf-8")
