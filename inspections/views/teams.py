"""Inspection teams and their members."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Unit, User
from accounts.policy import policy
from accounts.states import Role
from inspections.forms.fields import filled
from inspections.forms.teams import MemberFormSet, RenewForm, TeamForm
from inspections.models import Inspection, Team
from inspections.services.refusals import Refusal
from inspections.services.teams import establish_team, renew_team
from kit import clock
from kit.permissions import require


@policy("team.view")
@require_safe
def team_list(request) -> HttpResponse:
    teams = Team.objects.visible_to(request.user).select_related("unit").prefetch_related("members")
    return render(request, "inspections/team_list.html", {"teams": teams, "today": clock.today()})


@policy("team.view")
@require_safe
def team_detail(request, pk: int) -> HttpResponse:
    team = get_object_or_404(Team.objects.visible_to(request.user).select_related("unit"), pk=pk)
    inspections = Inspection.objects.visible_to(request.user).filter(team=team)
    context = {
        "team": team,
        "members": team.members.all(),
        "newer": Team.objects.filter(previous=team).first(),
        "inspections": inspections.for_listing()[:50],
        "today": clock.today(),
    }
    return render(request, "inspections/team_detail.html", context)


@policy("inspection.plan")
@require_http_methods(["GET", "HEAD", "POST"])
def team_add(request) -> HttpResponse:
    require(request.user, "inspections.establish_team")
    form = TeamForm(request.POST or None, units=Unit.objects.existing_on(clock.today()))
    users = User.objects.filter(role=Role.INSPECTOR, is_active=True)
    rows = MemberFormSet(request.POST or None, prefix="thanh_vien", form_kwargs={"users": users})
    if form.is_valid() and rows.is_valid():
        try:
            values = form.cleaned_data | {"members": filled(rows)}
            team = establish_team(by=request.user, at=clock.now(), **values)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã nhập {team}.")
            return redirect("inspections:team", team.pk)
    status = 422 if form.is_bound else 200
    return render(request, "inspections/team_form.html", {"form": form, "rows": rows}, status=status)


@policy("inspection.plan")
@require_http_methods(["GET", "HEAD", "POST"])
def team_renew(request, pk: int) -> HttpResponse:
    """Kiện toàn: the later decision, its people as they are now to begin with."""
    team = get_object_or_404(Team.objects.visible_to(request.user), pk=pk)
    require(request.user, "inspections.establish_team")
    form = RenewForm(request.POST or None, units=Unit.objects.none(), initial={"name": team.name})
    users = User.objects.filter(role=Role.INSPECTOR, is_active=True)
    known = list(team.members.values("full_name", "position", "agency", "duty", "card_number", "user"))
    rows = MemberFormSet(request.POST or None, prefix="thanh_vien", form_kwargs={"users": users}, initial=known)
    if form.is_valid() and rows.is_valid():
        try:
            members = [row.cleaned_data for row in rows.forms if row.cleaned_data.get("full_name")]
            renewed = renew_team(team, by=request.user, at=clock.now(), **form.cleaned_data, members=members)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã kiện toàn {renewed}.")
            return redirect("inspections:team", renewed.pk)
    context = {"form": form, "rows": rows, "team": team}
    return render(request, "inspections/team_form.html", context, status=422 if form.is_bound else 200)
