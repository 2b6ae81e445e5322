"""Typing: the entry form, its autosave, and what to do with what comes too late."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.policy import Request, policy
from accounts.services.parking import FIELD, owner_and_path
from kit.workflow import InvalidTransition
from reports.forms.entry import typed_cells, typed_sections
from reports.models import Report
from reports.queries.form import outline_for, related_codes
from reports.queries.prefill import known_of
from reports.queries.values import indicators_for
from reports.services import submission
from reports.services.answers import answer_items
from reports.services.entry import (
    Saved,
    TypedCell,
    TypedSection,
    not_stored,
    personal_data_typed,
    save_entries,
)
from reports.views.finding import find, find_editable
from reports.views.form_page import form_context, form_page, typed_answers
from reports.views.stale import stale

OTHER_ACCOUNT = "Đồng chí đang đăng nhập bằng tài khoản khác với tài khoản đã mở trang này. Mở lại trang rồi thao tác."


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
    """Save all fields present in the POST. Raises AnotherAccount for the page of somebody else.

    What looks like somebody's personal data waits until the writer has been warned and says so ("ok-…").
    """
    said = owner_and_path(request.POST.get(FIELD, ""))
    if said and said[0] != request.user.pk:
        raise submission.AnotherAccount("edit: the page of another account")
    cells, sections = posted(request, report)
    held = {code: _warning(found) for code, found in personal_data_typed(report, cells, sections).items()
            if f"ok-{code}" not in request.POST}  # fmt: skip
    kept = [cell for cell in cells if cell.code not in held], [each for each in sections if each.code not in held]
    saved = save_entries(report, by=request.user, at=request.received_at, cells=kept[0], sections=kept[1])
    saved.errors, saved.held = held | saved.errors, frozenset(held)
    return saved


def _warning(found: list[str]) -> str:
    return f"Có {', '.join(found)}. Hãy bỏ thông tin nhận dạng cá nhân rồi rời ô."


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
