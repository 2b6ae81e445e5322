"""One section of one output: the shared words beside the output's own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from plans.models import ReportingPeriod
from reports.models import OwnWords
from reports.queries.passages import province_values, unknown_codes
from reports.queries.profiles import profile_of, shipped
from reports.queries.totals import total_table
from reports.services.own_words import OwnOvertaken, drop_own, write_own
from reports.services.passages import UnfitWords
from reports.services.section_words import shared_texts
from reports.services.snapshot import figures_snapshot
from reports.views.review import period_or_404

OVERTAKEN = "Một người khác vừa sửa lời riêng này. Nội dung đồng chí gõ còn trong ô; lời đang lưu ở ngay dưới."


@policy("narrative.view")
@require_safe
def own_words(request: Request, period_code: str, profile: str, section: str) -> HttpResponse:
    """What all outputs say, and what this one says instead."""
    return _page(request, period_code, profile, section)


@policy("narrative.edit")
@require_POST
def own_words_save(request: Request, period_code: str, profile: str, section: str) -> HttpResponse:
    """Store the own words; what was typed is never lost."""
    period, title = _find(period_code, profile, section)
    typed = {name: request.POST.get(name, "") for name in ("text", "seen", "shared")}
    try:
        write_own(period, profile, section, **typed, by=request.user, at=request.received_at)
    except UnfitWords as error:
        return _page(request, period_code, profile, section, typed=typed, error=str(error), status=422)
    except OwnOvertaken as error:
        typed["seen"] = error.stored
        return _page(request, period_code, profile, section, typed=typed, error=OVERTAKEN, status=409)
    messages.success(request, f"Đã lưu lời riêng mục {section} ({title}). Bản lập từ nay dùng lời này.")
    return redirect("reports:own_words", period.code, profile, section)


@policy("narrative.edit")
@require_POST
def own_words_drop(request: Request, pk: int) -> HttpResponse:
    """Back to the shared words."""
    own = get_object_or_404(OwnWords.objects.visible_to(request.user).select_related("period__form"), pk=pk)
    drop_own(own, by=request.user, at=request.received_at)
    messages.success(request, "Đã bỏ lời riêng; đầu ra này lại dùng lời chung. Lời đã bỏ còn ở cuối trang này.")
    return redirect("reports:own_words", own.period.code, own.profile, own.section)


def _find(period_code: str, profile: str, section: str) -> tuple[ReportingPeriod, str]:
    """The period and the output's title. Raises Http404 for an unknown period, output or section."""
    period = period_or_404(period_code)
    if profile not in shipped() or section not in {each["code"] for each in period.form.outline}:
        raise Http404
    return period, profile_of(profile).title


def _page(
    request: Request, period_code: str, profile: str, section: str,
    *, typed: dict | None = None, error: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    period, title = _find(period_code, profile, section)
    table = total_table(period, compare=False)
    shared = shared_texts(figures_snapshot(table, []), [section])[section]
    rows = OwnWords.objects.visible_to(request.user).filter(period=period, profile=profile, section=section)
    written = rows.select_related("edited_by").first()
    own = written if written and not written.dropped_at else None
    text = own.text if own else shared
    context = {
        "period": period,
        "profile": profile,
        "profile_title": title,
        "section": next(each for each in period.form.outline if each["code"] == section),
        "anchor": section.replace(".", "-"),
        "own": own,
        "dropped": written if own is None else None,
        "shared": shared,
        "has_moved": own is not None and own.shared != shared,
        "typed": typed or {"text": text, "seen": own.text if own else "", "shared": shared},
        "error": error,
        "unknown": unknown_codes(own.text, province_values(table)) if own else [],
        "may_edit": may_use(request.user, "narrative.edit"),
    }
    return render(request, "reports/own_words.html", context, status=status)
