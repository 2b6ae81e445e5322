"""People and units by their names, and who counts as what."""

from datetime import date

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError

from accounts.models import UnitSuccession
from accounts.rules import in_own_unit, is_coordinator, is_reader, is_unit_approver
from accounts.tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_succession_reads_as_a_sentence():
    old, new = UnitFactory(short_name="Sở cũ"), UnitFactory(short_name="Sở mới")

    assert str(UnitSuccession(predecessor=old, successor=new)) == "Sở cũ → Sở mới"
    assert str(UnitSuccession(predecessor=old)) == "Sở cũ → giải thể"


def test_the_people_of_a_unit_are_those_with_an_active_account():
    unit = UnitFactory()
    active = UserFactory(unit=unit)
    UserFactory(unit=unit, is_active=False)

    assert list(unit.people()) == [active]


def test_a_person_is_called_by_his_name():
    assert UserFactory(full_name="Hoàng Thị Mẫu").get_full_name() == "Hoàng Thị Mẫu"
    assert str(UserFactory(full_name="", username="htm")) == "htm"


def test_the_database_has_no_back_door():
    with pytest.raises(IntegrityError):
        UserFactory(is_superuser=True)


def test_a_unit_cannot_end_before_it_began():
    with pytest.raises(IntegrityError):
        UnitFactory(opened_on=date(2022, 1, 1), closed_on=date(2021, 1, 1))


def test_only_the_head_of_a_reporting_unit_approves():
    assert is_unit_approver(UserFactory(approver=True))
    assert not is_unit_approver(UserFactory())
    assert not is_unit_approver(UserFactory(coordinator=True, is_unit_approver=True))


def test_somebody_switched_off_has_no_role_and_no_unit():
    gone = UserFactory(coordinator=True, is_active=False)

    assert not is_coordinator(gone) and not is_reader(gone)
    assert not in_own_unit(gone, gone)


def test_a_thing_is_in_ones_own_unit_or_not():
    officer = UserFactory()

    assert in_own_unit(officer, UserFactory(unit=officer.unit))
    assert not in_own_unit(officer, UserFactory())
    assert not in_own_unit(officer, None)


def test_passwords_are_stored_at_a_cost_two_cores_can_bear(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.LightArgon2"]

    stored = make_password("mat-khau")

    assert "m=19456,t=2,p=1" in stored
    assert check_password("mat-khau", stored)
