"""Letters that urge late units: the list, drafting, the number, the files; and reminding by hand."""

import logging
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, may_use, policy
from documents.services.printing import DamagedFile, printed_file
from documents.services.words import word_file
from jobs.services.queue import restart
from jobs.wake import wake_on_commit
from kit import clock
from kit.workflow import InvalidTransition
from notices.services.delivery import TooSoon
from reports.forms.letters import LetterForm, NumberForm
from reports.models import Letter
from reports.queries.letters import late_reports, periods_with_late_units
from reports.services import letters, nudges
from reports.states import LetterState
from reports.views.finding import find
from reports.views.review import period_or_404
from reports.views.stale import STALE

logger = logging.getLogger(__name__)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@policy("letter.view")
@require_safe
def letter_list(request: Request) -> HttpResponse:
    """All letters, and the periods for which one could be drafted now."""
    rows = Letter.objects.visible_to(request.user).select_related("period", "document", "replaced_by", "drafted_by")
    found = list(rows.prefetch_related("addressees"))
    may_draft = may_use(request.user, "letter.draft")
    context = {
        "letters": found,
        "periods": periods_with_late_units(clock.now()) if may_draft else [],
        "drafted": {letter.period_id for letter in found if letter.state == LetterState.DRAFTED},
        "may_draft": may_draft,
    }
    return render(request, "reports/letters.html", context)


@policy("letter.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Request, period_code: str) -> HttpResponse:
    """Who would be named now, and the two questions that the letter needs answered."""
    period = period_or_404(period_code)
    last = Letter.objects.visible_to(request.user).filter(period=period).order_by("-revision").first()
    form = LetterForm(request.POST or None, initial={"after": last.revision if last else 0})
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            letter = letters.draft_letter(
                period,
                by=request.user,
                at=request.received_at,
                new_due_on=data["new_due_on"],
                signed_as=data["signed_as"],
                seen=data["after"],
            )
        except letters.ImpossibleDay as error:
            form.add_error("new_due_on", str(error))
        except letters.NobodyIsLate:
            messages.info(request, "Không còn đơn vị nào quá hạn nên không cần công văn.")
            return redirect("reports:letters")
        else:
            if letter.job:
                wake_on_commit(letter.job.pk)
            return redirect("reports:letter", letter.pk)
    context = {"period": period, "late": late_reports(period, clock.now()), "form": form, "last": last}
    return render(request, "reports/letter_draft.html", context, status=422 if form.errors else 200)


def _find(request: Request, pk: int) -> Letter:
    visible = Letter.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("period", "document", "job", "drafted_by", "recorded_by", "replaces__document"), pk=pk
    )


def _page(request: Request, letter: Letter, form: NumberForm | None = None) -> dict:
    may_record = may_use(request.user, "letter.draft") and letter.state == LetterState.DRAFTED
    form = form or NumberForm(action=reverse("reports:letter_number", args=[letter.pk]))
    later = Letter.objects.visible_to(request.user).filter(replaces=letter).first()
    return {"letter": letter, "form": form, "may_record": may_record, "later": later}


@policy("letter.view")
@require_safe
def letter(request: Request, pk: int) -> HttpResponse:
    """One letter: its files, its units, its number."""
    return render(request, "reports/letter.html", _page(request, _find(request, pk)))


@policy("letter.view")
@require_safe
def letter_progress(request: Request, pk: int) -> HttpResponse:
    """The card that polls while the worker prints."""
    return render(request, "reports/_letter_card.html", _page(request, _find(request, pk)))


@policy("letter.draft")
@require_POST
def letter_number(request: Request, pk: int) -> HttpResponse:
    """Record what the clerk gave."""
    letter = _find(request, pk)
    form = NumberForm(request.POST, action=request.path)
    if form.is_valid():
        try:
            letters.record_number(letter, by=request.user, at=request.received_at, **form.cleaned_data)
            messages.success(request, "Đã ghi số và ngày ban hành.")
            return redirect("reports:letter", pk)
        except letters.ImpossibleDay as error:
            form.add_error("issued_on", str(error))
        except InvalidTransition:
            messages.error(request, STALE)
            return redirect("reports:letter", pk)
    return render(request, "reports/letter.html", _page(request, letter, form), status=422)


@policy("letter.draft")
@require_POST
def letter_retry(request: Request, pk: int) -> HttpResponse:
    """Print again what could not be printed; the words stay as they were frozen."""
    letter = _find(request, pk)
    if letter.job:
        wake_on_commit(restart(letter.job).pk)
    return redirect("reports:letter", pk)


@policy("letter.view")
@require_safe
def letter_pdf(request: Request, pk: int) -> FileResponse | HttpResponse:
    """The printed letter, as it was frozen."""
    letter = _find(request, pk)
    if not letter.document.pdf_digest:
        raise Http404
    try:
        content = printed_file(letter.document)
    except DamagedFile:
        logger.exception("letter %s", letter.pk)
        messages.error(request, "Tệp PDF bị mất hoặc bị thay đổi trên máy chủ; đã ghi lại để quản trị xử lý.")
        return redirect("reports:letter", pk)
    return FileResponse(
        BytesIO(content),
        filename=_name(letter, "pdf"),
        as_attachment="tai" in request.GET,
        content_type="application/pdf",
    )


@policy("letter.view")
@require_safe
def letter_word(request: Request, pk: int) -> FileResponse:
    """The same words as a Word file, for the e-office."""
    letter = _find(request, pk)
    content = word_file(letter.document)
    return FileResponse(BytesIO(content), filename=_name(letter, "docx"), as_attachment=True, content_type=WORD)


def _name(letter: Letter, extension: str) -> str:
    return f"cong-van-don-doc-{letter.period.code}-lan-{letter.revision}.{extension}"


# --- Reminding by hand ------------------------------------------------------------------------------
@policy("report.nudge")
@require_POST
def nudge(request: Request, pk: int) -> HttpResponse:
    """Remind one unit now."""
    report = find(request, pk)
    board = f"{reverse('reports:board')}?ky={report.period.code}"
    try:
        told = nudges.nudge_unit(report, by=request.user, at=request.received_at)
    except InvalidTransition:
        messages.info(request, f"{report.unit} đã gửi hoặc không phải gửi báo cáo, không cần nhắc.")
        return redirect(board)
    except TooSoon as error:
        return _too_soon(request, error, board)
    if told:
        messages.success(request, f"Đã nhắc {told} người của {report.unit}.")
    else:
        messages.warning(request, f"{report.unit} chưa có tài khoản nào để nhắc.")
    return redirect(board)


@policy("report.nudge")
@require_POST
def nudge_all(request: Request, period_code: str) -> HttpResponse:
    """Remind every unit that has not sent its report."""
    period = period_or_404(period_code)
    board = f"{reverse('reports:board')}?ky={period.code}"
    waiting = period.reports.visible_to(request.user).awaiting_submission().filter(first_submitted_at=None)
    try:
        told, left_out = nudges.nudge_units(list(waiting.for_listing()), by=request.user, at=request.received_at)
    except TooSoon as error:
        return _too_soon(request, error, board)
    rest = f" {left_out} đơn vị vừa được nhắc hoặc chưa có tài khoản nên không nhắc." if left_out else ""
    messages.success(request, f"Đã nhắc {told} đơn vị.{rest}")
    return redirect(board)


def _too_soon(request: Request, error: TooSoon, back: str) -> HttpResponse:
    again = localtime(error.until)
    context = {"again": again, "back": back}
    response = render(request, "reports/too_soon.html", context, status=429)
    response["Retry-After"] = str(max(1, round((error.until - request.received_at).total_seconds())))
    return response
