from django.urls import path

from dashboards.views import finding, home, leadership, operations

app_name = "dashboards"

urlpatterns = [
    path("", home.home, name="home"),
    path("tong-quan/", leadership.leadership, name="leadership"),
    path("tong-quan/man-hinh/", leadership.screen, name="screen"),
    path("tong-quan/so-sanh/", leadership.compare, name="compare"),
    path("tong-quan/ban-tin/", leadership.briefings, name="briefings"),
    path("tong-quan/ban-tin/<int:pk>/", leadership.briefing, name="briefing"),
    path("muc-tieu/", leadership.goals, name="goals"),
    path("muc-tieu/<slug:code>/", leadership.goal, name="goal"),
    path("muc-tieu/<slug:code>/nhap-tay/", leadership.goal_type, name="goal_type"),
    path("tim-kiem/", finding.find, name="search"),
    path("van-hanh/", operations.health, name="operations"),
    path("van-hanh/viec/<int:pk>/chay-lai/", operations.retry, name="retry_job"),
    path("healthz", home.healthz, name="healthz"),
]
