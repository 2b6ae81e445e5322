"""Forms of extensions and exemptions, and of the year whose timeliness is looked at."""

from crispy_forms.helper import FormHelper
from django import forms

from kit.fields import DayField, LineField, no_personal_data
from reports.services.concessions import MAX_REASON, ConcessionRefused
from reports.states import ConcessionKind


class BareForm(forms.Form):
    """Fields of a form that the page wraps in its own ``<form>``; refusals go beside their field."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def refuse(self, refusal: ConcessionRefused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class AskForm(BareForm):
    """What the unit asks for and why."""

    kind = forms.ChoiceField(label="Đề nghị", choices=ConcessionKind.choices)
    wished_on = DayField(label="Xin gia hạn đến hết ngày", required=False, help_text="Chỉ khi đề nghị gia hạn.")
    reason = LineField(label="Lý do", max_length=MAX_REASON, validators=[no_personal_data])


class GrantForm(BareForm):
    """What the coordinating room decides."""

    kind = forms.ChoiceField(label="Quyết định", choices=ConcessionKind.choices)
    due_on = DayField(label="Hạn mới: hết ngày", required=False, help_text="Chỉ khi gia hạn.")
    reason = LineField(label="Lý do", max_length=MAX_REASON, validators=[no_personal_data])
    reference = LineField(label="Theo văn bản", max_length=120, help_text="Số, ngày công văn hoặc ý kiến phê duyệt.")


class RefuseForm(BareForm):
    """Why the deadline stays."""

    reason = LineField(label="Lý do không đồng ý", max_length=MAX_REASON, validators=[no_personal_data])
