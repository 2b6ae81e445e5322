"""Addresses of plans and of the catalogue of indicators."""

from django.urls import path

from plans.views import actions, document, importing, ledger, tasks, versions, work

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
    path("viec-cua-don-vi/", tasks.own_tasks, name="own_tasks"),
    path("nhiem-vu/<int:pk>/", tasks.task_detail, name="task"),
    path("nhiem-vu/<int:pk>/ghi/", tasks.task_note, name="task_note"),
    path("nhiem-vu/<int:pk>/yeu-cau/", tasks.task_terms, name="task_terms"),
    path("tien-do/<int:pk>/tep/", tasks.note_file, name="note_file"),
    path("ke-hoach-don-vi/", work.unit_plans, name="unit_plans"),
    path("ke-hoach-don-vi/tai-len/", work.unit_plan_add, name="unit_plan_add"),
    path("ke-hoach-don-vi/<int:pk>/", work.unit_plan, name="unit_plan"),
    path("ke-hoach-don-vi/<int:pk>/tep/", work.unit_plan_file, name="unit_plan_file"),
    path("hoat-dong/", work.event_list, name="events"),
    path("hoat-dong/ghi/", work.event_record, name="event_record"),
    path("hoat-dong/<int:pk>/", work.event_detail, name="event"),
    path("hoat-dong/<int:pk>/tep/", work.event_file, name="event_file"),
    path("hoat-dong/<int:pk>/gach-bo/", work.event_cancel, name="event_cancel"),
    path("nhap/", importing.import_list, name="imports"),
    path("nhap/<int:pk>/", importing.import_detail, name="import"),
    path("nhap/<int:pk>/tep/", importing.import_file, name="import_file"),
    path("nhap/<int:pk>/phan-dau/", importing.import_head, name="import_head"),
    path("nhap/<int:pk>/ten-don-vi/", importing.import_names, name="import_names"),
    path("nhap/<int:pk>/muc/<str:anchor>/", importing.import_clause, name="import_clause"),
    path("nhap/<int:pk>/xac-nhan/", importing.import_confirm, name="import_confirm"),
    path("nhap/<int:pk>/bo/", importing.import_drop, name="import_drop"),
    path("<int:pk>/", document.plan_detail, name="detail"),
    path("<int:pk>/nhiem-vu/", tasks.plan_tasks, name="tasks"),
    path("<int:pk>/cac-ban/", versions.plan_versions, name="versions"),
    path("<int:pk>/so-theo-doi/", ledger.plan_ledger, name="ledger"),
    path("<int:pk>/so-theo-doi.pdf", ledger.plan_ledger_pdf, name="ledger_pdf"),
]
