"""A figure keeps its code from the sentence to the content tree, and nothing else gets one."""

import pytest

from documents.layout import note, section, validate_content
from documents.marks import mark, runs_of, with_runs
from kit.tests.test_pdf import content
from kit.text import clean

pytestmark = pytest.mark.pure


def test_figures_become_runs_and_the_text_stays_whole():
    text = f"Tổ chức {mark('N101', '40 buổi')}, với {mark('N103', '1.200 lượt')}."
    block = with_runs([{"type": "paragraph", "text": text}])[0]

    assert block["text"] == "Tổ chức 40\u00a0buổi, với 1.200\u00a0lượt."
    assert [run["code"] for run in block["runs"]] == ["", "N101", "", "N103", ""]
    assert "".join(run["text"] for run in block["runs"]) == block["text"]


def test_words_without_figures_have_no_runs():
    blocks = [section(1, "Tình hình"), note("Ghi chú.")]

    assert with_runs(blocks) == blocks


@pytest.mark.parametrize("text", ["\ue000N101", "\ue001\ue002 x", "\ue000A\ue001B\ue000C\ue001D\ue002"])
def test_half_a_mark_leaves_no_sign_on_paper(text):
    assert not set("".join(run["text"] + run["code"] for run in runs_of(text))) & {"\ue000", "\ue001", "\ue002"}


def test_nobody_can_type_a_mark():
    assert clean(f"Có {mark('N101', '40')} buổi") == "Có N10140 buổi"


def test_a_tree_with_runs_and_codes_is_valid():
    body = with_runs([{"type": "paragraph", "text": f"Có {mark('N101', '40 buổi')}."}])
    validate_content(content(body=body, codes={"show": "codes", "url": "https://x/?ma=1-"}))
