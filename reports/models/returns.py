"""What exactly the department asked a unit to correct, and what the unit answered."""

import re

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.rules import READING_ROLES
from accounts.states import Role
from reports.models.rounds import SubmissionRound
from reports.states import ReturnReason

SECTION = re.compile(r"[IVX]+(\.\d+)*")  # figures have an Arabic number behind their letters


class ReturnItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As the report it belongs to."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        if user.role == Role.REPORTER and user.unit_id:
            return self.filter(round__report__unit_id=user.unit_id)
        return self.none()


class ReturnItem(models.Model):
    """One figure or section of a returned round that reopens; without a code: the whole report."""

    round = models.ForeignKey(SubmissionRound, models.PROTECT, related_name="items", verbose_name="lần nộp")
    code = models.CharField("chỉ tiêu hoặc mục", max_length=20, blank=True)
    reason_code = models.CharField("lý do", max_length=3, choices=ReturnReason)
    words = models.CharField("yêu cầu", max_length=1000)
    answer = models.CharField("trả lời của đơn vị", max_length=1000, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người trả lời"
    )

    place_name = ""  # of its figure or section, told by the queries that know the form

    objects = ReturnItemQuerySet.as_manager()

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="return_item_once_per_code"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="return_item_answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.code or 'cả báo cáo'}"

    @property
    def anchor(self) -> str:
        """Where its place stands on the form: figures under their code, section "II.2" under "muc-II-2"."""
        return f"muc-{self.code.replace('.', '-')}" if SECTION.fullmatch(self.code) else self.code
