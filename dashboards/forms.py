"""Choices on the leader's pages."""

from datetime import date

from django import forms

from kit.fields import DayField, NumberField, TextField
from plans.forms.fields import BareForm
from plans.models import Indicator, Objective, ReportingPeriod
from plans.states import TargetKind

DEFAULT_CODE = "N101"
LARGEST = 10_000_000


class EntryForm(BareForm):
    """A value typed beside the computed one."""

    numerator = NumberField(label="Số đạt", whole=False, maximum=LARGEST, required=True)
    denominator = NumberField(label="Tổng số", whole=False, maximum=LARGEST, required=True)
    as_of = DayField(label="Tính đến ngày")
    reason = TextField(
        label="Lý do nhập tay", rows=3, max_length=1000, help_text="Nguồn của số này và vì sao số hệ thống chưa đủ."
    )

    def __init__(self, *args, objective: Objective, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if objective.target_kind == TargetKind.COUNT:  # of what has to be reached
            del self.fields["denominator"]
            self.fields["numerator"].label = f"Đã đạt ({objective.target_unit}; phải đạt {objective.target_words})"


class CompareForm(forms.Form):
    """Which figure of which two periods. What cannot be read falls back, never an error page."""

    ma = forms.ChoiceField(label="Chỉ tiêu", required=False)
    ky = forms.ChoiceField(label="Kỳ", required=False)
    voi = forms.ChoiceField(label="So với", required=False)

    def __init__(self, *args, day: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {p.code: p for p in ReportingPeriod.objects.filter(opens_at__date__lte=day)}
        newest = next(iter(self.periods.values()), None)
        self.indicators = {i.code: i for i in Indicator.objects.filter(group__form=newest.form_id if newest else None)}
        periods = [(code, str(period)) for code, period in self.periods.items()]
        self._offer("ma", [(code, str(indicator)) for code, indicator in self.indicators.items()])
        self._offer("ky", periods)
        self._offer("voi", periods)
        self.is_valid()
        first = next(iter(self.indicators.values()), None)
        self.indicator = self.indicators.get(self._value("ma") or DEFAULT_CODE, first)
        self.period = self.periods.get(self._value("ky"), newest)
        self.other = self.periods.get(self._value("voi")) or self._year_before()
        self.data = {  # what is shown is what was taken
            "ma": self.indicator.code if self.indicator else "",
            "ky": self.period.code if self.period else "",
            "voi": self.other.code if self.other else "",
        }

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _value(self, name: str) -> str:
        return self.cleaned_data.get(name) or ""

    def _year_before(self) -> ReportingPeriod | None:
        if self.period is None:
            return None
        return self.periods.get(f"{self.period.year - 1}-{self.period.kind}")
