"""What was promised: the plan as a document, its objectives and tasks, the indicators, the periods."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit
from plans.figures import last_day_before, last_day_on_time
from plans.states import (
    AcrossTime,
    AcrossUnits,
    ClauseKind,
    Duty,
    PeriodKind,
    Severity,
    Source,
    TargetKind,
    ValueKind,
)


class Plan(models.Model):
    """An official plan of one year: number, date, legal bases, signer, recipients and its clauses."""

    number = models.CharField("số", max_length=20)
    symbol = models.CharField("ký hiệu", max_length=60)
    issued_on = models.DateField("ngày ban hành")
    place = models.CharField("nơi ban hành", max_length=60)
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    type_name = models.CharField("loại văn bản", max_length=60)
    title = models.CharField("trích yếu", max_length=300)
    year = models.PositiveSmallIntegerField("năm")
    legal_bases = models.JSONField("căn cứ", default=list)
    signature_prefix = models.CharField("thẩm quyền ký", max_length=60, blank=True)
    signature_title = models.CharField("chức vụ người ký", max_length=60)
    signer_name = models.CharField("người ký", max_length=120)
    recipients = models.JSONField("nơi nhận", default=list)
    archive = models.CharField("lưu", max_length=120)

    class Meta:
        ordering = ["-year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number", "symbol"], name="plan_once_per_number_and_year")
        ]

    def __str__(self) -> str:
        return f"Kế hoạch {self.full_number}"

    @property
    def full_number(self) -> str:
        return f"{self.number}/{self.symbol}"


class Clause(models.Model):
    """One sentence-bearing place of the plan's text. ``anchor`` names it: "II.4.1"."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="clauses", verbose_name="kế hoạch")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children", verbose_name="thuộc")
    anchor = models.CharField("vị trí", max_length=20)
    kind = models.CharField("loại", max_length=10, choices=ClauseKind)
    label = models.CharField("đánh số", max_length=10, blank=True)
    text = models.TextField("nội dung")
    order = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "anchor"], name="clause_once_per_anchor")]

    def __str__(self) -> str:
        return f"{self.plan} {self.anchor}"

    @property
    def dom_id(self) -> str:
        return f"muc-{self.anchor.replace('.', '-')}"


class Objective(models.Model):
    """A specific objective with its number. ``unit_kinds``: which kinds of unit it counts."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives", verbose_name="kế hoạch")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="objectives", verbose_name="căn cứ")
    code = models.CharField("mã", max_length=10)
    title = models.CharField("tên gọn", max_length=160)
    target_kind = models.CharField("loại chỉ tiêu", max_length=16, choices=TargetKind)
    target_percent = models.DecimalField("chỉ tiêu (%)", max_digits=5, decimal_places=1)
    denominator_note = models.CharField("mẫu số", max_length=300, blank=True)
    unit_kinds = models.JSONField("tính các loại đơn vị", default=list)

    class Meta:
        ordering = ["plan", "code"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="objective_once_per_code")]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"


class TaskGroup(models.Model):
    """One of the plan's groups of tasks (II.1 … II.5)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="task_groups", verbose_name="kế hoạch")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="task_groups", verbose_name="căn cứ")
    code = models.CharField("mã", max_length=10)
    title = models.CharField("tên", max_length=300)

    class Meta:
        ordering = ["plan", "code"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="task_group_once_per_code")]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"


class Task(models.Model):
    """One task of the plan; its words are its clause's."""

    group = models.ForeignKey(TaskGroup, models.CASCADE, related_name="tasks", verbose_name="nhóm nhiệm vụ")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="tasks", verbose_name="căn cứ")
    code = models.CharField("mã", max_length=10)
    title = models.CharField("tên gọn", max_length=160)
    order = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        ordering = ["group", "order"]
        constraints = [models.UniqueConstraint(fields=["group", "code"], name="task_once_per_code")]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"


class Assignment(models.Model):
    """Who answers for a task, and by which clause: one unit, or every unit of some kinds."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="assignments", verbose_name="nhiệm vụ")
    duty = models.CharField("vai trò", max_length=10, choices=Duty)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="đơn vị")
    unit_kinds = models.JSONField("loại đơn vị", default=list)
    basis = models.ForeignKey(Clause, models.PROTECT, related_name="assignments", verbose_name="căn cứ")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        ordering = ["task", "order"]
        constraints = [models.UniqueConstraint(fields=["task", "order"], name="assignment_once_per_place")]

    def __str__(self) -> str:
        return f"{self.task} – {self.get_duty_display()}"


class ClauseDuty(models.Model):
    """Whom a clause of "Tổ chức thực hiện" speaks to: one unit, or every unit of some kinds."""

    clause = models.OneToOneField(Clause, models.CASCADE, related_name="duty", verbose_name="điểm")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="đơn vị")
    unit_kinds = models.JSONField("loại đơn vị", default=list)

    class Meta:
        ordering = ["clause"]

    def __str__(self) -> str:
        return str(self.clause)


class Deadline(models.Model):
    """A date by which the plan wants reports each year, excluded: "trước ngày 25/6" ends with 24/6."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="deadlines", verbose_name="kế hoạch")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="deadlines", verbose_name="căn cứ")
    period_kind = models.CharField("kỳ", max_length=4, choices=PeriodKind)
    words = models.CharField("lời văn", max_length=200)
    month = models.PositiveSmallIntegerField("tháng")
    day = models.PositiveSmallIntegerField("ngày")

    class Meta:
        ordering = ["plan", "month", "day"]
        constraints = [models.UniqueConstraint(fields=["plan", "period_kind"], name="deadline_once_per_period_kind")]

    def __str__(self) -> str:
        return f"{self.get_period_kind_display()}: {self.words}"

    @property
    def last_day(self) -> date:
        """The last day on time in the plan's year, in Vietnam."""
        return last_day_before(date(self.plan.year, self.month, self.day))


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

    Meanings in docs/indicators.md. ``reporters`` holds reporter codes (H, D, C, P, S).
    """

    group = models.ForeignKey(IndicatorGroup, models.CASCADE, related_name="indicators", verbose_name="nhóm")
    code = models.CharField("mã", max_length=10)
    name = models.CharField("tên chỉ tiêu", max_length=250)
    unit_of_measure = models.CharField("đơn vị tính", max_length=40)
    value_kind = models.CharField("kiểu số", max_length=10, choices=ValueKind)
    source = models.CharField("nguồn", max_length=10, choices=Source)
    reporters = models.JSONField("ai báo cáo", default=list)
    across_units = models.CharField("cộng qua đơn vị", max_length=10, choices=AcrossUnits)
    across_time = models.CharField("cộng qua thời gian", max_length=10, choices=AcrossTime)
    numerator = models.CharField("tử số", max_length=10, blank=True)
    denominator = models.CharField("mẫu số", max_length=10, blank=True)
    parent_code = models.CharField("trong đó của", max_length=10, blank=True)
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


class ReportingPeriodQuerySet(models.QuerySet):
    def open_by(self, at: datetime):
        """Periods whose obligations are due to exist."""
        return self.filter(opens_at__lte=at)


class ReportingPeriod(models.Model):
    """A stretch of time that units report on, and the instant by which they must have sent.

    ``due_at`` is exclusive: "trước ngày 25/6" is stored as 25/6 00:00 in Vietnam, so the
    last moment on time is 24/6 23:59:59. The data window ends before the due date and need
    not be a calendar half: [NĐ-09] Điều 12 gives 15/12–14/6 and 15/12–14/12; the annual
    window is cumulative. Source of the due dates: [KH-81] mục III.
    """

    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("kỳ", max_length=4, choices=PeriodKind)
    starts_on = models.DateField("số liệu từ ngày")
    ends_on = models.DateField("số liệu đến ngày")
    opens_at = models.DateTimeField("mở từ")
    due_at = models.DateTimeField("hết hạn lúc", help_text="Nộp trước thời điểm này là đúng hạn.")
    form = models.ForeignKey(IndicatorForm, models.PROTECT, related_name="periods", verbose_name="biểu")
    reporters = models.JSONField("nhóm đơn vị phải báo cáo", default=list)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-ends_on"]
        constraints = [
            models.UniqueConstraint(fields=["year", "kind"], name="period_once_a_year"),
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="period_forward"),
        ]

    def __str__(self) -> str:
        words = self.get_kind_display()
        return f"{words} {self.year}" if words.endswith("năm") else f"{words} năm {self.year}"

    @property
    def code(self) -> str:
        """As in commands and addresses: "2022-6T"."""
        return f"{self.year}-{self.kind}"

    @property
    def is_annual(self) -> bool:
        return self.kind == PeriodKind.YEAR

    @property
    def last_day(self) -> date:
        """The last day on time, in Vietnam."""
        return last_day_on_time(self.due_at)
