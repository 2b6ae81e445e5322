"""One mail a day per person, on working days, with what he can still act on."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import User
from notices.figures import digest_day, lines, morning_of
from notices.models import MailPreference, Notice, has_address
from notices.policy import DIGEST
from notices.states import NoticeState

SUBJECT = "Việc cần làm ngày {day:%d/%m/%Y} trên Cổng Kế hoạch 81"


def make_digests(*, at: datetime) -> int:
    """Make the digests of today that are due; returns how many. At 07:30 on a working day, once per person.

    Takes what was planned before 07:30, so that a late scheduler makes the same mail as a punctual
    one. Items that are done are dropped, of several about the same thing the newest stays; a mail
    without items is not made. Safe to run again, twice at once, or after nights without a run.
    """
    day = digest_day(at)
    if day is None or not import_string(settings.WORKING_DAY)(day):
        return 0
    waiting = Notice.objects.waiting().filter(planned_at__lte=morning_of(day))
    if not waiting.exists():
        return 0
    import_string(settings.BEFORE_DIGESTS)(at=at)  # a scheduler that was away may write the mail before it has told
    people = User.objects.filter(pk__in=waiting.values("to")).order_by("pk")
    return sum(_make_digest(person, day, at=at) for person in people)


def open_things(things: Iterable[str]) -> set[str]:
    """Of "thing:id" references, those that are still to be done; what nobody can judge counts as open.

    A thing that several numbers name ("task:12:5") is judged by their tuple.
    """
    things = set(things)
    judged: dict[str, dict[object, str]] = {}
    for thing in things:
        name, *numbers = thing.split(":")
        if name in settings.STILL_OPEN and numbers and all(map(str.isdecimal, numbers)):
            found = tuple(map(int, numbers))
            judged.setdefault(name, {})[found if len(found) > 1 else found[0]] = thing
    done: set[str] = set()
    for name, ids in judged.items():
        still_open = import_string(settings.STILL_OPEN[name])(set(ids))
        done |= {thing for found, thing in ids.items() if found not in still_open}
    return things - done


def settle_done(*, at: datetime) -> int:
    """Unread notices whose thing is done meanwhile leave the bell; returns how many. Safe to run again."""
    unread = Notice.objects.unread().exclude(about="")
    things = set(unread.order_by().values_list("about", flat=True).distinct())
    done = things - open_things(things)
    return unread.filter(about__in=done).update(done_at=at) if done else 0


@transaction.atomic
def thin_out(notice: Notice) -> bool:
    """Before a mail leaves, perhaps hours late: what is done meanwhile is not told; False when nothing is left.

    A mail that only informs always stays.
    """
    items = list(notice.items.exclude(about="")) if notice.kind == DIGEST else [notice]
    still_open = open_things(item.about for item in items if item.about)
    done = [item for item in items if item.about and item.about not in still_open]
    if notice.kind != DIGEST:
        return not done
    Notice.objects.filter(pk__in=[item.pk for item in done]).update(state=NoticeState.DROPPED, digest=None)
    return notice.items.exists()


@transaction.atomic
def _make_digest(person: User, day: date, *, at: datetime) -> bool:
    """Of two workers one finds the items waiting; the key holds even if both do."""
    key = f"digest:{day.isoformat()}:{person.pk}"
    if Notice.objects.filter(key=key).exists():
        return False
    waiting = Notice.objects.waiting().filter(to=person, planned_at__lte=morning_of(day))
    items = list(waiting.select_for_update().order_by("planned_at", "pk"))
    kept = _worth_telling(items)
    _settle(set(items) - set(kept), NoticeState.DROPPED)
    if not kept:
        return False
    if not has_address(person) or MailPreference.objects.filter(person=person, wants_digest=False).exists():
        _settle(kept, NoticeState.IN_PORTAL)
        return False
    digest = Notice.objects.create(
        key=key,
        kind=DIGEST,
        to=person,
        subject=SUBJECT.format(day=day),
        body="\n".join(f"- {line.words}" for line in lines(item.as_item for item in kept)),
        created_at=at,
        planned_at=morning_of(day),
    )
    _settle(kept, NoticeState.IN_DIGEST, digest=digest)
    return True


def _worth_telling(items: list[Notice]) -> list[Notice]:
    """In their order: what only informs, and the newest item about each thing that is still to be done."""
    still_open = open_things(item.about for item in items if item.about)
    newest = {item.about: item.pk for item in items if item.about}
    return [item for item in items if not item.about or (item.about in still_open and newest[item.about] == item.pk)]


def _settle(items: Iterable[Notice], state: str, **changes: object) -> None:
    pks = [item.pk for item in items]
    Notice.objects.waiting().filter(pk__in=pks).update(state=state, **changes)
