"""Codes that stand on paper and are typed back: no letter is easily taken for another, none can be guessed."""

import secrets

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 letters nobody confuses: 5 bits each
LETTERS, GROUP = 20, 5  # 100 bits


def new_code() -> str:
    """ "7KQ2M-…": four groups of five letters."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)))


def normal_code(typed: str) -> str:
    """As it is stored, whatever case, spaces or dashes it was typed with; too much is cut off."""
    return grouped("".join(c for c in typed.upper()[:200] if c in ALPHABET)[: LETTERS + 1])


def grouped(letters: str) -> str:
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))
