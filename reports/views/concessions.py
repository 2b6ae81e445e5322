"""Extension and exemption of one report: the unit asks, the coordinating room decides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from kit import clock
from kit.workflow import InvalidTransition
from reports.forms.concessions import AskForm, BareForm, GrantForm, RefuseForm
from reports.models import Concession, Report
from reports.services.concessions import (
    ConcessionRefused,
    ask_concession,
    grant_exemption,
    grant_extension,
    refuse_concession,
)
from reports.states import WITH_UNIT, ConcessionKind
from reports.views.finding import find

MOVED_ON = "Báo cáo đã chuyển sang bước khác; trang dưới đây là tình trạng mới nhất."


@policy("concession.view")
@require_safe
def concessions(request: Request, pk: int) -> HttpResponse:
    return _page(request, find(request, pk))


@policy("concession.ask")
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    report, form = find(request, pk), AskForm(request.POST)
    if not form.is_valid():
        return _page(request, report, form, status=422)
    try:
        ask_concession(report, by=request.user, at=request.received_at, **form.cleaned_data)
    except ConcessionRefused as refusal:
        form.refuse(refusal)
        return _page(request, report, form, status=422)
    except InvalidTransition:
        return _page(request, find(request, pk), form, problem=MOVED_ON, status=409)
    messages.success(request, "Đã gửi đề nghị; phòng chủ trì sẽ trả lời. Trong khi chờ, hạn cũ vẫn giữ nguyên.")
    return redirect("reports:concessions", pk)


@policy("concession.decide")
@require_POST
def grant(request: Request, pk: int) -> HttpResponse:
    report, form = find(request, pk), GrantForm(request.POST)
    if not form.is_valid():
        return _page(request, report, form, status=422)
    values = dict(form.cleaned_data)
    try:
        if values.pop("kind") == ConcessionKind.EXTENSION:
            grant_extension(report, by=request.user, at=clock.now(), **values)
        else:
            del values["due_on"]
            grant_exemption(report, by=request.user, at=clock.now(), **values)
    except ConcessionRefused as refusal:
        form.refuse(refusal)
        return _page(request, report, form, status=422)
    except InvalidTransition:
        return _page(request, find(request, pk), form, problem=MOVED_ON, status=409)
    messages.success(request, "Đã quyết định và báo cho đơn vị; lời nhắc theo hạn mới.")
    return redirect("reports:concessions", pk)


@policy("concession.decide")
@require_POST
def refuse(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Concession.objects.visible_to(request.user), pk=pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found.report, form, status=422)
    try:
        refuse_concession(found, by=request.user, at=clock.now(), reason=form.cleaned_data["reason"])
    except ConcessionRefused as refusal:
        form.refuse(refusal)
        return _page(request, found.report, form, status=422)
    except InvalidTransition:
        return _page(request, found.report, form, problem=MOVED_ON, status=409)
    messages.success(request, "Đã trả lời đơn vị; hạn giữ nguyên.")
    return redirect("reports:concessions", found.report_id)


def _page(
    request: Request, report: Report, form: BareForm | None = None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    rows = list(report.concessions.select_related("asked_by", "decided_by"))
    waiting = next((row for row in rows if row.decided_at is None), None)
    is_owed = report.state in WITH_UNIT and not report.excluded_at and not report.first_submitted_at
    may_decide = may_use(request.user, "concession.decide")
    context = {
        "report": report,
        "rows": rows,
        "waiting": waiting,
        "problem": problem,
        "may_ask": may_use(request.user, "concession.ask") and is_owed and waiting is None,
        "may_grant": may_decide and is_owed,
        "ask_form": form if isinstance(form, AskForm) else AskForm(),
        "grant_form": form if isinstance(form, GrantForm) else GrantForm(initial=_wish(waiting)),
        "refuse_form": form if isinstance(form, RefuseForm) else RefuseForm(),
    }
    return render(request, "reports/concessions.html", context, status=status)


def _wish(waiting: Concession | None) -> dict:
    return {} if waiting is None else {"kind": waiting.kind, "due_on": waiting.wished_on}
