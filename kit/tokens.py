"""Figures inside prose: ``{{N101}}`` stands for the value of N101, so that words never contradict the table."""

import re
from collections.abc import Mapping

TOKEN = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class UnknownTokens(Exception):
    """``codes`` stand between double braces but name no figure that is known."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


def tokens_in(text: str) -> list[str]:
    """The codes between double braces, in order, each once."""
    return list(dict.fromkeys(TOKEN.findall(text)))


def fill_tokens(text: str, values: Mapping[str, str]) -> str:
    """``text`` with every token replaced. Raises UnknownTokens naming all codes that ``values`` does not have."""
    if unknown := [code for code in tokens_in(text) if code not in values]:
        raise UnknownTokens(unknown)
    return TOKEN.sub(lambda found: values[found[1]], text)
