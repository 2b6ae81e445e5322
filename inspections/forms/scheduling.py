"""Days for the establishments of a drawn list."""

from collections.abc import Mapping
from datetime import date

from django import forms

from inspections.forms.fields import DayField, LineField, TidyForm
from inspections.models import DrawItem

MOST_PER_DAY = 20


class SpreadForm(forms.Form):
    """From which day, and how many a day: by GET, for the proposal only."""

    tu = DayField(label="Từ ngày", required=False)
    moi_ngay = forms.IntegerField(label="Số cơ sở mỗi ngày", min_value=1, max_value=MOST_PER_DAY, required=False)


class VisitDaysForm(TidyForm):
    """One day per establishment; a blank one is not planned yet."""

    decision_number = LineField(label="Quyết định hoặc kế hoạch số", max_length=60, required=False)

    def __init__(self, *args, items: list[DrawItem], proposed: Mapping[int, date], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            label = f"Ngày dự kiến, {item.establishment}"
            self.fields[f"day-{item.pk:d}"] = DayField(label=label, required=False, initial=proposed.get(item.pk))

    def rows(self) -> list[tuple[DrawItem, forms.BoundField]]:
        """Each establishment with its entry."""
        return [(item, self[f"day-{item.pk:d}"]) for item in self.items]

    def days(self) -> dict[int, date]:
        """Key of the item → day, of those that have one."""
        found = {item.pk: self.cleaned_data.get(f"day-{item.pk:d}") for item in self.items}
        return {pk: day for pk, day in found.items() if day}
