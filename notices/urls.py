"""Addresses of notices."""

from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("", views.notice_list, name="list"),
    path("<int:pk>/", views.notice_open, name="open"),
    path("da-doc/", views.notices_read, name="mark_all_read"),
    path("nhat-ky-thu/", views.mail_log, name="mail_log"),
]
