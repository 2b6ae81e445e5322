"""Forms of the draw, one for each step, and of the scale of risk points."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms

from inspections.figures.risk import COMPLAINT_MONTHS, MOST_POINTS, VIOLATION_MONTHS
from inspections.forms.fields import (
    DayField,
    LineField,
    NumberField,
    TextField,
    TidyForm,
    no_personal_data,
    not_to_come,
    offer,
)
from inspections.models import Team
from inspections.states import EstablishmentType

FIRST_YEAR, LAST_YEAR = 2021, 2035


class StepForm(TidyForm):
    """A form without a tag of its own: the page puts it into a step."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False


class WholeField(NumberField):
    """A whole number that must be there."""

    def __init__(self, *, maximum: int, **kwargs) -> None:
        super().__init__(**{"whole": True, "maximum": maximum, "required": True, **kwargs})

    def clean(self, value) -> int:
        return int(super().clean(value))


class FreezeForm(StepForm):
    """Whose draw of which year, and its rules."""

    team = forms.ModelChoiceField(Team.objects.none(), label="Đội kiểm tra", empty_label="— Chọn —")
    year = forms.TypedChoiceField(label="Năm kiểm tra", coerce=int)
    frozen_on = DayField(label="Chốt sổ ngày", help_text="Chọn trong các cơ sở đang hoạt động ngày này.")
    quota_percent = NumberField(
        whole=False, maximum=100, required=True, label="Tỷ lệ chọn (%)", help_text="Của từng huyện, làm tròn lên."
    )
    certain_from = WholeField(maximum=10_000, label="Chọn chắc chắn từ (điểm)")
    raised_from = WholeField(maximum=10_000, label="Rủi ro cao từ (điểm)")
    conditional_only = forms.BooleanField(label="Chỉ cơ sở kinh doanh có điều kiện", required=False)

    def __init__(self, *args, teams, years, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", teams)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        third = "col-md-4"
        self.helper.layout = Layout(
            Row(Column("team", css_class="col-md-8"), Column("year", css_class=third)),
            Row(Column("frozen_on", css_class=third), Column("quota_percent", css_class=third)),
            Row(Column("certain_from", css_class=third), Column("raised_from", css_class=third)),
            "conditional_only",
        )

    def clean_frozen_on(self):
        return not_to_come(self.cleaned_data["frozen_on"])

    def clean_quota_percent(self):
        percent = self.cleaned_data["quota_percent"]
        if not percent:
            raise forms.ValidationError("Tỷ lệ phải lớn hơn 0.")
        return percent


class NamedRowForm(StepForm):
    """One establishment by its code, and why."""

    code = LineField(label="Mã cơ sở", max_length=20)
    reason = LineField(label="Lý do", max_length=300, validators=[no_personal_data])


class WitnessForm(StepForm):
    """What the witness calls at the draw."""

    witness = LineField(
        label="Số do người chứng kiến đọc",
        min_length=3,
        max_length=60,
        help_text="Người chứng kiến tự chọn lúc chọn mẫu, ví dụ sáu chữ số bất kỳ; được ghi vào biên bản.",
        validators=[no_personal_data],
    )


class ApproveForm(StepForm):
    """Number and day of the plan as the chair signed it."""

    plan_number = LineField(label="Kế hoạch số", max_length=60, help_text="Số do văn thư cấp.")
    plan_approved_on = DayField(label="Ngày phê duyệt")
    plan_approved_by = LineField(label="Người phê duyệt (chức vụ)", max_length=160, initial="Chủ tịch UBND")
    overlap_note = TextField(
        label="Giải trình phần trùng kế hoạch của Đội khác", max_length=500, required=False, rows=2
    )


class ReasonForm(StepForm):
    reason = LineField(label="Lý do", max_length=300, validators=[no_personal_data])


class ScaleForm(StepForm):
    """The points of the risk score."""

    violation_each = WholeField(maximum=MOST_POINTS, label=f"Mỗi lần kiểm tra có vi phạm ({VIOLATION_MONTHS} tháng)")
    violation_most = WholeField(maximum=MOST_POINTS, label="Nhiều nhất cho vi phạm")
    complaint_each = WholeField(maximum=MOST_POINTS, label=f"Mỗi tin báo, phản ánh ({COMPLAINT_MONTHS} tháng)")
    complaint_most = WholeField(maximum=MOST_POINTS, label="Nhiều nhất cho tin báo")
    idle_each = WholeField(maximum=MOST_POINTS, label="Mỗi khoảng thời gian chưa kiểm tra lại")
    idle_months = WholeField(maximum=120, label="Một khoảng là (tháng)")
    idle_most = WholeField(maximum=MOST_POINTS, label="Nhiều nhất cho thời gian")
    never = WholeField(maximum=MOST_POINTS, label="Chưa từng được kiểm tra")
    reason = LineField(label="Lý do sửa", max_length=300, validators=[no_personal_data])

    PARTS = (("violation", "each"), ("violation", "most"), ("complaint", "each"), ("complaint", "most"),
             ("idle", "each"), ("idle", "months"), ("idle", "most"))  # fmt: skip

    def __init__(self, *args, points: dict, **kwargs) -> None:
        known = {f"{name}_{part}": points[name][part] for name, part in self.PARTS} | {"never": points["never"]}
        known |= {f"type_{code}": points["types"].get(code, 0) for code in EstablishmentType.values}
        super().__init__(*args, initial=known, **kwargs)
        reason = self.fields.pop("reason")
        for code, label in EstablishmentType.choices:
            self.fields[f"type_{code}"] = WholeField(maximum=MOST_POINTS, label=f"Loại hình: {label}")
        self.fields["reason"] = reason
        narrow = "col-6 col-md-4 col-xl-3"
        points_fields = [Column(name, css_class=narrow) for name in self.fields if name != "reason"]
        self.helper.layout = Layout(Row(*points_fields), "reason")

    def points(self) -> dict:
        """As figures.risk wants it."""
        data = self.cleaned_data
        scale: dict = {"never": data["never"], "types": {}}
        for name, part in self.PARTS:
            scale.setdefault(name, {})[part] = data[f"{name}_{part}"]
        scale["types"] = {code: data[f"type_{code}"] for code in EstablishmentType.values}
        return scale
