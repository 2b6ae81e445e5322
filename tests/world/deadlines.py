"""Twin rows and addresses of deadlines."""

from datetime import date

from deadlines.models import CalendarDay, CalendarFeed, LadderSetting, Reminder, Stop
from deadlines.services.feeds import digest_of
from deadlines.states import ActKind, Channel, Level, ObligationKind
from tests.world.base import NOW

GLOBAL: dict = {
    CalendarDay: "days off and days worked are the same for everybody",
    LadderSetting: "the ladders are the same for everybody",
}
ARGUMENTS = {
    "deadlines:resume": lambda side: {"pk": side.stop.pk},
    "deadlines:calendar_remove": lambda side: {"pk": side.day.pk},
    "deadlines:ladder_edit": lambda side: {"kind": "report"},
}
SAME_FOR_ALL = set(ARGUMENTS) | {"deadlines:feed"}  # the coordinator's alone; the secret address is its own key
ARGUMENTS |= {
    "deadlines:feed": lambda side: {"token": f"token-of-{side.letter}"},
    "deadlines:feed_revoke": lambda side: {"pk": side.feed.pk},
}
POST_ONLY = {
    "deadlines:feed_make", "deadlines:feed_revoke", "deadlines:resume", "deadlines:calendar_enter",
    "deadlines:calendar_remove",
}  # fmt: skip
READ_AND_WRITE = {"deadlines:stop", "deadlines:ladder_edit"}
POSTED_ELSEWHERE = READ_AND_WRITE  # nothing of one unit is written; see deadlines/tests/test_views.py
STEERING = {"reminder.key", "stop.key", "token_digest"}


def fill(side, people) -> None:
    side.day, _ = CalendarDay.objects.get_or_create(
        day=date(2022, 9, 3), defaults={"note": "hoán đổi", "entered_at": NOW, "entered_by": people["DP"]}
    )
    side.reminder = Reminder.objects.create(
        key=f"report:2022-6T:{side.unit.code}:report:2022-06-24:-5:0:{side.officer.pk}", planned_at=NOW, at=NOW,
        kind=ActKind.UPCOMING, obligation_kind=ObligationKind.REPORT, level=Level.DOER, step=-5, due_at=NOW,
        unit=side.unit, person=side.officer, about="báo cáo", channel=Channel.DIGEST,
    )  # fmt: skip
    side.stop = Stop.objects.create(
        key=f"report:2021-6T:{side.unit.code}:report", about="báo cáo", unit=side.unit, reason="lý do",
        stopped_at=NOW, stopped_by=people["DP"],
    )  # fmt: skip

    side.feed = CalendarFeed.objects.create(
        owner=side.officer, unit=side.unit, token_digest=digest_of(f"token-of-{side.letter}"), created_at=NOW
    )


def rows(a, b):
    return {
        CalendarFeed: {side.letter: [side.feed] for side in (a, b)},
        Reminder: {side.letter: [side.reminder] for side in (a, b)},
        Stop: {"D": [side.stop for side in (a, b)]},
    }
