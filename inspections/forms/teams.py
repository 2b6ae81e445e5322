"""Forms of teams as their decisions name them."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms

from accounts.models import Unit, User
from inspections.forms.fields import DayField, LineField, RowFormSet, TidyForm, offer
from inspections.states import Duty, Level

MEMBER_ROWS = 10


class TeamForm(TidyForm):
    """The decision that sets up a team."""

    name = LineField(label="Tên Đội", max_length=160)
    level = forms.ChoiceField(label="Cấp", choices=Level)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Cơ quan thường trực", empty_label="— Chọn —")
    decision_number = LineField(label="Quyết định số", max_length=60)
    decided_on = DayField(label="Ngày quyết định")
    valid_from = DayField(label="Hiệu lực từ ngày")
    valid_to = DayField(label="Đến hết ngày", required=False, help_text="Để trống nếu chưa có thời hạn.")
    overlap_reason = LineField(
        label="Lý do có thêm Đội cùng thời gian",
        max_length=300,
        required=False,
        help_text="Chỉ ghi khi địa bàn đang có Đội khác cùng cấp còn hiệu lực.",
    )

    def __init__(self, *args, units, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        half, third = "col-md-6", "col-md-4"
        self.helper.layout = Layout(
            "name",
            Row(Column("level", css_class=half), Column("unit", css_class=half)),
            Row(Column("decision_number", css_class=half), Column("decided_on", css_class=half)),
            Row(Column("valid_from", css_class=third), Column("valid_to", css_class=third)),
            "overlap_reason",
        )

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "Ngày hết hiệu lực không được trước ngày bắt đầu.")
        return data


class RenewForm(TeamForm):
    """A later decision for a team there is: office and level stay."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["level"], self.fields["unit"]
        half, third = "col-md-6", "col-md-4"
        self.helper.layout = Layout(
            "name",
            Row(Column("decision_number", css_class=half), Column("decided_on", css_class=half)),
            Row(Column("valid_from", css_class=third), Column("valid_to", css_class=third)),
            "overlap_reason",
        )


class MemberForm(TidyForm):
    """One member as the decision names him; a row left blank is nobody."""

    full_name = LineField(label="Họ và tên", max_length=120)
    position = LineField(label="Chức vụ", max_length=120, required=False)
    agency = LineField(label="Cơ quan", max_length=160, required=False)
    duty = forms.ChoiceField(label="Nhiệm vụ", choices=Duty, initial=Duty.MEMBER)
    card_number = LineField(label="Thẻ số", max_length=40, required=False)
    user = forms.ModelChoiceField(User.objects.none(), label="Tài khoản", required=False, empty_label="Không có")

    def __init__(self, *args, users, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "user", users)
        self.fields["full_name"].required = not self.initial.get("full_name")  # cleared: this one leaves
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        wide, narrow = "col-md-3", "col-md-2"
        self.helper.layout = Layout(
            Row(
                Column("full_name", css_class=wide),
                Column("position", css_class=narrow),
                Column("agency", css_class=narrow),
                Column("duty", css_class=narrow),
                Column("card_number", css_class="col-md-1"),
                Column("user", css_class=narrow),
            )
        )


MemberFormSet = forms.formset_factory(
    MemberForm, RowFormSet, extra=MEMBER_ROWS, max_num=MEMBER_ROWS, absolute_max=MEMBER_ROWS
)
