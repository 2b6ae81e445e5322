"""A map of districts as equal tiles where they roughly lie: no borders are drawn that nobody licensed.

Whole numbers for SVG attributes. Templates: ``_parts/tile_map.html``; the same numbers stand in a table beside it.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SIZE, GAP = 96, 6
POSITIONS = Path(__file__).parent / "data" / "district-tiles.csv"
TONES = ("good", "warn", "bad", "mute")


@dataclass(frozen=True)
class Place:
    """What is to be shown of one district. ``tone``: good, warn, bad, or mute where nothing is known."""

    code: str
    name: str
    text: str
    tone: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Tile:
    """One district on the map."""

    place: Place
    x: int
    y: int

    size = SIZE

    @property
    def middle(self) -> int:
        return self.x + SIZE // 2

    @property
    def name_y(self) -> int:
        return self.y + 34

    @property
    def text_y(self) -> int:
        return self.y + 60

    @property
    def note_y(self) -> int:
        return self.y + 82


@dataclass(frozen=True)
class TileMap:
    """All tiles; ``title`` is what a screen reader says first."""

    title: str
    tiles: list[Tile]

    @property
    def width(self) -> int:
        return max((tile.x + SIZE for tile in self.tiles), default=SIZE)

    @property
    def height(self) -> int:
        return max((tile.y + SIZE for tile in self.tiles), default=SIZE)


def tile_map(title: str, places: Iterable[Place]) -> TileMap:
    """Districts at their places; those without a place (new ones) in rows of five below the map."""
    known = positions()
    lowest = max((row for _, row in known.values()), default=-1) + 1
    tiles, others = [], 0
    for place in places:
        column, row = known.get(place.code, (others % 5, lowest + others // 5))
        others += place.code not in known
        tiles.append(Tile(place, column * (SIZE + GAP), row * (SIZE + GAP)))
    return TileMap(title, tiles)


def short_name(name: str) -> str:
    """As much of a district's name as a tile has room for: "Huyện Bắc Sơn" → "Bắc Sơn"."""
    return name.replace("Huyện ", "").replace("Thành phố ", "TP ")


@cache
def positions() -> dict[str, tuple[int, int]]:
    """Statistics code → (column, row)."""
    with POSITIONS.open(encoding="utf-8") as file:
        return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}
