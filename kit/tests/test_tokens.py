"""Figures inside prose."""

import pytest

from kit.tokens import UnknownTokens, fill_tokens, tokens_in


def test_a_token_becomes_its_value_with_or_without_spaces():
    assert fill_tokens("Tổ chức {{N101}} buổi, {{ N103 }} lượt.", {"N101": "42", "N103": "1.250"}) == (
        "Tổ chức 42 buổi, 1.250 lượt."
    )


def test_all_unknown_codes_are_named_at_once():
    with pytest.raises(UnknownTokens) as error:
        fill_tokens("{{N101}} {{N999}} {{}} {{7*7}}", {"N101": "1"})
    assert error.value.codes == ["N999", "", "7*7"]


def test_single_braces_and_template_tags_are_only_words():
    text = "{N101} {% debug %} ${7*7}"

    assert fill_tokens(text, {}) == text and tokens_in(text) == []


def test_a_value_that_looks_like_a_token_is_not_filled_again():
    assert fill_tokens("{{A}}", {"A": "{{B}}"}) == "{{B}}"
