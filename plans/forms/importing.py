"""What a person gives when a plan is read from its file: the file, corrections, matches, the last word."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from documents.services.scanning import scanned
from kit.blocks import UnreadableFile
from kit.fields import DayField, LineField, NumberField, TextField
from kit.text_read import decode
from kit.uploads import MAX_BYTES, CheckedFile, RefusedFile, TooLargeFile, check_file, shown_name, too_large
from plans.forms.fields import BareForm
from plans.states import ClauseRole, Comparator, Measure, Recurrence, TargetKind

ACCEPT = ".docx,.pdf,.txt"
MAGIC = (b"%PDF-", b"PK", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"\x89PNG")


class PlanFileField(forms.FileField):
    """Word, PDF, or plain text; cleans to a CheckedFile."""

    def __init__(self, **kwargs) -> None:
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
            return scanned(_checked(content, upload.name), content)
        except RefusedFile as refused:
            raise forms.ValidationError(str(refused), code=str(refused.status)) from None
        except UnreadableFile as unreadable:
            raise forms.ValidationError(str(unreadable), code="415") from None


def _checked(data: bytes, name: str) -> CheckedFile:
    """Text is kept as UTF-8; everything else must be what the house takes."""
    if not data or data.startswith(MAGIC):
        return check_file(data, name)
    return CheckedFile(shown_name(name, "txt"), "txt", decode(data).encode())


class ImportForm(BareForm):
    file = PlanFileField(label="Tệp kế hoạch", help_text="Word (.docx), PDF có chữ hoặc văn bản (.txt); tối đa 20 MB.")


class VersionForm(BareForm):
    """Every correction says which state of the draft it was made on."""

    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)


class HeadForm(VersionForm):
    number = LineField(label="Số", max_length=20)
    symbol = LineField(label="Ký hiệu", max_length=60)
    issued_on = forms.DateField(
        label="Ngày ban hành", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    year = forms.IntegerField(label="Năm của kế hoạch", min_value=2000, max_value=2100, localize=False)
    place = LineField(label="Nơi ban hành", max_length=60)
    issuer = LineField(label="Cơ quan ban hành", max_length=200)
    type_name = LineField(label="Loại văn bản", max_length=60)
    title = LineField(label="Trích yếu", max_length=300)
    signature_prefix = LineField(label="Thẩm quyền ký", max_length=60, required=False)
    signature_title = LineField(label="Chức vụ người ký", max_length=60, required=False)
    signature_name = LineField(label="Người ký", max_length=120, required=False)


class ClauseForm(VersionForm):
    role = forms.ChoiceField(label="Câu này là", choices=ClauseRole.choices)
    title = LineField(label="Tên gọn", max_length=160, required=False)
    target_kind = forms.ChoiceField(label="Mục tiêu tính theo", choices=TargetKind.choices, required=False)
    comparator = forms.ChoiceField(label="Phải đạt", choices=Comparator.choices, required=False)
    target_percent = NumberField(label="Chỉ tiêu (%)", whole=False, maximum=1000)
    target_value = NumberField(label="Chỉ tiêu (số lượng)", whole=False, maximum=10**12)
    target_unit = LineField(label="Đơn vị tính của số lượng", max_length=60, required=False)
    denominator_note = LineField(label="Mẫu số, nội dung được tính", max_length=300, required=False)
    measure = forms.ChoiceField(label="Kết quả lấy từ", choices=Measure.choices, required=False)
    is_split = forms.BooleanField(
        label="Theo dõi riêng từng con số khác trong câu",
        required=False,
        help_text="Mỗi con số thành một mục tiêu (G3-2, G3-3…); bỏ chọn thì giữ dưới dạng lời văn.",
    )
    recurrence = forms.ChoiceField(
        label="Nhịp của nhiệm vụ", choices=[("", "Văn bản không nêu"), *Recurrence.choices], required=False
    )
    due_on = DayField(label="Hạn hoàn thành nhiệm vụ", required=False, help_text="Ngày cuối còn đúng hạn.")
    lead = TextField(
        label="Chủ trì (hoặc đơn vị có trách nhiệm)",
        max_length=2000,
        required=False,
        help_text="Mỗi tên cách nhau dấu ;",
    )
    coordinating = TextField(label="Phối hợp", max_length=2000, required=False, help_text="Mỗi tên cách nhau dấu ;")


class ConfirmForm(VersionForm):
    accepts_open = forms.BooleanField(label="Đồng ý nhập khi còn tên đơn vị chưa ghép", required=False)
