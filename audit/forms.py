"""The journal's filter."""

from datetime import date
from typing import cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.models import Unit
from audit.models import AuditEntry
from audit.states import OBJECTS

# Days beyond these have no start or end in the calendar's arithmetic, and no row.
SENSIBLE = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class JournalFilter(forms.Form):
    """Which rows to show; every field may stay empty."""

    loai = forms.ChoiceField(label="Đối tượng", required=False)
    don_vi = forms.ModelChoiceField(label="Đơn vị", queryset=Unit.objects.all(), required=False, empty_label="Tất cả")
    tu = forms.DateField(
        label="Từ ngày",
        required=False,
        validators=SENSIBLE,
        widget=forms.DateInput(attrs={"placeholder": "24/06/2022"}),
    )
    den = forms.DateField(
        label="Đến ngày",
        required=False,
        validators=SENSIBLE,
        widget=forms.DateInput(attrs={"placeholder": "30/06/2022"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        known = AuditEntry.objects.order_by("object_type").values_list("object_type", flat=True).distinct()
        kind = cast(forms.ChoiceField, self.fields["loai"])
        kind.choices = [("", "Tất cả"), *((name, OBJECTS.get(name, name)) for name in known)]
        for field in self.fields.values():
            css_class = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = css_class
