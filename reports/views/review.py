"""The department's pages: the board of all units, one report, the decision."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from accounts.states import Role
from kit import clock
from kit.workflow import InvalidTransition
from plans.models import ReportingPeriod
from plans.states import PeriodKind
from reports.forms.review import ReasonForm
from reports.models import Report, SubmissionRound
from reports.queries.board import LATE, board_counts, board_reports
from reports.queries.cells import threads_about
from reports.queries.form import outline_for
from reports.queries.matrix import desk_of
from reports.queries.returns import changes_between, names_of, old_numbers
from reports.queries.review import round_rows
from reports.queries.waiting import next_for_review
from reports.services import opening, review
from reports.services.on_behalf import enter_on_behalf
from reports.services.opening import MissingReason
from reports.services.problems import problems_of
from reports.services.submission import version_of
from reports.services.submission_key import submission_key
from reports.states import ReportState
from reports.views.attachments import attachments_for
from reports.views.finding import find
from reports.views.stale import stale
from reports.views.unit import unit_page

PER_PAGE = 50
BUTTONS = {
    "reopen": "Mở lại để chỉnh lý",
    "on_behalf": "Nhập thay đơn vị",
    "exclude": "Loại trừ khỏi kỳ báo cáo",
    "include": "Đưa lại vào kỳ báo cáo",
}


def period_or_404(code: str) -> ReportingPeriod:
    """The period "2022-6T", or 404."""
    year, _, kind = code.partition("-")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and kind in PeriodKind.values):
        raise Http404
    period = ReportingPeriod.objects.select_related("form").filter(year=int(year), kind=kind).first()
    if period is None:
        raise Http404
    return period


def chosen_period(request: Request) -> ReportingPeriod | None:
    """The period asked for with ``?ky=``, else the latest that has begun."""
    if code := request.GET.get("ky"):
        return period_or_404(code)
    return ReportingPeriod.objects.select_related("form").open_by(clock.now()).order_by("-ends_on").first()


@policy("period.view")
@require_safe
def board(request: Request) -> HttpResponse:
    """All units of a period: who has sent, who is late, who waits for whom."""
    period, now = chosen_period(request), clock.now()
    context = {
        "period": period,
        "periods": ReportingPeriod.objects.open_by(now),
        "may_chase": may_use(request.user, "report.nudge"),
        "states": ReportState.choices,
        "now": now,
    }
    return render(request, "reports/board.html", context | (_rows(request, period, now) if period else {}))


def _rows(request: Request, period: ReportingPeriod, now: datetime) -> dict:
    """One page of the units, and how many there are of each kind; an unknown state narrows nothing."""
    asked = request.GET.get("tinh-trang", "")
    state = asked if asked in (*ReportState.values, LATE) else ""
    pages = Paginator(board_reports(period, request.user, state, now), PER_PAGE)
    page = pages.get_page(request.GET.get("trang", "1"))
    counts = board_counts(period, request.user, now)
    return {
        "page": page,
        "rows": [(r, r.is_late(now), desk_of(r, now)) for r in page.object_list],
        "counts": counts,
        "late": counts[LATE],
        "total": counts["total"],
        "chosen": state,
        "query": urlencode({"ky": period.code} | ({"tinh-trang": state} if state else {})),
    }


@policy("report.view")
@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """One report: the unit's own page, or the department's review of what was sent."""
    report = find(request, pk)
    if review.open_for_review(report, by=request.user, at=request.received_at):
        report = find(request, pk)
    if request.user.role == Role.REPORTER:
        if report.is_editable and "xem" not in request.GET:
            return redirect("reports:edit", pk)
        return unit_page(request, report)
    return render(request, "reports/review.html", review_context(request, report))


def review_context(request: Request, report: Report, form: ReasonForm | None = None) -> dict:
    """What was sent in the latest round, beside the round before and last year."""
    rounds = list(report.rounds.select_related("decided_by", "receipt").prefetch_related("items").order_by("-number"))
    latest, earlier = (rounds + [None, None])[:2]
    may_judge = may_use(request.user, "report.accept") and report.submitted_by_id != request.user.pk
    threads = threads_about(report, request.user)
    return {
        "report": report,
        "is_late": report.is_late(clock.now()),
        "rounds": rounds,
        "latest": latest,
        "groups": round_rows(report, latest, earlier) if latest else [],
        "sections": _sections(report, latest),
        "may_judge": may_judge and report.state == ReportState.SUBMITTED,
        "may_reopen": may_use(request.user, "report.reopen") and report.state == ReportState.ACCEPTED,
        "may_include": may_use(request.user, "report.exclude") and report.excluded_at,
        "may_exclude": may_use(request.user, "report.exclude") and not report.excluded_at and not report.is_sent,
        **_changed(report, earlier, latest),
        **{f"{name}_form": _reason_form(report, name, form) for name in BUTTONS},
        "may_stand_in": report.is_editable and request.user.has_perm("reports.enter_on_behalf", report),
        "problems": problems_of(report) if report.on_behalf_at and report.is_editable else [],
        "threads": threads,
        "open_threads": sum(thread.closed_at is None for thread in threads),
        "attachments": attachments_for(request, report),
        "is_closed": report.state == ReportState.ACCEPTED and review.is_closed(report),
        "submission_key": submission_key(report, request.user, version_of(report)),
        "next": next_for_review(request.user, report) if may_use(request.user, "report.accept") else None,
        "is_decided": report.state in (ReportState.ACCEPTED, ReportState.RETURNED),
    }


def _changed(report: Report, earlier: SubmissionRound | None, latest: SubmissionRound | None) -> dict:
    """What the latest sending changed, and which of its words still tell the old figures."""
    if not (latest and earlier and report.is_sent):
        return {"changes": []}
    changes = changes_between(report, earlier, latest)
    return {"changes": changes, "old_numbers": old_numbers(changes, latest.snapshot["sections"], names_of(report))}


def _reason_form(report: Report, name: str, failed: ReasonForm | None) -> ReasonForm:
    """The empty form of one decision, or the one that was just refused: that one alone."""
    action = reverse(f"reports:{name}", args=[report.pk])
    return failed if failed and failed.helper.form_action == action else ReasonForm(action=action, button=BUTTONS[name])


def _sections(report: Report, latest) -> list[dict]:
    texts = latest.snapshot["sections"] if latest else {}
    outline = outline_for(report.period, report.unit.reporter_code)
    return [{"code": s["code"], "title": s["title"], "text": texts.get(s["code"], "")} for s in outline]


@policy("report.take")
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    """Put the report on one's own desk."""
    report = find(request, pk)
    try:
        review.take_report(report, by=request.user, at=request.received_at)
        messages.success(request, "Báo cáo đã ở bàn của đồng chí.")
    except InvalidTransition:
        return stale(request, report)
    return redirect("reports:detail", pk)


@policy("report.accept")
@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    """Take the report into the totals."""
    report = find(request, pk)
    try:
        review.accept_report(report, by=request.user, at=request.received_at)
        messages.success(request, f"Đã duyệt báo cáo của {report.unit}. Số liệu đã vào bảng tổng hợp.")
    except review.OpenThreads as error:
        messages.error(request, f"Chưa duyệt: còn {error.count} trao đổi chưa khép về số liệu của báo cáo này.")
        return render(request, "reports/review.html", review_context(request, report), status=409)
    except InvalidTransition:
        if not Report.objects.accepted().filter(pk=pk, decided_by=request.user).exists():
            return stale(request, report)  # else a second click: it is done
    return redirect("reports:detail", pk)


@policy("report.reopen")
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take an accepted report out of the totals."""
    return _with_reason(request, pk, "reopen", review.reopen_report, "Đã mở lại; số liệu đã ra khỏi tổng hợp.")


@policy("report.on_behalf")
@require_POST
def on_behalf(request: Request, pk: int) -> HttpResponse:
    """Enter the report for the unit."""
    done = "Đã nhận nhập thay; mở biểu nhập ở dưới. Đơn vị được báo."
    return _with_reason(request, pk, "on_behalf", enter_on_behalf, done)


@policy("report.exclude")
@require_POST
def exclude(request: Request, pk: int) -> HttpResponse:
    """Lift the unit's obligation in this period."""
    return _with_reason(request, pk, "exclude", opening.exclude_unit, "Đã loại trừ đơn vị khỏi kỳ này.")


@policy("report.exclude")
@require_POST
def include(request: Request, pk: int) -> HttpResponse:
    """Take an exclusion back."""
    return _with_reason(request, pk, "include", opening.include_unit, "Đơn vị lại có nghĩa vụ báo cáo kỳ này.")


def _with_reason(request: Request, pk: int, name: str, service, done: str) -> HttpResponse:
    report = find(request, pk)
    form = ReasonForm(request.POST, action=request.path, button=BUTTONS[name])
    if not form.is_valid():
        return render(request, "reports/review.html", review_context(request, report, form), status=422)
    try:
        service(report, by=request.user, at=request.received_at, reason=form.cleaned_data["reason"])
        messages.success(request, done)
    except MissingReason as error:
        form.add_error("reason", str(error))
        return render(request, "reports/review.html", review_context(request, report, form), status=422)
    except InvalidTransition:
        return stale(request, report)
    return redirect("reports:detail", pk)
