"""The form of the rows that one unit fills in."""

from typing import cast

from crispy_forms.helper import FormHelper
from django import forms
from django.http import QueryDict

from kit.fields import LineField, no_personal_data
from plans.models import Indicator
from reports.services.asking import MAX_REASON, Rows, RowsRefused


class RowsForm(forms.Form):
    """Ticked rows, why, and what the page was shown with; the page draws the boxes itself."""

    rows = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "Có mã không thuộc biểu của kỳ này; chưa thay đổi gì.", "invalid_list": ""},
    )
    seen = forms.IntegerField(min_value=0, max_value=2**62, widget=forms.HiddenInput, error_messages={})
    reason = LineField(
        label="Lý do", required=False, max_length=MAX_REASON, validators=[no_personal_data],
        help_text="Đơn vị nhận được lời này; ví dụ: Phòng theo dõi các cơ sở giáo dục nghề nghiệp tư thục.",
    )  # fmt: skip

    def __init__(self, data=None, *, indicators: list[Indicator], **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.fields["rows"].choices = [(row.code, row.name) for row in indicators]  # type: ignore[attr-defined]
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def ticked(self) -> frozenset[str]:
        """What was ticked, valid or not, so that nothing is lost on the way back."""
        return frozenset(self._raw().getlist("rows")) if self.is_bound else frozenset()

    def as_of(self, latest: int) -> QueryDict:
        """The same ticks on the newest state of the unit's rows."""
        data = self._raw().copy()
        data["seen"] = str(latest)
        return data

    def _raw(self) -> QueryDict:
        return cast(QueryDict, self.data)

    def choice(self) -> Rows:
        return Rows(frozenset(self.cleaned_data["rows"]), self.cleaned_data["reason"], self.cleaned_data["seen"])

    def refuse(self, refusal: RowsRefused) -> None:
        self.add_error(refusal.field, str(refusal))
