from collections.abc import Iterable
from datetime import date

from deadlines.management.days import DaysCommand
from deadlines.queries.rehearsal import Act, rehearse
from kit import clock


class Command(DaysCommand):
    help = "List every reminder and escalation the portal means to send in a stretch of days; writes nothing."

    def acts(self, start: date, end: date) -> Iterable[Act]:
        return rehearse(start, end, now=clock.now())
