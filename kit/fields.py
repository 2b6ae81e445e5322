"""Entries of forms that several apps use: lines, prose, figures and days as an officer types them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from kit import clock, numbers
from kit.text import clean, personal_data_in


def no_personal_data(text: str) -> None:
    """Free text never names or numbers persons."""
    if found := personal_data_in(text):
        raise ValidationError(f"Bỏ {', '.join(found)} khỏi nội dung: cổng này không lưu thông tin nhận dạng cá nhân.")


class LineField(forms.CharField):
    """One line of text, composed (NFC) and without invisible marks before anything looks at it."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class NumberField(forms.Field):
    """A figure typed the Vietnamese way; see kit.numbers."""

    def __init__(self, *, whole: bool, maximum: int, **kwargs: Any) -> None:
        self.whole = whole
        kwargs.setdefault("required", False)
        too_big = MaxValueValidator(maximum, f"Số vượt quá giới hạn {numbers.show(maximum)}.")
        super().__init__(**kwargs, validators=[too_big])
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        try:
            number = numbers.parse(value or "", whole=self.whole)
        except numbers.UnreadableNumber as error:
            raise ValidationError(str(error)) from error
        if number is not None and number != number.quantize(Decimal("0.001")):
            raise ValidationError("Nhiều nhất 3 chữ số sau dấu phẩy.")
        return number

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else numbers.show(value)


class DayField(forms.DateField):
    """A day, day first: 05/03/2022."""

    default_error_messages = {"invalid": "Ngày không tồn tại hoặc chưa đúng dạng ngày/tháng/năm, ví dụ 05/03/2022."}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "ngày/tháng/năm", "autocomplete": "off"})
        early = MinValueValidator(date(1950, 1, 1), "Năm phải từ 1950.")
        super().__init__(**{"widget": widget, "validators": [early], **kwargs})


def not_to_come(day: date) -> date:
    """``day`` itself; what has happened did not happen in the future."""
    if day > clock.today():
        raise ValidationError("Ngày này không được ở tương lai.")
    return day


class TextField(LineField):
    """Several lines of prose without personal data."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(**{"widget": widget, "validators": [no_personal_data], **kwargs})
