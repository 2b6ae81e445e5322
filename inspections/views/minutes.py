"""The minutes: written on the spot, corrected, printed, locked, added to."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import policy
from documents.views import prints
from inspections.forms.fields import filled
from inspections.forms.inspections import ViolationFormSet
from inspections.forms.minutes import AddendumForm, DecisionForm, MinutesForm, RecordForm
from inspections.models import Inspection
from inspections.queries.catalogue import checklist_named, checklist_on, provisions_on
from inspections.queries.minutes import blank_content, content_of
from inspections.services.minutes import add_addendum, decide_inspection, lock_minutes
from inspections.services.recording import edit_minutes, record_inspection
from inspections.services.refusals import Refusal, StaleMinutes
from inspections.services.register import reveal_owner
from inspections.views._visits import DONE, TOO_LATE, carry_out, detail_page, visible_inspection, visit_key
from kit import clock
from kit.pdf import render_pdf_soon
from kit.workflow import InvalidTransition

LOCKED = "Biên bản đã khóa sau khi ký: không sửa được nữa, chỉ ghi bổ sung."
NOT_LOCKED = "Biên bản chưa khóa: sửa thẳng vào biên bản, không ghi bổ sung."


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_record(request, pk: int) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    form = RecordForm(
        request.POST or None,
        members=inspection.team.members.all(),
        checklist=checklist_on(inspection.planned_on),
        initial={
            "inspected_on": min(inspection.planned_on, clock.today()),
            "place": inspection.establishment.address,
        },
    )
    known = provisions_on(inspection.planned_on)
    rows = ViolationFormSet(request.POST or None, prefix="vi_pham", form_kwargs={"provisions": known})
    status = 422 if form.is_bound else 200
    if form.is_whole(rows):
        try:
            record_inspection(inspection, by=request.user, at=clock.now(), **form.result(), violations=filled(rows))
        except Refusal as refusal:
            form.refuse(refusal)
        except InvalidTransition:
            form.add_error(None, TOO_LATE)
            status = 409
        else:
            messages.success(request, "Đã ghi kết quả kiểm tra.")
            return redirect("inspections:detail", pk)
    return _minutes_page(request, inspection, form, status, rows=rows)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_edit(request, pk: int) -> HttpResponse:
    inspection = _recorded(request, pk)
    minutes = inspection.minutes
    form = MinutesForm(
        request.POST or None,
        members=inspection.team.members.all(),
        checklist=checklist_named(minutes.checklist),
        initial=MinutesForm.known(inspection, minutes),
    )
    status = 422 if form.is_bound else 409 if minutes.is_locked else 200
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            edit_minutes(inspection, by=request.user, at=clock.now(), version=version, **form.result())
        except StaleMinutes as stale:
            form.add_error(None, str(stale))
            status = 409
        except Refusal as refusal:
            form.refuse(refusal)
        except InvalidTransition:
            form.add_error(None, LOCKED)
            status = 409
        else:
            messages.success(request, "Đã ghi lại biên bản.")
            return redirect("inspections:detail", pk)
    return _minutes_page(request, inspection, form, status)


@policy("inspection.plan")
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_decide(request, pk: int) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    form = DecisionForm(request.POST or None, initial={"decision_number": inspection.decision_number})
    status = carry_out(request, form, decide_inspection, inspection, done="Đã ghi quyết định kiểm tra.")
    if status == DONE:
        return redirect("inspections:detail", pk)
    return _small_page(request, inspection, form, "Ghi quyết định kiểm tra", status)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_addendum(request, pk: int) -> HttpResponse:
    inspection = _recorded(request, pk)
    form = AddendumForm(request.POST or None)
    status = carry_out(request, form, add_addendum, inspection, done="Đã ghi bổ sung biên bản.", late=NOT_LOCKED)
    if status == DONE:
        return redirect("inspections:detail", pk)
    return _small_page(request, inspection, form, "Bổ sung biên bản", status)


@policy("inspection.record")
@require_POST
def minutes_lock(request, pk: int) -> HttpResponse:
    inspection = _recorded(request, pk)
    try:
        lock_minutes(inspection, by=request.user, at=clock.now())
    except Refusal as refusal:
        return detail_page(request, inspection, problem=str(refusal), status=422)
    except InvalidTransition:
        return detail_page(request, inspection, problem="Biên bản đã khóa từ trước.", status=409)
    messages.success(request, "Đã khóa biên bản.")
    return redirect("inspections:detail", pk)


@policy("inspection.view")
@require_safe
@prints
def minutes_pdf(request, pk: int) -> HttpResponse:
    """The minutes on paper: as frozen when locked, else as written so far and marked so."""
    inspection = _recorded(request, pk)
    minutes = inspection.minutes
    content = minutes.snapshot or content_of(inspection)
    mark = "" if minutes.is_locked else "Bản in trước khi ký, chưa khóa trên cổng"
    return _pdf(f"bien-ban-kiem-tra-{pk}", content, _owner(request, inspection), mark)


@policy("inspection.record")
@require_safe
@prints
def minutes_blank(request, pk: int) -> HttpResponse:
    """The form to fill in by hand, with the team and the establishment on it."""
    inspection = visible_inspection(request, pk)
    return _pdf(f"mau-bien-ban-{pk}", blank_content(inspection), {}, "")


def _owner(request, inspection: Inspection) -> dict[str, str]:
    """Name and telephone for those who may know them; that they looked is in the journal."""
    establishment = inspection.establishment
    if not (establishment.owner_name or establishment.owner_phone):
        return {}
    if not request.user.has_perm("inspections.view_owner", establishment):
        return {}
    shown = reveal_owner(establishment, by=request.user, at=clock.now())
    return {"name": shown.owner_name, "phone": shown.owner_phone}


def _pdf(name: str, content: dict, owner: dict, mark: str) -> HttpResponse:
    pdf = render_pdf_soon(
        "inspections/pdf/minutes.html", {"content": content, "owner": owner, "mark": mark}, title="Biên bản kiểm tra"
    )
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _recorded(request, pk: int) -> Inspection:
    inspection = visible_inspection(request, pk)
    if not hasattr(inspection, "minutes"):
        raise Http404
    return inspection


def _minutes_page(request, inspection: Inspection, form: MinutesForm, status: int, rows=None) -> HttpResponse:
    context = {"form": form, "rows": rows, "inspection": inspection, "key": visit_key(request.user, inspection)}
    if status == 409 and hasattr(inspection, "minutes"):
        fresh = Inspection.objects.get(pk=inspection.pk)
        context["saved"] = fresh
        context["saved_content"] = content_of(fresh)
    return render(request, "inspections/inspection_minutes.html", context, status=status)


def _small_page(request, inspection: Inspection, form, title: str, status: int) -> HttpResponse:
    context = {"form": form, "inspection": inspection, "title": title}
    return render(request, "inspections/inspection_step.html", context, status=status)
