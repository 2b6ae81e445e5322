"""A signed PDF brought to be checked."""

from django import forms

from documents.forms import CheckedFileField


class SignedFileForm(forms.Form):
    """One PDF; it is read and not kept."""

    file = CheckedFileField(label="Tệp PDF cần kiểm tra", help_text="Tệp chỉ được đọc, không lưu lại; tối đa 20 MB.")

    def clean_file(self):
        checked = self.cleaned_data["file"]
        if checked.extension != "pdf":
            raise forms.ValidationError("Chỉ kiểm tra được chữ ký số trong tệp PDF.", code="415")
        return checked
