"""Files that prove what an inspection found: photographs of the place, papers. Never of persons."""

from __future__ import annotations

from django.db import models

from accounts.rules import READING_ROLES
from accounts.states import Role
from documents.models import StoredFile
from inspections.models.visits import Inspection


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team and the department's readers; units read the result, not the evidence."""
        if user.is_active and user.role in {*READING_ROLES, Role.INSPECTOR}:
            return self.filter(inspection__in=Inspection.objects.visible_to(user))
        return self.none()


class Evidence(models.Model):
    """One file. Pictures were written anew when they came in: no place, no camera, no time hidden in them."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="evidence", verbose_name="cuộc kiểm tra")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    caption = models.CharField("chú thích", max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["inspection", "pk"]

    def __str__(self) -> str:
        return f"Tài liệu của {str(self.inspection).lower()}"
