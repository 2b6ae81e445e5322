"""The consolidated report of a period: ordered by a person, built by a worker, in three commits.

Freeze the figures, freeze the document's content, print it. A crash in between, a retry or
two workers at once change nothing that is frozen; a correction is the next revision.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from audit.services.journal import record
from documents.models import OfficialDocument
from documents.services.printing import freeze_document, print_document
from jobs.services.queue import enqueue, report_progress
from kit.permissions import require
from plans.figures import VIETNAM
from plans.models import Plan, ReportingPeriod
from reports.models import Consolidation, Report
from reports.queries.objectives import objective_progress
from reports.queries.totals import total_table
from reports.services.content import consolidated_content
from reports.services.snapshot import figures_snapshot


class NothingAccepted(Exception):
    """No unit's report of the period is accepted yet: there is nothing to add up."""


@transaction.atomic
def request_consolidation(period: ReportingPeriod, *, by: User, at: datetime, seen: int | None = None) -> Consolidation:
    """Order the next revision; while one is being built, that one is returned instead.

    Args:
        seen: the latest revision when the page was made; if there is a newer one by now, that one
            is returned: of parallel orders from the same page one takes effect.

    Raises PermissionDenied or NothingAccepted.
    """
    require(by, "reports.consolidate")
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    latest = period.consolidations.select_related("job").first()
    if latest and ((latest.job and latest.job.is_open) or (seen is not None and latest.revision > seen)):
        return latest
    if not Report.objects.accepted().filter(period=period).exists():
        raise NothingAccepted(str(period))
    number = (period.consolidations.aggregate(last=Max("revision"))["last"] or 0) + 1
    built = Consolidation.objects.create(period=period, revision=number, requested_by=by, requested_at=at)
    built.job = enqueue("consolidation", built.pk, key=f"consolidation:{period.code}:{number}")
    built.save(update_fields=["job"])
    record(built, "consolidation.ordered", by=by, at=at, revision=number)
    return built


def build_consolidation(pk: int, *, job_pk: int) -> None:
    """Job handler. Safe to repeat after a crash at any place."""
    report_progress(job_pk, 10, "Đang cộng số liệu các đơn vị…")
    freeze_figures(pk)
    report_progress(job_pk, 40, "Đang soạn văn bản…")
    document = freeze_content(pk)
    report_progress(job_pk, 60, "Đang dàn trang và in PDF…")
    print_document(document.pk)
    report_progress(job_pk, 100, "Xong.")


@transaction.atomic
def freeze_figures(pk: int) -> None:
    """Store totals, units' figures and objectives as strings, once."""
    built = Consolidation.objects.select_for_update().select_related("period__form").get(pk=pk)
    if built.figures is not None:
        return
    table = total_table(built.period)
    day = min(built.requested_at.astimezone(VIETNAM).date(), built.period.ends_on)
    plan = Plan.objects.filter(year=built.period.year).first()
    progress = objective_progress(plan, built.period, day, table) if plan else []
    built.figures = figures_snapshot(table, progress)
    built.save(update_fields=["figures"])
    record(built, "consolidation.frozen", by=None, at=built.requested_at, coverage=table.coverage)


@transaction.atomic
def freeze_content(pk: int) -> OfficialDocument:
    """Compose the document from the frozen figures, once."""
    built = Consolidation.objects.select_for_update().select_related("period", "requested_by").get(pk=pk)
    if built.document is None:
        content = consolidated_content(built)
        built.document = freeze_document(
            kind="consolidated-report",
            title=f"Báo cáo {content['subject'][:1].lower()}{content['subject'][1:]}",
            content=content,
            by=built.requested_by,
            at=built.requested_at,
        )
        built.save(update_fields=["document"])
    return built.document
