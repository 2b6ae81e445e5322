"""A draft of the consolidated report: ordered by a person, built by a worker, in three commits.

Store the figures, store the document's content, print it. A crash in between, a retry or
two workers at once change nothing that is stored; a correction is the next version.
What becomes of a draft (chốt, trình, ký, thay thế) is in services/versions.py.
"""

import json
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit.services.journal import record
from documents.layout import Verification
from documents.services.printing import freeze_document, print_document
from jobs.services.queue import enqueue, report_progress, stop
from kit.codes import new_code
from kit.pdf import Enclosure
from kit.permissions import require
from kit.workflow import InvalidTransition
from notices.services.outbox import post
from plans.figures import VIETNAM
from plans.models import Plan, ReportingPeriod
from reports.models import Consolidation
from reports.queries.objectives import objective_progress
from reports.queries.passages import unresolved
from reports.queries.profiles import Profile, profile_of
from reports.queries.totals import total_table
from reports.services.appendix_workbook import appendix_workbook
from reports.services.content import consolidated_content
from reports.services.cover import cover_content
from reports.services.snapshot import figures_snapshot
from reports.states import VersionState


class UnresolvedFigures(Exception):
    """Words on the narrative board name figures that are not known; ``codes`` are theirs."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


@transaction.atomic
def request_consolidation(
    period: ReportingPeriod, *, by: User, at: datetime, profile: str = "ubnd", seen: int | None = None
) -> Consolidation:
    """Order the next draft of one output; while one is being built, that one is returned instead.

    A draft may be made from the first day of the period: what is missing is said so in it. When a
    version in force exists, the new one replaces it once it is signed.

    Args:
        profile: code of an output profile; raises KeyError for one that is not known.
        seen: the latest revision when the page was made; if there is a newer one by now, that one
            is returned: of parallel orders from the same page one takes effect.

    Raises PermissionDenied or UnresolvedFigures.
    """
    require(by, "reports.consolidate")
    profile = profile_of(profile).code
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    versions = period.consolidations.filter(profile=profile).select_related("job")
    latest = versions.order_by("-revision").first()
    if latest and ((latest.job and latest.job.is_open) or (seen is not None and latest.revision > seen)):
        return latest
    if found := unresolved(total_table(period, compare=False), profile):
        raise UnresolvedFigures(sorted({code for _, codes in found for code in codes}))
    number = (latest.revision if latest else 0) + 1
    built = Consolidation.objects.create(
        period=period,
        profile=profile,
        revision=number,
        requested_by=by,
        requested_at=at,
        replaces=versions.filter(state=VersionState.SIGNED).first(),
    )
    built.job = enqueue("consolidation", built.pk, key=f"consolidation:{period.code}:{profile}:{number}")
    built.save(update_fields=["job"])
    record(built, "consolidation.ordered", by=by, at=at, revision=number, profile=profile)
    return built


def build_consolidation(pk: int, *, job_pk: int) -> None:
    """Job handler. Safe to repeat after a crash at any place."""
    report_progress(job_pk, 10, "Đang cộng số liệu các đơn vị…")
    freeze_figures(pk)
    report_progress(job_pk, 40, "Đang soạn văn bản…")
    built = freeze_content(pk)
    for document in filter(None, (built.document, built.cover)):
        print_document(document.pk, told=partial(tell_pages, job_pk))
    report_progress(job_pk, 100, "Xong.")
    _tell_it_is_ready(pk)


def tell_pages(job_pk: int, done: int, parts: int, pages: int) -> None:
    """Between 50 and 95 %: by parts where there are several; how many pages one part has nobody knows before."""
    words = "Đang dàn trang và in PDF" + (f": {pages} trang" if pages else "")
    words += f", xong {done}/{parts} phần…" if parts > 1 else "…"
    report_progress(job_pk, 50 + 45 * done // parts, words)


@transaction.atomic
def _tell_it_is_ready(pk: int) -> None:
    """The person who ordered it may have left the page."""
    built = Consolidation.objects.select_related("requested_by", "document", "period").get(pk=pk)
    what = "bản chốt" if built.frozen_at else "bản dự thảo"
    post(
        f"version-ready:{built.pk}:{built.document_id}",
        to=built.requested_by, kind="version-ready", subject=f"Đã in xong {what}: {built}", body=f"{built} đã in xong.",
        at=built.frozen_at or built.requested_at, path=reverse("reports:consolidation", args=[built.pk]),
    )  # fmt: skip


@transaction.atomic
def stop_build(built: Consolidation, *, by: User, at: datetime) -> Consolidation:
    """End a build that is under way; what is stored stays, and it can be taken up again.

    Raises PermissionDenied, or InvalidTransition when nothing is being built any more.
    """
    built = Consolidation.objects.select_for_update(of=["self"]).select_related("job").get(pk=built.pk)
    require(by, "reports.consolidate")
    if built.job is None:
        raise InvalidTransition(f"stop: {built} is not being built")
    stop(built.job)
    record(built, "consolidation.stopped", by=by, at=at)
    return built


def current_figures(period: ReportingPeriod, *, at: datetime, profile: str = "") -> dict:
    """Totals, units' figures, passages and objectives as strings, from what is accepted now.

    Args:
        profile: the output whose own words are wanted too.
    """
    table = total_table(period)
    day = min(at.astimezone(VIETNAM).date(), period.ends_on)
    plan = Plan.objects.issued().filter(year=period.year).first()
    progress = objective_progress(plan, period, day, table) if plan else []
    return figures_snapshot(table, progress, profile)


@transaction.atomic
def freeze_figures(pk: int) -> None:
    """Store totals, units' figures and objectives as strings, once."""
    built = Consolidation.objects.select_for_update().select_related("period__form").get(pk=pk)
    if built.figures is not None:
        return
    built.figures = current_figures(built.period, at=built.requested_at, profile=built.profile)
    built.save(update_fields=["figures"])
    record(built, "consolidation.figures", by=None, at=built.requested_at, coverage=built.figures["coverage"])


@transaction.atomic
def freeze_content(pk: int) -> Consolidation:
    """Compose the draft (and its Tờ trình) from the stored figures, once."""
    versions = Consolidation.objects.select_for_update(of=["self"])
    built = versions.select_related("period__form", "requested_by", "replaces__document").get(pk=pk)
    if built.document is None:
        profile = profile_of(built.profile)
        store_content(built, profile, is_draft=True, by=built.requested_by, at=built.requested_at)
        built.save(update_fields=["document", "cover"])
    return built


def _data_of(built: Consolidation, title: str) -> list[Enclosure]:
    """The figures behind the paper, as workbook and as JSON."""
    figures = built.figures or {}
    book = appendix_workbook(figures, title=title, subtitle=f"Tổng hợp từ {figures['coverage']} đơn vị.")
    tree = {"period": built.period.code, "profile": built.profile, "version": built.revision, "figures": figures}
    data = json.dumps(tree, ensure_ascii=False, sort_keys=True).encode()
    name = f"so-lieu-{built.period.code}-{built.profile}-ban-{built.revision}"
    return [
        Enclosure(f"{name}.xlsx", "Phụ lục số liệu", book),
        Enclosure(f"{name}.json", "Số liệu cho máy đọc", data),
    ]


def verification() -> Verification:
    """A fresh code for a final document, and the page where anybody checks it."""
    code = new_code()
    return {"code": code, "url": f"{settings.PORTAL_URL}{reverse('reports:verify')}?ma={code}"}


def store_content(built: Consolidation, profile: Profile, *, is_draft: bool, by: User, at: datetime) -> None:
    """Give ``built`` its document and cover; the caller saves the row and prints them."""
    content = consolidated_content(built, profile, is_draft=is_draft)
    if not is_draft:
        content["verification"] = verification()
    title = f"Báo cáo {content['subject'][:1].lower()}{content['subject'][1:]}"
    built.document = freeze_document(
        kind="consolidated-report", title=title, content=content, by=by, at=at, enclosures=_data_of(built, title)
    )
    if profile.cover:
        cover = cover_content(built, profile, is_draft=is_draft)
        built.cover = freeze_document(kind="cover-letter", title=f"Tờ trình {title}", content=cover, by=by, at=at)
