"""Notices for the tests of every app."""

from datetime import UTC, datetime

import factory

from accounts.tests.factories import UserFactory
from notices.models import Notice


class NoticeFactory(factory.django.DjangoModelFactory):
    """A queued, unread notice."""

    class Meta:
        model = Notice

    key = factory.Sequence(lambda n: f"thu:{n}")
    kind = "reminder"
    to = factory.SubFactory(UserFactory)
    subject = "Nhắc gửi báo cáo 6 tháng đầu năm 2022"
    body = "Hạn cuối: hết ngày 24/6/2022."
    path = "/don-vi/"
    created_at = datetime(2022, 6, 21, 2, tzinfo=UTC)
    planned_at = factory.SelfAttribute("created_at")
