"""Execute what the engine means to say: once per step and person, whatever runs twice or fails."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from deadlines.figures import Intent
from deadlines.figures.wording import body, subject
from deadlines.models import Reminder
from deadlines.queries.owed import house, obligations
from deadlines.states import ActKind
from notices.services.outbox import draft, post, post_all
from notices.states import Urgency

logger = logging.getLogger(__name__)
BATCH = 1000


def tell_due(*, at: datetime) -> int:
    """Say what has come by ``at``; returns how many intents the ledger did not hold yet.

    Safe to run again, twice at once, or after hours without a run: the ledger's key makes a repeat a
    no-op and missed steps are replaced by the latest one. A row that fails is logged; the others go on.
    """
    owed = [obligation for obligation in obligations(at) if not obligation.is_foreseen]
    intents = _new(house().plan(at, owed))
    people = User.objects.in_bulk({intent.person.pk for intent in intents})
    told = 0
    for start in range(0, len(intents), BATCH):
        told += _tell_batch(intents[start : start + BATCH], people, at=at)
    return told


def _new(intents: list[Intent]) -> list[Intent]:
    """Those the ledger does not hold yet."""
    told: set[str] = set()
    keys = [intent.key for intent in intents]
    for start in range(0, len(keys), BATCH):
        rows = Reminder.objects.filter(key__in=keys[start : start + BATCH])
        told.update(rows.values_list("key", flat=True))
    return [intent for intent in intents if intent.key not in told]


def _tell_batch(intents: list[Intent], people: dict[int, User], *, at: datetime) -> int:
    """A batch in two statements of one transaction; when one of its rows fails, each by itself."""
    try:
        rows = [_row(intent, at=at) for intent in intents]
        drafts = [draft(**_notice(intent, people[intent.person.pk], at=at)) for intent in intents]
        with transaction.atomic():
            Reminder.objects.bulk_create(rows, ignore_conflicts=True)
            post_all(drafts)
    except Exception:
        logger.exception("a batch of %s reminders failed: one by one", len(intents))
        return sum(_tell_alone(intent, people, at=at) for intent in intents)
    return len(intents)


def _tell_alone(intent: Intent, people: dict[int, User], *, at: datetime) -> bool:
    """One row in the ledger and one in the outbox, or neither."""
    try:
        with transaction.atomic():
            _row(intent, at=at).save(force_insert=True)
            return post(**_notice(intent, people[intent.person.pk], at=at))
    except Exception:
        logger.exception("reminder failed: %s", intent.key)
        return False


def _row(intent: Intent, *, at: datetime) -> Reminder:
    obligation = intent.obligation
    return Reminder(
        key=intent.key,
        planned_at=intent.at,
        at=at,
        kind=intent.kind,
        obligation_kind=obligation.kind,
        level=intent.level,
        step=intent.step,
        due_at=intent.due_at,
        unit_id=obligation.unit_id,
        person_id=intent.person.pk,
        about=obligation.about,
        channel=intent.channel,
    )


def _notice(intent: Intent, person: User, *, at: datetime) -> dict[str, Any]:
    """What the outbox is asked to say; its key is the ledger's."""
    return {
        "key": intent.key,
        "to": person,
        "kind": notice_kind(intent),
        "subject": subject(intent),
        "body": body(intent),
        "at": at,
        "path": intent.obligation.path,
        "about": intent.obligation.thing,
        "planned_at": intent.at,
        "urgency": Urgency(intent.channel),
    }


def notice_kind(intent: Intent) -> str:
    """The outbox's kinds of the engine: the last day has a mail of its own."""
    if intent.step == 0:
        return "reminder-last-day"
    return {ActKind.OPENING: "opening", ActKind.ESCALATION: "escalation"}.get(intent.kind, "reminder")
