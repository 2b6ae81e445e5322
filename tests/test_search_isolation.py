"""Searching for a neighbour's words finds nothing, says nothing and asks the database the same."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.world import MARK, everything_in


@pytest.mark.parametrize("who", ["BC", "BC-head", "KT"])
@pytest.mark.parametrize("typed", ["KNB", "KND", "KN", "huyen", "kh"])
def test_a_search_never_tells_of_what_is_somebody_elses(world, who, typed):
    answer = world.client(who).get(reverse("dashboards:search"), {"q": typed})

    letters = {mark[2] for mark in MARK.findall(everything_in(answer))}
    allowed = {"A"} | ({"P"} if who == "KT" else set()) | ({"W"} if who.startswith("BC") else set())
    assert letters <= allowed


def test_looking_for_what_is_there_but_foreign_costs_what_looking_for_nothing_costs(world):
    def queries(typed):
        with CaptureQueriesContext(connection) as asked:
            world.client("BC").get(reverse("dashboards:search"), {"q": typed})
        return [re.sub(r"KN[A-Z]|[a-z]{6}|\[.*?\]|\d+", "", query["sql"]) for query in asked]

    assert len(queries("KNB")) == len(queries("KNQ"))
