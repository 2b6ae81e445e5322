"""Forms of plans, results and what follows from them."""

from collections.abc import Sequence
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms

from inspections.forms.fields import (
    DayField,
    LineField,
    NumberField,
    RowFormSet,
    TextField,
    TidyForm,
    no_personal_data,
    offer,
    offer_choices,
)
from inspections.models import Establishment, Team, Violation
from inspections.queries.catalogue import Provision
from inspections.services.recording import require_outcome, require_quorum
from inspections.services.refusals import Refusal
from inspections.states import (
    SANCTIONS,
    SUPPLEMENTS,
    FollowUpResult,
    Ground,
    InspectionMode,
    Obstacle,
    Outcome,
    ViolationGroup,
)
from kit.numbers import show

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


DUTY_ONLY = (
    "Dòng đã chọn là nghĩa vụ bị vi phạm, không phải khung xử phạt: ghi nghị định xử phạt theo quyết định vào ô này."
)


def _in_words(provision: Provision) -> str:
    """ "V10 – Mua dâm (Điều 24, Nghị định 144/2021/NĐ-CP; 1–2 triệu đồng)"."""
    fine = f"; {show(provision.least)}–{show(provision.most)} triệu đồng" if provision.most is not None else ""
    duty = "; nghĩa vụ" if provision.is_duty else ""
    return f"{provision.group} – {provision.act} ({provision.ground}{fine}{duty})"


class OutcomeForm(TidyForm):
    """What became of one violation."""

    provision = forms.ChoiceField(
        label="Chọn từ khung xử phạt",
        required=False,
        help_text="Văn bản và điều khoản để trống được ghi theo dòng này; hành vi không có trong danh sách thì tự ghi.",
    )
    decree = LineField(
        label="Nghị định áp dụng",
        max_length=120,
        required=False,
        help_text="Nghị định có hiệu lực vào ngày xảy ra hành vi.",
    )
    article = LineField(label="Điều, khoản", max_length=80, required=False)
    has_record = forms.BooleanField(label="Đã lập biên bản vi phạm hành chính", required=False)
    outcome = forms.ChoiceField(label="Xử lý", choices=Outcome, initial=Outcome.PENDING)
    supplement = forms.ChoiceField(
        label="Hình thức bổ sung", choices=[("", "Không"), *((o.value, o.label) for o in SUPPLEMENTS)], required=False
    )
    authority = LineField(
        label="Cơ quan, người xử lý (hoặc cơ quan nhận hồ sơ)",
        max_length=160,
        required=False,
        help_text="Đội kiểm tra không tự xử phạt.",
    )
    decision_number = LineField(label="Quyết định (văn bản chuyển) số", max_length=60, required=False)
    decided_on = DayField(label="Ngày quyết định", required=False)
    amount = NumberField(
        whole=False,
        maximum=100_000,
        label="Số tiền phạt (triệu đồng)",
        help_text="Ví dụ 7,5 là bảy triệu rưỡi.",
    )
    paid_amount = NumberField(whole=False, maximum=100_000, label="Số tiền đã nộp (triệu đồng)")
    paid_on = DayField(label="Ngày nộp", required=False)
    answer = TextField(label="Kết quả của cơ quan nhận", max_length=300, required=False, rows=2)
    answered_on = DayField(label="Ngày có kết quả", required=False)
    recommendation = TextField(label="Kiến nghị khắc phục", max_length=500, required=False, rows=2)
    responsible = LineField(
        label="Nơi phải thực hiện",
        max_length=160,
        required=False,
        help_text="Ví dụ: Cơ sở; UBND thị trấn; Công an huyện.",
    )
    due_on = DayField(label="Hạn khắc phục", required=False)
    remedied_on = DayField(label="Ngày đã khắc phục", required=False)

    FOUND_ROWS = (
        "provision",
        Row(Column("decree", css_class="col-md-8"), Column("article", css_class="col-md-4")),
        "has_record",
        Row(Column("outcome", css_class="col-md-6"), Column("supplement", css_class="col-md-6")),
        Row(
            Column("authority", css_class="col-md-6"),
            Column("decision_number", css_class="col-md-3"),
            Column("decided_on", css_class="col-md-3"),
        ),
    )
    OUTCOME_ROWS = (
        *FOUND_ROWS,
        Row(
            Column("amount", css_class="col-md-4"),
            Column("paid_amount", css_class="col-md-4"),
            Column("paid_on", css_class="col-md-4"),
        ),
        Row(Column("answer", css_class="col-md-8"), Column("answered_on", css_class="col-md-4")),
        Row(Column("recommendation", css_class="col-md-8"), Column("responsible", css_class="col-md-4")),
        Row(Column("due_on", css_class="col-md-4"), Column("remedied_on", css_class="col-md-4")),
    )

    def __init__(self, *args, day: date = date.min, provisions: Sequence[Provision] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.provisions = {found.code: found for found in provisions}
        offer_choices(self, "provision", [("", "— Không —"), *((p.code, _in_words(p)) for p in provisions)])
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.layout_rows())

    def layout_rows(self) -> tuple:
        return self.OUTCOME_ROWS

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if (chosen := self.provisions.get(data.pop("provision", ""))) and not data.get("decree"):
            data |= {"decree": chosen.decree, "article": data.get("article") or chosen.article}
            if chosen.is_duty and data.get("outcome") in SANCTIONS:
                self.add_error("decree", DUTY_ONLY)
        if not self.errors:
            try:
                require_outcome(Violation(**data), self.day)
            except Refusal as refusal:
                self.refuse(refusal)
        return data


class ViolationForm(OutcomeForm):
    """One violation found; a row left blank is no violation. What comes weeks later is not asked on the spot."""

    paid_amount = paid_on = answer = answered_on = remedied_on = None  # type: ignore[assignment]
    group = forms.ChoiceField(label="Nhóm vi phạm", choices=[CHOOSE, *ViolationGroup.choices])
    description = LineField(label="Hành vi", max_length=500, validators=[no_personal_data])

    @property
    def is_written(self) -> bool:
        """Somebody wrote in it; a page just opened has nothing written."""
        return self.is_bound and self.has_changed()

    def layout_rows(self) -> tuple:
        first = Row(Column("group", css_class="col-md-6"), Column("description", css_class="col-md-6"))
        last = (
            Row(Column("amount", css_class="col-md-4")),
            Row(
                Column("recommendation", css_class="col-md-6"),
                Column("responsible", css_class="col-md-3"),
                Column("due_on", css_class="col-md-3"),
            ),
        )
        return (first, *self.FOUND_ROWS, *last)


class FollowUpForm(TidyForm):
    """A second visit (phúc tra)."""

    visited_on = DayField(label="Ngày phúc tra")
    attendees = forms.MultipleChoiceField(
        label="Thành phần có mặt",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Phúc tra cũng phải có mặt ít nhất 3 thành viên.",
    )
    result = forms.ChoiceField(label="Kết quả", choices=FollowUpResult, widget=forms.RadioSelect)
    new_due_on = DayField(label="Hạn khắc phục mới (khi chưa khắc phục)", required=False)
    group = forms.ChoiceField(
        label="Nhóm vi phạm (khi tái phạm)", choices=[CHOOSE, *ViolationGroup.choices], required=False
    )
    description = LineField(
        label="Hành vi (khi tái phạm)", max_length=500, required=False, validators=[no_personal_data]
    )
    note = TextField(label="Ghi chú", max_length=500, required=False, rows=2)

    def __init__(self, *args, members, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        offer_choices(self, "attendees", [(pk, f"{m.full_name} – {m.agency}") for pk, m in self.members.items()])
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("save", "Ghi kết quả phúc tra"))

    def clean_attendees(self) -> list:
        present = self.cleaned_data["attendees"]
        try:
            require_quorum(len(present))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return [self.members[pk] for pk in present]


ViolationFormSet = forms.formset_factory(
    ViolationForm,
    RowFormSet,
    extra=VIOLATION_ROWS,
    max_num=VIOLATION_ROWS,
    absolute_max=VIOLATION_ROWS,
)


class CouldNotForm(TidyForm):
    """Why nobody could inspect."""

    came_on = DayField(label="Ngày Đội đến")
    obstacle = forms.ChoiceField(
        label="Vì sao không kiểm tra được",
        choices=Obstacle,
        widget=forms.RadioSelect,
        help_text="Cơ sở đã ngừng hoặc đang tạm dừng được đếm vào chỉ tiêu N408 của báo cáo.",
    )
    reason = TextField(
        label="Ghi rõ",
        max_length=300,
        rows=3,
        help_text="Ví dụ: biển hiệu đã gỡ, cửa khóa; hàng xóm cho biết cơ sở nghỉ từ đầu tháng.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("save", "Ghi không kiểm tra được"))
