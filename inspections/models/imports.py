"""Workbooks of establishments on their way into the register and out of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.rules import DEPARTMENT_ROLES
from accounts.states import Role
from inspections.states import ImportState
from jobs.models import Job


class RegisterImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The sender's unit and the department: it holds owners' names. A test holds it to ``apply_import``."""
        if not user.is_active:
            return self.none()
        if user.role in DEPARTMENT_ROLES:
            return self
        if user.role in (Role.REPORTER, Role.INSPECTOR) and user.unit_id:
            return self.filter(sent_by__unit=user.unit_id)
        return self.none()


class RegisterImport(models.Model):
    """One file: read by a worker, looked at by its sender, applied as a whole or not at all.

    ``outcome`` is what the reading said (see services.register_import): counts, faults by cell,
    suspected duplicates. The file lies under a random key and goes when it is done with.
    """

    file = models.FileField("tệp", max_length=120)
    file_name = models.CharField("tên tệp", max_length=160)
    state = models.CharField("trạng thái", max_length=10, choices=ImportState, default=ImportState.READING)
    outcome = models.JSONField("kết quả đọc", default=dict)
    skips_suspects = models.BooleanField("bỏ qua dòng nghi trùng", default=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi")
    sent_at = models.DateTimeField("gửi lúc")
    applied_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name="việc chạy nền")

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_in_list")]

    def __str__(self) -> str:
        return f"Nhập sổ cơ sở {self.pk:d}" if self.pk else "Nhập sổ cơ sở"

    @property
    def path(self) -> str:
        """Where the file lies in the storage."""
        return self.file.name or ""


class RegisterExport(models.Model):
    """One long export, written by a worker. Only its orderer may fetch it: it may hold owners' names."""

    criteria = models.JSONField("bộ lọc")
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xuất"
    )
    ordered_at = models.DateTimeField("yêu cầu lúc")
    file = models.FileField("tệp", max_length=120, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name="việc chạy nền")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Xuất sổ cơ sở {self.pk:d}" if self.pk else "Xuất sổ cơ sở"

    @property
    def path(self) -> str:
        """Where the file lies in the storage; empty until it is written."""
        return self.file.name or ""
