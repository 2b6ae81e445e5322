"""Where the bars of the coverage chart and the tiles of its map lie. Whole numbers only: SVG knows no decimal comma."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

WIDTH, LABELS, VALUES = 420, 118, 58  # viewBox units: whole, district names, figures at the end
STEP, BAR, TOP = 28, 16, 26
SCALE_TO = Decimal(40)  # percent at the right end unless a district has more


@dataclass(frozen=True)
class Bar:
    """One district's bar."""

    label: str
    percent: Decimal | None
    y: int
    length: int
    is_low: bool

    @property
    def text_y(self) -> int:
        return self.y + BAR - 3


@dataclass(frozen=True)
class Chart:
    """Bars and the line of the target."""

    bars: list[Bar]
    target_x: int
    height: int
    width: int = WIDTH
    left: int = LABELS
    bar: int = BAR
    room: int = WIDTH - LABELS - VALUES


def chart(shares: list[tuple[str, Decimal | None]], target: Decimal) -> Chart:
    """Lay out one bar per (name, percent); a district without establishments has no bar."""
    end = max([SCALE_TO, *(percent for _, percent in shares if percent is not None)])

    def length(percent: Decimal | None) -> int:
        return int((percent or 0) * (WIDTH - LABELS - VALUES) / end)

    bars = [
        Bar(name, percent, TOP + STEP * i, length(percent), percent is not None and percent < target)
        for i, (name, percent) in enumerate(shares)
    ]
    return Chart(bars, LABELS + length(target), TOP + STEP * len(bars) + 4)


# --- Map ---------------------------------------------------------------------------------------------
TILES = Path(__file__).parent / "data" / "tiles.csv"
TILE, GAP = 96, 6
HALF_WAY = Decimal("0.5")  # of the target: below it a tile has the third colour


@dataclass(frozen=True)
class Tile:
    """One district, roughly where it lies; ``shade`` is none, low, middle or good."""

    code: str
    label: str
    percent: Decimal | None
    x: int
    y: int
    shade: str


@dataclass(frozen=True)
class TileMap:
    """Districts as equal squares: no outline is drawn that nobody surveyed."""

    tiles: list[Tile]
    width: int
    height: int
    size: int = TILE
    middle: int = TILE // 2


@cache
def tile_places() -> dict[str, tuple[int, int]]:
    """District code → column and row."""
    with TILES.open(encoding="utf-8") as file:
        return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}


def tile_map(shares: Iterable[tuple[str, str, Decimal | None]], target: Decimal) -> TileMap:
    """Lay out (code, name, percent) each; a district without a known place is left to the table."""
    places = tile_places()
    tiles = [
        Tile(code, name, percent, x * (TILE + GAP), y * (TILE + GAP), _shade(percent, target))
        for code, name, percent in shares
        if code in places
        for x, y in [places[code]]
    ]
    reach = [(tile.x + TILE, tile.y + TILE) for tile in tiles]
    return TileMap(tiles, max((x for x, _ in reach), default=0), max((y for _, y in reach), default=0))


def _shade(percent: Decimal | None, target: Decimal) -> str:
    if percent is None:
        return "none"
    if percent >= target:
        return "good"
    return "middle" if percent >= target * HALF_WAY else "low"
