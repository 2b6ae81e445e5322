"""The consolidated report as it would read today: there from the first day of the period, full of holes at first."""

import logging
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from documents.layout import Content
from documents.services.printing import DamagedFile, printed_file
from documents.views import prints
from jobs.wake import wake_on_commit
from kit.tokens import UnknownTokens
from plans.models import ReportingPeriod
from reports.models import LivingPrint
from reports.queries.profiles import Profile, profile_of, profiles, shipped
from reports.services.living import order_print, printed_already
from reports.services.outputs import Output, live_output, stored_output
from reports.services.summary import summary_pdf
from reports.views.review import period_or_404
from reports.views.totals import find_version

logger = logging.getLogger(__name__)


@policy("consolidation.view")
@require_safe
def living(request: Request, period_code: str) -> HttpResponse:
    """The draft of this minute on the screen, every figure leading to what stands behind it."""
    period, profile = period_or_404(period_code), _profile(request)
    output, unresolved = _output(request, period, profile)
    context = {
        "period": period,
        "profile": profile,
        "profiles": profiles(),
        "output": output,
        "unresolved": unresolved,
        "sheets": _sheets(output, lambda code: reverse("reports:figure", args=[period.code, code])) if output else [],
        "may_build": may_use(request.user, "consolidation.build"),
        "may_print": may_use(request.user, "consolidation.print_draft"),
        "made": printed_already(period, output) if output else None,
    }
    return render(request, "reports/living.html", context)


@policy("consolidation.print_draft")
@require_POST
def living_order(request: Request, period_code: str) -> HttpResponse:
    """The same on paper, with "DỰ THẢO" across each page: at once when it was printed before, else by a worker."""
    period, profile = period_or_404(period_code), _profile(request)
    output, _ = _output(request, period, profile)
    if output is None:  # the page says which words stand in the way
        return redirect(f"{reverse('reports:living', args=[period.code])}?dau-ra={profile.code}")
    made = order_print(period, output, by=request.user, at=request.received_at)
    if made.job and made.job.is_open:
        wake_on_commit(made.job.pk)
    return redirect("reports:living_print", made.pk)


@policy("consolidation.view")
@require_safe
def living_print(request: Request, pk: int) -> HttpResponse:
    """How far the printing is, then the file. The card alone for the page that asks every second."""
    made = _print_or_404(request, pk)
    page = {"made": made, "profile": profile_of(made.profile)}
    if not request.headers.get("HX-Request"):
        return render(request, "reports/living_print.html", page)
    return render(request, "reports/_living_card.html", page)


@policy("consolidation.download")
@require_safe
def living_pdf(request: Request, pk: int) -> HttpResponse:
    """The printed draft."""
    made = _print_or_404(request, pk)
    if not made.document.pdf_digest:
        raise Http404
    try:
        pdf = printed_file(made.document)
    except DamagedFile:
        logger.exception("living print %s", made.pk)
        raise Http404 from None
    name = f"du-thao-{made.period.code}-{made.profile}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _print_or_404(request: Request, pk: int) -> LivingPrint:
    prints = LivingPrint.objects.visible_to(request.user).select_related("document", "job", "period")
    return get_object_or_404(prints, pk=pk)


@policy("consolidation.view")
@require_safe
def version_paper(request: Request, pk: int) -> HttpResponse:
    """A version on the screen, every figure leading to what stood behind it then."""
    version = find_version(request, pk)
    try:
        output = stored_output(version)
    except ValueError:
        raise Http404 from None
    sheets = _sheets(output, lambda code: reverse("reports:version_figure", args=[version.pk, code]))
    return render(request, "reports/version_paper.html", {"version": version, "output": output, "sheets": sheets})


def _profile(request: Request) -> Profile:
    code = request.GET.get("dau-ra", "")
    return profile_of(code if code in shipped() else "ubnd")


def _output(request: Request, period: ReportingPeriod, profile: Profile) -> tuple[Output | None, list[str]]:
    try:
        return live_output(period, profile, at=request.received_at, names_holes=True), []
    except UnknownTokens as error:
        return None, error.codes


def _sheets(output: Output, address: Callable[[str], str]) -> list[tuple]:
    """Each appendix with its rows and where the figures of a row lead; a row begins with its code."""
    content: Content = output.content
    known = {line["code"] for line in output.figures.get("lines", [])}
    return [
        (sheet, [(row, address(row["cells"][0]) if row["cells"][0] in known else "") for row in sheet["rows"]])
        for sheet in content.get("appendices", [])
    ]


@policy("consolidation.download")
@require_safe
@prints
def summary(request: Request, pk: int) -> HttpResponse:
    """One page for the leader to read out, from the version's own figures."""
    version = find_version(request, pk)
    if not version.figures or "lines" not in version.figures:
        raise Http404
    name = f"tom-tat-{version.period.code}-{version.profile}-ban-{version.revision}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(summary_pdf(version), content_type="application/pdf", headers=headers)
