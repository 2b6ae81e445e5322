"""The reporting unit's pages around the form: its list, forwarding, sending, taking back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, policy
from kit import clock
from kit.workflow import InvalidTransition
from reports.models import Adjustment, Receipt, Report, SubmissionRound
from reports.queries.cells import threads_about
from reports.services import submission
from reports.services.problems import problems_of
from reports.services.recall import recall_report
from reports.services.submission import IncompleteReport
from reports.services.submission_key import submission_key
from reports.views.entry import OTHER_ACCOUNT, keep_answers, parked, save_posted
from reports.views.finding import find
from reports.views.form_page import explained, form_context, form_page, since_the_last
from reports.views.stale import stale


@policy("report.own")
@require_safe
def own(request: Request) -> HttpResponse:
    """All reports of the user's unit, newest period first."""
    reports = Report.objects.visible_to(request.user).for_listing()
    adjustments = Adjustment.objects.visible_to(request.user).in_force().select_related("period", "indicator")
    context = {"reports": reports, "adjustments": adjustments, "now": clock.now()}
    return render(request, "reports/own.html", context)


@policy("report.forward")
@require_POST
def forward(request: Request, pk: int) -> HttpResponse:
    """Save what stands in the form, then lay the report before the head of the unit."""
    report = find(request, pk)
    if not submission.may_forward(request.user):
        raise PermissionDenied("reports.forward_report")
    try:
        refused, saved = keep_answers(request, report), save_posted(request, report)
        if refused or not saved.is_clean:
            return form_page(request, find(request, pk), saved, refused=refused)
        submission.forward_report(report, by=request.user, at=request.received_at)
    except IncompleteReport as error:
        return form_page(request, find(request, pk), problems=error.problems)
    except InvalidTransition:
        return parked(request, find(request, pk))
    messages.success(request, "Đã trình trưởng đơn vị. Báo cáo chỉ rời đơn vị khi trưởng bấm “Gửi báo cáo về Sở”.")
    return redirect("reports:detail", pk)


@policy("report.hand_back")
@require_POST
def hand_back(request: Request, pk: int) -> HttpResponse:
    """Back to the officer's desk: the head asks for a change, or the officer takes it back himself."""
    words = request.POST.get("reason", "")[:500]
    report = find(request, pk)
    try:
        submission.hand_back_report(report, by=request.user, at=request.received_at, words=words)
        messages.success(request, "Báo cáo đã trở lại trạng thái nhập, có thể sửa.")
    except InvalidTransition:
        return stale(request, report)
    return redirect("reports:detail", pk)


@policy("report.submit")
@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    """The head sends the report to the department."""
    report = find(request, pk)
    try:
        key = request.POST.get("submission_key", "")[:200]
        report = submission.submit_report(report, by=request.user, at=request.received_at, key=key)
    except IncompleteReport as error:
        messages.error(
            request, f"Chưa gửi được: còn {len(error.problems)} điểm phải hoàn thiện, xem danh sách bên dưới."
        )
        return redirect("reports:detail", pk)
    except submission.AlreadySent as again:
        return _to_receipt(again.round)
    except submission.AnotherAccount:
        return stale(request, report, OTHER_ACCOUNT)
    except submission.ChangedMeanwhile:
        return _changed(request, find(request, pk))
    except InvalidTransition:
        report = find(request, pk)
        if report.is_sent and (sent := report.rounds.order_by("-number").first()):
            return _to_receipt(sent)
        return stale(request, report)
    first = "" if report.first_submitted_at == report.submitted_at else "; tính theo lần nộp đầu"
    words = ("đúng hạn" if report.was_on_time else "sau hạn") + first
    messages.success(request, f"Đã gửi báo cáo {words}, lúc {submission.report_time(request.received_at)}.")
    return _to_receipt(report.rounds.order_by("-number")[0])


def _to_receipt(sent: SubmissionRound) -> HttpResponse:
    """To the receipt of a sending: the same for everybody who asks again."""
    receipt = Receipt.objects.filter(round=sent).first()
    return redirect("reports:receipt", receipt.pk) if receipt else redirect("reports:detail", sent.report_id)


def _changed(request: Request, report: Report) -> HttpResponse:
    """Nothing was sent: what stands in the report is no longer what stood on the page."""
    when = f" lúc {submission.report_time(report.edited_at)}" if report.edited_at else ""
    messages.error(request, f"Chưa gửi: báo cáo đã thay đổi{when}, sau khi đồng chí mở trang. Xem lại rồi gửi.")
    response = unit_page(request, report)
    response.status_code = 409
    return response


@policy("report.recall")
@require_POST
def recall(request: Request, pk: int) -> HttpResponse:
    """Take back what the department has not opened."""
    report = find(request, pk)
    try:
        recall_report(report, by=request.user, at=request.received_at)
        messages.success(request, "Đã rút lại báo cáo. Lần gửi vừa rồi không còn được tính; sửa xong phải gửi lại.")
    except InvalidTransition:
        words = "Không rút lại được: Sở đã mở báo cáo. Nếu cần sửa, đề nghị Sở yêu cầu chỉnh lý."
        return stale(request, report, words)
    return redirect("reports:detail", pk)


def unit_page(request: Request, report: Report) -> HttpResponse:
    """The unit's own view of a report that it does not edit right now."""
    context = form_context(report)
    context["problems"] = problems_of(report) if not report.is_sent and not report.excluded_at else []
    context["rounds"] = report.rounds.select_related("receipt").prefetch_related("items").order_by("-number")
    context["explained"] = explained(context["groups"])
    context |= since_the_last(report, context["rounds"])
    context["submission_key"] = submission_key(report, request.user, submission.version_of(report))
    context["threads"] = threads_about(report, request.user)
    context["attachments"] = list(report.attachments.standing().select_related("file__uploaded_by"))
    return render(request, "reports/unit_detail.html", context)
