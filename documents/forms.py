"""A form field for one upload, checked by content."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from documents.services.scanning import scanned
from kit.uploads import ACCEPT, MAX_BYTES, CheckedFile, RefusedFile, TooLargeFile, check_file, too_large

HELP = "PDF, Word (.docx), Excel (.xlsx), JPG hoặc PNG; tối đa 20 MB."


class CheckedFileField(forms.FileField):
    """Cleans to a kit.uploads.CheckedFile. The error's code is the status the answer should have."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", "Tệp")
        kwargs.setdefault("help_text", HELP)
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": ACCEPT}))
        kwargs.setdefault("error_messages", {"required": "Hãy chọn tệp.", "invalid": "Hãy chọn lại tệp."})
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: UploadedFile | None, initial=None) -> CheckedFile | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            if upload.size > MAX_BYTES:
                raise TooLargeFile(too_large(upload.size))
            content = upload.read()
            return scanned(check_file(content, upload.name), content)
        except RefusedFile as refused:
            raise forms.ValidationError(str(refused), code=str(refused.status)) from None


def refusal_status(form: forms.Form) -> int:
    """413 or 415 where a file is the reason, else 422: the status for an invalid form."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    return next((int(code) for code in ("413", "415") if code in codes), 422)
