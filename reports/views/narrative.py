"""The narrative board: choose, order and edit the words of the consolidated report."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from plans.models import ReportingPeriod
from reports.models import Passage
from reports.queries.passages import narrative_board, of_one_unit, own_words_of, unresolved, unused_by_unit
from reports.queries.profiles import profiles
from reports.queries.totals import total_table
from reports.services import passages
from reports.services.section_words import shared_texts
from reports.services.snapshot import figures_snapshot
from reports.views.review import period_or_404


@policy("narrative.view")
@require_safe
def narrative(request: Request, period_code: str) -> HttpResponse:
    """Per section: what is chosen, what the units offer, what nobody uses yet."""
    return render(request, "reports/narrative.html", _page(request, period_or_404(period_code)))


def _page(request: Request, period: ReportingPeriod, **more: object) -> dict:
    table = total_table(period, compare=False)
    board = narrative_board(table)
    unit = next((u for u in table.units if u.code == request.GET.get("don_vi")), None)
    sections = of_one_unit(board, unit.code) if unit else board
    bad = {passage.pk: codes for passage, codes in unresolved(table)}
    shared = shared_texts(figures_snapshot(table, []), [section.code for section in sections])
    own = own_words_of(period, shared)
    return {
        "period": period,
        "sections": sections,
        "unit": unit,
        "waiting": unused_by_unit(board),
        "unused": sum(len(section.offers) for section in board),
        "chosen": sum(len(section.chosen) for section in board),
        "bad": bad,
        "outputs": profiles(),
        "own": own,
        "may_edit": may_use(request.user, "narrative.edit"),
    } | more


def _back(period: ReportingPeriod, section: str) -> HttpResponse:
    return redirect(f"{reverse('reports:narrative', args=[period.code])}#muc-{section.replace('.', '-')}")


@policy("narrative.edit")
@require_POST
def choose(request: Request, period_code: str) -> HttpResponse:
    """Take a unit's words into the report."""
    period = period_or_404(period_code)
    section, report = request.POST.get("section", "")[:10], request.POST.get("report", "")
    pk = int(report) if report.isascii() and report.isdecimal() and len(report) < 12 else 0
    try:
        passages.choose_passage(period, section, pk, by=request.user, at=request.received_at)
    except passages.NotOffered:
        messages.error(request, "Đoạn này không còn để chọn: đã được chọn hoặc báo cáo vừa đổi tình trạng.")
    return _back(period, section)


@policy("narrative.edit")
@require_POST
def add(request: Request, period_code: str) -> HttpResponse:
    """The department's own words."""
    period = period_or_404(period_code)
    section, text = request.POST.get("section", "")[:10], request.POST.get("text", "")
    try:
        passages.add_passage(period, section, text=text, by=request.user, at=request.received_at)
    except passages.NotOffered:
        messages.error(request, "Đề cương của kỳ này không có mục đó.")
    except passages.UnfitWords as error:
        typed = {"section": section, "text": text, "error": str(error)}
        return render(request, "reports/narrative.html", _page(request, period, typed=typed), status=422)
    return _back(period, section)


def _find(request: Request, pk: int) -> Passage:
    return get_object_or_404(Passage.objects.visible_to(request.user).select_related("period__form"), pk=pk)


@policy("narrative.edit")
@require_POST
def edit(request: Request, pk: int) -> HttpResponse:
    """Change the words; if somebody else did meanwhile, both texts are shown."""
    passage, text = _find(request, pk), request.POST.get("text", "")
    seen = request.POST.get("seen", "")
    try:
        passages.edit_passage(passage, text=text, seen=seen, by=request.user, at=request.received_at)
    except passages.UnfitWords as error:
        typed = {"pk": pk, "text": text, "error": str(error)}
        return render(request, "reports/narrative.html", _page(request, passage.period, typed=typed), status=422)
    except passages.Overtaken as error:
        words = (
            f"{error.passage.edited_by} vừa sửa đoạn này. Nội dung đã lưu ở dưới; nội dung của đồng chí giữ trong ô."
        )
        typed = {"pk": pk, "text": text, "error": words, "stored": error.passage.text}
        return render(request, "reports/narrative.html", _page(request, passage.period, typed=typed), status=409)
    return _back(passage.period, passage.section)


@policy("narrative.edit")
@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """One place up or down."""
    passage = _find(request, pk)
    passages.move_passage(passage, up=request.POST.get("to") == "up", by=request.user, at=request.received_at)
    return _back(passage.period, passage.section)


@policy("narrative.edit")
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    """Put a passage back."""
    passage = _find(request, pk)
    passages.drop_passage(passage, by=request.user, at=request.received_at)
    return _back(passage.period, passage.section)
