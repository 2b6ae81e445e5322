"""The engine of the draw, by hand and by property."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.figures.draw import (
    CERTAIN,
    ORDINARY,
    RAISED,
    FrameRow,
    ImpossibleReplacement,
    Rules,
    allocate,
    chosen,
    district_quota,
    draw,
    final_list,
    place,
    replace,
    risk_class,
)

RULES = Rules(Decimal(20), certain_from=60, raised_from=30)
SEED, WITNESS = "ab" * 32, "4711"


def rows_of(district="178", kind="LT", number=10, points=0, excluded=""):
    return [FrameRow(f"{district}-{kind}-{points}-{n:03d}", district, kind, points, excluded) for n in range(number)]


def go(rows, rules=RULES, seed=SEED):
    return draw(rows, rules, seed=seed, witness=WITNESS)


@pytest.mark.parametrize(("size", "owed"), [(12, 3), (10, 2), (1, 1), (0, 0), (422, 85)])
def test_a_district_owes_its_share_rounded_up(size, owed):
    assert district_quota(size, Decimal(20)) == owed


def test_seats_are_shared_by_largest_remainder_and_ties_go_to_the_first_name():
    assert allocate(5, {"a": 7, "b": 3, "c": 2}) == {"a": 3, "b": 1, "c": 1}
    assert allocate(1, {"b": 4, "a": 4}) == {"b": 0, "a": 1}
    assert allocate(9, {"a": 2, "b": 1}) == {"a": 2, "b": 1}
    assert allocate(0, {"a": 2}) == {"a": 0}
    assert allocate(3, {}) == {}


def test_risk_classes_begin_at_their_points():
    assert [risk_class(p, RULES) for p in (60, 59, 30, 29)] == [CERTAIN, RAISED, RAISED, ORDINARY]


def test_those_at_high_risk_are_taken_without_drawing_and_count_towards_the_quota():
    rows = rows_of(number=18) + rows_of(kind="KR", number=2, points=70)

    strata = {(s.primary_type, s.risk): s for s in go(rows)}

    assert (strata["KR", CERTAIN].quota, len(strata["KR", CERTAIN].drawn)) == (2, 2)
    assert strata["LT", ORDINARY].quota == 2  # 20 % of 20 are 4


def test_more_at_high_risk_than_owed_are_all_taken_and_nobody_else():
    found = go(rows_of(number=5) + rows_of(kind="KR", number=5, points=90))

    assert sum(s.quota for s in found) == 5


def test_the_excluded_are_owed_for_but_never_drawn():
    found = go(rows_of(number=5) + rows_of(kind="KR", number=5, excluded="Đang khởi kiện"))

    assert [(s.primary_type, s.size, s.quota) for s in found] == [("LT", 5, 2)]


def test_the_order_of_the_rows_decides_nothing_and_the_seed_everything():
    rows = rows_of(number=40) + rows_of(kind="KR", number=30, points=40)

    assert go(rows) == go(list(reversed(rows)))
    assert chosen(go(rows)) != chosen(go(rows, seed="cd" * 32))


def test_the_place_in_the_queue_is_a_plain_sha256():
    """echo -n "s|w|CS-1" | sha256sum"""
    assert place("s", "w", "CS-1") == "7fa5d6676b9a482a7e91dc94ff94846643c795da25b48bc5b34c50eef63b9608"


def test_the_next_of_the_queue_takes_a_place_first_in_the_same_stratum():
    rows = rows_of(number=10) + rows_of(kind="KR", number=3)
    strata = go(rows)
    out = next(code for s in strata if s.primary_type == "LT" for code in s.drawn)
    queue = sorted((r.code for r in rows if r.primary_type == "LT"), key=lambda c: place(SEED, WITNESS, c))

    [done] = replace(rows, strata, [(out, "Đã chuyển địa điểm")], RULES, seed=SEED, witness=WITNESS)

    first_free = next(code for code in queue if code not in chosen(strata))
    assert (done.out, done.into) == (out, first_free)
    assert out not in final_list(strata, [done])


def test_when_the_stratum_is_used_up_the_district_helps_and_then_nobody():
    rows = rows_of(number=1, points=70) + rows_of(kind="KR", number=1)
    strata = go(rows)
    wishes = [("178-LT-70-000", "Đóng cửa"), ("178-KR-0-000", "Đóng cửa")]

    done = replace(rows, strata, wishes, RULES, seed=SEED, witness=WITNESS)

    assert [(d.out, d.into) for d in done] == [("178-LT-70-000", "178-KR-0-000"), ("178-KR-0-000", "")]
    assert final_list(strata, done) == []


@pytest.mark.parametrize("wish", [("178-LT-0-999", "lý do"), (None, "  ")])
def test_a_replacement_needs_somebody_on_the_list_and_a_reason(wish):
    rows = rows_of()
    strata = go(rows)
    out = wish[0] or chosen(strata)[0]

    with pytest.raises(ImpossibleReplacement):
        replace(rows, strata, [(out, wish[1])], RULES, seed=SEED, witness=WITNESS)


frames = st.lists(
    st.tuples(
        st.sampled_from(["178", "180", "181"]), st.sampled_from(["LT", "KR", "XB"]), st.integers(0, 90),
        st.sampled_from(["", "", "", "lý do"]),
    ),
    max_size=80,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(frames, st.integers(1, 100), st.randoms())
def test_whatever_the_register_the_list_is_whole_owed_and_independent_of_order(frame, percent, dice):
    rules = Rules(Decimal(percent), 60, 30)
    rows = [FrameRow(f"CS-{n}", *cells) for n, cells in enumerate(frame)]
    shuffled = rows[:]
    dice.shuffle(shuffled)

    strata = go(rows, rules)
    taken = chosen(strata)

    assert go(shuffled, rules) == strata
    assert len(taken) == len(set(taken))
    assert not {r.code for r in rows if r.excluded} & set(taken)
    for district in {r.district for r in rows}:
        here = [r for r in rows if r.district == district]
        free = [r for r in here if not r.excluded]
        certain = sum(r.points >= 60 for r in free)
        owed = max(certain, min(len(free), district_quota(len(here), rules.quota_percent)))
        assert sum(s.quota for s in strata if s.district == district) == owed
    assert all(len(s.drawn) == s.quota <= s.size for s in strata)
