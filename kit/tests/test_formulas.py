"""Rules as spreadsheet formulas: the same condition in another language."""

import pytest

from kit.expressions import InvalidExpression
from kit.formulas import condition

pytestmark = pytest.mark.pure


def place(key: str) -> str | None:
    """Every figure is a cell of its own name; prev: is a number known beforehand; X999 is nowhere."""
    if key == "X999":
        return None
    word, _, code = key.rpartition(":")
    return {"": code, "prev": "40", "noted": f"N({code})"}[word]


@pytest.mark.parametrize(
    ("rule", "formula"),
    [
        ("N102 <= N101", "N102<=N101"),
        ("iff(N101 == 0, N103 == 0)", "(N101=0)=(N103=0)"),
        ("implies(N101 > 0, 5 * N101 <= N103 <= 500 * N101)",
         "OR(NOT(N101>0),AND((5*N101)<=N103,N103<=(500*N101)))"),
        ("max(TH01, prev(TH01)) - min(TH01, prev(TH01)) <= 0.2 * prev(TH01)",
         "(MAX(TH01,40)-MIN(TH01,40))<=(0.2*40)"),
        ("N406 <= TH01 + given(N408) or noted(N406) == 1", "OR(N406<=(TH01+SUM(N408)),N(N406)=1)"),
        ("not N101 != N102 and N101 >= 1", "AND(NOT(N101<>N102),N101>=1)"),
        ("N101 / N102 < given(N103, X999)", "(N101/N102)<SUM(N103)"),
        ("N101 == given(X999)", "N101=0"),
        ("TH01 == TH01.LT + TH01.KR", "TH01=(TH01.LT+TH01.KR)"),
    ],
)  # fmt: skip
def test_a_rule_reads_the_same_in_a_spreadsheet(rule, formula):
    assert condition(rule, place) == formula


def test_a_rule_about_a_figure_that_the_form_does_not_have_is_not_told():
    assert condition("N101 <= X999", place) is None


@pytest.mark.parametrize("text", ["N101", "open('x') > 1", "N101 <= N102 or"])
def test_what_is_no_rule_becomes_no_formula(text):
    with pytest.raises(InvalidExpression):
        condition(text, place)
