"""What happened: an append-only journal whose rows are chained by SHA-256."""

from django.conf import settings
from django.db import models


class AppendOnly(Exception):
    """The journal is written once and never changed."""


class AuditQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnly("audit entries are never changed")

    def delete(self):
        raise AppendOnly("audit entries are never deleted")


class AuditEntry(models.Model):
    """One act: who, when, what, on which object. ``data`` never holds figures or narrative.

    ``digest`` covers the row and the digest before it: an edited, inserted, removed or
    reordered row shows (``audit.services.verify_chain``). Names are snapshots.
    """

    at = models.DateTimeField("lúc")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người thực hiện"
    )
    actor_name = models.CharField("tên người thực hiện", max_length=160)
    action = models.CharField("hành động", max_length=60)
    object_type = models.CharField("loại đối tượng", max_length=60)
    object_id = models.CharField("mã đối tượng", max_length=40)
    object_name = models.CharField("đối tượng", max_length=250)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", verbose_name="đơn vị")
    data = models.JSONField("chi tiết", default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.actor_name}: {self.action} {self.object_name}"

    def delete(self, *args, **kwargs):
        raise AppendOnly("audit entries are never deleted")
