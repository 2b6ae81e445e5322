"""From a code on paper to the figure behind it."""

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from accounts.policy import Request, policy
from plans.models import ReportingPeriod
from reports.models import Consolidation, Report
from reports.queries.drill import drill, goal_of
from reports.views.totals import find_version, not_found_unless

CODE = re.compile(r"(?P<version>[1-9]\d{0,8}|\d{4}-(?:6T|NAM|Q1|Q3))-(?P<figure>[A-Z]{1,2}\d{1,3}(?:\.[A-Z0-9]{1,6})?)")


@policy("consolidation.view")
@require_safe
def trace(request: Request) -> HttpResponse:
    """Type the code beside a figure: "12-N101" leads to that figure of version 12, "2022-6T-N101" to today's."""
    typed = "".join(request.GET.get("ma", "")[:60].split()).upper()
    if not typed:
        return render(request, "reports/trace.html", {"typed": ""})
    match = CODE.fullmatch(typed)
    if match and (where := _where(request, match["version"], match["figure"])):
        return redirect(*where)
    return render(request, "reports/trace.html", {"typed": typed, "unknown": True}, status=422)


def _where(request: Request, version: str, code: str) -> tuple | None:
    year, _, kind = version.partition("-")
    if kind:
        period = ReportingPeriod.objects.filter(year=int(year), kind=kind).first()
        return ("reports:figure", period.code, code) if period else None
    found = Consolidation.objects.visible_to(request.user).filter(pk=int(version)).first()
    figures = (found.figures if found else None) or {}
    known = any(each["code"] == code for each in [*figures.get("lines", []), *figures.get("objectives", [])])
    return ("reports:version_figure", int(version), code) if known else None


@policy("consolidation.view")
@require_safe
def version_figure(request: Request, pk: int, code: str) -> HttpResponse:
    """One figure of a version, as it stood when the version was made, and what it is today."""
    version = find_version(request, pk)
    if version.figures and "lines" in version.figures and (goal := goal_of(version.figures, code)):
        context = {"version": version, "period": version.period, "goal": goal}
        return render(request, "reports/goal_figure.html", context)
    found = not_found_unless(drill(version.figures, code) if version.figures and "lines" in version.figures else None)
    seen = set(Report.objects.visible_to(request.user).filter(period=version.period).values_list("pk", flat=True))
    shares = [(s, s.report if s.report in seen else None, parse_datetime(s.sent_at or "")) for s in found.shares]
    context = {"version": version, "period": version.period, "found": found, "shares": shares}
    return render(request, "reports/version_figure.html", context)
