"""Workflow, permissions, logs and the middlewares every answer passes."""

import json
import logging
import sys

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from jobs.models import Job
from jobs.states import FINISH
from kit import clock
from kit.logs import JsonFormatter
from kit.middleware import ArrivalMiddleware, RejectBrokenInputMiddleware, SafetyHeadersMiddleware
from kit.permissions import require
from kit.workflow import InvalidTransition


def ok(request):
    return HttpResponse("xin chào")


class Person:
    def __init__(self, *perms):
        self.perms = perms

    def has_perm(self, perm, obj=None):
        return perm in self.perms


def test_what_is_not_allowed_is_refused_by_name():
    require(Person("reports.view_report"), "reports.view_report")

    with pytest.raises(PermissionDenied, match="reports.submit_report"):
        require(Person(), "reports.submit_report")


def test_a_request_is_stamped_when_it_arrives(rf):
    request = rf.get("/")

    ArrivalMiddleware(ok)(request)

    assert request.received_at.tzinfo is not None


def test_every_answer_says_that_nobody_may_keep_it(rf):
    response = SafetyHeadersMiddleware(ok)(rf.get("/"))

    assert response["Cache-Control"] == "no-store"
    assert "camera=()" in response["Permissions-Policy"]
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("query", ["?q=%00", "?a=1&q=x%00y"])
def test_a_nul_byte_in_an_address_is_a_bad_request(rf, query):
    assert RejectBrokenInputMiddleware(ok)(rf.get(f"/{query}")).status_code == 400


def test_a_nul_byte_in_a_form_is_a_bad_request_and_plain_forms_pass(rf):
    refuse = RejectBrokenInputMiddleware(ok)

    assert refuse(rf.post("/", "q=%00", content_type="application/x-www-form-urlencoded")).status_code == 400
    assert refuse(rf.post("/", "q=1", content_type="application/x-www-form-urlencoded")).status_code == 200
    assert refuse(rf.post("/", {"q": "1"})).status_code == 200


def test_user_text_cannot_forge_a_line_of_the_log():
    record = logging.LogRecord("portal", logging.INFO, "", 0, "tên: %s", ("a\n{'level': 'ERROR'}",), None)
    record.code = "404-abcd"

    lines = JsonFormatter().format(record).splitlines()

    assert len(lines) == 1
    assert json.loads(lines[0])["code"] == "404-abcd"


def test_a_traceback_stays_inside_its_line():
    try:
        raise ValueError("hỏng")
    except ValueError:
        record = logging.LogRecord("portal", logging.ERROR, "", 0, "x", (), sys.exc_info())

    assert "ValueError: hỏng" in json.loads(JsonFormatter().format(record))["traceback"]


@pytest.mark.django_db
def test_a_step_from_the_wrong_state_is_refused_and_changes_nothing():
    job = Job.objects.create(key="a", kind="x", subject_id=1, not_before=clock.wall(), created_at=clock.wall())

    with pytest.raises(InvalidTransition, match="finish"):
        FINISH.apply(job, progress=100)

    job.refresh_from_db()
    assert job.progress == 0
