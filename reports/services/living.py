"""The living report on paper: ordered by a person, printed by a worker, once for the same words and figures."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit.services.journal import record
from documents.services.printing import content_digest, freeze_document, print_document
from jobs.services.queue import enqueue, report_progress, restart
from kit.permissions import require
from notices.services.outbox import post
from plans.models import ReportingPeriod
from reports.models import LivingPrint
from reports.services.consolidation import tell_pages
from reports.services.outputs import Output

KEPT_FOR = timedelta(days=30)


def printed_already(period: ReportingPeriod, output: Output) -> LivingPrint | None:
    """The print of exactly this content, ordered or finished; None when nobody asked for it yet."""
    same = LivingPrint.objects.filter(period=period, profile=output.profile, digest=content_digest(output.content))
    return same.select_related("document", "job").first()


@transaction.atomic
def order_print(period: ReportingPeriod, output: Output, *, by: User, at: datetime) -> LivingPrint:
    """Have a worker print ``output``; where the same was asked for before, that print, tried again if it had failed.

    Prints of the period that are a month old are thrown away: they can be made anew only as it reads by then.

    Raises PermissionDenied.
    """
    require(by, "reports.print_draft")
    ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if found := printed_already(period, output):
        if found.job:
            restart(found.job)
        return found
    _forget_old(period, at)
    document = freeze_document(kind="living-report", title=output.title, content=output.content, by=by, at=at)
    made = LivingPrint.objects.create(
        period=period, profile=output.profile, digest=document.content_digest, document=document, requested_at=at,
        requested_by=by,
    )  # fmt: skip
    made.job = enqueue("living-print", made.pk, key=f"living-print:{made.pk}:{made.digest[:12]}")
    made.save(update_fields=["job"])
    record(made, "living.ordered", by=by, at=at, profile=made.profile)
    return made


def _forget_old(period: ReportingPeriod, at: datetime) -> None:
    for old in LivingPrint.objects.filter(period=period, requested_at__lt=at - KEPT_FOR).select_related("document"):
        old.delete()
        if name := old.document.pdf.name:
            transaction.on_commit(partial(old.document.pdf.storage.delete, name))
        old.document.delete()


def print_living(pk: int, *, job_pk: int) -> None:
    """Job handler. Safe to repeat: the second printing finds the file there."""
    made = LivingPrint.objects.select_related("requested_by", "period").get(pk=pk)
    report_progress(job_pk, 40, "Đang dàn trang và in PDF…")
    print_document(made.document_id, told=partial(tell_pages, job_pk))
    _tell_it_is_ready(made)


@transaction.atomic
def _tell_it_is_ready(made: LivingPrint) -> None:
    """The person who ordered it may have left the page."""
    post(
        f"living-ready:{made.pk}",
        to=made.requested_by, kind="version-ready", subject=f"Đã in xong bản dự thảo: {made}",
        body=f"{made} đã in xong.", at=made.requested_at, path=reverse("reports:living_print", args=[made.pk]),
    )  # fmt: skip
