"""How much of a text stands in another one, judged by runs of five words."""

from kit.text import fold

RUN = 5
ENOUGH = 12  # words: shorter texts are alike by chance


def runs_of(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of five words, without marks, case and punctuation; empty for a text of fewer than twelve words."""
    words = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    if len(words) < ENOUGH:
        return frozenset()
    return frozenset(tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def shared_percent(text: str, other: str) -> int:
    """How many percent of the runs of ``text`` stand in ``other`` too, rounded down; 0 for short texts."""
    mine = runs_of(text)
    return 100 * len(mine & runs_of(other)) // len(mine) if mine else 0
