"""Forms of the backward planner and of a period's deadline."""

from django import forms

from deadlines.states import Roll
from kit.fields import DayField, LineField, no_personal_data
from reports.forms.concessions import BareForm as Wrapped
from reports.services.schedule import MAX_REASON, ScheduleRefused


def lead(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=30)


class AsksForm(Wrapped):
    """Who wants the report by when, and how many working days each step takes."""

    province_before = DayField(label="UBND tỉnh yêu cầu trước ngày", required=False)
    ministry_before = DayField(label="Bộ yêu cầu trước ngày", required=False)
    sending = lead("Gửi đi (ngày làm việc)")
    signing = lead("Trình và ký")
    consolidation = lead("Tổng hợp, viết báo cáo")
    review = lead("Xét báo cáo của đơn vị")
    filling = lead("Đơn vị nhập sau khi chốt số liệu")


class DeadlineForm(Wrapped):
    """The units' last day, and on what ground."""

    last_day = DayField(label="Đơn vị nộp: hết ngày", help_text="Ngày cuối còn đúng hạn.")
    data_on = DayField(
        label="Số liệu tính đến hết ngày",
        required=False,
        help_text="Để trống: giữ nguyên. Không đổi khi đã có đơn vị gửi.",
    )
    roll = forms.ChoiceField(label="Khi ngày cuối là ngày nghỉ", choices=Roll.choices)
    reason = LineField(label="Lý do", max_length=MAX_REASON, validators=[no_personal_data])
    reference = LineField(
        label="Theo công văn", max_length=120, required=False, help_text="Số, ngày; bắt buộc khi hạn có mâu thuẫn."
    )

    def refuse(self, refusal: ScheduleRefused) -> None:  # type: ignore[override]
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
