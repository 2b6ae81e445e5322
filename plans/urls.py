"""Addresses of plans and of the catalogue of indicators."""

from django.urls import path

from plans import views

app_name = "plans"

urlpatterns = [
    path("", views.plan_list, name="list"),
    path("chi-tieu/", views.indicators, name="indicators"),
    path("<int:pk>/", views.plan_detail, name="detail"),
    path("<int:pk>/nhiem-vu/", views.plan_tasks, name="tasks"),
]
