"""The words of the consolidated report while they are put together: chosen passages in order."""

from django.conf import settings
from django.db import models

from accounts.rules import READING_ROLES
from plans.models import ReportingPeriod
from reports.models.report import Report


class PassageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever reads totals; never a reporting unit."""
        return self if user.is_active and user.role in READING_ROLES else self.none()


class Passage(models.Model):
    """One passage of one section. ``report``: the unit's report it was taken from; none: the department's own words.

    ``source`` is what the unit had written when it was chosen, so that a later change of the unit shows.
    ``text`` may hold figures as ``{{N101}}``: the province's totals.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="passages", verbose_name="kỳ")
    section = models.CharField("mục", max_length=10)
    order = models.PositiveSmallIntegerField("thứ tự")
    report = models.ForeignKey(Report, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="trích từ")
    source = models.TextField("nguyên văn của đơn vị", blank=True)
    text = models.TextField("nội dung")
    edited_at = models.DateTimeField("sửa lúc")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["period", "section", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "report"], condition=models.Q(report__isnull=False), name="passage_once_per_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}, mục {self.section}, đoạn {self.order}"

    @property
    def dom_id(self) -> str:
        return f"doan-{self.pk:d}"


class OwnWordsQuerySet(PassageQuerySet):
    def standing(self):
        """Those that an output really says."""
        return self.filter(dropped_at=None)


class OwnWords(models.Model):
    """What one output says in a section instead of the shared words. ``shared``: how those read when last compared.

    ``text`` may hold figures as ``{{N101}}``: the province's totals. Nobody's words are deleted: what was taken back
    has ``dropped_at`` and is said again by saving it again.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="own_words", verbose_name="kỳ")
    profile = models.CharField("đầu ra", max_length=10)
    section = models.CharField("mục", max_length=10)
    text = models.TextField("lời riêng")
    shared = models.TextField("lời chung khi sửa", blank=True)
    edited_at = models.DateTimeField("sửa lúc")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")
    dropped_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    objects = OwnWordsQuerySet.as_manager()

    class Meta:
        ordering = ["period", "section", "profile"]
        constraints = [
            models.UniqueConstraint(fields=["period", "profile", "section"], name="own_words_once_per_section"),
        ]

    def __str__(self) -> str:
        return f"{self.period}, mục {self.section}, lời riêng của đầu ra {self.profile}"
