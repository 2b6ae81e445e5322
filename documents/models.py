"""What was issued (a frozen content tree and the file printed from it) and what was uploaded."""

from django.conf import settings
from django.db import models

from documents.states import ScanState


class OfficialDocument(models.Model):
    """An official document as it left, or will leave, the house.

    ``content`` is the frozen tree of documents.layout (strings only): printing reads nothing
    else. ``enclosures`` travel inside the PDF ({"name", "description", "data": base64}).
    ``number`` stays empty until the clerk records the one he gave ([NĐ-30] Điều 15).
    """

    kind = models.CharField("loại", max_length=40)
    title = models.CharField("tên", max_length=300)
    content = models.JSONField("nội dung")
    content_digest = models.CharField("SHA-256 nội dung", max_length=64)
    number = models.CharField("số", max_length=20, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    enclosures = models.JSONField("tệp đính trong PDF", default=list)
    verification_code = models.CharField("mã kiểm tra", max_length=24, blank=True)
    created_at = models.DateTimeField("tạo lúc")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người tạo"
    )  # nobody: the portal itself
    pdf = models.FileField("tệp PDF", upload_to="van-ban/", blank=True)
    pdf_digest = models.CharField("SHA-256 tệp", max_length=64, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["verification_code"],
                condition=~models.Q(verification_code=""),
                name="document_once_per_verification_code",
            )
        ]

    def __str__(self) -> str:
        return self.title


class StoredFile(models.Model):
    """A file somebody uploaded, under a random key; the object it hangs on says who may read it."""

    kind = models.CharField("dùng cho", max_length=40)
    name = models.CharField("tên tệp", max_length=160)
    content_type = models.CharField("định dạng", max_length=100)
    size = models.PositiveIntegerField("cỡ (byte)")
    digest = models.CharField("SHA-256", max_length=64)
    file = models.FileField("tệp", max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải"
    )
    uploaded_at = models.DateTimeField("tải lên lúc")
    scan = models.CharField("quét vi-rút", max_length=10, choices=ScanState, default=ScanState.NONE, blank=True)
    scanned_at = models.DateTimeField("quét lúc", null=True, blank=True)
    found = models.CharField("mã độc", max_length=120, blank=True)

    class Meta:
        ordering = ["uploaded_at", "pk"]
        indexes = [models.Index(fields=["scan"], condition=models.Q(scan="waiting"), name="stored_file_waiting")]
        constraints = [models.UniqueConstraint(fields=["file"], name="stored_file_once_per_key")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        """Nobody but its sender may fetch it yet."""
        return self.scan == ScanState.WAITING

    @property
    def is_infected(self) -> bool:
        return self.scan == ScanState.INFECTED

    @property
    def extension(self) -> str:
        """ "pdf", "docx" …"""
        return str(self.file).rpartition(".")[2]
