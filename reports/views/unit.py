"""The reporting unit's pages: its list, the form, forwarding and sending."""

from collections.abc import Collection

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, policy
from accounts.services.parking import FIELD, form_key, owner_and_path
from kit import clock
from kit.tokens import tokens_in
from kit.workflow import InvalidTransition
from reports.figures import cell_text
from reports.forms.entry import SectionField, row_groups, section_fields, typed_cells, typed_sections
from reports.models import Adjustment, Receipt, Report, SubmissionRound
from reports.queries.cells import threads_about
from reports.queries.form import Block, editable_codes, form_blocks, happenings, outline_for, related_codes
from reports.queries.narrative import echoes, last_texts, token_faults, with_figures
from reports.queries.prefill import known_of
from reports.queries.returns import returned_items, told_items
from reports.queries.values import indicators_for
from reports.services import submission
from reports.services.answers import answer_items
from reports.services.entry import Saved, TypedCell, TypedSection, not_stored, save_entries
from reports.services.recall import recall_report
from reports.services.submission import IncompleteReport, Problem, problems_of
from reports.services.submission_key import submission_key
from reports.views.stale import stale

OTHER_ACCOUNT = "Đồng chí đang đăng nhập bằng tài khoản khác với tài khoản đã mở trang này. Mở lại trang rồi thao tác."


@policy("report.own")
@require_safe
def own(request: Request) -> HttpResponse:
    """All reports of the user's unit, newest period first."""
    reports = Report.objects.visible_to(request.user).for_listing()
    adjustments = Adjustment.objects.visible_to(request.user).in_force().select_related("period", "indicator")
    context = {"reports": reports, "adjustments": adjustments, "now": clock.now()}
    return render(request, "reports/own.html", context)


def find(request: Request, pk: int) -> Report:
    """The report, if this user may see it; else 404."""
    visible = Report.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("unit__territory", "period__form", "submitted_by", "edited_by"), pk=pk
    )


def find_editable(request: Request, pk: int) -> Report:
    """The report, if it is this person's to write; a coordinator's only where the department enters on behalf."""
    report = find(request, pk)
    if not request.user.has_perm("reports.edit_report", report):
        raise PermissionDenied("reports.edit_report")
    return report


@policy("report.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """The entry form; POST saves everything that was typed (also without JavaScript)."""
    report = find_editable(request, pk)
    if request.method != "POST":
        if not report.is_editable:
            return redirect("reports:detail", pk)
        return form_page(request, report)
    return save_draft(request, report, "Đã lưu nháp.")


def save_draft(request: Request, report: Report, done: str) -> HttpResponse:
    """Keep the answers, figures and words of the form; what could not be kept comes back beside its message."""
    try:
        refused, saved = keep_answers(request, report), save_posted(request, report)
    except InvalidTransition:
        return parked(request, find(request, report.pk))
    if saved.is_clean and not refused:
        messages.success(request, done)
        return redirect("reports:edit", report.pk)
    return form_page(request, find(request, report.pk), saved, refused=refused)


def form_page(
    request: Request,
    report: Report,
    saved: Saved | None = None,
    problems: list[Problem] | None = None,
    refused: dict[int, str] | None = None,
) -> HttpResponse:
    """The form as it stands; 422 when something typed could not be saved or the report cannot go on."""
    context = form_context(report, saved, request if saved else None)
    threads = threads_about(report, request.user) if report.first_submitted_at else []
    context |= {
        "problems": problems,
        "may_forward": submission.may_forward(request.user),
        "form_key": form_key(request.user, reverse("reports:edit", args=[report.pk])),
        "threads": [thread for thread in threads if thread.closed_at is None],
    }
    for item in context["items"] if refused else []:
        if item.pk in (refused or {}):
            item.answer, item.error = typed_answers(request, report)[item.pk], (refused or {})[item.pk]
    return render(request, "reports/form.html", context, status=422 if saved or problems or refused else 200)


def typed_answers(request: Request, report: Report) -> dict[int, str]:
    """The unit's answers to the department's requests present in the POST, by the request's id."""
    fields = {item.pk: f"a-{item.pk:d}" for item in returned_items(report)}
    return {pk: request.POST[name] for pk, name in fields.items() if name in request.POST}


def keep_answers(request: Request, report: Report) -> dict[int, str]:
    """Store them; returns what could not be kept: id → why."""
    typed = typed_answers(request, report)
    return answer_items(report, by=request.user, at=request.received_at, answers=typed) if typed else {}


def posted(request: Request, report: Report) -> tuple[list[TypedCell], list[TypedSection]]:
    """The figures and sections present in the POST; the same field twice is no form of ours, and nobody guesses."""
    if any(len(values) > 1 for name, values in request.POST.lists() if name[1:2] == "-"):
        raise BadRequest("a field twice")
    codes = [i.code for i in indicators_for(report.period, report.unit)]
    sections = [s["code"] for s in outline_for(report.period, report.unit.reporter_code)]
    known = known_of(report, [code for code in codes if f"v-{code}" in request.POST])
    return typed_cells(request.POST, codes, known), typed_sections(request.POST, sections)


def save_posted(request: Request, report: Report) -> Saved:
    """Save all fields present in the POST. Raises AnotherAccount for the page of somebody else."""
    said = owner_and_path(request.POST.get(FIELD, ""))
    if said and said[0] != request.user.pk:
        raise submission.AnotherAccount("edit: the page of another account")
    cells, sections = posted(request, report)
    return save_entries(report, by=request.user, at=request.received_at, cells=cells, sections=sections)


def form_context(
    report: Report,
    saved: Saved | None = None,
    request: Request | None = None,
    about: Collection[str] | None = None,
) -> dict:
    """All that the form template needs; ``about``: the figures that are looked at, by default all."""
    known = None if about is None else known_of(report, about)
    blocks = form_blocks(report, known, about)
    outline = outline_for(report.period, report.unit.reporter_code)
    names = {line.code: line.indicator.name for block in blocks for line in block.lines}
    names |= {section["code"]: section["title"] for section in outline}
    post = request.POST if request else {}
    texts = dict(report.sections.values_list("code", "text"))
    cells = typed_cells(post, [line.code for block in blocks for line in block.lines])
    groups = row_groups(blocks, saved, cells)
    opened = editable_codes(report, [])
    sections = section_fields(outline, texts, saved, typed_sections(post, [s["code"] for s in outline]), opened)
    _annotate(sections, report, blocks, saved=saved)
    return {
        "report": report,
        "nothing_count": len(happenings(line.indicator for block in blocks for line in block.lines)),
        "groups": groups,
        "sections": sections,
        "filled": sum(block.filled for block in blocks),
        "typed_count": sum(len(block.required) for block in blocks),
        "words_filled": sum(bool(section.text) for section in sections if section.required),
        "words_count": sum(section.required for section in sections),
        "problem_count": sum(row.is_invalid for group in groups for row in group.rows)
        + sum(bool(section.error or section.personal_data) for section in sections),
        "now": clock.now(),
        "saved": saved,
        "items": told_items(report, names),
    }


def _annotate(sections: list[SectionField], report: Report, blocks: list[Block], *, saved: Saved | None) -> None:
    """Beside each section: figures it names, what can be carried over, how alike it is to what was written before."""
    cells = {line.code: line.cell for block in blocks for line in block.lines if line.cell}
    kinds = {line.code: line.indicator.value_kind for block in blocks for line in block.lines}
    values, last = {code: cell_text(cell, kinds[code]) for code, cell in cells.items()}, last_texts(report)
    written = saved.written if saved else []
    alike = echoes(report, {s.code: s.text for s in sections if s.text}, last, among=written)
    for section in sections:
        section.faults, section.echoes = token_faults(section.text, values), alike.get(section.code, [])
        section.may_carry = section.is_open and not section.text and section.code in last
        if tokens_in(section.text) and not section.faults:
            section.told = with_figures(section.text, values)


@policy("report.edit")
@require_POST
def save_field(request: Request, pk: int) -> HttpResponse:
    """Autosave of one row or section (htmx): answers with the messages of every row, nothing else."""
    report = find_editable(request, pk)
    try:
        saved = save_posted(request, report)
    except submission.AnotherAccount:
        return render(request, "reports/_locked.html", {"words": OTHER_ACCOUNT}, status=409)
    except InvalidTransition:
        return render(request, "reports/_locked.html", {"report": find(request, pk)}, status=409)
    touched = related_codes(report, [name[2:] for name in request.POST if name.startswith("v-")])
    context = form_context(find(request, pk), saved, request, touched)
    context |= {"saved_at": request.received_at, "touched": touched}
    response = render(request, "reports/_saved.html", context, status=200 if saved.is_clean else 422)
    response.headers["X-Refused"] = ",".join([*saved.errors, *saved.conflicts])
    return response


def parked(request: Request, report: Report) -> HttpResponse:
    """The report went on while this page was open: show what is not in it, so that it can be copied."""
    lost = not_stored(report, *posted(request, report))
    said = owner_and_path(request.POST.get(FIELD, ""))
    words = OTHER_ACCOUNT if said and said[0] != request.user.pk else ""
    if not lost:
        return stale(request, report, words) if words else stale(request, report)
    return render(request, "reports/parked.html", {"report": report, "typed": lost, "words": words}, status=409)


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
    words = "đúng hạn" if report.was_on_time else "sau hạn"
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
    context["submission_key"] = submission_key(report, request.user, submission.version_of(report))
    context["threads"] = threads_about(report, request.user)
    context["attachments"] = list(report.attachments.standing().select_related("file__uploaded_by"))
    return render(request, "reports/unit_detail.html", context)
