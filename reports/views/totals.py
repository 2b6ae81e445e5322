"""Totals of a period, the rows behind each figure, and the consolidated report."""

import logging
from io import BytesIO
from typing import TypeVar

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from documents.models import OfficialDocument
from documents.services.printing import DamagedFile, printed_file
from jobs.services.queue import restart
from jobs.wake import wake_on_commit
from kit import clock
from kit.workflow import InvalidTransition
from plans.models import ReportingPeriod
from plans.states import ValueKind
from reports.figures import cell_text, total_text, value_text
from reports.forms.adjustments import AdjustmentForm
from reports.forms.versions import DecisionForm, FreezeForm, IssueForm, SignedCopyForm
from reports.models import Adjustment, Consolidation, Report
from reports.queries.drill import Drill, drill, goal_of, is_goal
from reports.queries.profiles import profile_of, profiles, shipped
from reports.queries.totals import TotalLine, TotalTable, moved_since, total_table
from reports.queries.values import DISCIPLINE
from reports.services.consolidation import UnresolvedFigures, current_figures, request_consolidation, stop_build
from reports.services.contributions import contributions
from reports.services.outputs import FORMATS, stored_output
from reports.services.snapshot import adjustment_snapshot, change_text, line_snapshot, short_label, total_unit
from reports.views.review import chosen_period, period_or_404

Found = TypeVar("Found")
logger = logging.getLogger(__name__)
# What totals may be shown of: name and reporter codes.
LEVELS = {
    "": ("Toàn tỉnh", ""),
    "huyen": ("Các huyện, thành phố", "H"),
    "truc-thuoc": ("Đơn vị trực thuộc, trường", "DC"),
    "phong": ("Các phòng của Sở", "PS"),
}
DATA_FORMATS = ("docx", "xlsx", "json")


@policy("consolidation.view")
@require_safe
def consolidations(request: Request) -> HttpResponse:
    """Live totals of a period and the builds of its consolidated report."""
    period, level = chosen_period(request), request.GET.get("cap", "")
    level = level if level in LEVELS else ""
    table = total_table(period, reporters=LEVELS[level][1]) if period else None
    versions = Consolidation.objects.visible_to(request.user).filter(period=period)
    versions = versions.select_related("job", "document", "requested_by")
    context = {
        "period": period,
        "periods": ReportingPeriod.objects.open_by(clock.now()),
        "table": table,
        "groups": _groups(table) if table else [],
        "outputs": [(p, [v for v in versions if v.profile == p.code]) for p in profiles()],
        "moved": {unit for version in versions for unit in moved_since(version)},
        "may_build": may_use(request.user, "consolidation.build"),
        "levels": [(code, words) for code, (words, _) in LEVELS.items()],
        "level": level,
    }
    return render(request, "reports/consolidations.html", context)


def _groups(table) -> list[tuple[str, list[dict]]]:
    groups: dict[str, list[dict]] = {}
    for line in table.lines:
        kind = line.indicator.value_kind
        groups.setdefault(str(line.indicator.group), []).append(
            {
                "indicator": line.indicator,
                "measure": total_unit(line),
                "text": total_text(line.total, kind),
                "change": change_text(line.total.value, line.before, kind),
                "total": line.total,
                "joined": line.joined,
            }
        )
    return list(groups.items())


@policy("consolidation.view")
@require_safe
def figure(request: Request, period_code: str, code: str) -> HttpResponse:
    """The rows behind one total: which unit gave which figure, who is missing, what the department adjusted."""
    period = period_or_404(period_code)
    if is_goal(period, code):
        goal = not_found_unless(goal_of(current_figures(period, at=request.received_at), code))
        return render(request, "reports/goal_figure.html", {"period": period, "goal": goal})
    return render(request, "reports/figure.html", figure_page(request, period, code))


def figure_page(request: Request, period: ReportingPeriod, code: str) -> dict:
    """All that the page of a figure shows. Raises Http404 for a code the form does not have."""
    level = request.GET.get("cap", "")
    words, reporters = LEVELS.get(level, LEVELS[""])
    table = total_table(period, reporters=reporters)
    line = table.line(code)
    if line is None:
        raise Http404
    reports = {r.unit.code: r for r in Report.objects.visible_to(request.user).filter(period=period).for_listing()}
    kind = line.indicator.value_kind
    owing = [unit for unit in table.units if unit.code in line.by_unit]
    ledger = Adjustment.objects.visible_to(request.user).filter(period=period, indicator=line.indicator)
    return {
        "period": period,
        "line": line,
        "found": _taken_apart(table, line),
        "level_words": words if reporters else "",
        "owing": owing,
        "rows": [
            (reports[unit], cell, cell_text(cell, kind, is_told=unit in table.accepted))
            for unit, cell in line.by_unit.items()
            if unit in reports
        ],
        "has_place": line.indicator.group.code != DISCIPLINE,
        "total": total_text(line.total, kind),
        "reported": value_text(line.total.reported, ValueKind.INTEGER if kind == ValueKind.YES_NO else kind),
        "measure": total_unit(line),
        "change": change_text(line.total.value, line.before, kind),
        "ledger": [
            (row, adjustment_snapshot(row)) for row in ledger.prefetch_related("units").select_related("made_by")
        ],
        "may_adjust": may_use(request.user, "consolidation.adjust") and not line.indicator.numerator and not reporters,
        "adjustment_form": AdjustmentForm(units=owing),
    }


def _taken_apart(table: TotalTable, line: TotalLine) -> Drill | None:
    """The rule and the sum written out; a percentage needs the figures it is divided from."""
    wanted = [line.indicator.code, line.indicator.numerator, line.indicator.denominator]
    lines = [line_snapshot(found, table.accepted) for code in wanted if code and (found := table.line(code))]
    units = [{"code": u.code, "name": u.name, "short": short_label(u)} for u in table.units]
    return drill({"lines": lines, "units": units}, line.indicator.code)


def not_found_unless(found: Found | None) -> Found:
    """``found`` itself; 404 where there is none."""
    if found is None:
        raise Http404
    return found


@policy("consolidation.build")
@require_POST
def build(request: Request, period_code: str) -> HttpResponse:
    """Order the next revision; the page then shows the progress."""
    period = period_or_404(period_code)
    after = request.POST.get("after", "")
    seen = int(after) if after.isascii() and after.isdecimal() and len(after) < 5 else None
    profile = request.POST.get("profile", "ubnd")
    if profile not in shipped():
        raise Http404
    try:
        built = request_consolidation(period, by=request.user, at=request.received_at, profile=profile, seen=seen)
    except UnresolvedFigures as error:
        codes = ", ".join("{{" + code + "}}" for code in error.codes)
        messages.error(
            request, f"Chưa lập được: lời văn có mã số liệu chưa biết hoặc chưa có số: {codes}. Sửa tại bảng này."
        )
        return redirect("reports:narrative", period.code)
    if built.job:
        wake_on_commit(built.job.pk)
    return redirect("reports:consolidation", built.pk)


def find_version(request: Request, pk: int) -> Consolidation:
    """The version, if this user may see it; else 404."""
    visible = Consolidation.objects.visible_to(request.user).select_related(
        "period__form", "job", "document", "draft", "cover", "requested_by", "frozen_by", "proposed_by", "decided_by",
        "issued_by", "replaces__document",
    )  # fmt: skip
    return get_object_or_404(visible, pk=pk)


@policy("consolidation.view")
@require_safe
def consolidation(request: Request, pk: int) -> HttpResponse:
    """One build: progress while it runs, then the document."""
    return render(request, "reports/consolidation.html", version_page(request, pk))


@policy("consolidation.view")
@require_safe
def progress(request: Request, pk: int) -> HttpResponse:
    """The card that polls while the worker builds; when it is done the page shows what comes next."""
    page = version_page(request, pk)
    answer = render(request, "reports/_consolidation_card.html", page)
    if not (page["built"].job and page["built"].job.is_open):
        answer.headers["HX-Refresh"] = "true"
    return answer


def version_page(request: Request, pk: int) -> dict:
    """What the page of a version shows, and which acts this user has on it."""
    built = find_version(request, pk)
    user = request.user
    groups = contributions(built.figures, built.period.form.outline) if built.figures else []
    return {
        "contributions": groups,
        "unused": sum(len(group.unused) for group in groups),
        "built": built,
        "profile": profile_of(built.profile),
        "moved": moved_since(built),
        "replaced_by": built.replaced_by.filter(state__in=["signed", "superseded"]).first(),
        "may_build": may_use(user, "consolidation.build"),
        "may_propose": may_use(user, "consolidation.propose"),
        "may_approve": may_use(user, "consolidation.approve"),
        "freeze_form": FreezeForm(),
        "withdraw_form": DecisionForm(place="withdraw_form"),
        "decision_form": DecisionForm(place="decision_form"),
        "issue_form": IssueForm(),
        "copies": built.signed_copies.select_related("file__uploaded_by"),
        "copy_form": SignedCopyForm(has_cover=built.cover_id is not None),
    }


@policy("consolidation.build")
@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    """Try a failed build again; what is frozen stays frozen."""
    built = find_version(request, pk)
    if built.job:
        wake_on_commit(restart(built.job).pk)
    return redirect("reports:consolidation", pk)


@policy("consolidation.build")
@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """End a build that takes too long or is not wanted any more."""
    try:
        stop_build(find_version(request, pk), by=request.user, at=request.received_at)
    except InvalidTransition:
        messages.info(request, "Việc in đã kết thúc trước khi dừng.")
    return redirect("reports:consolidation", pk)


@policy("consolidation.download")
@require_safe
def download(request: Request, pk: int) -> FileResponse | HttpResponse:
    """The printed PDF: the draft, or the final version once it is made final (``?du-thao``: still the draft)."""
    built = find_version(request, pk)
    document = built.draft if "du-thao" in request.GET else built.document
    return _printed(request, built, document, "bao-cao-tong-hop")


@policy("consolidation.download")
@require_safe
def download_data(request: Request, pk: int, kind: str) -> HttpResponse:
    """The same report as Word file, workbook or JSON."""
    built = find_version(request, pk)
    if kind not in DATA_FORMATS or not built.is_printed:
        raise Http404
    write, content_type = FORMATS[kind]
    name = f"bao-cao-tong-hop-{built.period.code}-{built.profile}-ban-{built.revision}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(stored_output(built)), content_type=content_type, headers=headers)


@policy("consolidation.download")
@require_safe
def download_cover(request: Request, pk: int) -> FileResponse | HttpResponse:
    """The Tờ trình."""
    built = find_version(request, pk)
    return _printed(request, built, built.cover, "to-trinh")


def _printed(
    request: Request, built: Consolidation, document: OfficialDocument | None, stem: str
) -> FileResponse | HttpResponse:
    if document is None or not document.pdf_digest:
        raise Http404
    try:
        content = printed_file(document)
    except DamagedFile:
        logger.exception("consolidation %s", built.pk)
        messages.error(
            request, "Tệp PDF của bản này bị mất hoặc bị thay đổi trên máy chủ; đã ghi lại để quản trị xử lý."
        )
        return redirect("reports:consolidation", built.pk)
    name = f"{stem}-{built.period.code}-{built.profile}-ban-{built.revision}.pdf"
    return FileResponse(
        BytesIO(content),
        filename=name,
        as_attachment="tai" in request.GET,
        content_type="application/pdf",
    )
