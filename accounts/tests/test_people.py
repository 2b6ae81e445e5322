"""An operator makes accounts; the first password is shown once and works."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.services.people import InvalidPerson, add_person, renew_password
from accounts.tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


def make(**changes):
    values = {"login": "an", "full_name": "An", "role": "CV", "unit": UnitFactory(), "is_approver": False, "email": ""}
    return add_person(**values | changes)


def test_the_first_password_opens_the_account(client):
    password = make()

    assert client.login(username="an", password=password)


def test_a_renewed_password_shuts_out_the_old_one(client):
    old = make()
    new = renew_password("an")

    assert not client.login(username="an", password=old)
    assert client.login(username="an", password=new)


@pytest.mark.parametrize(
    "changes",
    [{"role": "XX"}, {"role": "CV", "is_approver": True}, {"unit": None}],
    ids=["unknown role", "approver who does not report", "nobody's account"],
)
def test_an_impossible_account_is_refused(changes):
    with pytest.raises(InvalidPerson):
        make(**changes)

    assert not User.objects.exists()


def test_a_login_is_given_once():
    make()

    with pytest.raises(InvalidPerson):
        make()


def test_nobody_unknown_gets_a_new_password():
    with pytest.raises(InvalidPerson):
        renew_password("ma")


def test_the_command_prints_login_and_password(capsys):
    unit = UnitFactory(code="H181", reporter_code="H")

    call_command("add_person", "nhap.h181", "--name", "Cán bộ nhập", "--unit", unit.code)

    assert capsys.readouterr().out.startswith("nhap.h181  ")
    assert User.objects.get().unit == unit


@pytest.mark.parametrize("arguments", [["an", "--unit", "KHONG"], ["an", "--role", "XX"], ["an", "--renew"]])
def test_the_command_says_in_words_why_not(arguments):
    with pytest.raises(CommandError):
        call_command("add_person", *arguments)
