"""Back to the unit and forth again: what to correct, the unit's answers, the difference between two sendings."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, policy
from kit.workflow import InvalidTransition
from reports.forms.review import ReturnForm
from reports.models import Report, SubmissionRound
from reports.queries.returns import changes_between, names_of
from reports.queries.review import round_rows
from reports.services import review
from reports.services.opening import MissingReason
from reports.states import ReportState
from reports.views.entry import save_draft
from reports.views.finding import find, find_editable
from reports.views.stale import stale


@policy("report.return")
@require_http_methods(["GET", "HEAD", "POST"])
def return_(request: Request, pk: int) -> HttpResponse:
    """Say what to correct: of the marked places only, or of the whole report."""
    report = find(request, pk)
    marked = _marked(report, (request.POST if request.method == "POST" else request.GET).getlist("o"))
    if request.method != "POST":
        if report.state != ReportState.SUBMITTED:
            return stale(request, report)
        return _return_page(request, report, ReturnForm(marked=marked))
    form = ReturnForm(request.POST, marked=marked)
    if not form.is_valid():
        return _return_page(request, report, form, status=422)
    return _return(request, report, form)


def _return(request: Request, report: Report, form: ReturnForm) -> HttpResponse:
    reason, marks = form.cleaned_data["reason"], form.marks
    try:
        review.return_report(report, by=request.user, at=request.received_at, reason=reason, marks=marks)
        messages.success(request, "Đã yêu cầu chỉnh lý; đơn vị được báo ngay.")
    except (MissingReason, review.UnknownMark) as error:
        form.add_error("reason" if isinstance(error, MissingReason) else None, str(error))
        return _return_page(request, report, form, status=422)
    except InvalidTransition:
        return stale(request, report)
    return redirect("reports:detail", report.pk)


def _marked(report: Report, codes: list[str]) -> list[tuple[str, str]]:
    """The marked places with their names, in the form's order; what is not on this form is ignored."""
    allowed = review.markable_codes(report)
    return [(code, name) for code, name in names_of(report).items() if code in codes and code in allowed]


def _return_page(request: Request, report: Report, form: ReturnForm, status: int = 200) -> HttpResponse:
    """Beside each marked figure stands what was sent, and last year's."""
    sent = report.rounds.order_by("-number").first()
    groups = round_rows(report, sent, None) if sent and form.marked else []
    rows = {row.indicator.code: row for _, rows in groups for row in rows}
    places = [place | {"row": rows.get(place["code"])} for place in form.places]
    context = {"report": report, "form": form, "places": places}
    return render(request, "reports/review_return.html", context, status=status)


@policy("report.edit")
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Keep the unit's answers, and with them whatever else stands in the form."""
    return save_draft(request, find_editable(request, pk), "Đã lưu trả lời.")


@policy("report.view")
@require_safe
def compare(request: Request, pk: int) -> HttpResponse:
    """What differs between two sendings, ``?lan=`` and ``?voi=``; by default the latest two."""
    report = find(request, pk)
    rounds = {str(sent.number): sent for sent in report.rounds.order_by("number")}
    if len(rounds) < 2:
        raise Http404
    later = _round(rounds, request.GET.get("lan"), -1)
    earlier = _round(rounds, request.GET.get("voi"), -2)
    if earlier.number > later.number:
        earlier, later = later, earlier
    context = {
        "report": report,
        "rounds": rounds.values(),
        "earlier": earlier,
        "later": later,
        "changes": changes_between(report, earlier, later),
    }
    return render(request, "reports/compare.html", context)


def _round(rounds: dict[str, SubmissionRound], number: str | None, default: int) -> SubmissionRound:
    """The sending of that number, else the default from the end; an unknown number is not found."""
    if not number:
        return list(rounds.values())[default]
    if number not in rounds:
        raise Http404
    return rounds[number]
