"""Two texts, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.changes import Piece, word_changes

pytestmark = pytest.mark.pure
WORDS = st.lists(st.sampled_from(["kiểm", "tra", "20%", "25%", "số", "cơ", "sở"]), max_size=12).map(" ".join)


def test_only_what_changed_is_marked():
    assert word_changes("kiểm tra 20% số cơ sở", "kiểm tra 25% số cơ sở") == [
        Piece("same", "kiểm tra"), Piece("gone", "20%"), Piece("new", "25%"), Piece("same", "số cơ sở"),
    ]  # fmt: skip


def test_texts_without_much_in_common_stand_whole():
    assert word_changes("Mở lớp tập huấn.", "Treo pa nô ở cửa ngõ.") == [
        Piece("gone", "Mở lớp tập huấn."), Piece("new", "Treo pa nô ở cửa ngõ."),
    ]  # fmt: skip
    assert word_changes("", "Điểm mới.") == [Piece("new", "Điểm mới.")]


@given(WORDS, WORDS)
def test_the_pieces_are_both_texts_again(before, after):
    pieces = word_changes(before, after)

    assert " ".join(p.text for p in pieces if p.kind != "new") == before
    assert " ".join(p.text for p in pieces if p.kind != "gone") == after
