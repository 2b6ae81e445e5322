"""My notices, and the ledger for those who look after delivery."""

import pytest

from accounts.tests.factories import UserFactory
from kit import clock
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


# --- The bell, the way from a mail to the thing, what I want by mail --------------------------------


def nothing_is_open(numbers):
    return set()


@pytest.fixture
def all_done(settings):
    settings.STILL_OPEN = {"thing": f"{__name__}.nothing_is_open"}


def test_the_bell_shows_my_newest_unread_notices_and_how_many_there_are(client, officer):
    NoticeFactory.create_batch(8, to=officer, subject="Của tôi")
    NoticeFactory(subject="Của người khác")

    shown = text_of(client.get("/thong-bao/chuong/"))

    assert shown.count("Của tôi") == 7 and "còn 8 chưa đọc" in shown
    assert "Của người khác" not in shown
    assert 'class="bell-count" aria-hidden="true">8<' in text_of(client.get("/thong-bao/"))


def test_several_of_the_same_kind_stand_under_the_bell_in_one_line_with_a_way_to_each(client, officer):
    alike = {"together": "{count} đơn vị chưa nộp", "together_path": "/bao-cao/theo-doi/"}
    for n in range(11):
        NoticeFactory(to=officer, subject=f"Huyện {n} chưa nộp", about=f"x:{n}", **alike)
    NoticeFactory(to=officer, kind="report-submitted", subject="Huyện 3 chưa nộp", about="x:3", **alike)  # twice
    NoticeFactory(to=officer, subject="Việc được giao")

    bell = text_of(client.get("/thong-bao/chuong/"))

    assert "11 đơn vị chưa nộp" in bell and "Việc được giao" in bell and "chưa đọc)" not in bell
    assert bell.count("Huyện") == 11 and "?nhom=1" in bell


def test_the_bell_is_quiet_when_there_is_nothing(client, officer):
    assert "Không có thông báo chưa đọc" in text_of(client.get("/thong-bao/chuong/"))


def test_a_mail_whose_thing_is_done_leads_to_a_page_that_says_so(client, officer, all_done):
    notice = NoticeFactory(to=officer, about="thing:1", subject="Sắp đến hạn")

    page = text_of(client.get(f"/thong-bao/{notice.pk}/"))

    assert "Việc này đã xong" in page and "Sắp đến hạn" in page and 'href="/don-vi/"' in page


def test_the_button_of_the_morning_mail_leads_to_its_items_as_they_are_now(client, officer, all_done):
    digest = NoticeFactory(to=officer, kind="digest", path="")
    NoticeFactory(to=officer, digest=digest, about="thing:1", subject="Đã làm rồi")
    NoticeFactory(to=officer, digest=digest, subject="Chưa làm")

    page = text_of(client.get(f"/thong-bao/{digest.pk}/"))

    assert page.index("Đã làm rồi") < page.index("đã xong") < page.index("Chưa làm") < page.index("còn phải làm")


def test_the_link_of_a_mail_survives_the_login(client):
    notice = NoticeFactory()

    response = client.get(f"/thong-bao/{notice.pk}/")

    assert response["Location"] == f"/dang-nhap/?next=/thong-bao/{notice.pk}/"


def test_the_morning_mail_can_be_left_and_taken_again(client, officer):
    assert "checked" in text_of(client.get("/thong-bao/tuy-chon/"))

    assert client.post("/thong-bao/tuy-chon/", {}).status_code == 302
    assert "checked" not in text_of(client.get("/thong-bao/tuy-chon/"))

    client.post("/thong-bao/tuy-chon/", {"wants_digest": "on"})
    assert "checked" in text_of(client.get("/thong-bao/tuy-chon/"))


def test_who_has_no_address_is_told_so(client):
    client.force_login(UserFactory(email=""))

    assert "chưa có địa chỉ thư hợp lệ" in text_of(client.get("/thong-bao/tuy-chon/"))


# --- Failed mail ------------------------------------------------------------------------------------


def test_failed_mail_stands_out_and_can_be_sent_again(client):
    notice = NoticeFactory(state=NoticeState.REFUSED, failure="550 no such user")
    NoticeFactory(subject="Chờ thôi")
    client.force_login(UserFactory(staff=True))

    page = text_of(client.get("/thong-bao/nhat-ky-thu/?trang-thai=hong"))
    client.post(f"/thong-bao/nhat-ky-thu/{notice.pk}/gui-lai/")

    assert "1 thư không tới nơi hoặc không rõ." in page and "550 no such user" in page and "Chờ thôi" not in page
    notice.refresh_from_db()
    assert notice.state == NoticeState.QUEUED


def test_sending_again_at_once_is_too_soon(client):
    notice = NoticeFactory(state=NoticeState.REFUSED, resent_at=clock.now())
    client.force_login(UserFactory(coordinator=True))

    response = client.post(f"/thong-bao/nhat-ky-thu/{notice.pk}/gui-lai/")

    assert response.status_code == 429
    assert 14_390 < int(response["Retry-After"]) <= 14_400
    assert "gửi lại được sau" in response.content.decode()


def test_what_was_sent_is_not_sent_again(client):
    notice = NoticeFactory(state=NoticeState.SENT)
    client.force_login(UserFactory(administrator=True))

    page = client.post(f"/thong-bao/nhat-ky-thu/{notice.pk}/gui-lai/")

    assert page.status_code == 409 and "không có gì thay đổi" in page.content.decode()
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT


def test_the_auditor_reads_the_ledger_without_buttons(client):
    notice = NoticeFactory(state=NoticeState.REFUSED)
    client.force_login(UserFactory(auditor=True))

    assert "Gửi lại" not in text_of(client.get("/thong-bao/nhat-ky-thu/")).replace("Xem lý do và gửi lại", "")
    assert client.post(f"/thong-bao/nhat-ky-thu/{notice.pk}/gui-lai/").status_code == 403


def test_of_one_thing_the_bell_shows_the_latest_reminder_only(client):
    officer = UserFactory()
    for number, kind in enumerate(("opening", "reminder", "reminder-last-day")):
        NoticeFactory(to=officer, kind=kind, about="report:1", subject=f"Lời nhắc {number}")
    NoticeFactory(to=officer, kind="report-return", about="report:1", subject="Trả lại")
    client.force_login(officer)

    bell = client.get("/thong-bao/chuong/").content.decode()
    everything = client.get("/thong-bao/").content.decode()

    assert "Lời nhắc 2" in bell and "Trả lại" in bell and "Lời nhắc 1" not in bell
    assert everything.count("có lời nhắc mới hơn") == 2 and everything.count('state-info">chưa đọc') == 2
