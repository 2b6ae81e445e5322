"""Figures inside words carry a code: as signs within the text while a paper is composed, as runs in its tree. Pure.

The signs are private-use characters, which kit.text.clean takes out of whatever people type.
"""

import re
from collections.abc import Sequence

from documents.layout import NBSP, Block, Run

OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
MARK = re.compile(f"{OPEN}([^{OPEN}{MIDDLE}{CLOSE}]*){MIDDLE}([^{OPEN}{MIDDLE}{CLOSE}]*){CLOSE}")
STRAY = re.compile(f"[{OPEN}{MIDDLE}{CLOSE}]")


def mark(code: str, text: str) -> str:
    """ "167 buổi" as the figure of N101."""
    return f"{OPEN}{code}{MIDDLE}{text}{CLOSE}"


def runs_of(text: str) -> list[Run]:
    """The text in pieces: words without a code, figures with theirs. Signs that form no mark are dropped.

    A number and its measure stay on one line.
    """
    runs: list[Run] = []
    place = 0
    for found in MARK.finditer(text):
        runs += [
            {"text": text[place : found.start()], "code": ""},
            {"text": found[2].replace(" ", NBSP, 1), "code": found[1]},
        ]
        place = found.end()
    runs.append({"text": text[place:], "code": ""})
    clean: list[Run] = [{"text": STRAY.sub("", run["text"]), "code": run["code"]} for run in runs]
    return [run for run in clean if run["text"]]


def with_runs(blocks: Sequence[Block]) -> list[Block]:
    """Blocks whose text is plain; where figures were marked in it, the pieces stand beside it."""
    return [_with_runs(block) for block in blocks]


def _with_runs(block: Block) -> Block:
    if not STRAY.search(block.get("text", "")):
        return block
    runs = runs_of(block["text"])
    plain: Block = {**block, "text": "".join(run["text"] for run in runs)}
    return {**plain, "runs": runs} if any(run["code"] for run in runs) else plain
