"""What the tables are asked for."""

from django import forms

from inspections.figures.periods import LAST, Stretch, stretch
from inspections.forms.filters import ANY, FilterForm

KINDS = [("thang", "Tháng"), ("quy", "Quý"), ("6-thang", "6 tháng"), ("nam", "Năm")]


class StretchForm(FilterForm):
    """Kind, year and number of a stretch; what cannot be is the current half year."""

    loai_ky = forms.ChoiceField(label="Kỳ", choices=KINDS, required=False)
    so = forms.IntegerField(
        label="Tháng, quý hoặc nửa năm thứ", min_value=1, max_value=12, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    nam = forms.IntegerField(label="Năm", min_value=2000, max_value=2100, required=False)
    huyen = forms.ChoiceField(label="Huyện, thành phố", choices=[ANY], required=False)

    def stretch(self, today) -> Stretch:
        kind, year = self.value("loai_ky") or "6-thang", self.value("nam") or today.year
        usual = 1 if kind == "nam" else (today.month - 1) * LAST[kind] // 12 + 1
        number = self.value("so") or usual
        return stretch(kind, year, number if number <= LAST[kind] else LAST[kind])
