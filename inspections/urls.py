"""Addresses under /kiem-tra/."""

from django.urls import path

from inspections.views import coverage, inspections, register, teams

app_name = "inspections"
urlpatterns = [
    path("", inspections.inspection_list, name="list"),
    path("co-so/", register.establishment_list, name="establishments"),
    path("co-so/them/", register.establishment_add, name="establishment_add"),
    path("co-so/<int:pk>/", register.establishment_detail, name="establishment"),
    path("co-so/<int:pk>/sua/", register.establishment_edit, name="establishment_edit"),
    path("co-so/<int:pk>/tinh-trang/", register.establishment_status, name="establishment_status"),
    path("co-so/<int:pk>/chu-co-so/", register.establishment_owner, name="establishment_owner"),
    path("doi/", teams.team_list, name="teams"),
    path("doi/moi/", teams.team_add, name="team_add"),
    path("doi/<int:pk>/", teams.team_detail, name="team"),
    path("chi-tieu/", coverage.coverage, name="coverage"),
    path("chi-tieu/<slug:code>/", coverage.coverage_district, name="coverage_district"),
    path("moi/", inspections.inspection_plan, name="plan"),
    path("vi-pham/<int:pk>/", inspections.violation_settle, name="violation"),
    path("<int:pk>/", inspections.inspection_detail, name="detail"),
    path("<int:pk>/ghi-ket-qua/", inspections.inspection_record, name="record"),
    path("<int:pk>/khong-kiem-tra-duoc/", inspections.inspection_could_not, name="could_not"),
    path("<int:pk>/ket-thuc/", inspections.inspection_close, name="close"),
]
