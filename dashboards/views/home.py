"""First pages: what is to be done, the leader's two minutes, the pulse of the system."""

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Unit, User
from accounts.policy import Request, policy
from accounts.rules import DEPARTMENT_ROLES
from accounts.states import Role
from dashboards.queries.home import department_work, own_work, unit_work
from inspections.models import Inspection
from jobs.services.heartbeat import silent
from kit import clock
from notices.queries import fresh


@policy("home.view")
@require_safe
def home(request: Request) -> HttpResponse:
    """What this person has to do now; never empty of meaning."""
    user, now = request.user, clock.now()
    if user.role in (Role.LEADER, Role.AUDITOR):
        return redirect("dashboards:leadership")
    around = {"fresh": fresh(user, 5)} | own_work(user, now)
    if user.role == Role.REPORTER:
        return render(request, "dashboards/home_unit.html", unit_work(user, now) | around)
    if user.role in DEPARTMENT_ROLES:
        return render(request, "dashboards/home_department.html", department_work(user, now) | around)
    if user.role == Role.INSPECTOR:
        planned = Inspection.objects.visible_to(user).filter(inspected_on=None).select_related("establishment")
        return render(request, "dashboards/home_inspector.html", {"planned": planned} | around)
    return render(request, "dashboards/home_administrator.html", _operations() | around)


def _operations() -> dict:
    people = User.objects.filter(is_active=True)
    with_approver = people.filter(is_unit_approver=True).exclude(unit=None).values("unit")
    return {
        "people": people.count(),
        "silent": silent(),
        "without_approver": Unit.objects.exclude(reporter_code="").exclude(pk__in=with_approver),
    }


@policy("public.health")
@require_safe
def healthz(request: Request) -> JsonResponse:
    """200 only when web, database, worker and scheduler live; over a fresh connection to the database."""
    try:
        with connections["default"].temporary_connection() as cursor:
            cursor.execute("SELECT 1")
        quiet = silent()
    except DatabaseError:
        return JsonResponse({"web": "ok", "database": "silent"}, status=503)
    state = {"web": "ok", "database": "ok"} | {name: "ok" for name in ("worker", "scheduler") if name not in quiet}
    state |= {name: "silent" for name in quiet}
    return JsonResponse(state | {"profile": settings.PROFILE}, status=503 if quiet else 200)
