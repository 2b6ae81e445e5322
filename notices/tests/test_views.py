"""My notices, and the ledger for those who look after delivery."""

import pytest

from accounts.tests.factories import UserFactory
from notices.models import Notice
from notices.states import NoticeState
from notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = UserFactory()
    client.force_login(user)
    return user


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_an_officer_sees_his_own_notices_with_the_unread_ones_marked(client, officer):
    NoticeFactory(to=officer, subject="Của tôi")
    NoticeFactory(subject="Của người khác")

    page = text_of(client.get("/thong-bao/"))

    assert "Của tôi" in page and "Của người khác" not in page
    assert "1 thông báo chưa đọc." in page


def test_opening_a_notice_marks_it_read_and_goes_where_it_points(client, officer):
    notice = NoticeFactory(to=officer)

    response = client.get(f"/thong-bao/{notice.pk}/")

    notice.refresh_from_db()
    assert response["Location"] == "/don-vi/"
    assert notice.read_at is not None


@pytest.mark.parametrize("path", ["", "https://evil.example/", "//evil.example/"])
def test_a_notice_that_points_nowhere_leads_back_to_the_list(client, officer, path):
    notice = NoticeFactory(to=officer, path=path)

    assert client.get(f"/thong-bao/{notice.pk}/")["Location"] == "/thong-bao/"


def test_a_neighbours_notice_is_not_found_and_stays_unread(client, officer):
    notice = NoticeFactory()

    assert client.get(f"/thong-bao/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_read_by_a_button_not_by_a_link(client, officer):
    NoticeFactory.create_batch(2, to=officer)

    assert client.get("/thong-bao/da-doc/").status_code == 405
    assert client.post("/thong-bao/da-doc/").status_code == 302
    assert not Notice.objects.unread().exists()


def test_nobody_has_notices_yet(client, officer):
    assert "Chưa có thông báo" in text_of(client.get("/thong-bao/"))


def test_long_lists_come_in_pages(client, officer):
    NoticeFactory.create_batch(51, to=officer)

    assert "Trang 2/2" in text_of(client.get("/thong-bao/?trang=2"))


def test_the_ledger_shows_state_and_reason(client):
    NoticeFactory(state=NoticeState.REFUSED, failure="no such user", body="Nội dung thư")
    client.force_login(UserFactory(coordinator=True))

    page = text_of(client.get("/thong-bao/nhat-ky-thu/"))

    assert "Bị từ chối" in page and "no such user" in page and "Nội dung thư" in page


def test_the_administrator_sees_that_mail_went_out_but_not_what_it_said(client):
    NoticeFactory(body="Nội dung thư")
    client.force_login(UserFactory(administrator=True))

    page = text_of(client.get("/thong-bao/nhat-ky-thu/"))

    assert "Nhắc gửi báo cáo" in page and "Nội dung thư" not in page


def test_the_ledger_can_be_narrowed_to_one_state(client):
    NoticeFactory(subject="Đã đi rồi", state=NoticeState.SENT)
    NoticeFactory(subject="Còn chờ")
    client.force_login(UserFactory(staff=True))

    narrowed = text_of(client.get("/thong-bao/nhat-ky-thu/?trang-thai=sent"))
    nonsense = text_of(client.get("/thong-bao/nhat-ky-thu/?trang-thai=x%22"))

    assert "Đã đi rồi" in narrowed and "Còn chờ" not in narrowed
    assert "Còn chờ" in nonsense


def test_an_officer_may_not_see_the_ledger(client, officer):
    assert client.get("/thong-bao/nhat-ky-thu/").status_code == 403
