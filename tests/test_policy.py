"""Every address is declared, and every role gets exactly what the table says."""

from types import ModuleType

import pytest
from django.http import HttpResponse
from django.urls import get_resolver, path

from accounts.policy import ANONYMOUS, ROLES, roles_of, table
from tests.carried import missing_headers
from tests.world import addresses, everything_in, fingerprint, forgotten, together, url, writes

OPEN_TO_ALL = {"accounts:login", "dashboards:healthz", "reports:verify", "deadlines:feed"}
PEOPLE = ("AN", "BC", "BC-head", "CV", "DP", "LD", "KT", "QT", "GS")
POST_ONLY: set[str] = together("POST_ONLY")
READ_AND_WRITE: set[str] = together("READ_AND_WRITE")
ANSWERS_OPTIONS: set[str] = together("ANSWERS_OPTIONS")
REFUSED_BY_RULE: set[tuple[str, str]] = together("REFUSED_BY_RULE")
# A look that must itself be written down; everything else is read without a trace.
READING_LEAVES_A_TRACE: dict[str, str] = together("READING_LEAVES_A_TRACE")
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# Without the demo's post box; without the reminder that the query names; of a version that was never built.
NOT_THERE_BY_ITSELF = {"demo:mail", "deadlines:stop", "reports:version_figure", "reports:version_summary"}


def gaps(urlconf=None) -> list[str]:
    """What is wrong with the declarations of a urlconf, in words."""
    found, used = [], set()
    for address in addresses(get_resolver(urlconf)):
        action = getattr(address.view, "policy", None)
        if address.name is None:
            found.append(f"{address.route} has no name")
        if action not in table():
            found.append(f"{address.name or address.route} declares no row of the policy table")
        used.add(action)
    return found + [f"{action} guards no address" for action in table() if action not in used]


def test_every_address_has_a_name_and_a_row_and_every_row_has_an_address():
    assert gaps() == []


def test_an_address_without_a_policy_is_found():
    urlconf = ModuleType("forgotten_urls")
    urlconf.urlpatterns = [
        *get_resolver().url_patterns,
        path("quen/", lambda request: HttpResponse(), name="forgotten"),
        path("khong-ten/", get_resolver().resolve("/").func),
    ]

    assert gaps(urlconf) == ["forgotten declares no row of the policy table", "khong-ten/ has no name"]


def test_only_login_and_pulse_are_open_to_everybody():
    assert {a.name for a in addresses() if ANONYMOUS in roles_of(a.view.policy)} == OPEN_TO_ALL


def test_a_view_that_asks_nobody_to_log_in_is_open_by_the_table_alone():
    assert {a.name for a in addresses() if not getattr(a.view, "login_required", True)} == OPEN_TO_ALL


def test_the_table_knows_every_role_and_no_other_sign():
    for row in table().values():
        assert set(row) == {"action", "label", *ROLES}
        assert {row[role] for role in ROLES} <= {"", "Y", "U", "A", "R", "m"}


def has_function(who: str, address) -> bool:
    return bool(roles_of(address.view.policy) & {who.removesuffix("-head")})


def own_url(world, who: str, address) -> str:
    """With objects of the person's own unit; notices are everybody's own."""
    if address.name == "notices:open" and who != "AN":
        return f"/thong-bao/{world.people[who].own_notice.pk}/"
    return url(address, world.a)


def methods_of(name: str) -> set[str]:
    if name in POST_ONLY:
        return {"POST"}
    return {"GET", "HEAD", "POST"} if name in READ_AND_WRITE else {"GET", "HEAD"}


def ask(client, method: str, where: str, **headers):
    """One request whose traces are wiped away, log-out included."""
    cookies = client.cookies.copy()
    after = None
    with forgotten():
        with writes() as seen:
            response = client.generic(method, where, headers=headers)
            everything_in(response)
        if seen:
            after = fingerprint()
    client.cookies = cookies
    return response, after is not None and after != fingerprint()


def test_a_write_is_noticed(world):
    with forgotten(), writes() as seen:
        type(world.a.report).objects.filter(pk=world.a.report.pk).update(revision=7)

    assert len(seen) == 1


def expected(who: str, address, method: str) -> set[int]:
    if not has_function(who, address):
        return {302} if who == "AN" else {403}
    if method == "OPTIONS":
        return {200, 302} if address.name in ANSWERS_OPTIONS else {405}
    if method not in methods_of(address.name):
        return {405}
    if (who, address.name) in REFUSED_BY_RULE:
        return {403}
    if method == "HEAD":
        return {200, 302, 404, 405, 503}  # a page may also refuse HEAD
    if method == "GET":  # what a role may read is really there, or a portal of 404 would do
        return {200, 302, 503} | ({404} if who == "AN" or address.name in NOT_THERE_BY_ITSELF else set())
    return {200, 302, 404, 409, 422}


def asked(who: str, address) -> tuple[str, ...]:
    """Everybody reads and writes everywhere. HEAD and OPTIONS are the view's affair, and the policy does not look at
    the method: a visitor asks for them, and of the others the first who has the function and the first who has not.
    """
    likewise = [one for one in PEOPLE[1:] if has_function(one, address) == has_function(who, address)]
    return METHODS if who in ("AN", *likewise[:1]) else ("GET", "POST")


@pytest.mark.parametrize("who", PEOPLE)
def test_every_role_gets_what_the_table_says_and_nothing_else(world, who):
    client = world.client(who)
    wrong = []

    for address in addresses():
        for method in asked(who, address):
            response, changed = ask(client, method, own_url(world, who, address))
            cell = f"{method} {address.name}"
            if missing := missing_headers(response, kept_by_nobody=method == "GET"):
                wrong.append(f"{cell} {response.status_code} lacks {missing}")
            if response.status_code not in expected(who, address, method):
                wrong.append(f"{cell}: {response.status_code}")
            is_write = method == "POST" and response.status_code < 400
            leaves_trace = method in ("GET", "HEAD") and address.name in READING_LEAVES_A_TRACE
            if changed and not (is_write or leaves_trace or address.name in OPEN_TO_ALL):
                wrong.append(f"{cell} changed the database ({response.status_code})")

    assert wrong == []


def test_a_visitor_is_sent_to_the_login_and_a_fragment_is_told_so(world):
    client = world.client("AN")

    for address in addresses():
        if address.name in OPEN_TO_ALL:
            continue
        where = own_url(world, "AN", address)
        page = ask(client, "GET", where)[0]
        fragment = ask(client, "POST", where, **{"HX-Request": "true"})[0]
        assert page["Location"].startswith("/dang-nhap/?next="), address.name
        assert (fragment.status_code, fragment["HX-Redirect"][:12]) == (401, "/dang-nhap/?"), address.name
        assert fragment.content == b""


def test_somebody_switched_off_is_out_at_the_next_request(world):
    client = world.client("BC")
    assert client.get("/bao-cao/").status_code == 200

    type(world.people["BC"]).objects.filter(pk=world.people["BC"].pk).update(is_active=False)

    assert client.get("/bao-cao/").status_code == 302


def test_somebody_who_changes_unit_or_role_has_the_new_rights_at_the_next_request(world):
    client, person = world.client("BC"), world.people["BC"]
    where = f"/bao-cao/{world.a.report.pk}/nhap/"
    assert client.get(where).status_code == 200

    type(person).objects.filter(pk=person.pk).update(unit=world.b.unit)
    assert client.get(where).status_code == 404

    type(person).objects.filter(pk=person.pk).update(role="QT")
    assert client.get(where).status_code == 403
