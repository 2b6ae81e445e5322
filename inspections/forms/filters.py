"""Filters of lists, by GET."""

from django import forms

from inspections.forms.fields import DayField, LineField, offer_choices
from inspections.states import EstablishmentType, InspectionState, OperatingStatus, Outcome, ViolationGroup

ANY = ("", "Tất cả")


class FilterForm(forms.Form):
    """Filters of a list, by GET. What cannot be read is left out, never an error page."""

    def __init__(self, *args, districts, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "huyen", [ANY, *((d.code, d.name) for d in districts)])
        self.is_valid()

    def value(self, name: str):
        return self.cleaned_data.get(name)


class EstablishmentFilter(FilterForm):
    """Which establishments to list."""

    q = LineField(label="Tên hoặc mã cơ sở", max_length=100, required=False)
    huyen = forms.ChoiceField(label="Huyện, thành phố", required=False)
    loai = forms.ChoiceField(label="Loại hình chính", choices=[ANY, *EstablishmentType.choices], required=False)
    tinh_trang = forms.ChoiceField(label="Tình trạng", choices=[ANY, *OperatingStatus.choices], required=False)
    dieu_kien = forms.BooleanField(label="Chỉ cơ sở có điều kiện", required=False)
    ngay = DayField(label="Tính đến ngày", required=False)


class EstablishmentSearch(FilterForm):
    """Which establishments to choose from when planning; the one chosen before goes along."""

    q = LineField(label="Tên hoặc mã cơ sở", max_length=100, required=False)
    huyen = forms.ChoiceField(label="Huyện, thành phố", required=False)
    co_so = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> dict:
        """The same in the words of ``plannable_establishments``."""
        return {"text": self.value("q"), "district": self.value("huyen"), "chosen": self.value("co_so")}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.value("q") or self.value("huyen"))


class InspectionFilter(FilterForm):
    """Which inspections to list."""

    huyen = forms.ChoiceField(label="Huyện, thành phố", required=False)
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        choices=[ANY, ("executed", "Đã kiểm tra"), *InspectionState.choices],
        required=False,
    )
    vi_pham = forms.BooleanField(label="Chỉ cuộc có vi phạm", required=False)
    dieu_kien = forms.BooleanField(label="Chỉ cơ sở có điều kiện", required=False)
    tu = DayField(label="Từ ngày", required=False)
    den = DayField(label="Đến ngày", required=False)


class ViolationFilter(FilterForm):
    """Which violations and recommendations to list."""

    huyen = forms.ChoiceField(label="Huyện, thành phố", required=False)
    nhom = forms.ChoiceField(label="Nhóm vi phạm", choices=[ANY, *ViolationGroup.choices], required=False)
    xu_ly = forms.ChoiceField(label="Xử lý", choices=[ANY, *Outcome.choices], required=False)
    kien_nghi = forms.ChoiceField(
        label="Kiến nghị",
        choices=[ANY, ("open", "Chưa khắc phục"), ("overdue", "Quá hạn"), ("done", "Đã khắc phục")],
        required=False,
    )
    tu = DayField(label="Kiểm tra từ ngày", required=False)
    den = DayField(label="Đến ngày", required=False)
