"""Addresses of the first pages: what they show is the reader's own affair, no address names a unit."""

GLOBAL: dict = {}
ARGUMENTS = {
    "dashboards:retry_job": lambda side: {"pk": side.consolidation.job.pk},
    "dashboards:goal": lambda side: {"code": "G1"},
    "dashboards:goal_type": lambda side: {"code": "G1"},
}
READ_AND_WRITE = {"dashboards:goal_type"}
POSTED_ELSEWHERE = {"dashboards:goal_type"}  # the coordinator's alone
POST_ONLY = {"dashboards:retry_job"}  # jobs belong to the department
