"""What the scheduler would have done by now, when somebody has moved the demo's clock."""

from celery import shared_task

from dashboards.services.briefing import order_briefings
from deadlines.services.telling import tell_due
from kit import clock
from notices.services.delivery import deliver_queued
from notices.services.digests import make_digests, settle_done
from reports.services.letters import draft_due_letters
from reports.services.opening import open_due_obligations


@shared_task(name="demo.catch_up")
def catch_up() -> None:
    """Once after each move of the clock, in the order of a day: who moves it waits for nothing."""
    at = clock.now()
    open_due_obligations(at=at)
    tell_due(at=at)
    draft_due_letters(at=at)
    settle_done(at=at)
    make_digests(at=at)
    order_briefings(at=at)
    deliver_queued(at=at)
