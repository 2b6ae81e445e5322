"""How alike two texts are."""

from kit.shingles import shared_percent

TEXT = "Phòng đã tổ chức mười hai buổi tuyên truyền tại các xã, thị trấn với sự tham gia của người dân."


def test_the_same_words_are_alike_whatever_their_marks_case_and_punctuation():
    assert shared_percent(TEXT, TEXT.upper().replace(",", " –")) == 100


def test_a_half_that_is_copied_is_about_half():
    own = " Ngoài ra phối hợp Công an và Hội Phụ nữ thăm các cơ sở lưu trú để nhắc ký cam kết mới."

    assert 35 <= shared_percent(TEXT + own, TEXT) <= 60


def test_short_texts_and_other_words_are_not_alike():
    assert shared_percent("Không phát sinh trong kỳ.", "Không phát sinh trong kỳ.") == 0
    assert shared_percent(TEXT, "") == shared_percent("", TEXT) == 0
