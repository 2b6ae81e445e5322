"""The table of kinds is whole, and every kind that is posted with a literal name stands in it."""

import re
from pathlib import Path

from django.conf import settings

from notices.policy import ANY_BUTTON, button_of, label_of, table, urgency_of
from notices.states import Urgency


def test_every_row_says_how_urgent_it_is_and_what_its_button_says():
    for kind, row in table().items():
        assert urgency_of(kind) in Urgency
        assert label_of(kind) and button_of(kind) and row["kind"] == kind


def test_a_kind_that_is_not_in_the_table_waits_for_the_morning():
    assert (urgency_of("new"), label_of("new"), button_of("new")) == (Urgency.DIGEST, "new", ANY_BUTTON)


def test_every_notice_that_names_its_kind_stands_in_the_table():
    named = set()
    for path in Path(settings.BASE_DIR).glob("*/services/**/*.py"):
        for call in re.findall(r"\bpost\((?:[^()]|\([^()]*\))*\)", path.read_text(encoding="utf-8")):
            named |= set(re.findall(r'kind="([^"]+)"', call))

    assert named <= set(table())
