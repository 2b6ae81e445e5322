"""The register of establishments."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import may_use, policy
from inspections import queries
from inspections.forms.filters import EstablishmentFilter
from inspections.forms.register import EstablishmentForm, LicenceForm, StatusForm
from inspections.models import Establishment, Inspection
from inspections.queries.draws import explained_risk
from inspections.queries.register import listed, moves_of
from inspections.queries.relocation import left_behind
from inspections.services.refusals import Refusal
from inspections.services.register import change_status, reveal_owner, save_establishment, write_licence
from inspections.views._lists import criteria_of, page_context
from kit import clock


@policy("establishment.view")
@require_safe
def establishment_list(request) -> HttpResponse:
    form = EstablishmentFilter(request.GET, districts=queries.districts(clock.today()))
    wanted = criteria_of(form)
    rows = listed(request.user, wanted).for_listing()
    context = page_context(request, rows, form)
    context |= {"may_add": may_use(request.user, "establishment.edit"), "day": wanted.day}
    if may_use(request.user, "establishment.relocate"):
        context["left_behind"] = left_behind(clock.today()).count()
    return render(request, "inspections/establishment_list.html", context)


@policy("establishment.view")
@require_safe
def establishment_detail(request, pk: int) -> HttpResponse:
    establishment = _visible(request, pk)
    return render(request, "inspections/establishment_detail.html", _context(request, establishment))


@policy("establishment.view")
@require_POST
def establishment_owner(request, pk: int) -> HttpResponse:
    """The same page with the owner's name and phone on it; the look is in the journal."""
    establishment = reveal_owner(_visible(request, pk), by=request.user, at=clock.now())
    context = _context(request, establishment) | {"owner_shown": True}
    return render(request, "inspections/establishment_detail.html", context)


@policy("establishment.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def establishment_add(request) -> HttpResponse:
    return _edit(request, Establishment())


@policy("establishment.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def establishment_edit(request, pk: int) -> HttpResponse:
    establishment = _visible(request, pk)
    if request.method != "POST":  # the form shows the owner
        reveal_owner(establishment, by=request.user, at=clock.now())
    return _edit(request, establishment)


@policy("establishment.edit")
@require_POST
def establishment_status(request, pk: int) -> HttpResponse:
    establishment = _visible(request, pk)
    form = StatusForm(request.POST)
    if form.is_valid():
        try:
            change_status(establishment, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã ghi tình trạng mới của cơ sở.")
            return redirect("inspections:establishment", pk)
    context = _context(request, establishment) | {"status_form": form}
    return render(request, "inspections/establishment_detail.html", context, status=422)


@policy("establishment.edit")
@require_POST
def establishment_licence(request, pk: int) -> HttpResponse:
    establishment = _visible(request, pk)
    form = LicenceForm(request.POST, auto_id="id_licence_%s")
    if form.is_valid():
        try:
            write_licence(establishment, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã ghi giấy tờ của cơ sở.")
            return redirect("inspections:establishment", pk)
    context = _context(request, establishment) | {"licence_form": form}
    return render(request, "inspections/establishment_detail.html", context, status=422)


def _visible(request, pk: int) -> Establishment:
    rows = Establishment.objects.visible_to(request.user).with_status(clock.today())
    return get_object_or_404(rows.select_related("commune__parent"), pk=pk)


def _context(request, establishment: Establishment) -> dict:
    """The establishment, its life, and as much of its inspections as the user may know."""
    inspections = Inspection.objects.visible_to(request.user).filter(establishment=establishment)
    return {
        "establishment": establishment,
        "statuses": establishment.statuses.all(),
        "place_has_ended": establishment.commune.has_ended(clock.today()),
        "moves": moves_of(establishment),
        "inspections": inspections.for_listing(),
        "licences": [(each, each.is_valid_on(clock.today())) for each in establishment.licences.all()],
        "licence_form": LicenceForm(auto_id="id_licence_%s"),
        "draws": [
            item
            for item in establishment.draw_items.select_related("draw__team").order_by("-draw__year")
            if request.user.has_perm("inspections.view_drawn_list", item.draw)
        ],
        "status_form": StatusForm(initial={"from_on": clock.today()}),
        "may_plan": may_use(request.user, "inspection.plan"),
        "risk": (
            explained_risk(establishment, clock.today())
            if request.user.has_perm("inspections.view_risk", establishment)
            else None
        ),
    }


def _edit(request, establishment: Establishment) -> HttpResponse:
    name = str(establishment)
    communes = queries.communes_for(request.user, establishment, clock.today())
    form = EstablishmentForm(request.POST or None, instance=establishment, communes=communes)
    if form.is_valid():
        target = Establishment(pk=establishment.pk)
        try:
            saved = save_establishment(target, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã lưu cơ sở {saved}, mã {saved.code}.")
            return redirect("inspections:establishment", saved.pk)
    context = {"form": form, "name": name, "establishment": establishment}
    status = 422 if form.is_bound else 200
    return render(request, "inspections/establishment_form.html", context, status=status)
