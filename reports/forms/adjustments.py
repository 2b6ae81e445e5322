"""What is typed about an adjustment of a total."""

from decimal import Decimal
from typing import cast

from django import forms

from accounts.models import Unit
from kit.numbers import UnreadableNumber, parse
from kit.text import personal_data_in
from reports.states import AdjustmentKind


class AdjustmentForm(forms.Form):
    """Sign and amount together: "-2" takes two away."""

    delta = forms.CharField(label="Điều chỉnh", max_length=20, help_text="Ví dụ -2 để bớt 2, 5 để cộng thêm 5.")
    kind = forms.ChoiceField(label="Loại", choices=AdjustmentKind)
    units = forms.ModelMultipleChoiceField(
        label="Đơn vị liên quan",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn đơn vị liên quan: đơn vị đó sẽ thấy điều chỉnh này."},
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Được in dưới phụ lục của báo cáo; đơn vị liên quan đọc được.",
    )

    def __init__(self, *args, units: list[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelMultipleChoiceField, self.fields["units"])
        choice.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])

    def clean_delta(self) -> Decimal:
        typed = self.cleaned_data["delta"].strip().replace("−", "-").replace("–", "-")
        sign = -1 if typed.startswith("-") else 1
        try:
            amount = parse(typed.lstrip("+-").strip(), whole=False)
        except UnreadableNumber as error:
            raise forms.ValidationError(str(error)) from error
        if amount is None:
            raise forms.ValidationError("Ghi số cần cộng thêm hoặc bớt đi.")
        return sign * amount

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        if found := personal_data_in(reason):
            raise forms.ValidationError(f"Có {', '.join(found)}. Hãy bỏ thông tin nhận dạng cá nhân.")
        return reason
