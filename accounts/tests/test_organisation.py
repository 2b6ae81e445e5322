"""The shipped lists of territories and offices load, once."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import Territory, TerritorySuccession, Unit, UnitSuccession
from accounts.services.organisation import InvalidOrganisation, load_organisation
from accounts.services.upsert import upsert
from accounts.states import UnitKind
from accounts.tests.factories import TerritoryFactory, UnitFactory

pytestmark = pytest.mark.django_db
AT = datetime(2022, 5, 26, 2, tzinfo=UTC)
PROVINCE = {
    "code": "20",
    "name": "Tỉnh Lạng Sơn",
    "kind": "tỉnh",
    "level": "province",
    "parent_code": "",
    "opened_on": "2020-01-01",
    "closed_on": "",
}
ROOM = {
    "code": "P1",
    "kind": "room",
    "reporter_code": "P",
    "name": "Văn phòng Sở",
    "short_name": "Văn phòng Sở",
    "parent": None,
    "territory_code": "20",
    "order": 1,
    "opened_on": "2020-01-01",
    "closed_on": None,
    "confirmed": True,
    "source": "",
    "letterhead_superior": "",
    "letterhead_issuer": "",
    "symbol": "",
}


def test_the_shipped_lists_name_eleven_district_offices_and_two_hundred_communes():
    call_command("load_organisation")

    assert Unit.objects.filter(kind=UnitKind.DISTRICT_OFFICE).count() == 11
    assert Territory.objects.filter(level=Territory.Level.DISTRICT).count() == 11
    assert Territory.objects.filter(level=Territory.Level.COMMUNE).count() == 200


def test_loading_twice_writes_nothing_the_second_time():
    first = load_organisation([PROVINCE], [ROOM], at=AT)
    second = load_organisation([PROVINCE], [ROOM], at=AT)

    assert (first.written, second.written) == (2, 0)
    assert Unit.objects.get().territory.name == "Tỉnh Lạng Sơn"


def test_a_corrected_name_is_taken_over_by_code():
    load_organisation([PROVINCE], [ROOM], at=AT)
    corrected = ROOM | {"name": "Văn phòng", "confirmed": False, "closed_on": "2025-03-01"}

    loaded = load_organisation([PROVINCE], [corrected], at=AT)

    unit = Unit.objects.get()
    assert loaded.written == 1
    assert (unit.name, unit.is_confirmed, unit.closed_on) == ("Văn phòng", False, date(2025, 3, 1))


def test_a_unit_that_left_the_list_stays():
    load_organisation([PROVINCE], [ROOM], at=AT)

    load_organisation([PROVINCE], [], at=AT)

    assert Unit.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"kind": "palace"}, {"reporter_code": "Z"}, {"parent": "nobody"}, {"territory_code": "99"}]
)
def test_a_list_with_an_unknown_word_is_refused_as_a_whole(wrong):
    with pytest.raises(InvalidOrganisation):
        load_organisation([PROVINCE], [ROOM | wrong], at=AT)

    assert not Territory.objects.exists()


def test_a_unit_may_have_a_parent_from_the_same_list():
    load_organisation([PROVINCE], [ROOM, ROOM | {"code": "P2", "parent": "P1"}], at=AT)

    assert Unit.objects.get(code="P2").parent.code == "P1"


@pytest.mark.parametrize(
    "rows",
    [
        [{}, {"parent": "P1"}],
        [{}, {"code": "P2", "parent": "P1"}, {"parent": "P2"}],
        [{"closed_on": "2021-01-01"}, {"code": "P2", "parent": "P1"}],
        [{"closed_on": "2021-01-01"}, {"code": "P2", "parent": "P1", "closed_on": "2021-01-02"}],
    ],
    ids=["its own parent", "a circle", "a closed parent", "a parent that ends first"],
)
def test_a_list_in_which_a_unit_belongs_to_itself_or_to_a_closed_one_is_refused_as_a_whole(rows):
    """B48."""
    with pytest.raises(InvalidOrganisation, match="belongs to"):
        load_organisation([PROVINCE], [ROOM | row for row in rows], at=AT)

    assert not Unit.objects.exists()


def test_nothing_is_merged_into_itself():
    """B48."""
    unit, place = UnitFactory(), TerritoryFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        UnitSuccession.objects.create(predecessor=unit, successor=unit, kind="merge", effective_on=AT.date())
    with pytest.raises(IntegrityError), transaction.atomic():
        TerritorySuccession.objects.create(predecessor=place, successor=place)
    UnitSuccession.objects.create(predecessor=unit, successor=None, kind="end", effective_on=AT.date())


def test_a_row_that_says_the_same_is_not_written_again():
    unit = UnitFactory(short_name="Cũ")

    _, changed = upsert(Unit.objects, {"code": unit.code}, {"short_name": "Cũ"})
    again, changed_again = upsert(Unit.objects, {"code": unit.code}, {"short_name": "Mới"})

    assert (changed, changed_again, again.short_name) == (False, True, "Mới")


def test_a_closed_territory_no_longer_exists_on_its_last_day():
    TerritoryFactory(closed_on=date(2025, 7, 1))

    assert Territory.objects.existing_on(date(2025, 6, 30)).count() == 1
    assert Territory.objects.existing_on(date(2025, 7, 1)).count() == 0


def test_a_territory_is_found_without_its_accents():
    assert TerritoryFactory(name="Huyện Tràng Định").search_name == "huyen trang dinh"
