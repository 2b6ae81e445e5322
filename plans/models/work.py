"""What units do about the plan's tasks: their own plans, and what they say of each task, note by note."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Unit
from accounts.rules import READING_ROLES
from accounts.states import Role
from documents.models import StoredFile
from plans.models.plan import Plan, Task
from plans.states import ProgressState


class OfUnitsQuerySet(models.QuerySet):
    """Rows of one unit each, published to the department."""

    def visible_to(self, user):
        """The SQL twin of ``plans.view_work``: a unit its own, those who read everything all."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        return self.filter(unit=user.unit_id) if user.role == Role.REPORTER else self.none()


class ProgressNote(models.Model):
    """What a unit said on one day of its part of a task. Notes are added, never changed: the newest counts.

    A step forward needs something to show: the product in words (number and day of a document, what was
    made) or a file. ``quarter`` says of which quarter a recurring task is spoken.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="notes", verbose_name="nhiệm vụ")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    state = models.CharField("tình trạng", max_length=10, choices=ProgressState)
    quarter = models.PositiveSmallIntegerField("quý", null=True, blank=True)
    product = models.CharField("sản phẩm, minh chứng", max_length=300, blank=True)
    narrative = models.TextField("diễn giải", blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="tệp")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    noted_at = models.DateTimeField("ghi lúc")

    objects = OfUnitsQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="blocked") | ~Q(product="") | Q(file__isnull=False),
                name="progress_has_something_to_show",
            ),
            models.CheckConstraint(
                condition=Q(quarter=None) | Q(quarter__range=(1, 4)), name="progress_quarter_1_to_4"
            ),
        ]
        indexes = [models.Index(fields=["task", "unit", "-noted_at"], name="progress_newest_first")]

    def __str__(self) -> str:
        return f"{self.task} – {self.unit}"


class UnitPlan(models.Model):
    """A unit's own plan under the department's: number, day, file, and the tasks it takes up.

    The newest one of a unit counts. It is what objective G3 asks for, once it names at least one task.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="unit_plans", verbose_name="kế hoạch của Sở")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    number = models.CharField("số, ký hiệu", max_length=60)
    issued_on = models.DateField("ngày ban hành")
    title = models.CharField("trích yếu", max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    tasks = models.ManyToManyField(Task, related_name="+", verbose_name="nhiệm vụ được cụ thể hóa")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải")
    filed_at = models.DateTimeField("tải lên lúc")

    objects = OfUnitsQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at", "-pk"]

    def __str__(self) -> str:
        return f"Kế hoạch {self.number} – {self.unit}"
