"""A plan as read from its file, before anybody has said that it is right."""

from django.conf import settings
from django.db import models

from documents.models import StoredFile
from plans.models.plan import Plan
from plans.states import DraftState


class PlanDraft(models.Model):
    """``content``: what the rules read and people corrected (plans.queries.drafts explains its keys).

    Nothing of it stands in the portal until ``import_plan`` has written it.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    content = models.JSONField("nội dung đọc được")
    state = models.CharField("trạng thái", max_length=10, choices=DraftState, default=DraftState.OPEN)
    version = models.PositiveIntegerField("lần sửa", default=0)
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="drafts", verbose_name="kế hoạch đã nhập"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên"
    )
    uploaded_at = models.DateTimeField("tải lên lúc")
    closed_at = models.DateTimeField("nhập hoặc bỏ lúc", null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        head = self.content["head"]
        return f"{head['type_name'].capitalize()} {head['number']}/{head['symbol']}".strip()

    @property
    def is_open(self) -> bool:
        return self.state == DraftState.OPEN
