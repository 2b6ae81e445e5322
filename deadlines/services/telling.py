"""Execute what the engine means to say: once per step and person, whatever runs twice or fails."""

import logging
from datetime import datetime

from django.db import transaction

from accounts.models import User
from deadlines.figures import Intent
from deadlines.figures.wording import body, subject
from deadlines.models import Reminder
from deadlines.queries.owed import house, obligations
from deadlines.states import ActKind
from notices.services.outbox import post
from notices.states import Urgency

logger = logging.getLogger(__name__)
BATCH = 200


def tell_due(*, at: datetime) -> int:
    """Say what has come by ``at``; returns how many intents are new.

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
    """A batch in one transaction; when one of its rows fails, each by itself."""
    try:
        with transaction.atomic():
            return sum(_tell(intent, people[intent.person.pk], at=at) for intent in intents)
    except Exception:
        logger.exception("a batch of %s reminders failed: one by one", len(intents))
    return sum(_tell_alone(intent, people, at=at) for intent in intents)


def _tell_alone(intent: Intent, people: dict[int, User], *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return _tell(intent, people[intent.person.pk], at=at)
    except Exception:
        logger.exception("reminder failed: %s", intent.key)
        return False


def _tell(intent: Intent, person: User, *, at: datetime) -> bool:
    """One row in the ledger and one in the outbox, or neither; False when it was told before."""
    obligation = intent.obligation
    values = {
        "planned_at": intent.at,
        "at": at,
        "kind": intent.kind,
        "obligation_kind": obligation.kind,
        "level": intent.level,
        "step": intent.step,
        "due_at": intent.due_at,
        "unit_id": obligation.unit_id,
        "person": person,
        "about": obligation.about,
        "channel": intent.channel,
    }
    _, is_new = Reminder.objects.get_or_create(key=intent.key, defaults=values)
    if is_new:
        post(
            intent.key,
            to=person,
            kind=notice_kind(intent),
            subject=subject(intent),
            body=body(intent),
            at=at,
            path=obligation.path,
            about=obligation.thing,
            planned_at=intent.at,
            urgency=Urgency(intent.channel),
        )
    return is_new


def notice_kind(intent: Intent) -> str:
    """The outbox's kinds of the engine: the last day has a mail of its own."""
    if intent.step == 0:
        return "reminder-last-day"
    return {ActKind.OPENING: "opening", ActKind.ESCALATION: "escalation"}.get(intent.kind, "reminder")
