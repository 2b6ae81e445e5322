"""What every list of this app does alike."""

from functools import cached_property

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet

from inspections.forms.filters import EstablishmentFilter, FilterForm
from inspections.queries.register import Criteria
from kit import clock

PER_PAGE = 50


def criteria_of(form: EstablishmentFilter) -> Criteria:
    """The list's filters in the words of ``queries.register``."""
    return Criteria(
        day=form.value("ngay") or clock.today(),
        text=form.value("q") or "",
        district=form.value("huyen") or "",
        primary_type=form.value("loai") or "",
        status=form.value("tinh_trang") or "",
        is_conditional=bool(form.value("dieu_kien")),
    )


class KeyedPaginator(Paginator):
    """Finds a page's keys first, by an index alone, and then reads just those rows."""

    def __init__(self, rows: QuerySet, per_page: int) -> None:
        super().__init__(rows, per_page)
        self.rows = rows

    @cached_property
    def count(self) -> int:
        """Without the order and what a row shows."""
        return self.rows.order_by().values("pk").count()

    def page(self, number) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = list(self.rows.values_list("pk", flat=True)[start : start + self.per_page])
        found = {row.pk: row for row in self.rows.filter(pk__in=keys)}
        return Page([found[key] for key in keys if key in found], number, self)


def page_context(request, rows: QuerySet, form: FilterForm) -> dict:
    """One page of ``rows``, the filter form, and the other parameters for links between pages."""
    rest = request.GET.copy()
    rest.pop("trang", None)
    return {
        "page": _page(KeyedPaginator(rows, PER_PAGE), request.GET.get("trang", "1")),
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
