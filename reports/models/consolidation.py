"""The consolidated report of a period."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.rules import READING_ROLES
from documents.models import OfficialDocument, StoredFile
from jobs.models import Job
from plans.models import ReportingPeriod
from reports.states import CLOSING, SignedKind, VersionState


class ConsolidationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The department, the leadership and the auditor; never a reporting unit."""
        return self if user.is_active and user.role in READING_ROLES else self.none()

    def closing(self):
        """Versions under which the period's figures must stand still: chốt, trình, duyệt, ký."""
        return self.filter(state__in=CLOSING)


class Consolidation(models.Model):
    """One version of one output (``profile``) of a period's consolidated report.

    ``figures`` is frozen before the draft is printed. When the draft is made final (chốt), the same
    figures and words are printed once more without "DỰ THẢO" and nothing changes them any more:
    ``document`` is then the final one and ``draft`` the one it was read from. ``cover`` is the Tờ trình.
    """

    profile = models.CharField("đầu ra", max_length=10, default="ubnd")
    state = models.CharField("tình trạng", max_length=12, choices=VersionState, default=VersionState.DRAFT)
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="consolidations", verbose_name="kỳ")
    revision = models.PositiveSmallIntegerField("bản")
    requested_at = models.DateTimeField("yêu cầu lúc")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tổng hợp"
    )
    figures = models.JSONField("số liệu", null=True, blank=True)
    document = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )
    draft = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bản dự thảo"
    )
    cover = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tờ trình"
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="thay thế bản"
    )
    frozen_at = models.DateTimeField("chốt lúc", null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người chốt"
    )
    incomplete_reason = models.CharField("lý do chốt khi còn thiếu đơn vị", max_length=300, blank=True)
    proposed_at = models.DateTimeField("trình lúc", null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người trình"
    )
    decided_at = models.DateTimeField("lãnh đạo quyết định lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="lãnh đạo"
    )
    decision_words = models.TextField("ý kiến lãnh đạo", blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi số"
    )
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="việc chạy nền")

    objects = ConsolidationQuerySet.as_manager()

    class Meta:
        ordering = ["-period__ends_on", "profile", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["period", "profile", "revision"], name="consolidation_once_per_revision"),
            models.UniqueConstraint(
                fields=["period", "profile"], condition=Q(state="signed"), name="consolidation_one_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent_back") | ~Q(decision_words=""), name="consolidation_sent_back_has_words"
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="consolidation_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"Báo cáo tổng hợp {self.period}, bản {self.revision}"

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT

    @property
    def is_printed(self) -> bool:
        return bool(self.document and self.document.pdf_digest)


class SignedCopyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As the versions they belong to."""
        return self if user.is_active and user.role in READING_ROLES else self.none()


class SignedCopy(models.Model):
    """What was really signed: the scan, or the file with the digital signature. Added, never taken away."""

    version = models.ForeignKey(Consolidation, models.PROTECT, related_name="signed_copies", verbose_name="bản")
    kind = models.CharField("văn bản", max_length=8, choices=SignedKind)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        ordering = ["version", "pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.file}"


class ProfileEdit(models.Model):
    """What the coordinating room changed in a shipped output profile; fields as in reports.queries.profiles."""

    code = models.CharField("đầu ra", max_length=10, unique=True)
    changes = models.JSONField("thay đổi", default=dict)
    edited_at = models.DateTimeField("sửa lúc")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
