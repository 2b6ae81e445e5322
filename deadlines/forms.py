"""Forms of the calendar, the ladders, the rehearsal and its stops."""

import re
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from deadlines.figures import Ladder
from deadlines.queries.calendar import FIRST_YEAR, LAST_YEAR
from deadlines.services.steering import SteeringRefused
from deadlines.states import ActKind, Level
from kit.fields import DayField, LineField

ANY = ("", "Tất cả")
LONGEST = 366


class BareForm(forms.Form):
    """Fields of a form that the page wraps in its own ``<form>``; refusals go beside their field."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def refuse(self, refusal: SteeringRefused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class SpanForm(forms.Form):
    """From which day to which, and whose reminders. What cannot be read is left out and said so."""

    tu = DayField(label="Từ ngày", required=False)
    den = DayField(label="Đến ngày", required=False)
    loai = forms.ChoiceField(label="Nội dung", choices=[ANY, *ActKind.choices], required=False)
    q = LineField(label="Đơn vị hoặc người", max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        start, end = data.get("tu"), data.get("den")
        if start and end and start > end:
            self.add_error("den", "Ngày cuối phải sau ngày đầu.")
        elif start and end and (end - start).days > LONGEST:
            self.add_error("den", "Khoảng xem dài nhất là một năm.")
        return data


class CalendarDayForm(BareForm):
    """A day that differs from the library of holidays."""

    day = DayField(label="Ngày")
    is_worked = forms.TypedChoiceField(
        label="Ngày này", choices=[("0", "Nghỉ"), ("1", "Đi làm bù")], coerce=lambda text: text == "1"
    )
    note = LineField(label="Theo văn bản", max_length=200, help_text="Ví dụ: Thông báo số …/TB-… về nghỉ Tết.")

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(f"Lịch giữ các năm từ {FIRST_YEAR} đến {LAST_YEAR}.")
        return day


class StepsField(LineField):
    """Steps in working days as a person writes them: "10, 5, 2, 1"."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        parts = [part for part in re.split(r"[\s,;]+", text) if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 3 for part in parts):
            raise ValidationError("Ghi các số ngày làm việc cách nhau bằng dấu phẩy, ví dụ 10, 5, 2, 1.")
        return sorted({int(part) for part in parts})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(day) for day in value) if isinstance(value, list | tuple) else value


class LadderForm(BareForm):
    """One ladder; all numbers are working days."""

    before = StepsField(
        label="Nhắc trước hạn (ngày làm việc)", required=False, help_text="Ví dụ 10, 5, 2, 1; để trống: không."
    )
    on_last_day = forms.BooleanField(label="Nhắc đúng ngày cuối (thư riêng)", required=False)
    after = StepsField(label="Nhắc sau hạn (ngày làm việc)", required=False, help_text="Ví dụ 1, 3; để trống: không.")
    every = forms.IntegerField(label="Sau đó cứ mỗi … ngày", min_value=0, max_value=30, help_text="0: không nhắc tiếp.")
    cap = forms.IntegerField(label="Thôi nhắc sau ngày thứ", min_value=0, max_value=60)
    opens = forms.BooleanField(label="Báo khi việc bắt đầu", required=False)
    head = forms.IntegerField(
        label="Đến trưởng đơn vị từ bậc", min_value=-60, max_value=60, required=False,
        help_text="Số âm: trước hạn; để trống: không bao giờ.",
    )  # fmt: skip
    room = forms.IntegerField(label="Đến phòng chủ trì từ bậc", min_value=-60, max_value=60, required=False)
    leader = forms.IntegerField(label="Đến lãnh đạo Sở từ bậc", min_value=-60, max_value=60, required=False)
    grace = forms.IntegerField(
        label="Số ngày làm việc được làm", min_value=0, max_value=60,
        help_text="Khi không có hạn định trước, như chỉnh lý, ký, xét.",
    )  # fmt: skip

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if 0 in data.get("before", []) or 0 in data.get("after", []):
            raise ValidationError("Ngày cuối có ô riêng; các bậc trước và sau hạn bắt đầu từ 1.")
        if data.get("after") and data.get("cap") is not None and max(data["after"]) > data["cap"]:
            self.add_error("cap", "Phải từ bậc sau hạn lớn nhất trở lên.")
        return data

    def ladder(self) -> Ladder:
        """What was typed, as the engine reads it."""
        data = self.cleaned_data
        reach = {Level.HEAD: data["head"], Level.ROOM: data["room"], Level.LEADER: data["leader"]}
        return Ladder(
            before=tuple(data["before"]),
            after=tuple(data["after"]),
            reach={level: step for level, step in reach.items() if step is not None},
            **{name: data[name] for name in ("on_last_day", "every", "cap", "opens", "grace")},
        )

    @staticmethod
    def initial_of(ladder: Ladder) -> dict[str, Any]:
        names = ("before", "on_last_day", "after", "every", "cap", "opens", "grace")
        reach = {"head": Level.HEAD, "room": Level.ROOM, "leader": Level.LEADER}
        return (
            {name: getattr(ladder, name) for name in names}
            | {"seen": ladder.mark}
            | {name: ladder.reach.get(level) for name, level in reach.items()}
        )


class StopForm(BareForm):
    """Why reminders of a thing are stopped."""

    scope = forms.ChoiceField(
        label="Dừng",
        choices=[("step", "Chỉ lần nhắc này"), ("all", "Mọi lần nhắc của việc này")],
        widget=forms.RadioSelect,
        initial="step",
    )
    reason = LineField(label="Lý do", max_length=300, help_text="Từ 10 ký tự; ghi vào nhật ký.")
