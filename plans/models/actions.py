"""Work that somebody asked for by a day: instructions, review comments and recommendations alike."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Unit
from accounts.rules import READING_ROLES
from accounts.states import Role
from plans.states import ActionKind, ActionState


class ActionItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The SQL twin of ``plans.view_action``; a test holds the two together."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        if user.role == Role.REPORTER:
            return self.filter(Q(unit=user.unit_id) | Q(person=user))
        if user.role == Role.INSPECTOR:
            return self.filter(person=user)
        return self.none()

    def owned_by(self, user):
        """What the user has to do himself: named, or his unit is."""
        return self.filter(Q(person=user) | Q(person=None, unit=user.unit_id))

    def overdue(self, day: date):
        """Still with the owner although its last day has passed."""
        return self.filter(state=ActionState.OPEN, due_on__lt=day)

    def for_listing(self):
        """All that one row of the list shows; the soonest first, what is verified last."""
        last = models.Case(models.When(state=ActionState.VERIFIED, then=1), default=0)
        return self.select_related("unit", "person", "opened_by").order_by(last, "due_on", "pk")


class ActionItem(models.Model):
    """One thing to be done by an owner until a day, and looked at by somebody else before it counts.

    ``due_on`` is the last day on time. ``origin_path`` leads to what it came from (a report, an
    inspection, a clause of the plan), inside the portal; ``origin`` says so in words. The owner is a
    unit, a person of it, or both; who owns it never verifies it.
    """

    kind = models.CharField("loại", max_length=16, choices=ActionKind)
    title = models.CharField("nội dung việc", max_length=250)
    detail = models.TextField("yêu cầu cụ thể", blank=True)
    origin = models.CharField("xuất phát từ", max_length=200, blank=True)
    origin_path = models.CharField("đường dẫn", max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="action_items", verbose_name="đơn vị thực hiện"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người thực hiện",
    )
    due_on = models.DateField("hạn hoàn thành", help_text="Hoàn thành trong ngày này vẫn đúng hạn.")
    state = models.CharField("trạng thái", max_length=10, choices=ActionState, default=ActionState.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người giao")
    opened_at = models.DateTimeField("giao lúc")
    result = models.TextField("kết quả", blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người báo xong"
    )
    done_at = models.DateTimeField("báo xong lúc", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người xác nhận"
    )
    verified_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    reopen_reason = models.TextField("lý do mở lại", blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(person__isnull=False), name="action_item_has_an_owner"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(done_at__isnull=False), name="action_item_done_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_at__isnull=False), name="action_item_verified_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> str:
        """Who has to do it, in words."""
        if self.person and self.unit:
            return f"{self.person} ({self.unit})"
        return str(self.person or self.unit)

    def is_late(self, day: date) -> bool:
        return self.state == ActionState.OPEN and self.due_on < day
