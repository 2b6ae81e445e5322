"""Search: found without marks, and never a word of what is somebody else's."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.states import Role
from accounts.tests.factories import UserFactory
from dashboards.queries.search import PER_GROUP, search
from inspections.tests.factories import EstablishmentFactory
from plans.models import ActionItem
from plans.tests.factories import ClauseFactory
from reports.models import ReportSection
from reports.tests.factories import NOW, ReportFactory

pytestmark = pytest.mark.django_db


def titles(text, user):
    return [hit.title for group in search(text, user) for hit in group.hits]


def an_item(title, unit, leader=None):
    by = leader or UserFactory(leader=True)
    return ActionItem.objects.create(title=title, unit=unit, due_on=date(2022, 6, 30), opened_by=by, opened_at=NOW)


@pytest.mark.parametrize("typed", ["tham", "THAM", "thăm", "Thăm hỏi", "hoi tham", "phong", "phòng chong"])
def test_it_is_found_with_and_without_marks(typed):
    leader = UserFactory(leader=True)
    an_item("Thăm hỏi các đơn vị về phòng, chống mại dâm", leader.unit, leader)

    assert titles(typed, leader) == ["Thăm hỏi các đơn vị về phòng, chống mại dâm"]


@pytest.mark.parametrize("typed", ["", "t", "tham lam", "%", "_", ".*", "[", "a|b", "\\", "' OR 1=1"])
def test_signs_are_taken_literally_and_find_nothing(typed):
    leader = UserFactory(leader=True)
    an_item("Thăm hỏi", leader.unit, leader)

    assert titles(typed, leader) == []


def test_d_and_its_bar_are_one_letter():
    leader = UserFactory(leader=True)
    an_item("Đôn đốc huyện Đình Lập", leader.unit, leader)

    assert titles("don doc dinh lap", leader) == ["Đôn đốc huyện Đình Lập"]


def test_a_neighbours_rows_are_neither_shown_nor_counted(client):
    mine, other = UserFactory(), UserFactory()
    for number in range(PER_GROUP + 3):
        an_item(f"Việc bí mật {number}", other.unit)
    EstablishmentFactory(name="Nhà nghỉ Bí Mật")
    client.force_login(mine)

    page = client.get(reverse("dashboards:search"), {"q": "bi mat"}).content.decode()

    assert "Không tìm thấy" in page
    assert titles("bi mat", other)[:1] and search("bi mat", mine) == []


def test_words_still_being_written_are_the_units_own_affair():
    officer, staff = UserFactory(), UserFactory(staff=True)
    report = ReportFactory(unit=officer.unit)
    ReportSection.objects.create(report=report, code="I", text="Một câu đang viết dở")

    assert titles("viet do", officer) != [] and titles("viet do", staff) == []


def test_only_the_first_results_of_a_kind_are_shown(client):
    leader = UserFactory(leader=True)
    for number in range(PER_GROUP + 1):
        an_item(f"Rà soát {number}", leader.unit, leader)
    client.force_login(leader)

    answer = client.get(reverse("dashboards:search"), {"q": "ra soat"})

    assert (len(answer.context["groups"][0].hits), answer.context["groups"][0].has_more) == (PER_GROUP, True)


def test_every_kind_has_a_page_behind_its_result(client):
    leader = UserFactory(leader=True)
    ClauseFactory(text="Tổ chức tuyên truyền")
    ReportFactory(accepted=True)
    EstablishmentFactory(name="Nhà nghỉ Tuyên")
    an_item("Tuyên dương", leader.unit, leader)
    client.force_login(leader)

    for group in search("tuyen", leader) + search("phong", leader):
        for hit in group.hits:
            assert client.get(hit.url).status_code == 200, hit.url


def test_the_administrator_has_no_search(client):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))

    assert client.get(reverse("dashboards:search")).status_code == 403


def test_a_search_costs_the_same_for_few_and_many_rows(django_assert_max_num_queries):
    leader = UserFactory(leader=True)
    for number in range(30):
        an_item(f"Việc {number}", UserFactory().unit, leader)

    with django_assert_max_num_queries(11):
        search("viec", leader)
