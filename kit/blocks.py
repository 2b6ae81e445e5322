"""What a reader of files gives: lines and tables in the order of the page, whatever the format."""

from dataclasses import dataclass


class UnreadableFile(Exception):
    """The file cannot be read; the message says why and what to do, in Vietnamese."""


@dataclass(frozen=True)
class Line:
    """A line, or a whole paragraph where the format knows one.

    Attributes:
        label: numbering that the format keeps apart from the text ("1.", "a)", "-").
        starts: True where the format or a blank line says that a paragraph begins; False where it
            says that it goes on; None where only the words can tell.
        is_short: the line stops well before the right edge.
        is_indented: the line begins further right than its neighbours.
    """

    text: str
    label: str = ""
    starts: bool | None = None
    is_short: bool = False
    is_indented: bool = False


@dataclass(frozen=True)
class Table:
    """Cells row by row; a merged cell is repeated as "" after its first place."""

    rows: tuple[tuple[str, ...], ...]


Block = Line | Table
