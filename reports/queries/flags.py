"""What a reviewer should look at in a sending, worked out once, when it is sent."""

from collections.abc import Mapping

from kit.known import KnownFigure
from reports.figures import Cell
from reports.models import Report, SubmissionRound
from reports.queries.form import Line, form_blocks
from reports.queries.returns import round_cells
from reports.states import CellStatus, Flag, Outcome

Flags = dict[str, list[list[str]]]


def flags_of(report: Report, known: Mapping[str, KnownFigure]) -> Flags:
    """Code → [flag, words] of each figure of a report that is about to be frozen; figures without flags are absent.

    Frozen with the round, so that a matrix of a thousand units reads them instead of evaluating every rule again.
    """
    before = _last_sent(report)
    found = {line.code: _flags(line, before) for block in form_blocks(report, known) for line in block.lines}
    return {code: flags for code, flags in found.items() if flags}


def _last_sent(report: Report) -> dict[str, Cell] | None:
    last = report.rounds.exclude(outcome=Outcome.RECALLED).order_by("-number").first()
    return round_cells(last) if last else None


def _flags(line: Line, before: dict[str, Cell] | None) -> list[list[str]]:
    cell = line.cell
    told = [[Flag.ERROR if found.is_error else Flag.WARNING, found.message] for found in line.findings]
    told += [[Flag.OUTLIER, words] for words in line.doubts]
    if cell is not None and cell.status == CellStatus.NOT_AVAILABLE:
        told.append([Flag.MISSING, f"Chưa có số liệu: {cell.note}"])
    if before is not None and not _is_same(before.get(line.code), cell):
        told.append([Flag.CHANGED, "Đã đổi so với lần nộp trước."])
    return [[str(flag), words] for flag, words in told]


def _is_same(before: Cell | None, now: Cell | None) -> bool:
    """The same figure with the same words; what the portal counted beside it is no part of it."""
    if before is None or now is None:
        return before is now
    return (before.status, before.value, before.note) == (now.status, now.value, now.note)


def is_clean(sent: SubmissionRound) -> bool:
    """Nothing in it asks for a look. A round of which nobody worked out the flags is not clean."""
    return sent.flags == {}
