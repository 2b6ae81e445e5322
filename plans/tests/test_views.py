"""The plan reads like the paper and says who answers for what."""

import re

import pytest
from django.core.management import call_command

from accounts.models import Unit
from accounts.tests.factories import UnitFactory, UserFactory
from plans.models import Plan
from plans.queries.document import document, in_words, issuing_unit, responsible_for
from plans.tests.factories import ClauseFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    call_command("load_organisation")
    call_command("load_catalogue")
    return Plan.objects.get()


@pytest.fixture
def reader(client):
    client.force_login(UserFactory(unit__opened_on="2023-01-01"))  # not yet there on the plan's day
    return client


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_links_to_the_plan_and_counts_its_tasks(plan, reader):
    page = text_of(reader.get("/ke-hoach/"))

    assert f'href="/ke-hoach/{plan.pk}/"' in page and "81/KH-SLĐTBXH" in page
    assert "26/05/2022" in page


def test_the_plan_shows_every_clause_under_its_anchor(plan, reader):
    page = text_of(reader.get(f"/ke-hoach/{plan.pk}/"))

    for clause in plan.clauses.all():
        assert f'id="{clause.dom_id}"' in page
        assert clause.text[:40].replace("&", "&amp;").split("\n")[0] in page


def test_the_plan_ends_with_recipients_and_signer(plan, reader):
    page = text_of(reader.get(f"/ke-hoach/{plan.pk}/"))

    assert "KT. GIÁM ĐỐC" in page and "PHÓ GIÁM ĐỐC" in page and plan.signer_name in page
    assert "- Lưu: VT, PCTNXHBDG." in page
    assert "UBND TỈNH LẠNG SƠN" in page


def test_the_plan_says_until_which_day_reports_are_on_time(plan, reader):
    page = text_of(reader.get(f"/ke-hoach/{plan.pk}/"))

    assert "hạn cuối: hết ngày 24/6/2022" in page
    assert "hạn cuối: hết ngày 24/12/2022" in page


def test_every_link_inside_the_plan_leads_to_a_clause(plan, reader):
    page = text_of(reader.get(f"/ke-hoach/{plan.pk}/"))

    assert set(re.findall(r'href="#(muc-[^"]+)"', page)) <= set(re.findall(r'id="(muc-[^"]+)"', page))


def test_beside_each_task_stands_who_answers_for_it(plan, reader):
    page = text_of(reader.get(f"/ke-hoach/{plan.pk}/nhiem-vu/"))

    assert page.count("Phòng LĐTBXH các huyện, thành phố (11 đơn vị)") == 15
    assert f'href="/ke-hoach/{plan.pk}/#muc-III-1-4"' in page


def test_a_kind_of_unit_is_resolved_on_the_plans_day(plan):
    UnitFactory(opened_on="2023-01-01")
    Unit.objects.filter(code="H189").update(closed_on="2022-05-26")

    words = [who.words for rows in responsible_for(plan).values() for who in rows]

    assert "Phòng LĐTBXH các huyện, thành phố (10 đơn vị)" in words


def test_a_single_office_is_named_without_a_number():
    assert in_words(None, ["college", "room"], {"college": 1, "room": 6}) == (
        "Trường cao đẳng nghề; Các phòng chuyên môn (6 đơn vị)"
    )


def test_a_plan_without_preamble_or_department_can_still_be_read(reader):
    plan = PlanFactory()
    ClauseFactory(plan=plan, anchor="I", kind="part", label="I.", text="MỤC TIÊU")

    page = text_of(reader.get(f"/ke-hoach/{plan.pk}/"))

    assert issuing_unit(plan) is None
    assert [part.clause.anchor for part in document(plan)] == ["I"]
    assert "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI" in page


def test_the_catalogue_shows_how_a_figure_adds_up_and_which_rules_watch_it(plan, reader):
    page = text_of(reader.get("/ke-hoach/chi-tieu/"))

    assert 'id="chi-tieu-N101"' in page and "Tính lại tỷ lệ từ tổng" in page
    assert "N102 &lt;= N101" in page and "N111 ÷ TH08" in page


def test_empty_catalogues_say_so(reader):
    assert "Chưa có kế hoạch" in text_of(reader.get("/ke-hoach/"))
    assert "Chưa có danh mục" in text_of(reader.get("/ke-hoach/chi-tieu/"))


def test_pages_of_plans_need_a_constant_number_of_queries(plan, reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        reader.get(f"/ke-hoach/{plan.pk}/")
    with django_assert_max_num_queries(18):
        reader.get("/ke-hoach/chi-tieu/")


@pytest.mark.parametrize("address", ["/ke-hoach/", "/ke-hoach/chi-tieu/"])
def test_the_administrator_has_no_business_with_plans(client, address):
    client.force_login(UserFactory(administrator=True))

    assert client.get(address).status_code == 403


def test_a_plan_that_does_not_exist_is_not_found(reader):
    assert reader.get("/ke-hoach/999/").status_code == 404
    assert reader.get("/ke-hoach/999/nhiem-vu/").status_code == 404
