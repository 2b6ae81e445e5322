"""Addresses of plans and of the catalogue of indicators."""

from django.urls import path

from plans.views import actions, document

app_name = "plans"

urlpatterns = [
    path("", document.plan_list, name="list"),
    path("chi-tieu/", document.indicators, name="indicators"),
    path("viec/", actions.action_list, name="actions"),
    path("viec/giao/", actions.action_open, name="action_open"),
    path("viec/<int:pk>/", actions.action_detail, name="action"),
    path("viec/<int:pk>/xong/", actions.action_finish, name="action_finish"),
    path("viec/<int:pk>/xac-nhan/", actions.action_verify, name="action_verify"),
    path("viec/<int:pk>/mo-lai/", actions.action_reopen, name="action_reopen"),
    path("<int:pk>/", document.plan_detail, name="detail"),
    path("<int:pk>/nhiem-vu/", document.plan_tasks, name="tasks"),
]
