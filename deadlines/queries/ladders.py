"""The ladder of each kind: the usual one, or what the coordinator has set."""

from deadlines.figures import Ladder
from deadlines.models import LadderSetting
from deadlines.states import Level, ObligationKind

HEAD, ROOM, LEADER = Level.HEAD, Level.ROOM, Level.LEADER
# Steps in working days. The officer hears first; the head from two days before, the coordinating room three
# days after, the vice-director eight days after.
USUAL: dict[ObligationKind, Ladder] = {
    ObligationKind.REPORT: Ladder(opens=True, reach={HEAD: -2, ROOM: 3, LEADER: 8}),
    ObligationKind.RETURNED: Ladder(before=(1,), reach={HEAD: 0, ROOM: 3, LEADER: 8}, grace=3),
    ObligationKind.SIGNATURE: Ladder(before=(), reach={ROOM: 3, LEADER: 8}, cap=13, grace=1),
    ObligationKind.REVIEW: Ladder(before=(), reach={HEAD: 1, LEADER: 8}, cap=13, grace=3),
    ObligationKind.RECOMMENDATION: Ladder(before=(5, 1), reach={HEAD: 1, ROOM: 3, LEADER: 13}, grace=30),
    ObligationKind.TASK: Ladder(before=(10, 5, 1), reach={HEAD: -1, ROOM: 3, LEADER: 13}),
    ObligationKind.ACTION: Ladder(before=(5, 2, 1), opens=True, reach={HEAD: 1, ROOM: 3, LEADER: 13}),
    ObligationKind.LETTER: Ladder(before=(), reach={HEAD: 1}, cap=8, grace=2),
}


def ladders() -> dict[ObligationKind, Ladder]:
    """The ladder in force for every kind."""
    set_by_hand = {ObligationKind(row.kind): _ladder(row) for row in LadderSetting.objects.all()}
    return USUAL | set_by_hand


def _ladder(row: LadderSetting) -> Ladder:
    reach = {HEAD: row.reach_head, ROOM: row.reach_room, LEADER: row.reach_leader}
    return Ladder(
        before=tuple(row.before),
        on_last_day=row.on_last_day,
        after=tuple(row.after),
        every=row.every,
        cap=row.cap,
        opens=row.opens,
        reach={level: step for level, step in reach.items() if step is not None},
        grace=row.grace,
    )
