"""Filters of lists, by GET."""

from django import forms

from inspections.forms.fields import DayField, LineField, offer_choices
from inspections.queries.counted import OTHER_CHANNELS, STOPPED, WITH_RECORD, By, Frame
from inspections.states import (
    Channel,
    ComplaintState,
    EstablishmentType,
    FollowUpResult,
    InspectionMode,
    InspectionState,
    OperatingStatus,
    Outcome,
    ViolationGroup,
)

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


class CountedFilter(FilterForm):
    """What every list behind a number may be narrowed by: whose teams, which kind, which days."""

    don_vi = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    theo = forms.ChoiceField(required=False, choices=[(by.value, "") for by in By], widget=forms.HiddenInput)

    def frame(self) -> Frame:
        days, words = ("tu", "den"), ("don_vi", "loai", "hinh_thuc")
        return Frame(*(self.value(name) for name in days), *(self.value(name) or "" for name in words))

    def by(self, default: By) -> By:
        return By(self.value("theo") or default)


OUTCOMES = [ANY, *Outcome.choices, (STOPPED, "Đình chỉ, tước giấy phép"), (WITH_RECORD, "Có biên bản VPHC")]


class InspectionFilter(CountedFilter):
    """Which inspections to list."""

    huyen = forms.ChoiceField(label="Huyện, thành phố", required=False)
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        choices=[
            ANY,
            ("executed", "Đã kiểm tra"),
            ("reached", "Đã kiểm tra, hoặc đến nơi cơ sở ngừng"),
            *InspectionState.choices,
            ("still", "Cơ sở đã ngừng, tạm dừng"),
        ],
        required=False,
    )
    loai = forms.ChoiceField(label="Loại hình chính", choices=[ANY, *EstablishmentType.choices], required=False)
    xu_ly = forms.ChoiceField(label="Có vi phạm được xử lý", choices=OUTCOMES, required=False)
    hinh_thuc = forms.ChoiceField(label="Hình thức", choices=[ANY, *InspectionMode.choices], required=False)
    vi_pham = forms.BooleanField(label="Chỉ cuộc có vi phạm", required=False)
    dieu_kien = forms.BooleanField(label="Chỉ cơ sở có điều kiện", required=False)
    tu = DayField(label="Từ ngày", required=False)
    den = DayField(label="Đến ngày", required=False)


class PlannedFilter(FilterForm):
    """Which establishments of the approved plans of one year to list."""

    nam = forms.IntegerField(label="Năm", min_value=2000, max_value=2100, required=False)
    huyen = forms.ChoiceField(label="Huyện, thành phố", required=False)
    loai = forms.ChoiceField(label="Loại hình chính", choices=[ANY, *EstablishmentType.choices], required=False)
    don_vi = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)


class VisitedFilter(CountedFilter):
    """Which inspected establishments to list, each once."""

    huyen = forms.ChoiceField(label="Huyện, thành phố", required=False)
    loai = forms.ChoiceField(label="Loại hình chính", choices=[ANY, *EstablishmentType.choices], required=False)
    phuc_tra = forms.ChoiceField(
        label="Phúc tra", choices=[ANY, ("any", "Đã phúc tra"), *FollowUpResult.choices], required=False
    )
    tu = DayField(label="Từ ngày", required=False)
    den = DayField(label="Đến ngày", required=False)
    vi_pham = forms.BooleanField(label="Chỉ cơ sở vi phạm", required=False)


class ViolationFilter(CountedFilter):
    """Which violations and recommendations to list."""

    huyen = forms.ChoiceField(label="Huyện, thành phố", required=False)
    nhom = forms.ChoiceField(label="Nhóm vi phạm", choices=[ANY, *ViolationGroup.choices], required=False)
    xu_ly = forms.ChoiceField(label="Xử lý", choices=OUTCOMES, required=False)
    kien_nghi = forms.ChoiceField(
        label="Kiến nghị",
        choices=[ANY, ("open", "Chưa khắc phục"), ("overdue", "Quá hạn"), ("done", "Đã khắc phục")],
        required=False,
    )
    tu = DayField(label="Từ ngày", required=False)
    den = DayField(label="Đến ngày", required=False)


CHANNELS = [ANY, *Channel.choices, (OTHER_CHANNELS, "Kênh khác trong báo cáo")]


class ComplaintFilter(CountedFilter):
    """Which reports from people to list."""

    huyen = forms.ChoiceField(label="Huyện, thành phố", required=False)
    kenh = forms.ChoiceField(label="Kênh tiếp nhận", choices=CHANNELS, required=False)
    trang_thai = forms.ChoiceField(label="Trạng thái", choices=[ANY, *ComplaintState.choices], required=False)
    tu = DayField(label="Từ ngày", required=False)
    den = DayField(label="Đến ngày", required=False)
    da_xu_ly = forms.BooleanField(label="Tính theo ngày xử lý xong", required=False)
