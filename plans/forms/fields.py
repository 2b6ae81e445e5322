"""What every form of this app does alike."""

from crispy_forms.helper import FormHelper
from django import forms

from plans.services.refusals import Refusal


class BareForm(forms.Form):
    """Fields of a form that the page wraps in its own ``<form>``; refusals go beside their field."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
