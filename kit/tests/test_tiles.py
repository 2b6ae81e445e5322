"""The map of districts as tiles."""

from kit.tiles import GAP, SIZE, Place, positions, short_name, tile_map


def test_each_district_has_a_place_of_its_own():
    assert len(set(positions().values())) == len(positions()) == 11


def test_tiles_stand_where_the_districts_lie_and_a_new_one_below():
    found = tile_map("Bản đồ", [Place("178", "TP Lạng Sơn", "20 %", "good"), Place("999", "Mới", "–", "mute")])

    assert [(tile.x, tile.y) for tile in found.tiles] == [(2 * (SIZE + GAP), 2 * (SIZE + GAP)), (0, 4 * (SIZE + GAP))]
    assert (found.width, found.height) == (2 * (SIZE + GAP) + SIZE, 4 * (SIZE + GAP) + SIZE)


def test_a_map_of_nothing_has_still_a_size():
    assert (tile_map("Trống", []).width, tile_map("Trống", []).height) == (SIZE, SIZE)


def test_names_are_short_on_tiles():
    assert [short_name(name) for name in ("Huyện Bắc Sơn", "Thành phố Lạng Sơn")] == ["Bắc Sơn", "TP Lạng Sơn"]
