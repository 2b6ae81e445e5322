"""Vietnamese text: found without accents, stored clean, watched for personal data."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.text import VARIANTS, clean, fold, old_font_in, personal_data_in, search_pattern


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Thăm hỏi", "tham hoi"),
        ("Phòng  Phòng,\nchống", "phong phong, chong"),
        ("ĐÌNH LẬP", "dinh lap"),
        ("Đồng Đăng", "dong dang"),
        ("Hữu Lũng", "huu lung"),
        (unicodedata.normalize("NFD", "Tràng Định"), "trang dinh"),
        ("", ""),
    ],
)
def test_text_is_folded_for_searching(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("  một  ", "một"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        (unicodedata.normalize("NFD", "Tỷ lệ"), "Tỷ lệ"),
        ("an\u200btoàn\u202e", "antoàn"),
        ("\ufeffđầu", "đầu"),
    ],
)
def test_text_is_stored_clean(text, stored):
    assert clean(text) == stored


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("căn cước 020123456789 cấp", "căn cước"),
        ("CMND 081234567.", "chứng minh"),
        ("gọi 0912345678", "điện thoại"),
        ("gọi 0912.345.678 hoặc", "điện thoại"),
        ("gọi 0205 3812 345", "điện thoại"),
        ("đối tượng sinh năm 1999", "năm sinh"),
        ("SN: 2001", "năm sinh"),
        ("hỗ trợ Nông Thị Mẫu (1999)", "họ tên"),
        ("Nguyễn Văn Thử, 1985", "họ tên"),
    ],
)
def test_personal_data_is_noticed_before_it_is_stored(text, words):
    assert any(words in found for found in personal_data_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kế hoạch 81/KH-SLĐTBXH ngày 26/5/2022",
        "1.250 lượt người, 12,5 %",
        "kinh phí 150.000.000 đồng",
        "năm 2022",
        "phường Hoàng Văn Thụ, 2012; Hội Phụ nữ, 2010",
    ],
)
def test_ordinary_sentences_of_a_report_raise_no_alarm(text):
    assert personal_data_in(text) == []


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("C«ng t¸c tuyªn truyÒn phßng chèng", "TCVN3 (ABC)"),
        ("Coâng taùc tuyeân truyeàn", "VNI-Windows"),
        ("Công tác tuyên truyền «hoà bình», quý, hoả, 12 m²", ""),
        ("", ""),
    ],
)
def test_text_of_the_fonts_before_unicode_is_noticed(text, font):
    assert old_font_in(text) == font


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co")), max_size=40))
def test_a_cleaned_text_is_found_by_its_own_folded_vietnamese_words(text):
    """What folding knows, the pattern finds; letters beyond Vietnamese are looked for as they fold."""
    letters = set("".join(VARIANTS.values())) | set("bcghklmnpqrstvx0123456789 ")
    stored = "".join(letter for letter in clean(text).lower() if letter in letters)
    for word in fold(stored).split():
        assert re.search(search_pattern(word), stored) and re.search(search_pattern(word), stored.upper())


def test_every_variant_folds_to_its_letter():
    for plain, letters in VARIANTS.items():
        assert {fold(letter) for letter in letters} == {plain}
