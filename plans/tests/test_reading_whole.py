"""No sentence is lost and none stands twice, whatever the document looks like."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.document_read import read_blocks
from plans.reading.reader import read_plan

PLANS = sorted((Path(__file__).parent / "plans").glob("*.txt"))
LINES = [line.strip() for path in PLANS for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
# Read into number, date and place: their words stand in no text.
READ_AWAY = re.compile(r"(?i)số\s*:|ngày .* tháng .* năm \d{4}$|^[\s_*-]*$")
LABELS = ("", "", "", "- ", "+ ", "• ", "1. ", "2. ", "3/ ", "a) ", "đ) ", "I. ", "II. ", "V. ", "1.1. ", "(2) ", "A. ",
          "Điều 3. ", "PHẦN I ", "Mục 2. ", "PHỤ LỤC ", "| ", "– ", "o ", "Chương II ", "* ")  # fmt: skip


def texts(data: dict) -> list[str]:
    """Every text of the object once; names, times and targets are read out of these."""
    found = [data[name] for name in ("title", "issuer", "superior", "kind")]
    found += [*data["legal_bases"], *data["recipients"], *data["unplaced"], *data["signer"].values()]
    found += [row["text"] for row in data["objectives"]] + [row["title"] for row in data["sections"]]
    for group in data["groups"]:
        found += [group["title"], group.get("text", "")]
        for task in group["tasks"]:
            found.append(task["text"])
            # From a table: who and when are cells of their own.
            cells = [*task["lead"], *task["coordinating"], task["when"] or ""]
            found += [cell for cell in cells if cell not in " ".join(task["text"].split())]
    for row in data["assignments"]:
        found += [*row["duties"], "" if any(row["unit"] in duty for duty in row["duties"]) else row["unit"]]
    for table in data["tables"]:
        found += [*table["header"], *(cell for row in table["rows"] for cell in row)]
    return found


def marked(lines: list[str]) -> tuple[str, list[str]]:
    """A mark within each line that the whole document must show once."""
    marks, written = [], []
    for index, line in enumerate(lines):
        head, _, tail = line.rpartition(" ")
        if READ_AWAY.search(line) or not head or "|" in line:
            written.append(line)
            continue
        marks.append(f"zq{index:03d}zq")
        written.append(f"{head} {marks[-1]} {tail}")
    return "\n".join(written), marks


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.integers(5, 60), st.booleans(), st.booleans())
def test_a_shuffled_and_mangled_document_loses_and_doubles_nothing(seed, size, with_labels, with_blanks):
    chance = random.Random(seed)
    lines = chance.sample(LINES, min(size, len(LINES)))
    if with_labels:
        lines = [chance.choice(LABELS) + line for line in lines]
    text, marks = marked(lines)
    if with_blanks:
        text = text.replace("\n", "\n\n")

    whole = "\n".join(texts(read_plan(read_blocks(text.encode())).as_data()))

    assert {mark: whole.count(mark) for mark in marks} == dict.fromkeys(marks, 1)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_line_of_a_plan_stands_in_one_text(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines()]
    text, marks = marked(lines)

    whole = "\n".join(texts(read_plan(read_blocks(text.encode())).as_data()))

    assert {mark: whole.count(mark) for mark in marks} == dict.fromkeys(marks, 1)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_without_a_crash(text):
    if text.strip() and "\x00" not in text:
        try:
            blocks = read_blocks(text.encode())
        except Exception as error:
            assert type(error).__name__ == "UnreadableFile"
            return
        read_plan(blocks).as_data()
