"""The one address of the journal."""

from django.urls import path

from audit import views

app_name = "audit"

urlpatterns = [path("", views.journal, name="list")]
