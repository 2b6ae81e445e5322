"""Addresses of deadlines."""

from django.urls import path

from deadlines.views import rehearsal, steering

app_name = "deadlines"

urlpatterns = [
    path("", rehearsal.rehearsal, name="rehearsal"),
    path("da-gui/", rehearsal.sent_list, name="sent"),
    path("dung/", rehearsal.stop, name="stop"),
    path("dung/<int:pk>/nhac-lai/", rehearsal.resume, name="resume"),
    path("lich/", steering.calendar, name="calendar"),
    path("lich/ghi/", steering.calendar_enter, name="calendar_enter"),
    path("lich/<int:pk>/bo/", steering.calendar_remove, name="calendar_remove"),
    path("bac-nhac/", steering.ladder_list, name="ladders"),
    path("bac-nhac/<slug:kind>/", steering.ladder_edit, name="ladder_edit"),
]
