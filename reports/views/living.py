"""The consolidated report as it would read today: there from the first day of the period, full of holes at first."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.policy import Request, may_use, policy
from documents.layout import Content
from kit.tokens import UnknownTokens
from plans.models import ReportingPeriod
from reports.queries.profiles import Profile, profile_of, profiles, shipped
from reports.services.outputs import Output, as_pdf, live_output, stored_output
from reports.services.summary import summary_pdf
from reports.views.review import period_or_404
from reports.views.totals import find_version


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
    }
    return render(request, "reports/living.html", context)


@policy("consolidation.download")
@require_safe
def living_pdf(request: Request, period_code: str) -> HttpResponse:
    """The same on paper, with "DỰ THẢO" across each page."""
    period, profile = period_or_404(period_code), _profile(request)
    output, _ = _output(request, period, profile)
    if output is None:  # the page says which words stand in the way
        return redirect(f"{reverse('reports:living', args=[period.code])}?dau-ra={profile.code}")
    name = f"du-thao-{period.code}-{profile.code}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_pdf(output), content_type="application/pdf", headers=headers)


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
def summary(request: Request, pk: int) -> HttpResponse:
    """One page for the leader to read out, from the version's own figures."""
    version = find_version(request, pk)
    if not version.figures or "lines" not in version.figures:
        raise Http404
    name = f"tom-tat-{version.period.code}-{version.profile}-ban-{version.revision}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(summary_pdf(version), content_type="application/pdf", headers=headers)
