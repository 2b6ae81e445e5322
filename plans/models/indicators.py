"""The figures form of a year: its indicators and the rules between them."""

from django.db import models

from accounts.models import Unit
from plans.states import AcrossTime, AcrossUnits, Severity, Source, ValueKind


class IndicatorForm(models.Model):
    """The figures form of one year: comparison over the years follows the indicators' codes."""

    year = models.PositiveSmallIntegerField("năm", unique=True)
    title = models.CharField("tên biểu", max_length=200)
    outline = models.JSONField("đề cương lời văn", default=list)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.title


class IndicatorGroup(models.Model):
    form = models.ForeignKey(IndicatorForm, models.CASCADE, related_name="groups", verbose_name="biểu")
    code = models.CharField("mã", max_length=10)
    title = models.CharField("tên", max_length=200)
    order = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        ordering = ["form", "order"]
        constraints = [models.UniqueConstraint(fields=["form", "code"], name="indicator_group_once_per_code")]

    def __str__(self) -> str:
        return f"{self.code} – {self.title}"


class Indicator(models.Model):
    """One figure asked for: who fills it in, how it adds up over units and over time.

    Meanings in docs/indicators.md. ``reporters`` holds reporter codes (H, D, C, P, S); ``only`` narrows a code to
    some of its units: {"P": ["LDVLGDNN"]}. The department may depart from both for one unit (RowChoice).
    """

    group = models.ForeignKey(IndicatorGroup, models.CASCADE, related_name="indicators", verbose_name="nhóm")
    code = models.CharField("mã", max_length=10)
    name = models.CharField("tên chỉ tiêu", max_length=250)
    unit_of_measure = models.CharField("đơn vị tính", max_length=40)
    value_kind = models.CharField("kiểu số", max_length=10, choices=ValueKind)
    source = models.CharField("nguồn", max_length=10, choices=Source)
    reporters = models.JSONField("ai báo cáo", default=list)
    only = models.JSONField("chỉ những đơn vị", default=dict, blank=True)
    across_units = models.CharField("cộng qua đơn vị", max_length=10, choices=AcrossUnits)
    across_time = models.CharField("cộng qua thời gian", max_length=10, choices=AcrossTime)
    numerator = models.CharField("tử số", max_length=10, blank=True)
    denominator = models.CharField("mẫu số", max_length=10, blank=True)
    parent_code = models.CharField("trong đó của", max_length=10, blank=True)
    breakdown = models.CharField("phân tổ", max_length=40, blank=True)  # "theo loại hình": a row PARENT.PART
    annual_only = models.BooleanField("chỉ kỳ năm", default=False)
    is_sensitive = models.BooleanField("số về người, hạn chế xem", default=False)
    is_required = models.BooleanField("bắt buộc", default=True)
    hint = models.CharField("hướng dẫn", max_length=400, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        ordering = ["group", "order"]
        constraints = [models.UniqueConstraint(fields=["group", "code"], name="indicator_once_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def is_meant_for(self, unit: Unit) -> bool:
        """The catalogue's own word: the unit's kind fills it in, and of that kind this unit."""
        kind = unit.reporter_code
        return kind in self.reporters and unit.code in self.only.get(kind, [unit.code])

    @property
    def is_counted(self) -> bool:
        """A number, not an answer and not a percentage."""
        return self.value_kind in (ValueKind.INTEGER, ValueKind.DECIMAL)

    @property
    def is_whole(self) -> bool:
        return self.value_kind != ValueKind.DECIMAL


class IndicatorRule(models.Model):
    """A check between figures, as data: ``expression`` in the language of kit.expressions."""

    form = models.ForeignKey(IndicatorForm, models.CASCADE, related_name="rules", verbose_name="biểu")
    code = models.CharField("mã", max_length=20)
    severity = models.CharField("mức", max_length=10, choices=Severity)
    expression = models.CharField("biểu thức", max_length=300)
    cells = models.JSONField("ô liên quan", default=list)
    message = models.CharField("thông báo", max_length=400)

    class Meta:
        ordering = ["form", "pk"]
        constraints = [models.UniqueConstraint(fields=["form", "code"], name="rule_once_per_code")]

    def __str__(self) -> str:
        return self.code
