"""All addresses of the portal, Vietnamese without accents."""

from django.urls import include, path

urlpatterns = [
    path("", include("dashboards.urls")),
    path("", include("accounts.urls")),
    path("", include("access.urls")),
    path("ke-hoach/", include("plans.urls")),
    path("bao-cao/", include("reports.urls")),
    path("kiem-tra/", include("inspections.urls")),
    path("thoi-han/", include("deadlines.urls")),
    path("thong-bao/", include("notices.urls")),
    path("nhat-ky/", include("audit.urls")),
    path("minh-hoa/", include("demo.urls")),
]

handler400 = "dashboards.errors.bad_request"
handler403 = "dashboards.errors.permission_denied"
handler404 = "dashboards.errors.not_found"
handler500 = "dashboards.errors.server_error"
