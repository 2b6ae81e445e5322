from collections.abc import Iterable
from datetime import date

from deadlines.management.days import DaysCommand
from deadlines.queries.rehearsal import Act, sent


class Command(DaysCommand):
    help = "List every reminder and escalation that was really sent, in the shape of rehearse."

    def acts(self, start: date, end: date) -> Iterable[Act]:
        return sent(start, end)
