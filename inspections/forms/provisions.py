"""The catalogue of provisions on fines."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms

from inspections.forms.fields import DayField, LineField, NumberField, TidyForm, no_personal_data
from inspections.states import ViolationGroup


class ProvisionForm(TidyForm):
    """One provision as the decree has it."""

    group = forms.ChoiceField(label="Nhóm vi phạm", choices=ViolationGroup.choices)
    act = LineField(label="Hành vi", max_length=300, validators=[no_personal_data])
    decree = LineField(label="Nghị định", max_length=120, help_text="Ví dụ: Nghị định 282/2025/NĐ-CP.")
    article = LineField(label="Điều, khoản", max_length=80, required=False)
    valid_from = DayField(label="Có hiệu lực từ ngày")
    valid_to = DayField(label="Đến hết ngày", required=False, help_text="Để trống nếu đang có hiệu lực.")
    least = NumberField(whole=False, maximum=10_000, label="Phạt từ (triệu đồng)", help_text="Mức cho cá nhân.")
    most = NumberField(whole=False, maximum=10_000, label="Phạt đến (triệu đồng)")
    source = LineField(
        label="Đối chiếu theo",
        max_length=300,
        help_text="Văn bản đã mở ra để đối chiếu: số, ngày, nơi đăng. Không có thì không ghi mức phạt.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        half, third = "col-md-6", "col-md-3"
        self.helper.layout = Layout(
            Row(Column("group", css_class=half), Column("act", css_class=half)),
            Row(Column("decree", css_class=half), Column("article", css_class=half)),
            Row(*(Column(name, css_class=third) for name in ("valid_from", "valid_to", "least", "most"))),
            "source",
            Submit("save", "Lưu khung xử phạt"),
        )
