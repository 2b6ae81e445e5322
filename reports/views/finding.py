"""The report that an address names, as far as this user may see or write it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.policy import Request
from reports.models import Report


def find(request: Request, pk: int) -> Report:
    """The report, if this user may see it; else 404."""
    visible = Report.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("unit__territory", "period__form", "submitted_by", "edited_by"), pk=pk
    )


def find_editable(request: Request, pk: int) -> Report:
    """The report, if it is this person's to write; a coordinator's only where the department enters on behalf."""
    report = find(request, pk)
    if not request.user.has_perm("reports.edit_report", report):
        raise PermissionDenied("reports.edit_report")
    return report
