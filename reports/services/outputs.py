"""One consolidated report in four formats, all from the same stored figures and content."""

import json
from dataclasses import dataclass
from datetime import datetime

from documents.layout import Content
from documents.services.printing import content_digest
from documents.services.rendering import render_content
from documents.services.words import content_word
from plans.models import ReportingPeriod
from reports.models import Consolidation
from reports.queries.profiles import Profile
from reports.services.appendix_workbook import appendix_workbook
from reports.services.consolidation import current_figures
from reports.services.content import consolidated_content


@dataclass(frozen=True)
class Output:
    """What a file is made from: the content tree, the figures, and the words that name them."""

    content: Content
    figures: dict
    title: str
    period: str
    profile: str
    at: datetime
    version: int | None = None
    state: str = "draft"


def live_output(period: ReportingPeriod, profile: Profile, *, at: datetime, names_holes: bool = False) -> Output:
    """From what is accepted now; nothing is stored. Raises UnknownTokens while a passage names a figure nobody gave.

    Args:
        names_holes: name behind each sentence the units whose figures it lacks.
    """
    figures = current_figures(period, at=at, profile=profile.code)
    built = Consolidation(period=period, profile=profile.code, requested_at=at, figures=figures)
    content = consolidated_content(built, profile, is_draft=True, names_holes=names_holes)
    return Output(content, built.figures or {}, _title(content), period.code, profile.code, at)


def stored_output(version: Consolidation) -> Output:
    """A version as it was stored. Raises ValueError while it has no content yet."""
    if version.document is None or version.figures is None:
        raise ValueError(str(version))
    content = version.document.content
    return Output(
        content, version.figures, _title(content), version.period.code, version.profile, version.document.created_at,
        version.revision, version.state,
    )  # fmt: skip


def _title(content: Content) -> str:
    return f"Báo cáo {content['subject'][:1].lower()}{content['subject'][1:]}"


def as_pdf(output: Output) -> bytes:
    return render_content(output.content, title=output.title)


def as_docx(output: Output) -> bytes:
    return content_word(output.content, title=output.title, at=output.at)


def as_xlsx(output: Output) -> bytes:
    words = f"Tổng hợp từ {output.figures['coverage']} đơn vị có báo cáo đã được duyệt."
    return appendix_workbook(output.figures, title=output.title, subtitle=words)


def as_json(output: Output) -> bytes:
    """Figures and content with their SHA-256; amounts as decimal strings, null = nobody gave a figure."""
    tree = {
        "period": output.period,
        "profile": output.profile,
        "version": output.version,
        "state": output.state,
        "title": output.title,
        "content_sha256": content_digest(output.content),
        "figures": output.figures,
        "content": output.content,
    }
    return json.dumps(tree, ensure_ascii=False, indent=1).encode()


FORMATS = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json"),
}
