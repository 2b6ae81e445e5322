"""Guessing passwords is slow work."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.forms import WRONG
from accounts.models import LoginAttempt
from accounts.services.brake import FAILURES, REST
from accounts.tests.factories import PASSWORD, UserFactory
from kit import clock

pytestmark = pytest.mark.django_db
START = datetime(2022, 6, 24, 2, tzinfo=UTC)


@pytest.fixture
def machine(monkeypatch):
    hands = [START]
    monkeypatch.setattr(clock, "wall", lambda: hands[0])
    return hands


def enter(client, name, password):
    return client.post("/dang-nhap/", {"username": name, "password": password})


def fail(client, name, times=FAILURES):
    for _ in range(times):
        enter(client, name, "sai")


def test_after_ten_failures_even_the_right_password_rests(client, machine):
    user = UserFactory()
    fail(client, user.username)

    response = enter(client, user.username, PASSWORD)

    assert response.status_code == 200
    assert WRONG in response.content.decode()


def test_a_quarter_of_an_hour_later_he_may_come_in(client, machine):
    user = UserFactory()
    fail(client, user.username)
    machine[0] += REST + timedelta(seconds=1)

    assert enter(client, user.username, PASSWORD).status_code == 302


def test_a_right_password_makes_earlier_typing_errors_forgotten(client, machine):
    user = UserFactory()
    fail(client, user.username, FAILURES - 1)

    assert enter(client, user.username, PASSWORD).status_code == 302
    assert not LoginAttempt.objects.exists()


def test_guessing_at_one_name_does_not_stop_the_neighbour(client, machine):
    fail(client, UserFactory().username)

    assert enter(client, UserFactory().username, PASSWORD).status_code == 302


def test_names_that_do_not_exist_are_counted_too_and_never_stored_in_clear(client, machine):
    fail(client, "khong-co-that", 1)

    assert "khong" not in str(LoginAttempt.objects.get())


def test_old_failures_are_swept_away(client, machine):
    fail(client, "a", 3)
    machine[0] += REST
    fail(client, "b", 1)

    assert LoginAttempt.objects.count() == 1
