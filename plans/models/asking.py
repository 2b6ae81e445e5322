"""Which unit fills in which row, where the department departs from the catalogue."""

from django.conf import settings
from django.db import models

from accounts.models import Unit
from plans.models.indicators import Indicator
from plans.models.periods import ReportingPeriod


class RowChoice(models.Model):
    """From a period on, one unit is asked for a row or spared it.

    Never changed nor deleted: the newest of the latest period counts, the others are the history. Breakdown rows
    go with their parent, percentages with their two parts. Without a choice the catalogue's own word holds
    (``Indicator.is_meant_for``).
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="choices", verbose_name="chỉ tiêu")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="row_choices", verbose_name="đơn vị")
    since = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="+", verbose_name="từ kỳ")
    is_asked = models.BooleanField("phải báo cáo")
    reason = models.CharField("lý do", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đặt")
    at = models.DateTimeField("lúc")

    class Meta:
        ordering = ["since__ends_on", "pk"]
        indexes = [models.Index(fields=["unit", "indicator"], name="row_choice_unit")]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.unit}: {'có' if self.is_asked else 'không'} từ {self.since}"
