"""The plan as a document: its clauses, objectives, tasks, who answers for them, and its deadlines."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.models import Unit
from kit.numbers import show
from plans.figures import last_day_before
from plans.states import SHARES, ClauseKind, Comparator, Duty, Measure, PeriodKind, Recurrence, TargetKind


class PlanQuerySet(models.QuerySet):
    def issued(self):
        """Those with a number: one carried over from last year binds nobody and is cited nowhere without it."""
        return self.exclude(number="")


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

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number", "symbol"], name="plan_once_per_number_and_year")
        ]

    def __str__(self) -> str:
        return f"Kế hoạch {self.full_number}"

    @property
    def full_number(self) -> str:
        """Without a number yet: "…/KH-SLĐTBXH"."""
        return f"{self.number or '…'}/{self.symbol}"


class Clause(models.Model):
    """One sentence-bearing place of the plan's text. ``anchor`` names it: "II.4.1"."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="clauses", verbose_name="kế hoạch")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children", verbose_name="thuộc")
    anchor = models.CharField("vị trí", max_length=60)
    kind = models.CharField("loại", max_length=10, choices=ClauseKind)
    label = models.CharField("đánh số", max_length=40, blank=True)
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
    """A specific objective: a share, a count, or words alone. ``unit_kinds``: which kinds of unit it counts."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives", verbose_name="kế hoạch")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="objectives", verbose_name="căn cứ")
    code = models.CharField("mã", max_length=10)
    title = models.CharField("tên gọn", max_length=160)
    target_kind = models.CharField("loại chỉ tiêu", max_length=16, choices=TargetKind)
    target_percent = models.DecimalField("chỉ tiêu (%)", max_digits=7, decimal_places=2, null=True, blank=True)
    target_value = models.DecimalField("chỉ tiêu (số lượng)", max_digits=16, decimal_places=2, null=True, blank=True)
    target_unit = models.CharField("đơn vị tính", max_length=60, blank=True)
    comparator = models.CharField("so sánh", max_length=1, choices=Comparator, default=Comparator.AT_LEAST)
    measure = models.CharField("cách tính", max_length=16, choices=Measure, default=Measure.TYPED)
    denominator_note = models.CharField("mẫu số", max_length=300, blank=True)
    unit_kinds = models.JSONField("tính các loại đơn vị", default=list)
    other_targets = models.JSONField("các con số khác trong câu", default=list, blank=True)  # words, followed by people

    class Meta:
        ordering = ["plan", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="objective_once_per_code"),
            models.CheckConstraint(
                condition=Q(target_kind__in=SHARES, target_percent__isnull=False)
                | Q(target_kind=TargetKind.COUNT, target_value__gt=0)
                | Q(target_kind=TargetKind.QUALITY),
                name="objective_has_the_number_its_kind_needs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"

    @property
    def is_at_most(self) -> bool:
        return self.comparator == Comparator.AT_MOST

    @property
    def target_words(self) -> str:
        """ "100 %", "không quá 3 %", "ít nhất 12 lớp", "định tính"."""
        if self.target_kind == TargetKind.QUALITY:
            return "định tính"
        if self.target_kind == TargetKind.COUNT:
            words = "" if self.comparator == Comparator.EXACTLY else f"{self.get_comparator_display()} "
            return f"{words}{show(self.target_value)} {self.target_unit}".strip()
        return f"{'không quá ' if self.is_at_most else ''}{show(self.target_percent)} %"


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
    """One task of the plan; its words are its clause's. When and what for is set by the coordinating room."""

    group = models.ForeignKey(TaskGroup, models.CASCADE, related_name="tasks", verbose_name="nhóm nhiệm vụ")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="tasks", verbose_name="căn cứ")
    code = models.CharField("mã", max_length=10)
    title = models.CharField("tên gọn", max_length=160)
    order = models.PositiveSmallIntegerField("thứ tự")
    expected_product = models.CharField("sản phẩm phải có", max_length=300, blank=True)
    recurrence = models.CharField("nhịp", max_length=12, choices=Recurrence, default=Recurrence.CONTINUOUS)
    due_on = models.DateField("hạn hoàn thành", null=True, blank=True, help_text="Trong ngày này vẫn đúng hạn.")

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
