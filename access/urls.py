"""Addresses of accounts: everybody's own, and the administrator's."""

from django.urls import path

from access.views import own, people

app_name = "access"

urlpatterns = [
    path("doi-mat-khau/", own.change_password, name="password"),
    path("ho-so/", own.profile, name="own"),
    path("tai-khoan/", people.people, name="people"),
    path("tai-khoan/moi/", people.add, name="add"),
    path("tai-khoan/<int:pk>/", people.person, name="person"),
    path("tai-khoan/<int:pk>/sua/", people.change, name="change"),
    path("tai-khoan/<int:pk>/mat-khau/", people.renew, name="renew"),
    path("tai-khoan/<int:pk>/khoa/", people.lock, name="switch_off"),
    path("tai-khoan/<int:pk>/mo-khoa/", people.unlock, name="switch_on"),
    path("tai-khoan/<int:pk>/cho-dang-nhap/", people.release, name="release"),
]
