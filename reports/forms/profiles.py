"""What may be changed about an output of the consolidated report."""

from dataclasses import asdict, fields, replace
from typing import Any

from django import forms

from kit.fields import LineField, TextField
from kit.text import clean
from reports.queries.profiles import APPENDICES, CODES, Cover, Profile

LABELS = {
    "title": "Tên đầu ra trên cổng",
    "superior": "Cơ quan chủ quản",
    "issuer": "Cơ quan ban hành",
    "issuer_in_text": "Tên cơ quan trong câu",
    "symbol": "Ký hiệu",
    "place": "Địa danh",
    "subject": "Trích yếu",
    "opening": "Câu mở đầu",
    "addressees": "Kính gửi",
    "paragraphs": "Nội dung",
    "recipients": "Nơi nhận",
    "archive": "Lưu",
    "signature_prefix": "Thể thức ký",
    "signature_title": "Chức vụ người ký",
    "signer": "Họ tên người ký",
}
HELP = {
    "superior": "Để trống khi UBND tỉnh ban hành.",
    "symbol": "Không có số: số do văn thư cấp. Ví dụ BC-SLĐTBXH.",
    "subject": "Dùng được {ky}, {ky_sau}, {nam}, {ke_hoach}, {don_vi}.",
    "opening": "Dùng được {ky}, {ky_sau}, {nam}, {ke_hoach}, {don_vi}.",
    "addressees": "Mỗi nơi một dòng.",
    "paragraphs": "Mỗi đoạn một dòng.",
    "recipients": "Mỗi nơi một dòng; dòng đầu là “Như trên;”.",
    "archive": "Chỉ phần sau chữ “Lưu:”, ví dụ VT, PCTNXHBĐG.",
    "signature_prefix": "Mỗi dòng một phần: TM. ỦY BAN NHÂN DÂN, rồi KT. CHỦ TỊCH; để trống khi người đứng đầu ký.",
    "signer": "Để trống thì in chỗ ghi họ tên.",
}
CODES_LABEL = "Mã tra nguồn của số liệu trong lời văn"
LISTS = {"addressees": "", "paragraphs": "", "recipients": ";"}
MAY_BE_EMPTY = {"superior", "signature_prefix", "signer"}
HIGHEST = 9


class LinesField(TextField):
    """One item a line; a dash before it is dropped, ``end`` put behind it."""

    def __init__(self, *, end: str = "", **kwargs: Any) -> None:
        self.end = end
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        lines = (" ".join(line.split()).removeprefix("- ") for line in super().clean(value).splitlines())
        return [line.rstrip(self.end) + self.end if self.end else line for line in lines if line]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


def _field(name: str) -> forms.Field:
    required = name not in MAY_BE_EMPTY
    named: dict[str, Any] = {"label": LABELS[name], "help_text": HELP.get(name, ""), "required": required}
    if name in LISTS:
        return LinesField(end=LISTS[name], rows=6 if name == "recipients" else 3, **named)
    if name in ("signature_prefix", "opening"):
        return TextField(rows=2 if name == "signature_prefix" else 4, max_length=1000, **named)
    return LineField(max_length=300, **named)


def _order(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=HIGHEST,
        widget=forms.NumberInput(attrs={"min": 1, "max": HIGHEST}),
        error_messages={
            "invalid": "Ghi số thứ tự từ 1 đến 9 hoặc để trống.",
            "min_value": "Ghi số thứ tự từ 1 đến 9 hoặc để trống.",
            "max_value": "Ghi số thứ tự từ 1 đến 9 hoặc để trống.",
        },
    )


class ProfileForm(forms.Form):
    """Every part of one output; a section or table without a number is left out."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, profile: Profile, seen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = _initial(profile) | {"seen": seen}
        self.profile = profile
        for name in LABELS:
            if hasattr(profile, name):
                self.fields[name] = _field(name)
        for code in profile.headings:
            self.fields[f"order_{code}"] = _order(f"Thứ tự phần {code}")
            self.fields[f"heading_{code}"] = LineField(label=f"Tên phần {code}", max_length=200, required=False)
        for code, title in APPENDICES.items():
            self.fields[f"table_{code}"] = _order(title)
        self.fields["codes"] = forms.ChoiceField(
            label=CODES_LABEL,
            choices=list(CODES.items()),
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
            help_text="Mã dẫn tới trang nêu số ấy cộng từ đơn vị nào; chỉ người có quyền xem tổng hợp mở được.",
        )
        for field in fields(Cover) if profile.cover else ():
            self.fields[f"cover_{field.name}"] = _field(field.name)

    @property
    def paper(self) -> list[forms.BoundField]:
        return [self[name] for name in LABELS if name in self.fields]

    @property
    def outline(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"order_{code}"], self[f"heading_{code}"]) for code in self.profile.headings]

    @property
    def tables(self) -> list[forms.BoundField]:
        return [self[f"table_{code}"] for code in APPENDICES]

    @property
    def codes(self) -> forms.BoundField:
        return self["codes"]

    @property
    def cover(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("cover_")]

    def clean(self) -> dict:
        """No two parts may stand at the same place."""
        for mark in ("order_", "table_"):
            taken: dict[int, str] = {}
            for name in [name for name in self.fields if name.startswith(mark)]:
                place = self.cleaned_data.get(name)
                if place and taken.setdefault(place, name) != name:
                    self.add_error(name, f"Thứ tự {place} đã dùng cho phần khác.")
        return self.cleaned_data

    def edited(self) -> Profile:
        """The output as typed. Only of a form that is valid in shape."""
        typed = self.cleaned_data
        profile = self.profile
        cover = profile.cover and replace(
            profile.cover, **{field.name: _plain(typed[f"cover_{field.name}"]) for field in fields(Cover)}
        )
        return replace(
            profile,
            **{name: _plain(typed[name]) for name in LABELS if name in self.fields},
            headings={code: typed[f"heading_{code}"].upper() for code in profile.headings},
            sections=_placed(typed, "order_", profile.headings),
            appendices=_placed(typed, "table_", APPENDICES),
            codes=typed["codes"],
            cover=cover,
        )

    def refuse(self, problems: dict[str, str]) -> None:
        """Show the service's words beside their fields."""
        known = {"sections": f"order_{next(iter(self.profile.headings))}", "appendices": "table_totals"}
        for name, words in problems.items():
            self.add_error(known.get(name, name), words)


def _plain(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _placed(typed: dict, mark: str, codes: Any) -> list[str]:
    chosen = [code for code in codes if typed.get(mark + code)]
    return sorted(chosen, key=lambda code: typed[mark + code])


def _initial(profile: Profile) -> dict:
    values = {name: value for name, value in asdict(profile).items() if name in LABELS}
    values |= {f"heading_{code}": heading for code, heading in profile.headings.items()}
    values |= {f"order_{code}": place for place, code in enumerate(profile.sections, start=1)}
    values |= {f"table_{code}": place for place, code in enumerate(profile.appendices, start=1)}
    if profile.cover:
        values |= {f"cover_{name}": value for name, value in asdict(profile.cover).items()}
    return values | {"codes": profile.codes}
