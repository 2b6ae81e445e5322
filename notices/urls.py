"""Addresses of notices."""

from django.urls import path

from notices.views import mail_log, own

app_name = "notices"

urlpatterns = [
    path("", own.notice_list, name="list"),
    path("<int:pk>/", own.notice_open, name="open"),
    path("chuong/", own.bell, name="bell"),
    path("da-doc/", own.notices_read, name="mark_all_read"),
    path("tuy-chon/", own.preferences, name="preferences"),
    path("nhat-ky-thu/", mail_log.mail_log, name="mail_log"),
    path("nhat-ky-thu/<int:pk>/gui-lai/", mail_log.mail_resend, name="resend"),
]
