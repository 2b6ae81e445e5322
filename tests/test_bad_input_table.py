"""docs/bad-input.md names for every bad input the test that holds its answer: each of them exists."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"`([\w/]+\.py)`: ((?:`test_\w+`(?:, )?)+)")


def test_every_test_that_the_table_of_bad_input_names_exists():
    table = (ROOT / "docs" / "bad-input.md").read_text(encoding="utf-8")
    named = [(path, name) for path, names in NAMED.findall(table) for name in re.findall(r"test_\w+", names)]
    gone = [
        f"{path}: {name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]

    assert len(named) > 60
    assert gone == []
