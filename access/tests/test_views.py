"""The pages of accounts: the administrator's, and everybody's own."""

from datetime import timedelta

import pytest

from accounts.forms import TOO_OLD
from accounts.models import User
from accounts.tests.factories import PASSWORD, UnitFactory, UserFactory
from kit import clock
from notices.models import Notice

pytestmark = pytest.mark.django_db
NEW = "Tiet-Thuc-81-Ky-Cung"


@pytest.fixture
def administrator(client):
    person = UserFactory(administrator=True)
    client.force_login(person)
    return person


def entries(**changes) -> dict:
    values = {
        "login": "nhap.h181",
        "full_name": "Cán bộ nhập",
        "role": "BC",
        "email": "",
        "phone": "",
        "post_title": "",
    }
    return values | changes


def text_of(response) -> str:
    return response.content.decode()


def test_the_slip_shows_the_first_password_once_and_it_opens_only_the_page_for_a_new_one(client, administrator):
    response = client.post("/tai-khoan/moi/", entries(unit=UnitFactory().pk, is_unit_approver="on"))
    password = response.context["password"]

    assert password in text_of(response) and response.headers["Cache-Control"]
    client.logout()
    client.post("/dang-nhap/", {"username": "nhap.h181", "password": password})
    assert client.get("/")["Location"] == "/doi-mat-khau/"
    assert "Đặt mật khẩu riêng" in text_of(client.get("/doi-mat-khau/"))
    answer = client.post(
        "/doi-mat-khau/", {"old_password": password, "new_password1": NEW, "new_password2": NEW}, follow=True
    )
    assert answer.status_code == 200 and answer.wsgi_request.path == "/"
    assert Notice.objects.filter(subject="Mật khẩu vừa được đổi").count() == 1


def test_a_first_password_that_nobody_used_for_three_days_is_none(client):
    person = UserFactory(first_password_until=clock.wall() - timedelta(minutes=1))

    response = client.post("/dang-nhap/", {"username": person.username, "password": PASSWORD})

    assert TOO_OLD in text_of(response)
    wrong = client.post("/dang-nhap/", {"username": person.username, "password": "sai"})
    assert TOO_OLD not in text_of(wrong), "only who knows the password learns that it is too old"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"login": "Có Dấu"}, "chữ thường không dấu"),
        ({"full_name": ""}, "bắt buộc"),
        ({"role": "LD"}, "LD"),
        ({"email": "khong-phai-thu"}, "email"),
        ({"phone": "gọi tôi"}, "Số điện thoại"),
        ({"unit": "999999"}, ""),
    ],
    ids=["letters", "no name", "a leader", "address", "telephone", "unit"],
)
def test_a_wrong_entry_is_told_beside_its_field_and_the_rest_stays(client, administrator, changes, words):
    response = client.post("/tai-khoan/moi/", entries(unit=UnitFactory().pk) | changes)

    assert response.status_code == 422
    assert words.lower() in text_of(response).lower()
    assert changes.get("full_name", "Cán bộ nhập") in text_of(response)
    assert User.objects.count() == 1


def test_a_taken_login_is_told_beside_it(client, administrator):
    UserFactory(username="nhap.h181")

    response = client.post("/tai-khoan/moi/", entries(unit=UnitFactory().pk))

    assert response.status_code == 422 and "đã có" in str(response.context["form"].errors["login"])


def test_an_account_is_found_without_accents(client, administrator):
    UserFactory(full_name="Hoàng Thị Bưởi")

    response = client.get("/tai-khoan/", {"tim": "thi buoi"})

    assert "Hoàng Thị Bưởi" in text_of(response) and "1 tài khoản" in text_of(response)
    assert "Không có tài khoản nào khớp" in text_of(client.get("/tai-khoan/", {"tim": "không ai"}))


def test_an_account_is_changed_and_locked_on_its_page(client, administrator):
    person = UserFactory()
    where = f"/tai-khoan/{person.pk}/"

    client.post(f"{where}sua/", entries(full_name="Tên Mới", unit=person.unit.pk))
    assert client.post(f"{where}khoa/", {"reason": "ít"}).status_code == 422
    client.post(f"{where}khoa/", {"reason": "chuyển công tác"})
    again = client.post(f"{where}khoa/", {"reason": "chuyển công tác"})

    person.refresh_from_db()
    assert person.full_name == "Tên Mới" and not person.is_active
    assert again.status_code == 409 and "trước đó" in text_of(again)
    assert client.post(f"{where}mat-khau/").status_code == 409
    page = text_of(client.get(where))
    assert "chuyển công tác" in page and "Mở khóa tài khoản" in page


def test_the_page_of_a_leader_offers_no_new_password_and_a_press_is_answered_in_words(client, administrator):
    leader = UserFactory(leader=True)

    assert "chỉ cấp lại bằng lệnh" in text_of(client.get(f"/tai-khoan/{leader.pk}/"))
    response = client.post(f"/tai-khoan/{leader.pk}/mat-khau/")
    assert response.status_code == 409 and "add_person" in text_of(response)


def test_the_coordinator_reads_an_account_and_cannot_change_it(client):
    client.force_login(UserFactory(coordinator=True))
    person = UserFactory()

    assert "Lưu tài khoản" not in text_of(client.get(f"/tai-khoan/{person.pk}/"))
    assert client.post(f"/tai-khoan/{person.pk}/sua/", entries(unit=person.unit.pk)).status_code == 403
    assert client.post(f"/tai-khoan/{person.pk}/cho-dang-nhap/").status_code == 302


def test_one_changes_ones_own_address_with_ones_password(client):
    person = UserFactory()
    client.force_login(person)

    refused = client.post("/ho-so/", {"email": "moi@thu.invalid", "phone": "", "password": "sai"})
    assert refused.status_code == 422 and "moi@thu.invalid" in text_of(refused)
    client.post("/ho-so/", {"email": "moi@thu.invalid", "phone": "", "password": PASSWORD})

    person.refresh_from_db()
    assert person.email == "moi@thu.invalid"


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(client):
    person = UserFactory()
    other = type(client)()
    for browser in (client, other):
        browser.force_login(person)

    client.post("/doi-mat-khau/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})

    assert client.get("/ho-so/").status_code == 200
    assert other.get("/ho-so/").status_code == 302
