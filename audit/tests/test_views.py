"""The journal's page: filters, pages, and the proof that nobody changed it."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.tests.factories import UnitFactory, UserFactory
from audit.services.journal import record
from audit.tests.test_journal import TABLE, tamper

pytestmark = pytest.mark.django_db
AT = datetime(2022, 6, 24, 16, 59, tzinfo=UTC)  # 23:59 in Vietnam


@pytest.fixture
def coordinator(client):
    user = UserFactory(coordinator=True)
    client.force_login(user)
    return user


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_acts_are_shown_in_vietnamese(client, coordinator):
    record(UnitFactory(short_name="Đơn vị A"), "report.submitted", by=coordinator, at=AT, state=("draft", "submitted"))

    page = text_of(client.get("/nhat-ky/"))

    assert "gửi" in page and "Đơn vị A" in page and "trạng thái: chưa nộp → đã nộp" in page
    assert "23:59:00 24/06/2022" in page


def test_an_act_without_a_vietnamese_word_is_shown_as_it_is(client, coordinator):
    record(UnitFactory(), "unit.turned_upside_down", by=None, at=AT, why={"rows": [1, 2, 3]})

    page = text_of(client.get("/nhat-ky/"))

    assert "turned upside down" in page and "why: rows 1, 2, 3" in page


def test_the_journal_can_be_narrowed_to_a_kind_of_object_and_a_unit(client, coordinator):
    unit = UnitFactory()
    record(UserFactory(unit=unit, full_name="Người của đơn vị"), "changed", by=None, at=AT)
    record(UnitFactory(short_name="Đơn vị khác"), "changed", by=None, at=AT)

    rows = client.get("/nhat-ky/", {"loai": "accounts.user", "don_vi": unit.pk}).context["page"].object_list

    assert [row.object_name for row in rows] == ["Người của đơn vị"]


@pytest.mark.parametrize(
    ("since", "until", "shown"),
    [("24/06/2022", "24/06/2022", 1), ("25/06/2022", "", 1), ("", "23/06/2022", 0), ("", "", 2)],
)
def test_days_are_days_in_vietnam_and_both_ends_count(client, coordinator, since, until, shown):
    record(UnitFactory(), "changed", by=None, at=AT)
    record(UnitFactory(), "changed", by=None, at=AT + timedelta(minutes=1))

    response = client.get("/nhat-ky/", {"tu": since, "den": until})

    assert response.context["page"].paginator.count == shown


def test_a_nonsense_date_is_explained_and_shows_everything(client, coordinator):
    record(UnitFactory(), "changed", by=None, at=AT)

    response = client.get("/nhat-ky/", {"tu": "hôm qua"})

    assert response.context["page"].paginator.count == 1
    assert "text-danger" in text_of(response)


def test_fifty_rows_a_page_and_the_filter_goes_along(client, coordinator):
    for _ in range(51):
        record(coordinator, "changed", by=None, at=AT)

    page = text_of(client.get("/nhat-ky/", {"loai": "accounts.user", "kiem-tra": "1"}))

    assert "Trang 1/2" in page
    assert 'href="?loai=accounts.user&amp;trang=2"' in page


def test_the_page_proves_on_demand_that_the_journal_is_whole(client, coordinator):
    entry = record(UnitFactory(), "changed", by=None, at=AT)
    assert "Kiểm tra toàn vẹn nhật ký" in text_of(client.get("/nhat-ky/"))
    assert "Nhật ký nguyên vẹn" in text_of(client.get("/nhat-ky/?kiem-tra=1"))

    tamper(f"UPDATE {TABLE} SET action = '0' WHERE id = %s", entry.pk)

    assert "không còn nguyên vẹn" in text_of(client.get("/nhat-ky/?kiem-tra=1"))


def test_an_officer_may_not_read_the_journal(client):
    client.force_login(UserFactory())

    assert client.get("/nhat-ky/").status_code == 403


def test_nothing_has_happened_yet(client, coordinator):
    assert "Không có dòng nào" in text_of(client.get("/nhat-ky/"))
