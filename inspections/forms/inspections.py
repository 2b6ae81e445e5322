"""Forms of plans, results and what follows from them."""

from collections.abc import Iterable
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms

from inspections.forms.fields import (
    DayField,
    LineField,
    NumberField,
    RowFormSet,
    TextField,
    TidyForm,
    filled,
    no_personal_data,
    offer,
    offer_choices,
)
from inspections.models import Establishment, Team, Violation
from inspections.services.recording import require_outcome, require_quorum
from inspections.services.refusals import Refusal
from inspections.states import Ground, InspectionMode, Outcome, ViolationGroup

CHOOSE = ("", "— Chọn —")
VIOLATION_ROWS = 5


class EstablishmentField(forms.ModelChoiceField):
    def label_from_instance(self, establishment: Establishment) -> str:
        district = establishment.commune.parent
        return f"{establishment.name} – {establishment.commune}" + (f", {district}" if district else "")


class PlanForm(TidyForm):
    """One inspection in a team's plan."""

    establishment = EstablishmentField(Establishment.objects.none(), label="Cơ sở", empty_label="— Chọn —")
    team = forms.ModelChoiceField(Team.objects.none(), label="Đội kiểm tra", empty_label="— Chọn —")
    planned_on = DayField(label="Ngày dự kiến")
    decision_number = LineField(
        label="Quyết định hoặc kế hoạch số",
        max_length=60,
        required=False,
        help_text="Số do văn thư cấp; để trống nếu chưa có.",
    )
    mode = forms.ChoiceField(
        label="Hình thức", choices=InspectionMode, widget=forms.RadioSelect, initial=InspectionMode.PLANNED
    )
    ground = forms.ChoiceField(
        label="Căn cứ (chỉ khi kiểm tra đột xuất)",
        choices=[("", "Không áp dụng"), *Ground.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text="Thông tư 05/2006/TT-BLĐTBXH chỉ cho phép ba căn cứ này.",
    )
    ground_note = LineField(
        label="Ghi chú căn cứ",
        max_length=300,
        required=False,
        validators=[no_personal_data],
        help_text="Không ghi tên, nơi ở của người tố giác.",
    )

    def __init__(self, *args, establishments, teams, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "establishment", establishments)
        offer(self, "team", teams)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            "establishment",
            Row(Column("team", css_class="col-md-6"), Column("planned_on", css_class="col-md-6")),
            "mode",
            "ground",
            "ground_note",
            Row(Column("decision_number", css_class="col-md-6")),
            Submit("save", "Lập cuộc kiểm tra"),
        )


class RecordForm(TidyForm):
    """Who was present, when, and what the minutes say in short."""

    CLEAN, VIOLATION = "clean", "violation"

    inspected_on = DayField(label="Ngày kiểm tra")
    attendees = forms.MultipleChoiceField(
        label="Thành phần có mặt",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Đội chỉ được kiểm tra khi có mặt ít nhất 3 thành viên.",
    )
    summary = TextField(
        label="Tóm tắt biên bản",
        max_length=5000,
        help_text="Nội dung đã kiểm tra, kết quả chính. Không ghi tên, số giấy tờ, số điện thoại của ai.",
    )
    conclusion = forms.ChoiceField(
        label="Kết luận",
        choices=[(CLEAN, "Không phát hiện vi phạm"), (VIOLATION, "Có vi phạm (ghi ở phần dưới)")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, members: Iterable, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        choices = [
            (pk, f"{m.full_name} – {m.get_duty_display()}" + (f", {m.agency}" if m.agency else ""))
            for pk, m in self.members.items()
        ]
        offer_choices(self, "attendees", choices)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.layout = Layout(Field("inspected_on"), "attendees", "summary", "conclusion")

    def result(self) -> dict:
        """What ``record_inspection`` needs besides violations."""
        data = self.cleaned_data
        present = [self.members[pk] for pk in data["attendees"]]
        return {"inspected_on": data["inspected_on"], "summary": data["summary"], "attendees": present}

    @property
    def claims_violation(self) -> bool:
        return self["conclusion"].value() == self.VIOLATION

    def clean_attendees(self) -> list[str]:
        present = self.cleaned_data["attendees"]
        try:
            require_quorum(len(present))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return present

    def is_whole(self, rows: forms.BaseFormSet) -> bool:
        """Form and rows are valid and say the same; all that is wrong is told at once."""
        if rows.is_valid() and self.is_bound and "conclusion" not in self.errors:
            self._compare(bool(filled(rows)))
        return rows.is_valid() and self.is_valid()

    def _compare(self, found: bool) -> None:
        if self.claims_violation and not found:
            self.add_error("conclusion", "Ghi ít nhất một vi phạm ở phần dưới.")
        if found and not self.claims_violation:
            self.add_error("conclusion", "Phần dưới đã ghi vi phạm: chọn “Có vi phạm”.")


class OutcomeForm(TidyForm):
    """What became of one violation."""

    outcome = forms.ChoiceField(label="Xử lý", choices=Outcome, initial=Outcome.PENDING)
    authority = LineField(
        label="Cơ quan, người xử lý",
        max_length=160,
        required=False,
        help_text="Đội kiểm tra không tự xử phạt.",
    )
    decision_number = LineField(label="Quyết định số", max_length=60, required=False)
    decided_on = DayField(label="Ngày quyết định", required=False)
    amount = NumberField(
        whole=False,
        maximum=100_000,
        label="Số tiền phạt (triệu đồng)",
        help_text="Ví dụ 7,5 là bảy triệu rưỡi.",
    )
    recommendation = TextField(label="Kiến nghị khắc phục", max_length=500, required=False, rows=2)
    due_on = DayField(label="Hạn khắc phục", required=False)

    OUTCOME_ROWS = (
        Row(Column("outcome", css_class="col-md-6"), Column("authority", css_class="col-md-6")),
        Row(
            Column("decision_number", css_class="col-md-4"),
            Column("decided_on", css_class="col-md-4"),
            Column("amount", css_class="col-md-4"),
        ),
        Row(Column("recommendation", css_class="col-md-8"), Column("due_on", css_class="col-md-4")),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.layout_rows())

    def layout_rows(self) -> tuple:
        return self.OUTCOME_ROWS

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                require_outcome(Violation(**data), date.min)
            except Refusal as refusal:
                self.refuse(refusal)
        return data


class ViolationForm(OutcomeForm):
    """One violation found; a row left blank is no violation."""

    group = forms.ChoiceField(label="Nhóm vi phạm", choices=[CHOOSE, *ViolationGroup.choices])
    description = LineField(label="Hành vi", max_length=500, validators=[no_personal_data])

    @property
    def is_written(self) -> bool:
        """Somebody wrote in it; a page just opened has nothing written."""
        return self.is_bound and self.has_changed()

    def layout_rows(self) -> tuple:
        first = Row(Column("group", css_class="col-md-6"), Column("description", css_class="col-md-6"))
        return (first, *self.OUTCOME_ROWS)


ViolationFormSet = forms.formset_factory(
    ViolationForm,
    RowFormSet,
    extra=VIOLATION_ROWS,
    max_num=VIOLATION_ROWS,
    absolute_max=VIOLATION_ROWS,
)


class CouldNotForm(TidyForm):
    """Why nobody could inspect."""

    reason = TextField(
        label="Lý do",
        max_length=300,
        rows=3,
        help_text="Ví dụ: cơ sở tạm dừng hoạt động, chủ cơ sở vắng mặt.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("save", "Ghi không kiểm tra được"))
