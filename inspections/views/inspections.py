"""Inspections: plan, record, follow up."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import may_use, policy
from accounts.rules import is_reporter
from inspections import queries
from inspections.forms.filters import EstablishmentSearch, InspectionFilter, PlannedFilter, VisitedFilter
from inspections.forms.inspections import CouldNotForm, PlanForm
from inspections.models import Draw, Establishment, Inspection
from inspections.queries.counted import By, came, places, sanctioned_visits, within
from inspections.queries.draws import latest_visits, named_by
from inspections.services.planning import plan_inspection
from inspections.services.recording import could_not_inspect
from inspections.services.refusals import Refusal
from inspections.views._lists import page_context
from inspections.views._visits import DONE, carry_out, detail_page, visible_inspection
from kit import clock


@policy("inspection.view")
@require_safe
def inspection_list(request) -> HttpResponse:
    form = InspectionFilter(request.GET, districts=queries.districts(clock.today()))
    outcome = form.value("xu_ly")
    wanted = {
        "establishment__commune__parent__code": form.value("huyen"),
        "establishment__is_conditional": form.value("dieu_kien"),
        "establishment__primary_type": form.value("loai"),
        "team__unit__code": form.value("don_vi"),
        "mode": form.value("hinh_thuc"),
        "violation_count__gte": 1 if form.value("vi_pham") else None,
    }
    rows = _in_state(Inspection.objects.visible_to(request.user).for_listing(), form.value("trang_thai") or "")
    rows = rows.filter(**{name: v for name, v in wanted.items() if v})
    if outcome:
        rows = sanctioned_visits(form.frame(), outcome, form.by(By.FOUND), rows)
    else:
        rows = within(came(rows), "day_there", form.frame())
    context = page_context(request, rows, form)
    context["may_plan"] = may_use(request.user, "inspection.plan")
    return render(request, "inspections/inspection_list.html", context)


@policy("inspection.view")
@require_safe
def visited_list(request) -> HttpResponse:
    """Establishments behind the numbers of distinct ones: inspected, violating, visited again."""
    form = VisitedFilter(request.GET, districts=queries.districts(clock.today()))
    found = places(form.frame(), violating=bool(form.value("vi_pham")), followed=form.value("phuc_tra") or "")
    rows = Establishment.objects.visible_to(request.user).filter(pk__in=found.order_by().values("pk"))
    if district := form.value("huyen"):
        rows = rows.filter(commune__parent__code=district)
    return render(request, "inspections/inspection_places.html", page_context(request, rows.for_listing(), form))


@policy("inspection.view")
@require_safe
def planned_list(request) -> HttpResponse:
    """Establishments in the approved plans of a year, as far as the user may know the lists."""
    form = PlannedFilter(request.GET, districts=queries.districts(clock.today()))
    year = form.value("nam") or clock.today().year
    plans = Draw.objects.approved().filter(year=year)
    if unit := form.value("don_vi"):
        plans = plans.filter(team__unit__code=unit)
    if is_reporter(request.user):  # the others' plans are no business of this unit
        plans = plans.filter(team__unit=request.user.unit_id)
    known = plans.with_list_known_to(request.user)
    rows = named_by(known).filter(pk__in=Establishment.objects.visible_to(request.user).order_by().values("pk"))
    wanted = {"commune__parent__code": form.value("huyen"), "primary_type": form.value("loai")}
    rows = rows.filter(**{name: v for name, v in wanted.items() if v}).for_listing()
    context = page_context(request, rows, form)
    context |= {"year": year, "kept": plans.count() - known.count(), "plans": known.for_listing()}
    context["visits"] = latest_visits(request.user, context["page"].object_list, year)
    return render(request, "inspections/planned_places.html", context)


@policy("inspection.view")
@require_safe
def inspection_detail(request, pk: int) -> HttpResponse:
    return detail_page(request, visible_inspection(request, pk))


@policy("inspection.plan")
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_plan(request) -> HttpResponse:
    search = _establishment_search(request)
    found = queries.plannable_establishments(request.user, clock.today(), **search.wanted())
    form = PlanForm(
        request.POST or None,
        establishments=found,
        teams=queries.plannable_teams(request.user, clock.today()),
        initial={"establishment": search.value("co_so")},
    )
    if form.is_valid():
        try:
            inspection = plan_inspection(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã lập cuộc kiểm tra cho Đội.")
            return redirect("inspections:detail", inspection.pk)
    context = {"form": form, "search": search, "found": found}
    return render(request, "inspections/inspection_plan.html", context, status=422 if form.is_bound else 200)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_could_not(request, pk: int) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    form = CouldNotForm(request.POST or None, initial={"came_on": min(inspection.planned_on, clock.today())})
    status = carry_out(request, form, could_not_inspect, inspection, done="Đã ghi cuộc kiểm tra không thực hiện được.")
    if status == DONE:
        return redirect("inspections:detail", pk)
    context = {"form": form, "inspection": inspection}
    return render(request, "inspections/inspection_could_not.html", context, status=status)


def _in_state(rows: QuerySet[Inspection], state: str) -> QuerySet[Inspection]:
    """Rows in ``state``, or in one of the groups of states that the reports count."""
    groups = {"executed": "executed", "reached": "reached", "still": "standing_still"}
    if state in groups:
        return getattr(rows, groups[state])()
    return rows.filter(state=state) if state else rows


def _establishment_search(request) -> EstablishmentSearch:
    """What is searched for; a choice just sent counts more than the one in the address."""
    data = request.GET.copy()
    if chosen := request.POST.get("establishment"):
        data["co_so"] = chosen
    return EstablishmentSearch(data, districts=queries.districts(clock.today()))
