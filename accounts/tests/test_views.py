"""Logging in and out, the password, the directory, the accounts."""

import pytest
from django.urls import reverse

from accounts.forms import WRONG
from accounts.tests.factories import PASSWORD, TerritoryFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/dang-nhap/"


def text_of(response):
    return response.content.decode()


def test_an_officer_logs_in_and_lands_on_what_there_is_to_do(client):
    user = UserFactory()

    response = client.post(LOGIN, {"username": user.username, "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, reverse("dashboards:home"))


def test_an_officer_returns_to_the_page_he_came_for(client):
    user = UserFactory()

    response = client.post(LOGIN, {"username": user.username, "password": PASSWORD, "next": "/don-vi/"})

    assert response["Location"] == "/don-vi/"


@pytest.mark.parametrize("trap", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_login_never_sends_anybody_to_another_site(client, trap):
    user = UserFactory()

    response = client.post(LOGIN, {"username": user.username, "password": PASSWORD, "next": trap})

    assert response["Location"] == reverse("dashboards:home")


def test_every_failed_login_gets_the_same_words(client):
    UserFactory(username="co-that")
    UserFactory(username="da-khoa", is_active=False)
    attempts = [("co-that", "sai"), ("khong-co", PASSWORD), ("da-khoa", PASSWORD)]

    answers = [text_of(client.post(LOGIN, {"username": n, "password": p})) for n, p in attempts]

    assert all(WRONG in answer for answer in answers)


def test_somebody_who_is_logged_in_is_not_asked_again(client):
    client.force_login(UserFactory())

    assert client.get(LOGIN)["Location"] == reverse("dashboards:home")


def test_logging_out_needs_a_button_not_a_link(client):
    client.force_login(UserFactory())

    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/")["Location"] == LOGIN
    assert client.get("/don-vi/").status_code == 302


def test_an_officer_changes_his_password_and_stays_logged_in(client):
    user = UserFactory()
    client.force_login(user)
    new = "mot-mat-khau-khac-82"

    response = client.post("/doi-mat-khau/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    user.refresh_from_db()
    assert response.status_code == 302
    assert user.check_password(new)
    assert client.get("/don-vi/").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("sai", "mot-mat-khau-khac-82", "mot-mat-khau-khac-82", "Mật khẩu hiện tại không đúng."),
        (PASSWORD, "mot-mat-khau-khac-82", "khac-han-mat-khau-83", "không giống nhau"),
        (PASSWORD, "ngan", "ngan", "12"),
    ],
)
def test_a_bad_new_password_is_refused_with_the_reason(client, old, new, again, words):
    user = UserFactory()
    client.force_login(user)

    response = client.post("/doi-mat-khau/", {"old_password": old, "new_password1": new, "new_password2": again})

    assert response.status_code == 422
    assert words in text_of(response)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_directory_groups_units_and_marks_unconfirmed_names(client):
    district = TerritoryFactory(name="Huyện Tràng Định")
    TerritoryFactory.create_batch(3, commune=True, parent=district)
    UnitFactory(territory=district)
    UnitFactory(room=True, name="Phòng Chưa chắc", is_confirmed=False)
    client.force_login(UserFactory(staff=True))

    page = text_of(client.get("/don-vi/"))

    assert "Phòng LĐTBXH huyện, thành phố" in page and "Huyện Tràng Định" in page
    assert page.count("tên cần Sở xác nhận") == 1
    assert ">3</td>" in page


def test_a_district_office_shows_its_communes(client):
    unit = UnitFactory()
    TerritoryFactory(commune=True, parent=unit.territory, name="Xã Đội Cấn")
    client.force_login(UserFactory())

    assert "Xã Đội Cấn" in text_of(client.get(f"/don-vi/{unit.code}/"))


def test_a_unit_without_territory_shows_no_territories_at_all(client):
    TerritoryFactory(province=True)
    unit = UnitFactory(room=True)
    client.force_login(UserFactory())

    page = text_of(client.get(f"/don-vi/{unit.code}/"))

    assert "Xã, phường, thị trấn" not in page and "Tỉnh Lạng Sơn</li>" not in page


def test_a_unit_that_does_not_exist_is_not_found(client):
    client.force_login(UserFactory())

    assert client.get("/don-vi/KHONGCO/").status_code == 404


def test_the_administrator_sees_accounts_but_no_password(client):
    person = UserFactory(approver=True, full_name="Hoàng Thị Mẫu")
    UserFactory(is_active=False)
    client.force_login(UserFactory(administrator=True))

    page = text_of(client.get("/tai-khoan/"))

    assert "Hoàng Thị Mẫu" in page and "Đã khóa" in page
    assert person.password not in page


def test_an_officer_may_not_list_accounts(client):
    client.force_login(UserFactory())

    assert client.get("/tai-khoan/").status_code == 403
