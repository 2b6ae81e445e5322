"""Addresses of plans and of the catalogue of indicators."""

from django.urls import path

from plans.views import document

app_name = "plans"

urlpatterns = [
    path("", document.plan_list, name="list"),
    path("chi-tieu/", document.indicators, name="indicators"),
    path("<int:pk>/", document.plan_detail, name="detail"),
    path("<int:pk>/nhiem-vu/", document.plan_tasks, name="tasks"),
]
