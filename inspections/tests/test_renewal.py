"""Kiện toàn: a later decision puts a new team into the place of the old one."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UnitFactory, UserFactory
from inspections.models import Establishment, Inspection, Team
from inspections.services.refusals import ImpossibleDay, IncompleteTeam, KnownDecision, SecondTeam
from inspections.services.teams import establish_team, renew_team
from inspections.states import Duty, Level
from inspections.tests.factories import NOW, EstablishmentFactory, InspectionFactory
from inspections.tests.pages import get, post, text

pytestmark = pytest.mark.django_db


def people(*users):
    head = {"full_name": "Đội trưởng mới", "duty": Duty.HEAD, "card_number": "01/178"}
    return [head, *({"full_name": f"Người {n}", "duty": Duty.MEMBER} for n in range(2)),
            *({"full_name": user.full_name, "duty": Duty.MEMBER, "user": user} for user in users)]  # fmt: skip


def renew(team, by, **values):
    decision = {"name": team.name, "decision_number": "99/QĐ-UBND", "decided_on": date(2022, 6, 10),
                "valid_from": date(2022, 7, 1), "members": people()}  # fmt: skip
    return renew_team(team, by=by, at=NOW, **decision | values)


def test_the_old_team_ends_the_day_before_and_what_is_still_to_come_passes_on(team, coordinator, inspector):
    newcomer = UserFactory(inspector=True)
    done = InspectionFactory(team=team, done=True)
    soon = InspectionFactory(team=team, planned_on=date(2022, 6, 25))
    later = InspectionFactory(team=team, planned_on=date(2022, 8, 1))

    renewed = renew(team, coordinator, members=people(newcomer))

    team.refresh_from_db()
    assert (team.valid_to, renewed.previous, renewed.level, renewed.unit) == (
        date(2022, 6, 30), team, team.level, team.unit,
    )  # fmt: skip
    assert set(Inspection.objects.filter(team=renewed)) == {later}
    assert set(Inspection.objects.visible_to(newcomer)) == {later}
    assert set(Inspection.objects.visible_to(inspector)) == {done, soon}


def test_an_end_that_lies_earlier_stays(team, coordinator):
    team.valid_to = date(2022, 5, 31)
    team.save()

    renew(team, coordinator)

    team.refresh_from_db()
    assert team.valid_to == date(2022, 5, 31)


def test_what_stands_against_it(team, coordinator, staff):
    with pytest.raises(PermissionDenied):
        renew(team, staff)
    with pytest.raises(ImpossibleDay):
        renew(team, coordinator, valid_from=team.valid_from)
    with pytest.raises(IncompleteTeam):
        renew(team, coordinator, members=people()[:2])
    with pytest.raises(KnownDecision):
        renew(team, coordinator, decision_number=team.decision_number)
    renew(team, coordinator)
    with pytest.raises(KnownDecision):
        renew(team, coordinator, decision_number="100/QĐ-UBND")


def test_it_is_done_in_the_browser_with_the_people_there_are(client, team, coordinator, inspector):
    page = get(client, coordinator, "team_renew", team.pk)
    rows = page.context["rows"]
    sent = {"name": "Đội mới", "decision_number": "99/QĐ-UBND", "decided_on": "10/06/2022", "valid_from": "01/07/2022"}
    for field in rows.management_form:
        sent[field.html_name] = field.value()
    for row in rows:
        for field in row:
            sent[field.html_name] = field.value() or ("member" if field.name == "duty" else "")
    sent["thanh_vien-1-full_name"] = ""  # one leaves
    early = post(client, coordinator, "team_renew", team.pk, **sent | {"valid_from": "01/01/2022"})
    answer = post(client, coordinator, "team_renew", team.pk, **sent)

    renewed = Team.objects.get(previous=team)
    assert (early.status_code, answer.status_code) == (422, 302)
    assert renewed.members.count() == team.members.count() - 1
    assert renewed.members.get(user=inspector)
    assert "Kiện toàn từ" in text(get(client, coordinator, "team", renewed.pk))
    assert "Đã kiện toàn thành" in text(get(client, coordinator, "team", team.pk))
    assert "Kiện toàn</a>" not in text(get(client, coordinator, "team", team.pk))


def test_only_the_coordinator_finds_the_way(client, team, inspector):
    assert get(client, inspector, "team_renew", team.pk).status_code == 403
    assert "Kiện toàn</a>" not in text(get(client, inspector, "team", team.pk))


def test_a_pledge_is_written_and_shown(client, staff, place):
    place.pledged_on = date(2022, 3, 5)
    place.save()

    assert "Đã ký ngày 05/03/2022" in text(get(client, staff, "establishment", place.pk))
    assert "Chưa ghi nhận" in text(get(client, staff, "establishment", EstablishmentFactory().pk))
    assert Establishment.objects.filter(pledged_on__isnull=False).count() == 1


# --- Two teams for the same place and days -------------------------------------------------------------------
def establish(by, unit, **values):
    decision = {"unit": unit, "level": Level.DISTRICT, "name": "Đội hai", "decision_number": "2/QĐ-UBND",
                "decided_on": date(2022, 6, 1), "valid_from": date(2022, 6, 1), "members": people()}  # fmt: skip
    return establish_team(by=by, at=NOW, **decision | values)


def test_a_second_team_of_the_district_is_named_and_needs_a_reason(office, district_team, coordinator):
    with pytest.raises(SecondTeam) as refusal:
        establish(coordinator, office)
    second = establish(coordinator, office, overlap_reason="Đội chuyên trách khu cửa khẩu.")

    assert str(district_team) in str(refusal.value) and district_team.decision_number in str(refusal.value)
    assert second.overlap_reason == "Đội chuyên trách khu cửa khẩu."


def test_another_place_another_level_or_other_days_are_no_second_team(office, district_team, coordinator):
    Team.objects.filter(pk=district_team.pk).update(valid_to=date(2022, 5, 31))

    establish(coordinator, office)
    establish(coordinator, UnitFactory(), decision_number="3/QĐ-UBND")
    establish(coordinator, office, level=Level.PROVINCE, decision_number="4/QĐ-UBND")

    assert Team.objects.count() == 4


def test_a_renewal_is_no_second_team_but_a_third_one_beside_it_is(office, district_team, coordinator):
    renew(district_team, coordinator)
    with pytest.raises(SecondTeam):
        establish(coordinator, office, valid_from=date(2022, 9, 1))


def test_the_reason_is_asked_beside_its_field_and_shown_on_the_teams_page(client, coordinator, office, district_team):
    second = establish(coordinator, office, overlap_reason="Đội chuyên trách khu cửa khẩu.")

    assert "Lý do có thêm Đội cùng thời gian" in text(get(client, coordinator, "team_add"))
    assert "Đội chuyên trách khu cửa khẩu." in text(get(client, coordinator, "team", second.pk))
