"""Addresses under /kiem-tra/."""

from django.urls import path

from inspections.views import complaints, coverage, draws, inspections, minutes, register, teams, violations

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
    path("chon-mau/", draws.draw_list, name="draws"),
    path("chon-mau/moi/", draws.draw_new, name="draw_new"),
    path("chon-mau/thang-diem/", draws.risk_scale, name="risk_scale"),
    path("chon-mau/<int:pk>/", draws.draw_detail, name="draw"),
    path("chon-mau/<int:pk>/in/", draws.draw_print, name="draw_print"),
    path("chon-mau/<int:pk>/bien-ban.json", draws.draw_record, name="draw_record"),
    path("chon-mau/<int:pk>/bien-ban.pdf", draws.draw_minutes, name="draw_minutes"),
    path("chon-mau/<int:pk>/buoc/<slug:step>/", draws.draw_step, name="draw_step"),
    path("moi/", inspections.inspection_plan, name="plan"),
    path("co-so-duoc-kiem-tra/", inspections.visited_list, name="visited"),
    path("tin-bao/", complaints.complaint_list, name="complaints"),
    path("tin-bao/moi/", complaints.complaint_add, name="complaint_add"),
    path("tin-bao/<int:pk>/", complaints.complaint_detail, name="complaint"),
    path("vi-pham/", violations.violation_list, name="violations"),
    path("vi-pham/<int:pk>/", violations.violation_settle, name="violation"),
    path("<int:pk>/", inspections.inspection_detail, name="detail"),
    path("<int:pk>/quyet-dinh/", minutes.inspection_decide, name="decide"),
    path("<int:pk>/ghi-ket-qua/", minutes.inspection_record, name="record"),
    path("<int:pk>/bien-ban/sua/", minutes.minutes_edit, name="minutes_edit"),
    path("<int:pk>/bien-ban/khoa/", minutes.minutes_lock, name="minutes_lock"),
    path("<int:pk>/bien-ban/bo-sung/", minutes.minutes_addendum, name="minutes_addendum"),
    path("<int:pk>/bien-ban.pdf", minutes.minutes_pdf, name="minutes_pdf"),
    path("<int:pk>/mau-bien-ban.pdf", minutes.minutes_blank, name="minutes_blank"),
    path("<int:pk>/khong-kiem-tra-duoc/", inspections.inspection_could_not, name="could_not"),
    path("<int:pk>/vi-pham-moi/", violations.violation_add, name="violation_add"),
    path("<int:pk>/phuc-tra/", violations.follow_up, name="follow_up"),
    path("<int:pk>/ket-thuc/", violations.inspection_close, name="close"),
]
