"""1 July 2025: districts end, 200 communes become 65, and it is known which went where."""

from datetime import date

import pytest
from django.core.management import call_command

from accounts.models import Territory, TerritorySuccession
from accounts.services.organisation import InvalidOrganisation
from accounts.services.reform import load_reform
from accounts.tests.factories import TerritoryFactory

pytestmark = pytest.mark.django_db
ON = date(2025, 7, 1)


def test_the_shipped_list_ends_eleven_districts_and_makes_sixty_five_communes():
    call_command("load_organisation")
    for _ in range(2):  # safe to repeat
        call_command("load_communes_2025")

    before, after = (Territory.objects.existing_on(day) for day in (date(2025, 6, 30), ON))
    levels = [rows.filter(level=level).count() for rows in (before, after) for level in ("district", "commune")]
    assert levels == [11, 200, 0, 65]
    went = {}
    for old, new in TerritorySuccession.objects.values_list("predecessor__name", "successor__name"):
        went.setdefault(old, []).append(new)
    assert sorted(went["Xã Bính Xá"]) == ["Xã Kiên Mộc", "Xã Đình Lập"]
    assert went["Thị trấn Cao Lộc"] == ["Phường Kỳ Lừa"]
    # Six of the 200 had gone already by 2025: of them the list does not tell.
    assert TerritorySuccession.objects.values("predecessor").distinct().count() == 194


def test_a_list_that_names_an_unknown_place_is_refused_as_a_whole():
    TerritoryFactory(province=True, code="20")
    row = {"code": "1", "name": "Xã Mới", "kind": "xã", "predecessors": "khong-co"}

    with pytest.raises(InvalidOrganisation):
        load_reform([row], province="20", on=ON)
    with pytest.raises(InvalidOrganisation):
        load_reform([], province="99", on=ON)

    assert Territory.objects.count() == 1
