"""The outputs made from the same figures: letterhead, addressees, words, appendices and signature of each.

Shipped as data; what the coordinating room changes lies in ``ProfileEdit`` and wins.
"""

import json
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from documents.layout import Signature
from reports.models import ProfileEdit

SHIPPED = Path(__file__).parent.parent / "data" / "profiles.json"
APPENDICES = {
    "totals": "Số liệu tổng hợp toàn tỉnh",
    "districts": "Số liệu của các huyện, thành phố",
    "others": "Số liệu của các phòng, đơn vị thuộc Sở",
    "charts": "Tóm tắt bằng biểu đồ",
}


CODES_PRINTED = "codes"
CODES = {  # how a figure in the words leads to what stands behind it
    CODES_PRINTED: "In mã nhỏ sau số, bấm được",
    "links": "Không in mã; số vẫn bấm được trên máy",
    "": "Không mã, không liên kết",
}


@dataclass(frozen=True)
class Cover:
    """The Tờ trình with which the department lays a draft before UBND tỉnh."""

    symbol: str
    superior: str
    issuer: str
    subject: str
    addressees: list[str]
    paragraphs: list[str]
    recipients: list[str]
    archive: str
    signature_prefix: str
    signature_title: str
    signer: str

    @property
    def signature(self) -> Signature:
        return {"prefix": self.signature_prefix, "title": self.signature_title, "name": self.signer}


@dataclass(frozen=True)
class Profile:
    """One output. ``subject``, ``opening`` and the cover's words may hold {ky}, {ky_sau}, {nam}, {ke_hoach},
    {don_vi}.

    ``sections``: the parts of the report in their order, keys of ``headings``. ``appendices``: keys of APPENDICES.
    ``codes``: a key of CODES.
    """

    code: str
    title: str
    superior: str
    issuer: str
    issuer_in_text: str
    symbol: str
    place: str
    subject: str
    opening: str
    addressees: list[str]
    recipients: list[str]
    archive: str
    signature_prefix: str
    signature_title: str
    signer: str
    sections: list[str]
    headings: dict[str, str]
    appendices: list[str]
    cover: Cover | None
    codes: str = CODES_PRINTED

    @property
    def signature(self) -> Signature:
        return {"prefix": self.signature_prefix, "title": self.signature_title, "name": self.signer}


@cache
def shipped() -> dict[str, Profile]:
    found = {}
    for code, values in json.loads(SHIPPED.read_text(encoding="utf-8")).items():
        cover = Cover(**values["cover"]) if values["cover"] else None
        found[code] = Profile(code=code, **{**values, "cover": cover})
    return found


def profile_of(code: str) -> Profile:
    """The output ``code`` as it is now. Raises KeyError for a code that is not shipped."""
    profile = shipped()[code]
    edit = ProfileEdit.objects.filter(code=code).first()
    return with_changes(profile, edit.changes) if edit else profile


def with_changes(profile: Profile, changes: dict) -> Profile:
    """``changes``: new values by field; those of the Tờ trình under "cover", as in ``changes_to``."""
    cover = profile.cover and replace(profile.cover, **changes.get("cover", {}))
    return replace(profile, **{**changes, "cover": cover})


def changes_to(before: Profile, after: Profile) -> dict:
    """Field → value of ``after`` where it differs; of the Tờ trình one level deeper, under "cover"."""
    old, new = asdict(before), asdict(after)
    found = {name: value for name, value in new.items() if name != "cover" and value != old[name]}
    if before.cover and after.cover:
        cover = {name: value for name, value in new["cover"].items() if value != old["cover"][name]}
        found |= {"cover": cover} if cover else {}
    return found


def profiles() -> list[Profile]:
    return [profile_of(code) for code in shipped()]
