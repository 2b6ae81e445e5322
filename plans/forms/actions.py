"""Forms of action items."""

from django import forms
from django.db.models import QuerySet

from accounts.models import Unit, User
from kit.fields import DayField, LineField, TextField
from plans.forms.fields import BareForm
from plans.states import ActionKind, ActionState

ANY = ("", "Tất cả")
STATES = [ANY, ("late", "Quá hạn"), *ActionState.choices]


class ActionForm(BareForm):
    """One piece of work for a unit, or for one person of it."""

    title = LineField(label="Nội dung việc", max_length=250)
    detail = TextField(label="Yêu cầu cụ thể, sản phẩm", max_length=4000, required=False, rows=3)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị thực hiện", empty_label="— Chọn —", required=False)
    person = forms.ModelChoiceField(
        User.objects.none(), label="Giao đích danh", empty_label="— Cả đơn vị —", required=False
    )
    due_on = DayField(label="Hạn hoàn thành", help_text="Hoàn thành trong ngày này vẫn đúng hạn.")
    origin = LineField(
        label="Xuất phát từ", max_length=200, required=False, help_text="Ví dụ: giao ban tháng 6, ý kiến xét báo cáo."
    )

    def __init__(self, *args, units: QuerySet[Unit], people: QuerySet[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda user: f"{user} – {user.unit}"  # type: ignore[attr-defined]


class ResultForm(BareForm):
    """What came of it."""

    result = TextField(
        label="Kết quả", max_length=4000, rows=3, help_text="Đã làm gì, sản phẩm là gì, số và ngày văn bản nếu có."
    )


class ReopenForm(BareForm):
    """Why it goes back."""

    reason = TextField(label="Lý do mở lại", max_length=2000, rows=2)
    due_on = DayField(label="Hạn mới", required=False, help_text="Để trống: giữ hạn cũ.")


class ActionFilter(forms.Form):
    """Which action items to list. What cannot be read is left out, never an error page."""

    viec = forms.ChoiceField(label="Của ai", choices=[ANY, ("cua-toi", "Việc của tôi")], required=False)
    trang_thai = forms.ChoiceField(label="Trạng thái", choices=STATES, required=False)
    loai = forms.ChoiceField(label="Loại", choices=[ANY, *ActionKind.choices], required=False)
    don_vi = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", empty_label="Tất cả", required=False)

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = units  # type: ignore[attr-defined]
        self.is_valid()

    def value(self, name: str):
        return self.cleaned_data.get(name)
