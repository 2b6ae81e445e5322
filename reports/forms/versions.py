"""What is typed about a version of the consolidated report."""

from crispy_forms.helper import FormHelper
from django import forms

from documents.forms import CheckedFileField
from reports.states import SignedKind


class VersionForm(forms.Form):
    """One act upon a version of the consolidated report; ``place`` is its name on the page."""

    place = ""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class FreezeForm(VersionForm):
    place = "freeze_form"
    incomplete_reason = forms.CharField(
        label="Vì sao chốt khi còn thiếu đơn vị",
        required=False,
        max_length=300,
        help_text="Chỉ cần khi còn đơn vị chưa có báo cáo được duyệt, ví dụ: Bộ yêu cầu gửi trước ngày 20/12.",
    )


class DecisionForm(VersionForm):
    words = forms.CharField(label="Ý kiến, lý do", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, place: str, needs_words: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        self.fields["words"].label = "Lý do" if needs_words else "Ý kiến (không bắt buộc)"


class IssueForm(VersionForm):
    place = "issue_form"
    number = forms.CharField(label="Số văn bản", max_length=10, help_text="Do văn thư cấp, chỉ ghi số: 152")
    issued_on = forms.DateField(
        label="Ngày ký",
        input_formats=["%d/%m/%Y"],
        error_messages={"invalid": "Ngày không tồn tại hoặc chưa đúng dạng ngày/tháng/năm, ví dụ 05/07/2022."},
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "ngày/tháng/năm", "autocomplete": "off"}),
    )


class SignedCopyForm(VersionForm):
    """The scan, or the file with the digital signature."""

    place = "copy_form"
    kind = forms.ChoiceField(label="Văn bản", choices=SignedKind.choices)
    file = CheckedFileField(label="Tệp PDF", help_text="Bản quét màu từ 200 dpi hoặc tệp PDF đã ký số; tối đa 20 MB.")

    def __init__(self, *args, has_cover: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not has_cover:
            self.fields["kind"].choices = [choice for choice in SignedKind.choices if choice[0] == SignedKind.REPORT]  # type: ignore[attr-defined]
