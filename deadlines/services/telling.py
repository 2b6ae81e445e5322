"""Execute what the engine means to say: once per step and person, whatever runs twice or fails."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from deadlines.figures import VIETNAM, Calendar, Intent
from deadlines.figures.wording import body, is_shared, subject, together
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
    rules = house()
    intents = _new(rules.plan(at, owed))
    people = User.objects.in_bulk({intent.person.pk for intent in intents})
    teller = _Teller(people, rules.calendar, at)
    return sum(teller.tell(intents[start : start + BATCH]) for start in range(0, len(intents), BATCH))


def _new(intents: list[Intent]) -> list[Intent]:
    """Those the ledger does not hold yet."""
    told: set[str] = set()
    keys = [intent.key for intent in intents]
    for start in range(0, len(keys), BATCH):
        rows = Reminder.objects.filter(key__in=keys[start : start + BATCH])
        told.update(rows.values_list("key", flat=True))
    return [intent for intent in intents if intent.key not in told]


@dataclass(frozen=True)
class _Teller:
    """Writes intents into the ledger and the outbox."""

    people: Mapping[int, User]
    calendar: Calendar
    at: datetime

    def tell(self, intents: list[Intent]) -> int:
        """A batch in two statements of one transaction; when one of its rows fails, each by itself."""
        try:
            rows = [self._row(intent) for intent in intents]
            drafts = [draft(**self._notice(intent)) for intent in intents]
            with transaction.atomic():
                Reminder.objects.bulk_create(rows, ignore_conflicts=True)
                post_all(drafts)
        except Exception:
            logger.exception("a batch of %s reminders failed: one by one", len(intents))
            return sum(self._tell_alone(intent) for intent in intents)
        return len(intents)

    def _tell_alone(self, intent: Intent) -> bool:
        """One row in the ledger and one in the outbox, or neither."""
        try:
            with transaction.atomic():
                self._row(intent).save(force_insert=True)
                return post(**self._notice(intent))
        except Exception:
            logger.exception("reminder failed: %s", intent.key)
            return False

    def _row(self, intent: Intent) -> Reminder:
        obligation = intent.obligation
        return Reminder(
            key=intent.key,
            planned_at=intent.at,
            at=self.at,
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

    def _notice(self, intent: Intent) -> dict[str, Any]:
        """What the outbox is asked to say; its key is the ledger's."""
        return {
            "key": intent.key,
            "to": self.people[intent.person.pk],
            "kind": notice_kind(intent),
            "subject": subject(intent),
            "body": body(intent, self.at.astimezone(VIETNAM).date(), self.calendar),
            "at": self.at,
            "path": intent.obligation.path,
            "about": intent.obligation.thing,
            "together": together(intent) if intent.obligation.list_path else "",
            "together_path": intent.obligation.path if is_shared(intent) else intent.obligation.list_path,
            "planned_at": intent.at,
            "urgency": Urgency(intent.channel),
        }


def notice_kind(intent: Intent) -> str:
    """The outbox's kinds of the engine: the last day has a mail of its own."""
    if intent.step == 0:
        return "reminder-last-day"
    return {ActKind.OPENING: "opening", ActKind.ESCALATION: "escalation"}.get(intent.kind, "reminder")
