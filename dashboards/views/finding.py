"""Search across the portal."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policy import Request, policy
from dashboards.queries.search import PER_GROUP, search
from kit.text import clean

LONGEST = 100


@policy("search.use")
@require_safe
def find(request: Request) -> HttpResponse:
    """What the reader may see and whose words match."""
    text = clean(request.GET.get("q", ""))[:LONGEST]
    groups = search(text, request.user) if text else []
    context = {"text": text, "groups": groups, "per_group": PER_GROUP}
    return render(request, "dashboards/search.html", context)
