"""Forms of tasks, own plans and events."""

from django import forms
from django.db.models import QuerySet

from accounts.models import Unit
from documents.forms import CheckedFileField
from kit.fields import DayField, LineField, NumberField, TextField
from plans.figures.work import ATTENDEE_CODES, AUDIENCE_PARTS, FORM_PARTS, INTEGRATED_CODE, QUANTITY_CODES
from plans.forms.fields import BareForm
from plans.models import Plan, Task
from plans.states import Audience, EventKind, ProgressState, Recurrence, SessionForm

ANY = ("", "Tất cả")
CHOOSE = ("", "— Chọn —")
QUARTERS = [("", "— Không theo quý —"), ("1", "Quý I"), ("2", "Quý II"), ("3", "Quý III"), ("4", "Quý IV")]
PARTS = {*(f"N101.{part}" for part in FORM_PARTS.values()), *(f"N103.{part}" for part in AUDIENCE_PARTS.values())}
CODES = sorted({INTEGRATED_CODE, *QUANTITY_CODES.values(), *ATTENDEE_CODES.values(), *PARTS})


class NoteForm(BareForm):
    """What a unit says of its part."""

    state = forms.ChoiceField(label="Tình trạng", choices=ProgressState)
    quarter = forms.TypedChoiceField(label="Của quý", choices=QUARTERS, required=False, coerce=int, empty_value=None)
    product = LineField(
        label="Sản phẩm, minh chứng",
        max_length=300,
        required=False,
        help_text="Số, ngày văn bản; số buổi đã làm; ấn phẩm đã in… Bắt buộc, trừ khi có tệp hoặc đang vướng mắc.",
    )
    narrative = TextField(label="Diễn giải", max_length=4000, rows=3, required=False)
    file = CheckedFileField(label="Tệp minh chứng", required=False)


class TermsForm(BareForm):
    """What must come out of a task, how often and by when."""

    expected_product = LineField(label="Sản phẩm phải có", max_length=300, required=False)
    recurrence = forms.ChoiceField(label="Nhịp thực hiện", choices=Recurrence)
    due_on = DayField(label="Hạn hoàn thành", required=False, help_text="Để trống: không có hạn riêng trong năm.")


class TaskChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, task: Task) -> str:
        return f"{task.code} {task.title}"


class UnitPlanForm(BareForm):
    """A unit's own plan and the tasks it takes up."""

    number = LineField(label="Số, ký hiệu", max_length=60, help_text="Ví dụ 25/KH-LĐTBXH.")
    issued_on = DayField(label="Ngày ban hành")
    title = LineField(label="Trích yếu", max_length=300)
    file = CheckedFileField(label="Tệp kế hoạch đã ký")
    tasks = TaskChoice(
        Task.objects.none(),
        label="Nhiệm vụ của Sở được cụ thể hóa",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một nhiệm vụ mà kế hoạch của đơn vị cụ thể hóa."},
    )

    def __init__(self, *args, plan: Plan, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tasks"].queryset = Task.objects.filter(group__plan=plan).select_related("group")  # type: ignore[attr-defined]


class EventForm(BareForm):
    """Something held, published or handed out."""

    kind = forms.ChoiceField(label="Loại hoạt động", choices=[CHOOSE, *EventKind.choices])
    title = LineField(label="Nội dung", max_length=250)
    held_on = DayField(label="Ngày")
    quantity = NumberField(
        label="Số lượng", whole=True, maximum=1_000_000, required=True, initial=1,
        help_text="Số buổi, lớp, tờ, bài… theo đơn vị tính của chỉ tiêu.",
    )  # fmt: skip
    attendees = NumberField(
        label="Số lượt người dự",
        whole=True,
        maximum=1_000_000,
        help_text="Bắt buộc với buổi tuyên truyền, lớp tập huấn.",
    )
    form = forms.ChoiceField(label="Hình thức buổi", choices=[CHOOSE, *SessionForm.choices], required=False)
    audience = forms.ChoiceField(label="Đối tượng chính", choices=[CHOOSE, *Audience.choices], required=False)
    place = LineField(label="Địa điểm, kênh", max_length=160, required=False)
    is_integrated = forms.BooleanField(label="Buổi lồng ghép với nội dung khác", required=False)
    task = forms.ModelChoiceField(Task.objects.none(), label="Thuộc nhiệm vụ", empty_label="— Không —", required=False)
    file = CheckedFileField(label="Tệp minh chứng", required=False)

    def __init__(self, *args, plan: Plan | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].queryset = Task.objects.filter(group__plan=plan)  # type: ignore[attr-defined]

    def clean_quantity(self) -> int:
        """Whole and at least one."""
        number = self.cleaned_data["quantity"]
        if number < 1:
            raise forms.ValidationError("Số lượng ít nhất là 1.")
        return int(number)

    def clean_attendees(self) -> int | None:
        number = self.cleaned_data["attendees"]
        return None if number is None else int(number)


class CancelForm(BareForm):
    """Why it is taken back."""

    reason = LineField(label="Lý do gạch bỏ", max_length=300)


class EventFilter(forms.Form):
    """Which events to list. What cannot be read is left out, never an error page."""

    don_vi = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", empty_label="Tất cả", required=False)
    loai = forms.ChoiceField(label="Loại", choices=[ANY, *EventKind.choices], required=False)
    ma = forms.ChoiceField(label="Chỉ tiêu", choices=[ANY, *((code, code) for code in CODES)], required=False)
    tu = DayField(label="Từ ngày", required=False)
    den = DayField(label="Đến ngày", required=False)

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = units  # type: ignore[attr-defined]
        self.is_valid()

    def value(self, name: str):
        return self.cleaned_data.get(name)
