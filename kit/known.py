"""A figure that the portal can count by itself, for prefilling a report."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class KnownFigure:
    """``value`` in the indicator's unit of measure; ``label`` says in Vietnamese what was counted.

    ``path`` opens the list of the very rows behind the number, in the portal.
    """

    value: Decimal
    label: str
    path: str
