"""What was issued: a frozen content tree and the file printed from it."""

from django.conf import settings
from django.db import models


class OfficialDocument(models.Model):
    """An official document as it left, or will leave, the house.

    ``content`` is the frozen tree of documents.layout (strings only): printing reads nothing
    else. ``number`` stays empty until the clerk records the one he gave ([NĐ-30] Điều 15).
    """

    kind = models.CharField("loại", max_length=40)
    title = models.CharField("tên", max_length=300)
    content = models.JSONField("nội dung")
    content_digest = models.CharField("SHA-256 nội dung", max_length=64)
    number = models.CharField("số", max_length=20, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    created_at = models.DateTimeField("tạo lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tạo")
    pdf = models.FileField("tệp PDF", upload_to="van-ban/", blank=True)
    pdf_digest = models.CharField("SHA-256 tệp", max_length=64, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title
