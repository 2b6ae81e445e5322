"""A file that comes with a report."""

from django import forms

from documents.forms import CheckedFileField
from kit.fields import DayField, LineField
from reports.states import AttachmentKind


class AttachmentForm(forms.Form):
    """Kind, number and day of the document, and the file."""

    kind = forms.ChoiceField(
        label="Loại",
        choices=AttachmentKind.choices,
        error_messages={"required": "Hãy chọn loại.", "invalid_choice": "Hãy chọn loại trong danh sách."},
    )
    number = LineField(
        label="Số, ký hiệu văn bản",
        max_length=60,
        required=False,
        help_text="Bắt buộc với văn bản đã ký, ví dụ 45/BC-LĐTBXH-DT.",
        error_messages={"max_length": "Số, ký hiệu dài quá 60 ký tự."},
    )
    signed_on = DayField(label="Ngày văn bản", required=False, help_text="Bắt buộc với văn bản đã ký.")
    file = CheckedFileField()

    def clean(self) -> dict:
        """A signed document has a number and a day."""
        if self.cleaned_data.get("kind") == AttachmentKind.SIGNED:
            for name in ("number", "signed_on"):
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, "Văn bản đã ký cần có mục này.")
        return self.cleaned_data
