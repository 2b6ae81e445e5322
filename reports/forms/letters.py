"""What is asked when a letter is drafted, and when it got its number."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from kit.fields import DayField
from reports.states import SignedAs


class LetterForm(forms.Form):
    """The new deadline and in whose place the letter is signed."""

    new_due_on = DayField(label="Hạn mới", help_text="Ngày cuối đơn vị phải gửi, ví dụ 30/6/2022.")
    signed_as = forms.ChoiceField(
        label="Thẩm quyền ký", choices=SignedAs.choices, widget=forms.RadioSelect, initial=SignedAs.DEPUTY
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("draft", "Soạn công văn"))


class NumberForm(forms.Form):
    """The number and the day that the clerk gave."""

    number = forms.RegexField(
        r"^0*[1-9][0-9]{0,5}$",
        label="Số",
        strip=True,
        error_messages={"invalid": "Số công văn là số nguyên, ví dụ 07 hoặc 123.", "required": "Cần ghi số."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    issued_on = DayField(label="Ngày ban hành")

    def __init__(self, *args, action: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_action = action
        self.helper.add_input(Submit("record", "Ghi số công văn"))
