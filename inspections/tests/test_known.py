"""Numbers that the records know, each with exactly its rows behind it."""

import re
from datetime import date
from decimal import Decimal

import pytest

from accounts.tests.factories import UnitFactory
from inspections.models import FollowUp
from inspections.queries.known import known_figures
from inspections.queries.obligations import obligations, unremedied
from inspections.services.complaints import handle_complaint, receive_complaint
from inspections.states import InspectionState
from inspections.tests.factories import (
    NOW,
    CommuneFactory,
    EstablishmentFactory,
    InspectionFactory,
    TeamFactory,
    ViolationFactory,
)

pytestmark = pytest.mark.django_db

START, END = date(2021, 12, 15), date(2022, 6, 14)


@pytest.fixture
def records(place, office, district_team, team, reporter):
    """A district's half year, counted by hand below."""
    bar = EstablishmentFactory(primary_type="BR", commune=place.commune)
    first = visit(place, district_team, date(2022, 2, 1), InspectionState.CLOSED)
    again = visit(place, district_team, date(2022, 5, 1), InspectionState.REMEDY)
    visit(bar, district_team, date(2022, 5, 1))
    visit(bar, district_team, date(2022, 6, 15))  # after the window
    visit(bar, team, date(2022, 5, 2))  # the province's own
    InspectionFactory(
        establishment=bar, team=district_team, planned_on=date(2022, 3, 3), state="could_not",
        could_not_reason="Đóng cửa", recorded_at=NOW, recorded_by=reporter, obstacle="absent",
        came_on=date(2022, 3, 4),
    )  # fmt: skip
    InspectionFactory(
        establishment=bar, team=district_team, planned_on=date(2022, 6, 10), state="could_not", obstacle="suspended",
        could_not_reason="Gỡ biển", recorded_at=NOW, recorded_by=reporter, came_on=date(2022, 6, 14),
    )  # fmt: skip
    fine = {"outcome": "fine", "authority": "UBND", "decision_number": "1"}
    ViolationFactory(inspection=first, outcome="reminder")
    ViolationFactory(
        inspection=first, **fine, amount=Decimal("7.5"), decided_on=date(2022, 2, 20), supplement="revocation",
        paid_amount=Decimal("2.5"), paid_on=date(2022, 3, 1), has_record=True,
    )  # fmt: skip
    ViolationFactory(
        inspection=again, **fine, amount=Decimal(3), decided_on=date(2022, 6, 20), has_record=True,
        recommendation="Thay bình", due_on=date(2022, 6, 1),
    )  # fmt: skip
    ViolationFactory(
        inspection=again, outcome="transfer", authority="Công an", decided_on=date(2022, 5, 3), answer="Đã xử lý",
        answered_on=date(2022, 6, 1),
    )  # fmt: skip
    for result, day in (("not_remedied", date(2022, 3, 1)), ("remedied", date(2022, 4, 1))):
        due = date(2022, 3, 20) if result == "not_remedied" else None
        FollowUp.objects.create(
            inspection=first, visited_on=day, result=result, new_due_on=due, recorded_by=reporter, recorded_at=NOW
        )
    complaint = receive_complaint(
        by=reporter, at=NOW, unit=office, channel="phone", received_on=date(2022, 3, 1), content="Mở quá giờ",
        establishment=bar,
    )  # fmt: skip
    handle_complaint(complaint, by=reporter, at=NOW, result="Đã nhắc nhở", handled_on=date(2022, 3, 9))
    receive_complaint(
        by=reporter, at=NOW, unit=office, channel="letter", received_on=date(2022, 6, 16), content="Ồn ào"
    )
    return office


def visit(establishment, team, day, state=InspectionState.CLEAN):
    return InspectionFactory(
        establishment=establishment, team=team, done=True, state=state, inspected_on=day, planned_on=day,
        decision_number="KH",
    )  # fmt: skip


BY_HAND = {
    "N401": 1, "N402": 4, "N404": 2, "N404.KE": 2, "N404.DX": 0, "N405": 4, "N405.LT": 2, "N405.BR": 2, "N405.KR": 0,
    "N405.KE": 4, "N405.DX": 0, "N406": 2, "N406.LT": 1, "N406.BR": 1, "N408": 1, "N409": 1, "N409.LT": 1, "N409.BR": 0,
    "N410": 4, "N410.V7": 4, "N410.V1": 0, "N411": 2, "N412": 1, "N413": 0, "N414": 1, "N415": Decimal("7.5"),
    "N416": Decimal("2.5"), "N417": 1, "N418": 1, "N419": 1, "N429": 1, "N429.DT": 1, "N429.KH": 0, "N430": 1,
    "N431": 1, "N432": 1, "N433": 0,
}  # fmt: skip


def test_the_figures_are_those_counted_by_hand(records):
    figures = known_figures(records, START, END)

    assert {code: figures[code].value for code in BY_HAND} == BY_HAND


def test_a_unit_without_a_team_knows_nothing_and_never_zero():
    assert known_figures(UnitFactory(), START, END) == {}


def test_the_list_behind_each_number_shows_exactly_its_rows(client, reporter, records):
    client.force_login(reporter)
    figures = known_figures(records, START, END)
    counted = {code: f for code, f in figures.items() if not code.startswith(("N401", "N402", "N404", "N415", "N416"))}

    for code, figure in counted.items():
        page = client.get(figure.path).content.decode()
        shown = re.search(r'<p class="text-secondary">([\d.]+) ', page)
        assert shown, code
        assert int(shown[1]) == figure.value, code


def test_the_list_behind_the_money_holds_the_decisions(client, reporter, records):
    client.force_login(reporter)

    page = client.get(known_figures(records, START, END)["N415"].path).content.decode()

    assert "7,5" in page
    assert "1 hành vi vi phạm" in page


def test_recommendations_are_owed_until_they_are_carried_out(records, district_team, district_inspector):
    (owed,) = obligations(NOW)

    assert owed.unit_code == records.code
    assert [person.pk for person in next(iter(owed.people.values()))] == [district_inspector.pk]
    assert "Thay bình" not in str(owed)
    assert unremedied({int(owed.thing.split(":")[1]), 999}) == {int(owed.thing.split(":")[1])}
    assert obligations(NOW.replace(year=2021)) == []


def test_a_team_without_accounts_is_told_to_nobody(records):
    (owed,) = obligations(NOW)

    assert not any(owed.people.values())


def test_a_visit_of_another_district_is_not_counted(records):
    other = TeamFactory(district=True)
    visit(EstablishmentFactory(commune=CommuneFactory(parent=other.unit.territory)), other, date(2022, 3, 3))

    assert known_figures(records, START, END)["N405"].value == 4
    assert known_figures(other.unit, START, END)["N405"].value == 1
