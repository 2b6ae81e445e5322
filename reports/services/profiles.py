"""Change what an output is made of: outline, tables, addressees, signature. Versions that exist keep theirs.

What a profile may not be is said field by field, by the rules of [NĐ-30] Phụ lục I.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from string import Formatter

from django.db import transaction

from accounts.models import User
from audit.models import AuditEntry
from audit.queries import entries
from audit.services.journal import record
from kit.permissions import require
from kit.text import personal_data_in
from reports.models import ProfileEdit
from reports.queries.profiles import APPENDICES, CODES, Cover, Profile, changes_to, profile_of, shipped

KNOWN_WORDS = ("ky", "ky_sau", "nam", "ke_hoach", "don_vi")
SYMBOL = re.compile(r"(BC|TTr)-[A-ZĐÂĂÊÔƠƯ&]+(-[A-ZĐÂĂÊÔƠƯ&]+)*")
PREFIXES = ("TM. ", "KT. ", "TL. ", "TUQ. ", "Q. ")
DEGREES = re.compile(r"\b(?:PGS|GS|TS|ThS|BS|KS|CN)\b\.?", re.IGNORECASE)
LONGEST = 600
OTHER_LABELS = {
    "sections": "Các phần, theo thứ tự",
    "headings": "Tên các phần",
    "appendices": "Các phụ lục, theo thứ tự",
    "codes": "Mã tra nguồn của số liệu trong lời văn",
}


class UnfitProfile(Exception):
    """``problems``: field → what is wrong and what to do; fields of the Tờ trình begin with "cover_"."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


class OvertakenProfile(Exception):
    """Somebody else changed the output meanwhile."""


@transaction.atomic
def edit_profile(after: Profile, *, by: User, at: datetime, seen: datetime | None) -> ProfileEdit | None:
    """Store ``after`` as the output of its code; drafts ordered from now on follow it.

    Args:
        seen: when the output had last been changed as the page was made; None: never.

    Returns the stored changes, None where nothing was ever changed.

    Raises PermissionDenied, UnfitProfile or OvertakenProfile.
    """
    require(by, "reports.edit_profile")
    if problems := problems_of(after):
        raise UnfitProfile(problems)
    edit = ProfileEdit.objects.select_for_update().filter(code=after.code).first()
    before, changes = profile_of(after.code), changes_to(shipped()[after.code], after)
    if changes == (edit.changes if edit else {}):
        return edit
    if (edit.edited_at if edit else None) != seen:
        raise OvertakenProfile(after.code)
    edit, _ = ProfileEdit.objects.update_or_create(
        code=after.code, defaults={"changes": changes, "edited_at": at, "edited_by": by}
    )
    record(edit, "profile.edited", by=by, at=at, before=changes_to(after, before), after=changes_to(before, after))
    return edit


def problems_of(profile: Profile) -> dict[str, str]:
    """Field → words, for everything that could not be printed or breaks the form of an official paper."""
    found = _of_paper(profile, "")
    if profile.cover:
        found |= _of_paper(profile.cover, "cover_")
        bad = [words for text in profile.cover.paragraphs if (words := _of_words(text))]
        if bad or not profile.cover.paragraphs:
            found["cover_paragraphs"] = bad[0] if bad else "Tờ trình cần ít nhất một đoạn."
    found |= _first({"opening": _of_words(profile.opening)})
    if not profile.sections:
        found["sections"] = "Báo cáo cần ít nhất một phần."
    found |= {f"heading_{code}": "Ghi tên phần." for code in profile.sections if not profile.headings.get(code)}
    if unknown := set(profile.appendices) - set(APPENDICES):
        found["appendices"] = f"Không có bảng {', '.join(sorted(unknown))}."
    if profile.codes not in CODES:
        found["codes"] = "Chọn một trong các cách."
    return found


def _of_paper(paper: Profile | Cover, mark: str) -> dict[str, str]:
    """What the report and the Tờ trình have in common."""
    found = {
        "issuer": "" if paper.issuer else "Ghi tên cơ quan ban hành.",
        "symbol": "" if SYMBOL.fullmatch(paper.symbol) else "Ký hiệu viết hoa, nối bằng gạch ngang, như BC-SLĐTBXH.",
        "subject": _of_words(paper.subject),
        "addressees": "" if paper.addressees else "Văn bản gửi cấp trên phải có nơi “Kính gửi”.",
        "recipients": _of_recipients(paper.recipients),
        "archive": "" if paper.archive.startswith("VT") else "Dòng “Lưu” bắt đầu bằng VT, ví dụ: VT, PCTNXHBĐG.",
        "signature_prefix": _of_prefix(paper.signature_prefix),
        "signature_title": _of_title(paper.signature_title),
        "signer": "Trước họ tên không ghi học hàm, học vị." if DEGREES.search(paper.signer) else "",
    }
    return _first({mark + name: words for name, words in found.items()})


def _first(found: dict[str, str]) -> dict[str, str]:
    return {name: words for name, words in found.items() if words}


def _of_words(text: str) -> str:
    """A sentence with {ky} and the like: never a brace that printing would stumble over."""
    if not text:
        return "Ghi nội dung."
    if len(text) > LONGEST:
        return f"Dài {len(text)} ký tự, quá {LONGEST}."
    if found := personal_data_in(text):
        return f"Có {', '.join(found)}. Hãy bỏ thông tin nhận dạng cá nhân."
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return "Dấu { } chưa khép đủ đôi."
    unknown = [name for _, name, spec, turn in parts if name is not None and (name not in KNOWN_WORDS or spec or turn)]
    allowed = ", ".join("{" + word + "}" for word in KNOWN_WORDS)
    return f"Không có từ thay thế {{{unknown[0]}}}; chỉ dùng được {allowed}." if unknown else ""


def _of_recipients(recipients: list[str]) -> str:
    if not recipients or not recipients[0].startswith("Như trên"):
        return "Văn bản có “Kính gửi” thì dòng đầu của Nơi nhận là “Như trên;”."
    if any(line.removeprefix("- ").startswith("Lưu") for line in recipients):
        return "Dòng “Lưu” có ô riêng, không ghi ở đây."
    return ""


def _of_prefix(prefix: str) -> str:
    bad = [line for line in prefix.splitlines() if not line.startswith(PREFIXES) or not line.isupper()]
    return f"“{bad[0]}”: mỗi dòng bắt đầu bằng TM., KT., TL., TUQ. hoặc Q. và viết chữ hoa." if bad else ""


def _of_title(title: str) -> str:
    return "" if title and title == title.upper() else "Chức vụ viết chữ hoa, ví dụ: PHÓ GIÁM ĐỐC."


def history_of(code: str, labels: Mapping[str, str]) -> list[tuple[AuditEntry, list[tuple[str, str, str]]]]:
    """Every change of an output, newest first, as (entry, [(what, before, after)]).

    Args:
        labels: field → its name on the form.
    """
    edit = ProfileEdit.objects.filter(code=code).first()
    if edit is None:
        return []
    rows = entries(object_type=ProfileEdit._meta.label_lower).filter(object_id=str(edit.pk))
    return [(row, _differences(row.data, labels)) for row in rows]


def _differences(data: dict, labels: Mapping[str, str]) -> list[tuple[str, str, str]]:
    before, after = data.get("before", {}), data.get("after", {})
    found = []
    for name in sorted(set(before) | set(after)):
        if name == "cover":
            pairs = {"before": before.get(name, {}), "after": after.get(name, {})}
            found += [(f"Tờ trình – {label}", old, new) for label, old, new in _differences(pairs, labels)]
        else:
            found.append(
                (labels.get(name, OTHER_LABELS.get(name, name)), _text(before.get(name)), _text(after.get(name)))
            )
    return found


def _text(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {item}" for key, item in value.items())
    return "; ".join(str(item).rstrip(";") for item in value) if isinstance(value, list) else str(value or "")
