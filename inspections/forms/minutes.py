"""Forms of the minutes: what the team writes on the spot, and what comes after."""

from collections.abc import Iterable
from datetime import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.dateparse import parse_datetime

from inspections.forms.fields import (
    DayField,
    LineField,
    NumberField,
    TextField,
    TidyForm,
    filled,
    no_personal_data,
    offer_choices,
)
from inspections.models import Inspection, Minutes, TeamMember
from inspections.queries.catalogue import Checklist
from inspections.services.recording import require_counts, require_quorum, require_times, require_witness
from inspections.services.refusals import Refusal
from inspections.states import Answer, Representative, Signing

MOST = 100_000
NOT_LOOKED_AT = ("", "Chưa xem")


class ClockField(forms.TimeField):
    """A time of day such as 09:30; the telephone shows its own wheel."""

    default_error_messages = {"invalid": "Giờ chưa đúng, ví dụ 09:30."}

    def __init__(self, **kwargs) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(**{"widget": widget, "required": False, **kwargs})


class DeviceTimeField(forms.Field):
    """What the device's clock says. Nonsense is nothing: it is a note beside the portal's own time."""

    widget = forms.HiddenInput

    def to_python(self, value) -> datetime | None:
        try:
            found = parse_datetime(value or "")
        except ValueError:
            return None
        return found if found and found.tzinfo else None


class MinutesForm(TidyForm):
    """Who was there, what was counted, checked, said and signed."""

    FIRST = ("inspected_on", "starts_at", "ends_at", "place", "attendees")
    PLACE = ("representative", "papers")
    LAST = ("statement", "exhibits", "number", "copies", "signing", "refusal_note", "witness")
    OF_MINUTES = (
        "number", "starts_at", "ends_at", "place", "representative", "papers", "exhibits", "statement", "signing",
        "refusal_note", "witness", "copies", "device_at",
    )  # fmt: skip

    inspected_on = DayField(label="Ngày kiểm tra")
    starts_at = ClockField(label="Bắt đầu lúc")
    ends_at = ClockField(label="Kết thúc lúc")
    place = LineField(label="Địa điểm lập biên bản", max_length=250, required=False)
    attendees = forms.MultipleChoiceField(
        label="Thành phần có mặt",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Đội chỉ được kiểm tra khi có mặt ít nhất 3 thành viên.",
    )
    representative = forms.ChoiceField(
        label="Người đại diện cơ sở",
        choices=Representative,
        required=False,
        help_text="Chỉ chọn vai trò, không ghi tên.",
    )
    papers = LineField(
        label="Giấy tờ đã xuất trình",
        max_length=500,
        required=False,
        validators=[no_personal_data],
        help_text="Đăng ký kinh doanh, an ninh trật tự, giấy phép chuyên ngành, PCCC: số, ngày, nơi cấp.",
    )
    summary = TextField(
        label="Kết quả kiểm tra",
        max_length=5000,
        help_text="Nội dung đã kiểm tra, kết quả chính. Không ghi tên, số giấy tờ, số điện thoại của ai.",
    )
    statement = TextField(label="Ý kiến của cơ sở", max_length=2000, required=False, rows=2)
    exhibits = LineField(
        label="Tang vật, tài liệu thu giữ", max_length=500, required=False, validators=[no_personal_data]
    )
    number = LineField(label="Số biên bản", max_length=40, required=False, help_text="Để trống nếu chưa có số.")
    copies = NumberField(whole=True, maximum=20, label="Số bản", initial=2)
    signing = forms.ChoiceField(
        label="Ký biên bản", choices=[("", "Chưa ký"), *Signing.choices], required=False, widget=forms.RadioSelect
    )
    refusal_note = LineField(label="Lý do từ chối ký", max_length=300, required=False, validators=[no_personal_data])
    witness = LineField(
        label="Người chứng kiến (chức danh, cơ quan)",
        max_length=200,
        required=False,
        validators=[no_personal_data],
        help_text="Bắt buộc khi cơ sở từ chối ký. Họ tên người chứng kiến ghi tay trên bản giấy.",
    )
    device_at = DeviceTimeField(required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, members: Iterable[TeamMember], checklist: Checklist, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        self.of = checklist
        choices = [
            (pk, f"{m.full_name} – {m.get_duty_display()}" + (f", {m.agency}" if m.agency else ""))
            for pk, m in self.members.items()
        ]
        offer_choices(self, "attendees", choices)
        for count in checklist.counts:
            self.fields[f"count-{count.code}"] = NumberField(whole=True, maximum=MOST, label=count.label)
        for item in checklist.items:
            self.fields[f"check-{item.code}"] = forms.ChoiceField(
                label=item.text, choices=[NOT_LOOKED_AT, *Answer.choices], required=False, widget=forms.RadioSelect
            )
            self.fields[f"note-{item.code}"] = LineField(
                label="Ghi chú", max_length=300, required=False, validators=[no_personal_data]
            )

    @staticmethod
    def known(inspection: Inspection, minutes: Minutes) -> dict:
        """What was written so far, in the words of the form."""
        known = {name: getattr(minutes, name) for name in MinutesForm.OF_MINUTES if name != "device_at"}
        known |= {f"count-{code}": number for code, number in minutes.counts.items()}
        for answer in minutes.answers.all():
            known |= {f"check-{answer.item}": answer.answer, f"note-{answer.item}": answer.note}
        return known | {
            "inspected_on": inspection.inspected_on,
            "summary": inspection.summary,
            "attendees": [str(member.pk) for member in inspection.attendees.all()],
            "version": minutes.version,
        }

    def result(self) -> dict:
        """What the services need."""
        data = self.cleaned_data
        minutes = {name: data[name] for name in self.OF_MINUTES}
        minutes |= {
            "counts": self._counts(),
            "copies": int(data["copies"] or 2),
            "representative": data["representative"] or Representative.OWNER,
        }
        return {
            "inspected_on": data["inspected_on"],
            "summary": data["summary"],
            "attendees": [self.members[pk] for pk in data["attendees"]],
            "minutes": minutes,
            "answers": {
                item.code: (data[f"check-{item.code}"], data[f"note-{item.code}"])
                for item in self.of.items
                if data[f"check-{item.code}"]
            },
        }

    # Parts of the page
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def at_the_place(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PLACE]

    def last(self) -> list[forms.BoundField]:
        return [self[name] for name in self.LAST]

    def numbers(self) -> list[forms.BoundField]:
        return [self[f"count-{count.code}"] for count in self.of.counts]

    def checks(self) -> list[tuple]:
        """(item, its answer, its note)."""
        return [(item, self[f"check-{item.code}"], self[f"note-{item.code}"]) for item in self.of.items]

    def clean_attendees(self) -> list[str]:
        present = self.cleaned_data["attendees"]
        try:
            require_quorum(len(present))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return present

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        for check in (
            lambda: require_times(data.get("starts_at"), data.get("ends_at")),
            lambda: require_witness(data.get("signing"), data.get("witness")),
            lambda: require_counts(self._counts(), self.of),
        ):
            try:
                check()
            except Refusal as refusal:
                self.refuse(refusal)
        return data

    def _counts(self) -> dict[str, int]:
        """Only what was counted: a number left out is not zero."""
        typed = {count.code: self.cleaned_data.get(f"count-{count.code}") for count in self.of.counts}
        return {code: int(number) for code, number in typed.items() if number is not None}


class RecordForm(MinutesForm):
    """The minutes as they are written first, with the conclusion."""

    CLEAN, VIOLATION = "clean", "violation"

    conclusion = forms.ChoiceField(
        label="Kết luận",
        choices=[(CLEAN, "Không phát hiện vi phạm"), (VIOLATION, "Có vi phạm (ghi ở phần dưới)")],
        widget=forms.RadioSelect,
    )

    @property
    def claims_violation(self) -> bool:
        return self["conclusion"].value() == self.VIOLATION

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


class DecisionForm(TidyForm):
    """The decision to inspect."""

    decision_number = LineField(label="Quyết định, kế hoạch số", max_length=60, help_text="Số do văn thư cấp.")
    decided_on = DayField(label="Ngày quyết định")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("save", "Ghi quyết định"))


class AddendumForm(TidyForm):
    """What is added to locked minutes."""

    text = TextField(label="Nội dung bổ sung", max_length=3000, rows=4)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("save", "Ghi bổ sung"))
