"""Deny by default: no policy, no page; no right, no page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse

from accounts.middleware import PolicyMiddleware
from accounts.policy import UnknownAction, may_use, policy, roles_of
from accounts.tests.factories import UserFactory


def ask(view, user, rf):
    request = rf.get("/")
    request.user = user
    return PolicyMiddleware(lambda request: HttpResponse()).process_view(request, view, (), {})


def test_a_view_without_a_policy_answers_nobody(rf):
    def forgotten(request): ...

    with pytest.raises(ImproperlyConfigured, match="declares no policy"):
        ask(forgotten, AnonymousUser(), rf)


def test_a_policy_must_be_a_row_of_the_table():
    with pytest.raises(UnknownAction):
        policy("nothing.at_all")


@pytest.mark.django_db
def test_a_role_without_the_function_is_refused(rf):
    @policy("account.list")
    def people(request): ...

    assert ask(people, UserFactory(administrator=True), rf) is None
    with pytest.raises(PermissionDenied):
        ask(people, UserFactory(), rf)


@pytest.mark.django_db
def test_somebody_switched_off_may_use_nothing():
    assert not may_use(UserFactory(is_active=False), "notice.own")


def test_anybody_may_see_the_login():
    assert "AN" in roles_of("public.login")
    assert may_use(AnonymousUser(), "public.login")
    assert not may_use(AnonymousUser(), "notice.own")


@pytest.mark.django_db
def test_a_visitor_is_sent_to_the_login_and_htmx_is_told_so(client):
    page = client.get("/don-vi/")
    fragment = client.get("/don-vi/", headers={"HX-Request": "true"})

    assert page["Location"] == "/dang-nhap/?next=/don-vi/"
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/dang-nhap/?next=/don-vi/")
