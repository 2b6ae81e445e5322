"""What the department writes about a report."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from kit.text import clean, personal_data_in


class ReasonForm(forms.Form):
    """Words for the unit: what to correct, or why it is excluded."""

    reason = forms.CharField(
        label="Lý do",
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nêu rõ chỉ tiêu hoặc mục cần sửa và cần sửa thế nào; đơn vị đọc được nguyên văn.",
        error_messages={
            "required": "Cần nêu lý do để đơn vị biết phải sửa gì.",
            "min_length": "Lý do quá ngắn: cần ít nhất 10 ký tự.",
        },
    )

    def clean_reason(self) -> str:
        """The reason is printed and mailed: it names nobody."""
        reason = clean(self.cleaned_data["reason"])
        if found := personal_data_in(reason):
            raise forms.ValidationError(f"Có {', '.join(found)}. Hãy bỏ thông tin nhận dạng cá nhân.")
        return reason

    def __init__(self, *args, action: str, button: str, style: str = "btn-warning", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_action = action
        self.helper.add_input(Submit("send", button, css_class=style))
