"""Twin rows and addresses of deadlines."""

from datetime import date

from deadlines.models import CalendarDay, LadderSetting, Reminder, Stop
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
SAME_FOR_ALL = set(ARGUMENTS)  # the coordinator's alone, whichever unit it is about
POST_ONLY = {"deadlines:resume", "deadlines:calendar_enter", "deadlines:calendar_remove"}
READ_AND_WRITE = {"deadlines:stop", "deadlines:ladder_edit"}
POSTED_ELSEWHERE = READ_AND_WRITE  # nothing of one unit is written; see deadlines/tests/test_views.py
STEERING = {"reminder.key", "stop.key"}


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


def rows(a, b):
    return {
        Reminder: {side.letter: [side.reminder] for side in (a, b)},
        Stop: {"D": [side.stop for side in (a, b)]},
    }
