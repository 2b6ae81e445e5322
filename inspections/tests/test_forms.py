import pytest
from django import forms

from inspections.forms.fields import LineField, RowFormSet
from inspections.forms.filters import EstablishmentFilter
from inspections.forms.inspections import CouldNotForm, PlanForm, ViolationForm, ViolationFormSet
from inspections.forms.minutes import RecordForm
from inspections.forms.register import EstablishmentForm
from inspections.forms.teams import MemberForm, MemberFormSet, TeamForm

FORMS = [
    CouldNotForm,
    EstablishmentFilter,
    EstablishmentForm,
    MemberForm,
    PlanForm,
    RecordForm,
    TeamForm,
    ViolationForm,
]


@pytest.mark.parametrize("form", FORMS)
def test_every_text_is_tidied_before_it_is_judged(form):
    texts = [field for field in form.base_fields.values() if isinstance(field, forms.CharField)]

    assert [field for field in texts if not isinstance(field, LineField)] == []


@pytest.mark.parametrize(("typed", "kept"), [(" a\u0301 ", "á"), ("Lý\u200b do\u202e", "Lý do"), (None, "")])
def test_a_line_is_composed_and_without_invisible_signs(typed, kept):
    assert LineField(required=False).clean(typed) == kept


@pytest.mark.parametrize("rows", [ViolationFormSet, MemberFormSet])
def test_rows_complain_in_vietnamese(rows):
    assert issubclass(rows, RowFormSet)
    assert set(RowFormSet.default_error_messages) == set(forms.BaseFormSet.default_error_messages)
