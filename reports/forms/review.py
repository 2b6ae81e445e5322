"""What the department writes about a report."""

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from kit.text import clean, personal_data_in
from reports.services.review import Mark
from reports.states import ReturnReason


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


class ReturnForm(forms.Form):
    """What the unit has to correct: words for the whole report, or a reason and words for each marked place."""

    def __init__(self, *args, marked: Sequence[tuple[str, str]], **kwargs) -> None:
        """``marked``: (code, label) of each place, in the form's order; empty: the whole report."""
        super().__init__(*args, **kwargs)
        self.marked = marked
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        for code, label in marked:
            self.fields[f"r-{code}"] = forms.ChoiceField(
                label=f"{code}. {label}: lý do",
                choices=[("", "– chọn lý do –"), *ReturnReason.choices],
                error_messages={"required": "Hãy chọn một lý do.", "invalid_choice": "Hãy chọn lý do trong danh sách."},
            )
            self.fields[f"w-{code}"] = _words_field("Cần sửa thế nào")
        if not marked:
            self.fields["r-"] = forms.ChoiceField(
                label="Lý do theo danh mục", choices=[("", "– không chọn –"), *ReturnReason.choices], required=False
            )
        self.fields["reason"] = forms.CharField(
            label="Lời chung cho đơn vị" if marked else "Lý do",
            required=not marked,
            min_length=10,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Đơn vị đọc được nguyên văn. Không nêu tên, số căn cước, điện thoại của bất kỳ ai.",
            error_messages={
                "required": "Cần nêu lý do để đơn vị biết phải sửa gì.",
                "min_length": "Lý do quá ngắn: cần ít nhất 10 ký tự.",
            },
        )

    @property
    def places(self) -> list[dict]:
        """Code, label and the two fields of each marked place, for the page."""
        return [
            {"code": code, "label": label, "reason": self[f"r-{code}"], "words": self[f"w-{code}"]}
            for code, label in self.marked
        ]

    def clean(self) -> dict:
        """Everything is printed and mailed: it names nobody."""
        for name, value in list(self.cleaned_data.items()):
            if name == "reason" or name.startswith("w-"):
                self.cleaned_data[name] = clean(value)
                if found := personal_data_in(value):
                    self.add_error(name, f"Có {', '.join(found)}. Hãy bỏ thông tin nhận dạng cá nhân.")
        return self.cleaned_data

    @property
    def whole_reason(self) -> forms.BoundField:
        """The reason of a whole report."""
        return self["r-"]

    @property
    def marks(self) -> list[Mark]:
        """What was marked, for the service."""
        data = self.cleaned_data
        marks = [Mark(code, data[f"r-{code}"], data[f"w-{code}"]) for code, _ in self.marked]
        if not self.marked and data["r-"]:
            marks.append(Mark("", data["r-"], data["reason"][:1000]))
        return marks


def _words_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=3,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Nêu rõ cần sửa thế nào.", "min_length": "Nêu rõ hơn cần sửa thế nào."},
    )
