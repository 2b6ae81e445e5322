"""The versions of a plan's text."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.policy import Request, policy
from plans.models import Plan
from plans.queries.versions import chosen_pair


@policy("plan.view")
@require_safe
def plan_versions(request: Request, pk: int) -> HttpResponse:
    """``?tu=1&den=2`` compares two of them."""
    plan = get_object_or_404(Plan, pk=pk)
    versions, comparison = chosen_pair(plan, request.GET.get("tu", ""), request.GET.get("den", ""))
    context = {"plan": plan, "versions": versions, "comparison": comparison}
    return render(request, "plans/versions.html", context)
