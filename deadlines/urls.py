"""Addresses of deadlines."""

from django.urls import path

from deadlines.views import feeds, rehearsal, steering

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
    path("lich-rieng/", feeds.feed_list, name="feeds"),
    path("lich-rieng/tao/", feeds.feed_make, name="feed_make"),
    path("lich-rieng/<int:pk>/thu-hoi/", feeds.feed_revoke, name="feed_revoke"),
    path("lich-rieng/<str:token>.ics", feeds.feed, name="feed"),
]
