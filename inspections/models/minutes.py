"""The minutes of an inspection (biên bản kiểm tra), their checklist and later addenda."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from inspections.models.visits import Inspection
from inspections.states import Answer, Representative, Signing


class Minutes(models.Model):
    """What was seen and said on the spot. One per inspection, locked once it is signed.

    No name of anybody of the establishment: the representative is a role, the witness an office; names
    are written on the paper by hand. ``device_at`` is what the telephone's clock said when somebody
    pressed "save" (perhaps hours before the network was back); only ``saved_at`` is the portal's time.

    ``counts`` holds numbers of rooms and people by the codes of the checklist's data, never texts.
    ``snapshot`` is the printed content, frozen when the minutes were locked: the file prints from it alone.
    """

    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="minutes", verbose_name="cuộc kiểm tra")
    number = models.CharField("số biên bản", max_length=40, blank=True)
    starts_at = models.TimeField("bắt đầu lúc", null=True, blank=True)
    ends_at = models.TimeField("kết thúc lúc", null=True, blank=True)
    place = models.CharField("địa điểm lập", max_length=250, blank=True)
    representative = models.CharField(
        "người đại diện cơ sở", max_length=10, choices=Representative, default=Representative.OWNER
    )
    papers = models.CharField("giấy tờ đã xuất trình", max_length=500, blank=True)
    checklist = models.CharField("mẫu nội dung kiểm tra", max_length=20)
    counts = models.JSONField("hiện trạng", default=dict, blank=True)
    exhibits = models.CharField("tang vật, tài liệu thu giữ", max_length=500, blank=True)
    statement = models.CharField("ý kiến của cơ sở", max_length=2000, blank=True)
    signing = models.CharField("ký biên bản", max_length=8, choices=Signing, blank=True)
    refusal_note = models.CharField("lý do từ chối ký", max_length=300, blank=True)
    witness = models.CharField("chức danh, cơ quan người chứng kiến", max_length=200, blank=True)
    copies = models.PositiveSmallIntegerField("số bản", default=2)
    version = models.PositiveIntegerField("lần ghi", default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    saved_at = models.DateTimeField("ghi lúc")
    device_at = models.DateTimeField("giờ trên máy khi bấm ghi", null=True, blank=True)
    locked_at = models.DateTimeField("khóa lúc", null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người khóa"
    )
    snapshot = models.JSONField("nội dung in", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(signing="refused") | ~Q(witness=""), name="minutes_refusal_has_witness"
            ),
            models.CheckConstraint(
                condition=Q(locked_at=None, locked_by=None, snapshot=None)
                | (Q(locked_at__isnull=False, locked_by__isnull=False) & ~Q(signing="")),
                name="minutes_locked_only_when_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"Biên bản của {str(self.inspection).lower()}"

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


class ChecklistAnswer(models.Model):
    """What the team found for one item of the checklist. An item without a row was not looked at."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="answers", verbose_name="biên bản")
    item = models.CharField("mục", max_length=8)
    answer = models.CharField("kết quả", max_length=4, choices=Answer)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        ordering = ["minutes", "item"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "item"], name="answer_once_per_item"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="answer_in_list"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_answer_display()}"


class Addendum(models.Model):
    """What is added to minutes after they were locked (biên bản bổ sung); never an edit."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="addenda", verbose_name="biên bản")
    text = models.TextField("nội dung bổ sung")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    written_at = models.DateTimeField("ghi lúc")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Bổ sung {self.minutes}"
