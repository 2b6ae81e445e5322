"""Forms of the register of establishments."""

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row, Submit
from django import forms

from accounts.models import Territory
from inspections.forms.fields import DayField, LineField, NumberField, TidyForm, not_to_come, offer
from inspections.models import Establishment
from inspections.states import EstablishmentType, LicenceKind, OperatingStatus
from kit import clock

CHOOSE = ("", "— Chọn —")


class CommuneField(forms.ModelChoiceField):
    def label_from_instance(self, commune: Territory) -> str:
        label = f"{commune.name} ({commune.parent.name})" if commune.parent else commune.name
        return f"{label} – {ended_words(commune)}" if commune.has_ended(clock.today()) else label


def ended_words(commune: Territory) -> str:
    """ "đã hết hiệu lực từ 01/07/2025"."""
    return f"đã hết hiệu lực từ {commune.closed_on:%d/%m/%Y}"


class EstablishmentForm(TidyForm, forms.ModelForm):
    """One establishment's row in the register."""

    primary_type = forms.ChoiceField(label="Loại hình chính", choices=[CHOOSE, *EstablishmentType.choices])
    other_types = forms.MultipleChoiceField(
        label="Loại hình khác cùng kinh doanh",
        choices=EstablishmentType,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ví dụ khách sạn có karaoke. Khi thống kê chỉ tính theo loại hình chính.",
    )
    commune = CommuneField(Territory.objects.none(), label="Xã, phường, thị trấn", empty_label="— Chọn —")
    rooms = NumberField(whole=True, maximum=100_000, label="Số phòng, bàn")
    workers = NumberField(whole=True, maximum=100_000, label="Số lao động")
    opened_on = DayField(label="Hoạt động từ ngày", help_text="Không rõ thì ghi ngày lập sổ.")
    pledged_on = DayField(label="Ký cam kết ngày", required=False, help_text="Cam kết với UBND xã, phường, thị trấn.")
    status = forms.ChoiceField(label="Tình trạng", choices=OperatingStatus, initial=OperatingStatus.ACTIVE)

    class Meta:
        model = Establishment
        fields = [
            "name", "primary_type", "other_types", "is_conditional", "commune", "address", "owner_name",
            "owner_phone", "license_note", "rooms", "workers", "pledged_on", "opened_on",
        ]  # fmt: skip
        field_classes = dict.fromkeys(["name", "address", "owner_name", "owner_phone", "license_note"], LineField)
        labels = {"license_note": "Ghi chú về giấy tờ"}
        help_texts = {
            "license_note": "Số, ngày cấp, thời hạn của từng giấy tờ ghi ở trang của cơ sở.",
            "is_conditional": "Quyết định cơ sở có nằm trong mẫu số “có điều kiện” của chỉ tiêu 20 %.",
            "owner_phone": "Chỉ cấp quản lý trực tiếp xem được; mỗi lần xem đều ghi nhật ký.",
        }

    def __init__(self, *args, communes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "commune", communes)
        if self.instance.pk:
            del self.fields["status"]
            self._tell_of_the_end(self.instance.commune)
        self.helper = FormHelper(self)
        self.helper.layout = self._layout()

    def _tell_of_the_end(self, commune: Territory) -> None:
        if commune.has_ended(clock.today()):
            self.fields["commune"].help_text = (
                f"{commune} {ended_words(commune)}: chọn xã, phường mới. Chưa rõ xã mới thì giữ nguyên, "
                "các phần khác vẫn lưu được. Địa bàn cũ được giữ trong lịch sử của cơ sở."
            )

    def clean_opened_on(self) -> date:
        return not_to_come(self.cleaned_data["opened_on"])

    def clean_pledged_on(self) -> date | None:
        day = self.cleaned_data["pledged_on"]
        return day and not_to_come(day)

    def _layout(self) -> Layout:
        status = [] if self.instance.pk else [Column("status", css_class="col-md-6")]
        return Layout(
            Fieldset(
                "Cơ sở",
                "name",
                Row(Column("primary_type", css_class="col-md-6"), Column("opened_on", css_class="col-md-6")),
                "other_types",
                "is_conditional",
                Row(*status, Column("license_note", css_class="col-md-6")),
            ),
            Fieldset(
                "Địa điểm và quy mô",
                Row(Column("commune", css_class="col-md-6"), Column("address", css_class="col-md-6")),
                Row(
                    Column("rooms", css_class="col-6 col-md-3"),
                    Column("workers", css_class="col-6 col-md-3"),
                    Column("pledged_on", css_class="col-md-6"),
                ),
            ),
            Fieldset(
                "Chủ cơ sở, người quản lý",
                Row(Column("owner_name", css_class="col-md-6"), Column("owner_phone", css_class="col-md-6")),
            ),
            Submit("save", "Lưu cơ sở"),
        )


class StatusForm(TidyForm):
    """From which day the establishment is in another status."""

    status = forms.ChoiceField(label="Tình trạng mới", choices=OperatingStatus)
    from_on = DayField(label="Từ ngày")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False


class LicenceForm(TidyForm):
    """One paper of an establishment."""

    kind = forms.ChoiceField(label="Loại giấy tờ", choices=LicenceKind)
    number = LineField(label="Số", max_length=60)
    issued_on = DayField(label="Ngày cấp", required=False)
    valid_to = DayField(label="Có giá trị đến hết ngày", required=False, help_text="Để trống nếu không có thời hạn.")
    issuer = LineField(label="Cơ quan cấp", max_length=160, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False

    def clean_issued_on(self) -> date | None:
        day = self.cleaned_data["issued_on"]
        return day and not_to_come(day)
