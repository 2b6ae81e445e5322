"""The Tờ trình that carries a draft to UBND tỉnh."""

from django.conf import settings

from documents import layout
from reports.models import Consolidation
from reports.queries.profiles import Profile
from reports.services.content import words_of


def cover_content(built: Consolidation, profile: Profile, *, is_draft: bool) -> layout.Content:
    """Layout: [NĐ-30] Phụ lục III. Raises ValueError when the output has no cover."""
    cover = profile.cover
    if cover is None:
        raise ValueError(profile.code)
    words = words_of(built.period, built.figures or {})
    due = built.period.due_at
    return {
        "letterhead": layout.letterhead(cover.superior, cover.issuer),
        "number": "",
        "symbol": cover.symbol,
        "place": profile.place,
        "date_text": layout.vietnamese_date_text(None, month=due.month, year=due.year),
        "type_name": "TỜ TRÌNH",
        "subject": layout.subject_text(cover.subject.format(**words)),
        "addressees": cover.addressees,
        "grounds": [],
        "body": [block for text in cover.paragraphs for block in layout.narrative(text.format(**words))],
        "signature": cover.signature,
        "recipients": cover.recipients,
        "archive": cover.archive,
        "appendices": [],
        "watermark": "DỰ THẢO" if is_draft else "",
        "demo_mark": "DỮ LIỆU MINH HỌA" if settings.DEMO else "",
    }
