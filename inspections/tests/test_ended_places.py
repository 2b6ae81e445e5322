"""Communes end, as on 1 July 2025: their establishments are neither lost nor stuck."""

from datetime import date

import pytest

from accounts.models import Territory
from accounts.tests.factories import TerritoryFactory
from inspections import queries
from inspections.tests.factories import START, TODAY, InspectionFactory
from inspections.tests.pages import get, post, text
from inspections.tests.test_views_register import entry

pytestmark = pytest.mark.django_db
END = date(2022, 6, 1)


@pytest.fixture
def ended(place, team):
    """The establishment's commune and district ended three weeks ago; it was inspected in March."""
    InspectionFactory(establishment=place, team=team, done=True, inspected_on=date(2022, 3, 10))
    Territory.objects.filter(pk__in=[place.commune_id, place.commune.parent_id]).update(closed_on=END)
    place.refresh_from_db()
    return place


@pytest.fixture
def successor():
    """A commune right below the province, as there are since the reform."""
    province = TerritoryFactory(province=True)
    return TerritoryFactory(commune=True, name="Xã Hợp Nhất", parent=province, opened_on=END)


def test_an_establishment_of_an_ended_commune_stays_in_the_list_and_says_so(client, staff, ended):
    listed = text(get(client, staff, "establishments"))
    detail = text(get(client, staff, "establishment", ended.pk))

    assert ended.name in listed
    assert "Xã đã hết hiệu lực" in listed
    assert "đã hết hiệu lực từ 01/06/2022" in detail
    assert "Chọn xã, phường mới" in detail


def test_it_is_counted_once_before_and_after_it_is_filed_under_the_new_commune(client, staff, ended, successor):
    before = queries.coverage(START, TODAY).total
    post(client, staff, "establishment_edit", ended.pk, **entry(successor))
    after = queries.coverage(START, TODAY)

    assert (before.active, before.inspected) == (after.total.active, after.total.inspected) == (1, 1)
    assert [row.territory for row in after.rows if row.active] == [successor.parent]


def test_the_form_asks_for_the_new_commune_and_the_page_keeps_the_old_one(client, staff, ended, successor):
    old = ended.commune
    form = text(get(client, staff, "establishment_edit", ended.pk))
    post(client, staff, "establishment_edit", ended.pk, **entry(successor, name=ended.name))
    detail = text(get(client, staff, "establishment", ended.pk))

    assert "chọn xã, phường mới" in form
    assert f"{old} ({old.parent}) – đã hết hiệu lực từ 01/06/2022" in form
    assert "Chọn xã, phường mới" not in detail
    assert f"{old}, {old.parent} (mã {old.code}), đến 20/06/2022" in detail
    assert "10/03/2022" in detail


def test_where_the_new_commune_is_not_known_yet_the_rest_can_be_corrected(client, staff, ended):
    response = post(client, staff, "establishment_edit", ended.pk, **entry(ended.commune, name="Tên Mới"))

    ended.refresh_from_db()
    assert response.status_code == 302
    assert ended.name == "Tên Mới"


def test_nothing_new_is_entered_in_an_ended_commune(client, staff, ended):
    response = post(client, staff, "establishment_add", **entry(ended.commune, name="Cơ sở khác"))

    assert response.status_code == 422
