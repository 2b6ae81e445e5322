"""The one choice about mail that a person has."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms


class PreferenceForm(forms.Form):
    """Whether the morning mail is wanted."""

    wants_digest = forms.BooleanField(
        label="Nhận thư tổng hợp việc cần làm lúc 07:30 các ngày làm việc",
        help_text="Bỏ chọn thì các việc ấy chỉ hiện ở chuông thông báo và trang “Việc cần làm”. Nghĩa vụ và thời hạn"
        " không thay đổi.",
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(Field("wants_digest"), Submit("save", "Lưu lựa chọn"))
