"""The entry form as it stands: what its template needs, and the page with what could not be kept."""

from collections.abc import Collection, Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.policy import Request
from accounts.services.parking import form_key
from kit import clock
from kit.tokens import tokens_in
from reports.figures import cell_text
from reports.forms.entry import SectionField, row_groups, section_fields, typed_cells, typed_sections
from reports.models import Report, SubmissionRound
from reports.queries.cells import threads_about
from reports.queries.form import Block, editable_codes, form_blocks, happenings, outline_for
from reports.queries.narrative import echoes, last_texts, token_faults, told_texts, with_figures
from reports.queries.prefill import known_of, takable
from reports.queries.returns import changes_since, names_of, old_numbers, returned_items, told_items
from reports.services import submission
from reports.services.entry import USUAL_NOTES, Saved
from reports.services.problems import Problem


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
    if context["items"]:
        context["old_numbers"] = since_the_last(report, report.rounds.order_by("-number")).get("old_numbers")
    for item in context["items"] if refused else []:
        if item.pk in (refused or {}):
            item.answer, item.error = typed_answers(request, report)[item.pk], (refused or {})[item.pk]
    return render(request, "reports/form.html", context, status=422 if saved or problems or refused else 200)


def explained(groups: list) -> list:
    """The rows whose warning the unit has answered with a sentence: what a head reads first."""
    rows = [row for group in groups for row in group.rows]
    return [row for row in rows if row.line.findings and row.line.has_note]


def since_the_last(report: Report, rounds: Iterable[SubmissionRound]) -> dict:
    """What differs from the sending that came back, and which words still tell the old figures."""
    latest = next(iter(rounds), None)
    if latest is None or report.is_sent:
        return {}
    changes, texts = changes_since(report, latest), told_texts(report)
    return {"changes": changes, "old_numbers": old_numbers(changes, texts, names_of(report))}


def typed_answers(request: Request, report: Report) -> dict[int, str]:
    """The unit's answers to the department's requests present in the POST, by the request's id."""
    fields = {item.pk: f"a-{item.pk:d}" for item in returned_items(report)}
    return {pk: request.POST[name] for pk, name in fields.items() if name in request.POST}


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
        "takable_count": _takable_count(blocks),
        "owed_count": _owed_count(blocks),
        "nothing_count": len(happenings(line.indicator for block in blocks for line in block.lines)),
        "groups": groups,
        "sections": sections,
        "filled": sum(block.filled for block in blocks),
        "typed_count": sum(len(block.required) for block in blocks),
        "words_filled": sum(bool(section.text) for section in sections if section.required),
        "words_count": sum(section.required for section in sections),
        "problem_count": sum(row.is_invalid for group in groups for row in group.rows)
        + sum(bool(section.error or section.personal_data) for section in sections),
        "usual_notes": USUAL_NOTES,
        "now": clock.now(),
        "saved": saved,
        "items": told_items(report, names),
    }


def _owed_count(blocks: list[Block]) -> int:
    """How many warnings no note at any of their figures answers yet."""
    lines = {line.code: line for block in blocks for line in block.lines}
    noted = {code for code, line in lines.items() if line.has_note}
    warnings = {check.code: check for line in lines.values() for check in line.findings if not check.is_error}
    return sum(not check.is_answered(noted) for check in warnings.values())


def _takable_count(blocks: list[Block]) -> int:
    """Into how many blank rows the portal can put its own count."""
    lines = [line for block in blocks for line in block.lines]
    known = {line.code: line.known for line in lines if line.known}
    cells = {line.code: line.cell for line in lines if line.cell}
    opened = {line.code for line in lines if line.is_open}
    return sum(i.code in opened for i in takable([line.indicator for line in lines], known, cells))


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
