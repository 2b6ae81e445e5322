"""Accounts are made, changed and locked by one who is responsible; the first password is shown once and works."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from access.services.people import (
    InvalidPerson,
    add_person,
    change_person,
    release_person,
    renew_password,
    switch_off,
    switch_on,
)
from accounts.models import User
from accounts.services import brake
from accounts.tests.factories import PASSWORD, UnitFactory, UserFactory
from audit.models import AuditEntry
from kit.workflow import InvalidTransition
from notices.models import Notice

pytestmark = pytest.mark.django_db
AT = datetime(2022, 6, 20, 2, tzinfo=UTC)
UNTIL = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def make(by=None, **changes):
    values = {"login": "an", "full_name": "An", "role": "CV", "unit": UnitFactory(), "is_unit_approver": False}
    return add_person(by=by, at=AT, until=UNTIL, email="", **values | changes)


def change(person, by, **changes):
    names = ("full_name", "post_title", "email", "phone", "role", "unit", "is_unit_approver")
    return change_person(person, by=by, at=AT, **{name: getattr(person, name) for name in names} | changes)


def test_the_first_password_opens_the_account(client):
    _, password = make()

    assert client.login(username="an", password=password)


def test_a_renewed_password_shuts_out_the_old_one(client, administrator):
    person, old = make()
    new = renew_password(person, by=administrator, at=AT, until=UNTIL)

    assert not client.login(username="an", password=old)
    assert client.login(username="an", password=new)


@pytest.mark.parametrize(
    "changes",
    [{"role": "XX"}, {"role": "CV", "is_unit_approver": True}, {"unit": None}],
    ids=["unknown role", "approver who does not report", "nobody's account"],
)
def test_an_impossible_account_is_refused(changes):
    with pytest.raises(InvalidPerson):
        make(**changes)

    assert not User.objects.exists()


def test_a_login_is_given_once_whatever_its_letters():
    make()

    with pytest.raises(InvalidPerson):
        make(login="AN")


@pytest.mark.parametrize("role", ["QT", "LD", "GS"])
def test_an_administrator_makes_nobody_who_signs_or_governs(administrator, role):
    with pytest.raises(InvalidPerson):
        make(by=administrator, role=role)
    with pytest.raises(InvalidPerson):
        change(UserFactory(), administrator, role=role)
    with pytest.raises(InvalidPerson):
        change(UserFactory(leader=True), administrator, role="CV")


@pytest.mark.parametrize("trait", ["administrator", "leader", "auditor"])
def test_an_administrator_gets_no_password_of_who_signs_or_governs(administrator, trait):
    person = UserFactory(**{trait: True})

    with pytest.raises(InvalidPerson):
        renew_password(person, by=administrator, at=AT, until=UNTIL)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert renew_password(person, by=None, at=AT, until=UNTIL)


@pytest.mark.parametrize("trait", ["staff", "coordinator", "leader", "inspector", "auditor"])
def test_nobody_else_manages_accounts(trait):
    somebody, person = UserFactory(**{trait: True}), UserFactory()

    with pytest.raises(PermissionDenied):
        make(by=somebody)
    with pytest.raises(PermissionDenied):
        change(person, somebody, full_name="Khác")
    with pytest.raises(PermissionDenied):
        switch_off(person, by=somebody, at=AT, reason="nghỉ việc")
    with pytest.raises(PermissionDenied):
        renew_password(person, by=somebody, at=AT, until=UNTIL)


def test_an_administrator_changes_nothing_of_his_own_account(administrator):
    with pytest.raises(PermissionDenied):
        change(administrator, administrator, full_name="Khác")
    with pytest.raises(PermissionDenied):
        renew_password(administrator, by=administrator, at=AT, until=UNTIL)


def test_whoever_gets_another_office_is_told_and_the_journal_knows(administrator):
    person, unit = UserFactory(), UnitFactory()

    assert change(person, administrator, unit=unit, phone="0205 3 812 345") == ["phone", "unit"]

    person.refresh_from_db()
    entry = AuditEntry.objects.get(action="account.changed")
    assert person.unit == unit and entry.actor == administrator
    assert "0205" not in str(entry.data), "the journal holds no telephone numbers"
    assert Notice.objects.get().to == person


def test_saving_without_a_change_leaves_no_trace(administrator):
    assert change(UserFactory(), administrator) == []
    assert not AuditEntry.objects.exists()


def test_a_locked_account_lets_nobody_in_and_ends_its_sessions(client, administrator):
    person = UserFactory()
    client.force_login(person)

    switch_off(person, by=administrator, at=AT, reason="nghỉ việc")

    assert client.get("/").status_code == 302
    assert not client.login(username=person.username, password=PASSWORD)
    switch_on(person, by=administrator, at=AT, reason="đi làm lại")
    assert client.login(username=person.username, password=PASSWORD)


def test_an_account_is_locked_once(administrator):
    person = UserFactory()
    switch_off(person, by=administrator, at=AT, reason="nghỉ việc")

    with pytest.raises(InvalidTransition):
        switch_off(person, by=administrator, at=AT, reason="nghỉ việc")
    with pytest.raises(InvalidTransition):
        renew_password(person, by=administrator, at=AT, until=UNTIL)
    assert AuditEntry.objects.count() == 1


def test_the_last_administrator_cannot_be_locked(administrator):
    second = UserFactory(administrator=True)
    switch_off(second, by=administrator, at=AT, reason="nghỉ việc")

    with pytest.raises(InvalidPerson):
        switch_off(administrator, by=administrator, at=AT, reason="nghỉ việc")


def test_the_coordinator_lets_a_reporter_log_in_again_and_nobody_else():
    coordinator, reporter, staff = UserFactory(coordinator=True), UserFactory(), UserFactory(staff=True)
    for _ in range(brake.FAILURES):
        brake.note_failure(reporter.username, at=AT)

    release_person(reporter, by=coordinator, at=AT)

    assert not brake.is_on(reporter.username, at=AT + timedelta(seconds=1))
    with pytest.raises(PermissionDenied):
        release_person(staff, by=coordinator, at=AT)


def test_the_command_prints_login_and_password(capsys):
    unit = UnitFactory(code="H181", reporter_code="H")

    call_command("add_person", "nhap.h181", "--name", "Cán bộ nhập", "--unit", unit.code)
    call_command("add_person", "nhap.h181", "--renew")

    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["nhap.h181"] * 2
    assert User.objects.get().unit == unit


def test_the_operator_at_the_server_makes_the_first_administrator():
    call_command("add_person", "quantri", "--role", "QT", "--unit", UnitFactory(room=True).code)

    assert User.objects.get().role == "QT"
    assert AuditEntry.objects.get().actor is None


@pytest.mark.parametrize("arguments", [["an", "--unit", "KHONG"], ["an", "--role", "XX"], ["an", "--renew"]])
def test_the_command_says_in_words_why_not(arguments):
    with pytest.raises(CommandError):
        call_command("add_person", *arguments)
