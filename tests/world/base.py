"""What every room of the twin world needs: the moment, the marks, people and notices."""

from datetime import UTC, date, datetime

from accounts.models import Unit, User
from notices.models import Notice

NOW = datetime(2022, 6, 20, 2, tzinfo=UTC)  # 9:00 in Vietnam
TODAY = date(2022, 6, 20)
NUMBER_OF_B = 987_654_321  # a figure of B that stands nowhere else


def a_person(username: str, role: str, unit: Unit, **values: object) -> User:
    return User.objects.create(
        username=username, role=role, unit=unit, full_name=username, email=f"{username}@thu.invalid", password="!",
        **values,
    )  # fmt: skip


def a_notice(person: User, letter: str) -> Notice:
    return Notice.objects.create(
        key=f"{letter}:{person.pk}", kind="reminder", to=person, subject="tiêu đề", body="nội dung", path="/",
        created_at=NOW, planned_at=NOW, failure="lý do",
    )  # fmt: skip
