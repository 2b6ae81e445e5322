"""The journal, for those who answer for it."""

from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.policy import policy
from audit import queries
from audit.forms import JournalFilter
from audit.services.journal import verify_chain

PAGE = 50


@policy("audit.view")
@require_GET
def journal(request):
    form = JournalFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.entries(
        object_type=chosen.get("loai", ""),
        unit=chosen.get("don_vi"),
        since=chosen.get("tu"),
        until=chosen.get("den"),
    )
    check = request.GET.get("kiem-tra") == "1"
    context = {
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "query": _query(request.GET),
        "checked": check,
        "broken": verify_chain() if check else None,
    }
    return render(request, "audit/journal.html", context)


def _query(sent: QueryDict) -> str:
    """The filter as a query string, for the links to other pages."""
    kept = sent.copy()
    for name in ("trang", "kiem-tra"):
        kept.pop(name, None)
    return kept.urlencode()
