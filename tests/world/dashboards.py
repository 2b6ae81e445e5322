"""Addresses of the first pages: what they show is the reader's own affair, no address names a unit."""

GLOBAL: dict = {}
ARGUMENTS = {
    "dashboards:goal": lambda side: {"code": "G1"},
    "dashboards:goal_type": lambda side: {"code": "G1"},
}
READ_AND_WRITE = {"dashboards:goal_type"}
POSTED_ELSEWHERE = {"dashboards:goal_type"}  # the coordinator's alone
