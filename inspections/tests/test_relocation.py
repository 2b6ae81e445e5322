"""Communes end: their establishments are moved in one act, and earlier days stay as they were."""

from datetime import date

import pytest

from accounts.models import Territory, TerritorySuccession
from accounts.tests.factories import TerritoryFactory, UserFactory
from audit.models import AuditEntry
from inspections import queries
from inspections.figures.periods import Stretch
from inspections.models import Establishment, FormerPlace
from inspections.queries.statistics import measured
from inspections.services.refusals import Refusal
from inspections.services.relocation import relocate
from inspections.tests.factories import NOW, START, TODAY, EstablishmentFactory, InspectionFactory
from inspections.tests.pages import get, post, text
from kit.workflow import InvalidTransition

pytestmark = pytest.mark.django_db
END = date(2022, 6, 1)
BEFORE = date(2022, 5, 31)
MARCH = Stretch("thang", 2022, 3, date(2022, 3, 1), date(2022, 3, 31))


@pytest.fixture
def heirs():
    """Two communes right below the province, as there are since the reform."""
    province = TerritoryFactory(province=True)
    return [TerritoryFactory(commune=True, name=name, parent=province, opened_on=END) for name in ("Xã Một", "Xã Hai")]


@pytest.fixture
def whole(place, team, heirs):
    """Went into one commune as a whole; its establishment was inspected in March."""
    InspectionFactory(establishment=place, team=team, done=True, inspected_on=date(2022, 3, 10))
    _end(place, heirs[:1])
    return place


@pytest.fixture
def split(heirs):
    """Was split over both: two establishments, one for each."""
    first = EstablishmentFactory(name="Karaoke Đầu Làng")
    second = EstablishmentFactory(name="Karaoke Cuối Làng", commune=first.commune)
    _end(first, heirs)
    return first, second


def _end(place, heirs):
    Territory.objects.filter(pk__in=[place.commune_id, place.commune.parent_id]).update(closed_on=END)
    place.commune.refresh_from_db()
    for heir in heirs:
        TerritorySuccession.objects.create(predecessor=place.commune, successor=heir)


def choices(whole, split, heirs):
    first, second = split
    return {
        f"xa-{whole.commune_id}": str(heirs[0].pk),
        f"co-so-{first.pk}": str(heirs[0].pk),
        f"co-so-{second.pk}": str(heirs[1].pk),
    }


def test_the_department_looks_at_what_would_happen_and_moves_all_at_once(client, staff, whole, split, heirs):
    asked = text(get(client, staff, "relocation"))
    seen = post(client, staff, "relocation", **choices(whole, split, heirs))

    assert f'<option value="{heirs[0].pk}" selected>Xã Một</option>' in asked  # the only heir is chosen already
    assert "đã chia về" in asked and "Karaoke Đầu Làng" in asked and whole.name not in asked
    assert "Xem trước: chuyển 3/3 cơ sở" in text(seen)
    assert not FormerPlace.objects.exists()
    done = post(client, staff, "relocation", **choices(whole, split, heirs), da_xem=seen.context["seen"], xac_nhan="1")

    assert done.status_code == 302
    first, second = split
    places = dict(Establishment.objects.values_list("pk", "commune"))
    assert places == {whole.pk: heirs[0].pk, first.pk: heirs[0].pk, second.pk: heirs[1].pk}
    assert set(Establishment.objects.values_list("district_code", flat=True)) == {heir.code for heir in heirs}
    assert "Không còn cơ sở nào phải chuyển" in text(get(client, staff, "relocation"))
    assert f"{whole.commune}, {whole.commune.parent}" in text(get(client, staff, "establishment", whole.pk))


def test_days_before_the_reform_are_counted_as_they_were(staff, whole, heirs):
    old = whole.commune.parent
    before = [_rows(day) for day in (BEFORE, TODAY)]

    relocate({whole.pk: heirs[0].pk}, by=staff, at=NOW)

    assert before == [{old: (1, 1)}, {old: (1, 1)}]
    assert [_rows(day) for day in (BEFORE, TODAY)] == [{old: (1, 1)}, {heirs[0].parent: (1, 1)}]
    assert heirs[0].parent not in [row.territory for row in queries.coverage(START, BEFORE).rows]
    assert list(queries.inspected_establishments(old, START, BEFORE)) == [whole]
    assert not queries.inspected_establishments(old, START, TODAY).exists()
    assert measured(MARCH, old)["visits"] == 1
    assert measured(MARCH, heirs[0])["visits"] == 0


def _rows(day):
    return {row.territory: (row.active, row.inspected) for row in queries.coverage(START, day).rows if row.active}


def test_what_was_chosen_after_the_preview_is_looked_at_again(client, staff, whole, split, heirs):
    seen = post(client, staff, "relocation", **choices(whole, split, heirs)).context["seen"]
    other = choices(whole, split, heirs) | {f"xa-{whole.commune_id}": str(heirs[1].pk)}

    answer = post(client, staff, "relocation", **other, da_xem=seen, xac_nhan="1")

    assert answer.status_code == 409 and "chưa chuyển cơ sở nào" in text(answer)
    assert not FormerPlace.objects.exists()


def test_of_two_people_one_moves_them(staff, whole, heirs):
    relocate({whole.pk: heirs[0].pk}, by=staff, at=NOW)

    with pytest.raises(InvalidTransition):
        relocate({whole.pk: heirs[1].pk}, by=staff, at=NOW)

    assert FormerPlace.objects.count() == AuditEntry.objects.filter(action="establishment.changed").count() == 1


def test_a_move_to_nowhere_is_refused_as_a_whole(client, staff, whole, split, heirs):
    for moves in ({}, {whole.pk: heirs[0].pk, split[0].pk: whole.commune_id}):
        with pytest.raises(Refusal):
            relocate(moves, by=staff, at=NOW)

    strange = post(client, staff, "relocation", **{f"xa-{whole.commune_id}": "khong-co"})
    nothing = post(client, staff, "relocation", **{f"xa-{whole.commune_id}": ""})
    assert (strange.status_code, nothing.status_code) == (422, 200)
    assert "Chưa chọn xã, phường mới cho cơ sở nào" in text(nothing)
    assert not FormerPlace.objects.exists()


def test_moving_is_the_departments_and_the_list_points_to_it(client, staff, reporter, whole):
    listed = text(get(client, staff, "establishments"))

    assert "1 cơ sở còn ghi ở xã, phường đã hết hiệu lực" in listed
    assert get(client, reporter, "relocation").status_code == 403
    assert get(client, UserFactory(leader=True), "relocation").status_code == 403
