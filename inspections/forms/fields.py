"""Entries that every form of this app uses; those of all apps stand in kit.fields."""

from django import forms
from django.db.models import QuerySet

from inspections.services.refusals import Refusal
from kit.fields import DayField, LineField, NumberField, TextField, no_personal_data, not_to_come

__all__ = ["DayField", "LineField", "NumberField", "TextField", "no_personal_data", "not_to_come"]


class TidyForm(forms.Form):
    """Refusals go beside their field."""

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class RowFormSet(forms.BaseFormSet):
    """Rows of one kind below a form."""

    default_error_messages = {
        "missing_management_form": "Trang gửi lên thiếu dữ liệu hoặc đã bị sửa: mở lại trang và nhập lại.",
        "too_many_forms": "Chỉ ghi được nhiều nhất %(num)d phần.",
        "too_few_forms": "Ghi ít nhất %(num)d phần.",
    }


def offer(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """Let the choice ``name`` be one of ``rows``."""
    form.fields[name].queryset = rows  # type: ignore[attr-defined]


def offer_choices(form: forms.BaseForm, name: str, choices: list[tuple[str, str]]) -> None:
    """Let ``name`` be one of ``choices``, (value, label) each."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]


def filled(rows: forms.BaseFormSet) -> list[dict]:
    """Values of the rows that somebody wrote in; blank ones are nothing."""
    return [form.cleaned_data for form in rows.forms if form.has_changed()]
