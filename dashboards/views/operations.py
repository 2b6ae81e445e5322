"""The health page: for the administrator, and for the coordinator and the auditor to read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from dashboards.queries.operations import operations
from dashboards.services.operations import retry_job
from jobs.models import Job
from jobs.wake import wake_on_commit
from kit import clock
from kit.workflow import InvalidTransition


@policy("operations.view")
@require_safe
def health(request: Request) -> HttpResponse:
    """What waits, what runs next, what failed, whom no mail reaches."""
    return _health(request)


def _health(request: Request, status: int = 200) -> HttpResponse:
    rights = {
        "may_retry": may_use(request.user, "operations.retry"),
        "may_resend": may_use(request.user, "notice.resend"),
    }
    return render(request, "dashboards/operations.html", operations(clock.now()) | rights, status=status)


@policy("operations.retry")
@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    """Start a failed job again."""
    job = get_object_or_404(Job, pk=pk)
    try:
        retry_job(job, by=request.user, at=request.received_at)
        wake_on_commit(job.pk)
        messages.success(request, "Đã cho chạy lại; kết quả hiện ra trong chốc lát.")
    except InvalidTransition:
        messages.warning(request, "Việc này không còn ở tình trạng thất bại nên không chạy lại; không có gì thay đổi.")
        return _health(request, status=409)
    return redirect("dashboards:operations")
