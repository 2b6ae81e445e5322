from django.urls import path

from reports.views import adjustments, excel, returns, review, totals, unit, versions

app_name = "reports"

urlpatterns = [
    path("", unit.own, name="own"),
    path("theo-doi/", review.board, name="board"),
    path("<int:pk>/", review.detail, name="detail"),
    path("<int:pk>/nhap/", unit.edit, name="edit"),
    path("<int:pk>/luu-o/", unit.save_field, name="save_field"),
    path("<int:pk>/excel/", excel.excel_form, name="excel_form"),
    path("<int:pk>/nhap-excel/", excel.excel_upload, name="excel_upload"),
    path("<int:pk>/nhap-excel/ap-dung/", excel.excel_apply, name="excel_apply"),
    path("<int:pk>/nhap-excel/can-sua/", excel.excel_marked, name="excel_marked"),
    path("<int:pk>/trinh/", unit.forward, name="forward"),
    path("<int:pk>/tra-lai-nguoi-nhap/", unit.hand_back, name="hand_back"),
    path("<int:pk>/gui/", unit.submit, name="submit"),
    path("<int:pk>/chinh-ly/", returns.return_, name="return"),
    path("<int:pk>/tra-loi/", returns.answer, name="answer"),
    path("<int:pk>/so-sanh/", returns.compare, name="compare"),
    path("<int:pk>/duyet/", review.accept, name="accept"),
    path("<int:pk>/mo-lai/", review.reopen, name="reopen"),
    path("<int:pk>/loai-tru/", review.exclude, name="exclude"),
    path("<int:pk>/dua-lai/", review.include, name="include"),
    path("tong-hop/", totals.consolidations, name="consolidations"),
    path("tong-hop/<str:period_code>/lap/", totals.build, name="build"),
    path("tong-hop/<str:period_code>/chi-tieu/<str:code>/", totals.figure, name="figure"),
    path("tong-hop/<str:period_code>/chi-tieu/<str:code>/dieu-chinh/", adjustments.adjust, name="adjust"),
    path("tong-hop/dieu-chinh/<int:pk>/bo/", adjustments.withdraw, name="adjustment_withdraw"),
    path("tong-hop/ban/<int:pk>/", totals.consolidation, name="consolidation"),
    path("tong-hop/ban/<int:pk>/tien-do/", totals.progress, name="progress"),
    path("tong-hop/ban/<int:pk>/thu-lai/", totals.retry, name="retry"),
    path("tong-hop/ban/<int:pk>/tai/", totals.download, name="download"),
    path("tong-hop/ban/<int:pk>/so-lieu/<str:kind>/", totals.download_data, name="download_data"),
    path("tong-hop/ban/<int:pk>/to-trinh/", totals.download_cover, name="download_cover"),
    path("tong-hop/ban/<int:pk>/chot/", versions.freeze, name="version_freeze"),
    path("tong-hop/ban/<int:pk>/dua-ra/", versions.withdraw, name="version_withdraw"),
    path("tong-hop/ban/<int:pk>/trinh-ky/", versions.propose, name="version_propose"),
    path("tong-hop/ban/<int:pk>/duyet-ky/", versions.approve, name="version_approve"),
    path("tong-hop/ban/<int:pk>/tra-lai/", versions.send_back, name="version_send_back"),
    path("tong-hop/ban/<int:pk>/ghi-so/", versions.issue, name="version_issue"),
]
