"""The form for a file of an inspection."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit

from documents.forms import HELP, CheckedFileField
from inspections.forms.fields import LineField, TidyForm, no_personal_data


class EvidenceForm(TidyForm):
    """One photograph or paper."""

    file = CheckedFileField(
        label="Ảnh, tài liệu",
        help_text=f"{HELP} Chụp nơi kinh doanh, giấy tờ; không chụp người. Vị trí, giờ chụp ẩn trong ảnh bị xóa.",
    )
    caption = LineField(label="Chú thích", max_length=200, required=False, validators=[no_personal_data])

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("save", "Thêm tệp"))
