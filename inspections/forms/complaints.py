"""Forms of the book of reports from people."""

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms

from accounts.models import Unit
from inspections.forms.fields import DayField, TextField, TidyForm, not_to_come, offer
from inspections.forms.inspections import CHOOSE, EstablishmentField
from inspections.models import Establishment
from inspections.states import Channel


class ComplaintForm(TidyForm):
    """One report. There is no field for whoever made it."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị tiếp nhận", empty_label=None)
    channel = forms.ChoiceField(label="Kênh tiếp nhận", choices=[CHOOSE, *Channel.choices])
    received_on = DayField(label="Ngày nhận")
    establishment = EstablishmentField(
        Establishment.objects.none(),
        label="Cơ sở bị phản ánh",
        required=False,
        empty_label="Không rõ, không có trong sổ",
    )
    content = TextField(
        label="Nội dung phản ánh",
        max_length=1000,
        help_text="Chỉ ghi sự việc. Không ghi người báo tin là ai, ở đâu; không ghi tên ai.",
    )

    def __init__(self, *args, units, establishments, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        offer(self, "establishment", establishments)
        self.helper = FormHelper(self)
        third = "col-md-4"
        self.helper.layout = Layout(
            Row(
                Column("unit", css_class=third), Column("channel", css_class=third),
                Column("received_on", css_class=third),
            ),
            "establishment",
            "content",
            Submit("save", "Ghi tin báo"),
        )  # fmt: skip

    def clean_received_on(self) -> date:
        return not_to_come(self.cleaned_data["received_on"])


class HandlingForm(TidyForm):
    """What became of it."""

    result = TextField(label="Kết quả xử lý", max_length=1000, rows=3)
    handled_on = DayField(label="Ngày xử lý xong")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("save", "Ghi kết quả xử lý"))
