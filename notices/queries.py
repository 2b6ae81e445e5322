"""How delivery stands, and whom no mail would reach."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import Unit, User
from accounts.states import Role
from notices.figures import Line, lines
from notices.models import Notice, has_address

LOOKED_THROUGH = 300  # unread notices among which several of the same kind are looked for


@dataclass(frozen=True)
class Unreachable:
    """A unit that owes reports, and why nobody in it would get a mail or could send."""

    unit: Unit
    problems: list[str]


@dataclass(frozen=True)
class Fresh:
    """The newest unread notices of one person, those of the same kind in one line."""

    lines: list[tuple[Line, list[Notice]]]
    shown: int  # notices in these lines
    total: int


def fresh(user: User, most: int) -> Fresh:
    """At most ``most`` lines; two queries."""
    unread = Notice.objects.visible_to(user).unread()
    notices = {notice.pk: notice for notice in unread[:LOOKED_THROUGH]}
    shown = lines(notice.as_item for notice in notices.values())[:most]
    rows = [(line, [notices[item.pk] for item in line.things]) for line in shown]
    count = len(notices) if len(notices) < LOOKED_THROUGH else unread.count()
    return Fresh(rows, sum(len(line.items) for line in shown), count)


def oldest_queued(at: datetime) -> datetime | None:
    """Since when the oldest mail that may go out now waits; mails put off after a passing refusal do not count."""
    waiting = Notice.objects.deliverable(at).order_by("created_at")
    return waiting.values_list("created_at", flat=True).first()


def unreachable_units(day: date) -> list[Unreachable]:
    """Units that exist on ``day``, owe reports, and have nobody to tell or nobody to send."""
    people: dict[int | None, list[User]] = {}
    bounced = set(bounced_mails().values_list("to", flat=True))
    for person in User.objects.filter(is_active=True, role=Role.REPORTER).exclude(unit=None):
        people.setdefault(person.unit_id, []).append(person)
    units = Unit.objects.existing_on(day).exclude(reporter_code="")
    found = [Unreachable(unit, _problems(people.get(unit.pk, []), bounced)) for unit in units]
    return [item for item in found if item.problems]


def _problems(people: list[User], bounced: set[int]) -> list[str]:
    if not people:
        return ["không có tài khoản nào đang hoạt động"]
    problems = []
    if not any(has_address(person) for person in people):
        problems.append("không ai có địa chỉ thư hợp lệ")
    elif not any(has_address(person) and person.pk not in bounced for person in people):
        problems.append("thư gửi đến mọi địa chỉ đều bị trả lại")
    if not any(person.is_unit_approver for person in people):
        problems.append("không có người duyệt để gửi báo cáo")
    return problems


def people_without_address() -> list[User]:
    """Active people whom no mail can reach; they are told in the portal only."""
    people = User.objects.filter(is_active=True).select_related("unit")
    return [person for person in people if not has_address(person)]


def bounced_mails() -> QuerySet[Notice]:
    """Of each active person whose address gives mail back, the mail that came back last."""
    found = Notice.objects.bounced().filter(to__is_active=True).order_by("to", "-bounced_at", "-pk")
    latest = found.filter(to=OuterRef("to")).values("pk")[:1]
    return found.filter(pk=Subquery(latest)).select_related("to", "to__unit")
