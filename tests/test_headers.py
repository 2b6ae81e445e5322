"""What every answer carries, whatever it answers; and input that must be refused, never break."""

from types import ModuleType

import pytest
from django.test import Client
from django.urls import get_resolver, path

from accounts.models import User
from accounts.policy import policy
from tests.carried import missing_headers
from tests.test_policy import PEOPLE, has_function, methods_of
from tests.world import addresses, everything_in, forgotten, url

PASSWORD = "mat-khau-rat-dai-81"


@policy("public.health")
def explode(request):
    raise RuntimeError("bí mật của máy chủ")


@pytest.fixture
def with_a_broken_page(settings):
    urlconf = ModuleType("broken_urls")
    urlconf.urlpatterns = [*get_resolver("plan_portal.urls").url_patterns, path("hong/", explode, name="broken")]
    for code in ("400", "403", "404", "500"):
        setattr(urlconf, f"handler{code}", getattr(get_resolver("plan_portal.urls").urlconf_module, f"handler{code}"))
    settings.ROOT_URLCONF = urlconf


def test_every_fragment_carries_the_headers_and_is_kept_by_nobody(world):
    """Every answer to every role is looked at in tests/test_policy.py; here each address answers htmx."""
    wrong = []

    for address in addresses():
        who = next(who for who in (*PEOPLE[1:], "AN") if has_function(who, address))
        with forgotten():
            response = world.client(who).get(url(address, world.a), headers={"HX-Request": "true"})
            everything_in(response)
        if missing := missing_headers(response, kept_by_nobody=True):
            wrong.append(f"{who} {address.name} {response.status_code}: {missing}")

    assert wrong == []


@pytest.mark.parametrize(
    ("where", "status"),
    [("/static/css/portal.css", 200), ("/static/khong-co.css", 404), ("/khong-co/", 404), ("/healthz", 503),
     ("/dang-nhap/", 200), ("/bao-cao", 301), ("/?q=%00", 400), ("/tep/van-ban/1.pdf", 404)],
)  # fmt: skip
def test_files_redirects_and_errors_carry_them_as_well(world, where, status):
    response = Client().get(where)
    everything_in(response)

    assert response.status_code == status
    assert missing_headers(response) == []


def test_a_download_carries_them_and_names_its_file(world):
    response = world.client("CV").get(url(address_called("reports:download"), world.a))

    assert everything_in(response)
    assert response["Content-Type"] == "application/pdf"
    assert 'filename="bao-cao-tong-hop-2021-6T-ubnd-ban-1.pdf"' in response["Content-Disposition"]
    assert missing_headers(response) == []
    assert response["Cache-Control"] == "no-store"


def address_called(name: str):
    return next(address for address in addresses() if address.name == name)


def test_a_crash_answers_in_vietnamese_with_a_code_and_tells_nothing_else(world, with_a_broken_page):
    client = Client(raise_request_exception=False)

    response = client.get("/hong/")

    assert response.status_code == 500
    assert missing_headers(response) == []
    assert "bí mật" not in everything_in(response)
    assert "Traceback" not in everything_in(response)
    assert "500-" in everything_in(response)


def test_a_form_without_its_token_is_refused_and_changes_nothing(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["BC"])

    for address in addresses():
        if "POST" in methods_of(address.name) and has_function("BC", address):
            response = client.post(url(address, world.a), {"v-N101": "99"})
            assert response.status_code == 403, address.name
            assert missing_headers(response) == []
    assert not world.a.report.values.filter(value=99).exists()


def log_in(person, **more):
    """A real login, as the form sends it."""
    person = User.objects.get(pk=person.pk)  # the world's own object stays as it was built
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    return client, client.post("/dang-nhap/", {"username": person.username, "password": PASSWORD} | more)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world, settings):
    client, response = log_in(world.people["BC"])

    assert response.status_code == 302
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name


@pytest.mark.parametrize(
    "sent",
    [
        {"data": "v-N101=5%00", "content_type": "application/x-www-form-urlencoded"},
        {"data": b"v-N101=5\x00", "content_type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_nul_byte_in_a_form_is_a_bad_request(world, sent):
    response = world.client("BC").post(f"/bao-cao/{world.a.report.pk}/luu-o/", **sent)

    assert response.status_code == 400
    assert missing_headers(response) == []


def test_a_nul_byte_in_a_form_with_files_is_left_out(world):
    """Such a body is not read before its view: the text itself is cleaned."""
    sent = {"v-N101": "5", "n-N101": "a\x00b\x0bc", "t-I": "lời\x00 văn"}

    response = world.client("BC").post(f"/bao-cao/{world.a.report.pk}/luu-o/", sent)

    assert response.status_code in (200, 422)
    assert world.a.report.values.get(indicator__code="N101").note == "abc"
    assert world.a.report.sections.get(code="I").text == "lời văn"


def test_a_nul_byte_in_a_cookie_is_a_bad_request(world):
    client = Client(headers={"cookie": r'sessionid="\000\000\000\000\000\000\000\000\000"'})

    assert client.get("/bao-cao/").status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        {f"v-{n}": "1" for n in range(1001)},
        {"t-I": "x" * 3_000_000},
    ],
)
def test_a_form_too_large_to_be_one_of_ours_is_refused(world, sent):
    client = world.client("BC")
    client.raise_request_exception = False
    body = "&".join(f"{name}={value}" for name, value in sent.items())

    response = client.post(
        f"/bao-cao/{world.a.report.pk}/nhap/", body, content_type="application/x-www-form-urlencoded"
    )

    assert 400 <= response.status_code < 500
    assert missing_headers(response) == []


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "%2f%2fevil",
    ],
)
def test_after_the_login_nobody_is_sent_to_another_site(world, elsewhere):
    _, response = log_in(world.people["BC"], next=elsewhere)

    assert response.status_code == 302
    assert response["Location"] in ("/", "%2f%2fevil")  # the last one is a path of ours that does not exist


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(world):
    def said(name):
        with forgotten():
            page = Client().post("/dang-nhap/", {"username": name, "password": "sai-mat-khau-81"})
        return page.status_code, page.content.decode().replace(name, "")

    known, unknown = said(world.people["BC"].username), said("khong-co-ai")

    assert known[0] == unknown[0]
    assert "không đúng" in known[1] and "không đúng" in unknown[1]


def test_the_session_gets_a_new_key_at_login_and_dies_at_logout(world):
    client, _ = log_in(world.people["BC"])
    first = client.session.session_key

    client.post("/dang-xuat/")
    gone = not client.session.exists(first)
    again, _ = log_in(world.people["BC"])

    assert gone
    assert again.session.session_key != first
