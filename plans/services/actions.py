"""Open, finish, verify and reopen action items."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import Unit, User
from audit.services.journal import record
from kit.permissions import require
from notices.services.outbox import post
from plans.figures import VIETNAM
from plans.models import ActionItem
from plans.services.refusals import Refusal
from plans.states import FINISH_ACTION, REOPEN_ACTION, VERIFY_ACTION, ActionKind, ActionState

PAGE = "/ke-hoach/viec/{pk}/"


@transaction.atomic
def open_action(*, by: User, at: datetime, **values: object) -> ActionItem:
    """Ask an owner for something until a day; he is told. Values as in ``file_action``.

    Raises PermissionDenied or Refusal.
    """
    require(by, "plans.open_action")
    return file_action(by=by, at=at, **values)  # type: ignore[arg-type]


@transaction.atomic
def file_action(
    *,
    by: User,
    at: datetime,
    kind: str = ActionKind.INSTRUCTION,
    title: str,
    due_on: date,
    unit: Unit | None = None,
    person: User | None = None,
    detail: str = "",
    origin: str = "",
    origin_path: str = "",
) -> ActionItem:
    """The same for services of the apps above, which have asked for their own permission first.

    Args:
        due_on: the last day on time.
        origin_path: where it came from, a path inside the portal.

    Raises Refusal when nobody is asked or the day lies before the day it is opened.
    """
    if unit is None and person is None:
        raise Refusal("Chọn đơn vị hoặc người thực hiện.", "unit")
    if person and unit and person.unit_id != unit.pk:
        raise Refusal("Người này không thuộc đơn vị đã chọn.", "person")
    if due_on < _day(at):
        raise Refusal("Hạn hoàn thành không được trước ngày giao.", "due_on")
    item = ActionItem.objects.create(
        kind=kind, title=title, detail=detail, unit=unit, person=person, due_on=due_on,
        origin=origin, origin_path=origin_path, opened_by=by, opened_at=at,
    )  # fmt: skip
    record(item, "action.opened", by=by, at=at, due_on=due_on, kind=kind)
    for owner in _owners(item):
        _tell(item, owner, "opened", f"Việc được giao: hạn {due_on:%d/%m/%Y}", title, at)
    return item


@transaction.atomic
def finish_action(item: ActionItem, *, by: User, at: datetime, result: str) -> ActionItem:
    """The owner says it is done and what came of it. Raises PermissionDenied or InvalidTransition."""
    item = _locked(item)
    require(by, "plans.finish_action", item)
    FINISH_ACTION.apply(item, result=result, done_by=by, done_at=at)
    record(item, "action.finished", by=by, at=at)
    _tell(item, item.opened_by, "finished", "Việc đã giao được báo là xong, chờ xác nhận", item.title, at)
    return item


@transaction.atomic
def verify_action(item: ActionItem, *, by: User, at: datetime) -> ActionItem:
    """Somebody else has looked and closes it. Raises PermissionDenied or InvalidTransition."""
    item = _locked(item)
    require(by, "plans.verify_action", item)
    VERIFY_ACTION.apply(item, verified_by=by, verified_at=at)
    record(item, "action.verified", by=by, at=at)
    return item


@transaction.atomic
def reopen_action(item: ActionItem, *, by: User, at: datetime, reason: str, due_on: date | None = None) -> ActionItem:
    """Not good enough, or not lasting: back to the owner with a reason, and a new last day if one is given.

    Raises PermissionDenied, Refusal or InvalidTransition.
    """
    item = _locked(item)
    require(by, "plans.verify_action", item)
    if due_on and due_on < _day(at):
        raise Refusal("Hạn mới không được trước hôm nay.", "due_on")
    before = item.state
    REOPEN_ACTION.apply(
        item, reopen_reason=reason, due_on=due_on or item.due_on, verified_by=None, verified_at=None, done_at=None,
        done_by=None,
    )  # fmt: skip
    record(item, "action.reopened", by=by, at=at, reason=reason, state=(before, item.state))
    for owner in _owners(item):
        _tell(item, owner, f"reopened:{at:%Y%m%d%H%M%S}", "Việc được mở lại", f"{item.title}\n\nLý do: {reason}", at)
    return item


def _locked(item: ActionItem) -> ActionItem:
    return ActionItem.objects.select_for_update(of=("self",)).get(pk=item.pk)


def _owners(item: ActionItem) -> list[User]:
    if item.person:
        return [item.person]
    return list(item.unit.people()) if item.unit else []


def _tell(item: ActionItem, to: User, occasion: str, subject: str, body: str, at: datetime) -> None:
    key, path = f"action:{item.pk}:{occasion}:{to.pk}", PAGE.format(pk=item.pk)
    about = f"action:{item.pk}" if item.state == ActionState.OPEN else ""
    post(key, to=to, kind="action", subject=subject, body=body, at=at, path=path, about=about)


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()
