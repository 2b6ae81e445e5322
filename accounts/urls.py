"""Addresses of people and units."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("dang-nhap/", views.log_in, name="login"),
    path("dang-xuat/", views.log_out, name="logout"),
    path("chua-gui/", views.parked, name="parked"),
    path("don-vi/", views.unit_list, name="units"),
    path("don-vi/<str:code>/", views.unit_detail, name="unit"),
]
