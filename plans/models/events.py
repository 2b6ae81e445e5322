"""Communication sessions, trainings and publications as they are held; reports count them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Unit
from documents.models import StoredFile
from plans.models.plan import Task
from plans.models.work import OfUnitsQuerySet
from plans.states import Audience, EventKind, SessionForm


class EventQuerySet(OfUnitsQuerySet):
    def counted(self):
        """Those that were not taken back."""
        return self.filter(cancelled_at=None)

    def held_between(self, start: date, end: date):
        """Both days included."""
        return self.filter(held_on__range=(start, end))


class Event(models.Model):
    """Something held, published or handed out by a unit on a day. Numbers of people only, never names.

    ``quantity`` is in the unit of measure of the indicator (sessions, leaflets, posts); ``attendees``
    counts attendances (lượt), not distinct people. A mistake is taken back with a reason, never edited.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nhiệm vụ")
    kind = models.CharField("loại", max_length=12, choices=EventKind)
    form = models.CharField("hình thức", max_length=12, choices=SessionForm, blank=True)
    audience = models.CharField("đối tượng chính", max_length=12, choices=Audience, blank=True)
    title = models.CharField("nội dung", max_length=250)
    place = models.CharField("địa điểm, kênh", max_length=160, blank=True)
    held_on = models.DateField("ngày")
    quantity = models.PositiveIntegerField("số lượng", default=1)
    attendees = models.PositiveIntegerField("số lượt người dự", null=True, blank=True)
    is_integrated = models.BooleanField("lồng ghép với nội dung khác", default=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="tệp")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    cancelled_at = models.DateTimeField("gạch bỏ lúc", null=True, blank=True)
    cancel_reason = models.CharField("lý do gạch bỏ", max_length=300, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="event_counts_at_least_one"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""), name="event_taken_back_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["unit", "held_on"], name="event_of_unit_by_day")]

    def __str__(self) -> str:
        return self.title
