"""What every list of this app does alike."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet

from inspections.forms.filters import FilterForm

PER_PAGE = 50


def page_context(request, rows: QuerySet, form: FilterForm) -> dict:
    """One page of ``rows``, the filter form, and the other parameters for links between pages."""
    rest = request.GET.copy()
    rest.pop("trang", None)
    return {
        "page": _page(Paginator(rows, PER_PAGE), request.GET.get("trang", "1")),
        "form": form,
        "query": rest.urlencode(),
        "is_filtered": any(form.cleaned_data.values()),
    }


def _page(pages: Paginator, number: str) -> Page:
    """The page asked for; nonsense gets the first one."""
    try:
        return pages.page(number)
    except InvalidPage:
        return pages.page(1)
