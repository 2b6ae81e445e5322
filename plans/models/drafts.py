"""A plan as read from its file, before anybody has said that it is right."""

from django.conf import settings
from django.db import models

from documents.models import StoredFile
from jobs.models import Job
from plans.models.plan import Plan
from plans.states import DraftState


class PlanDraftQuerySet(models.QuerySet):
    def read(self):
        """Those whose content is known: neither still being read nor unreadable."""
        return self.exclude(content={})


class PlanDraft(models.Model):
    """``content``: what the rules read and people corrected (plans.reading.content explains its keys).

    Nothing of it stands in the portal until ``import_plan`` has written it.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    content = models.JSONField("nội dung đọc được", default=dict, blank=True)
    failure = models.CharField("lý do không đọc được", max_length=500, blank=True)
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

    objects = PlanDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        if not self.content:
            return self.file.name
        head = self.content["head"]
        return f"{head['type_name'].capitalize()} {head['number']}/{head['symbol']}".strip()

    @property
    def is_open(self) -> bool:
        return self.state == DraftState.OPEN

    @property
    def job(self) -> Job | None:
        """Who reads a long file."""
        return Job.objects.filter(kind="plan-read", subject_id=self.pk).first()
