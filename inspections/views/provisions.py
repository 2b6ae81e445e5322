"""The catalogue of provisions on fines: what may apply on a day, and who corrected it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import may_use, policy
from inspections.forms.provisions import ProvisionForm
from inspections.models import ProvisionEntry
from inspections.queries.catalogue import Provision, provisions
from inspections.services.provisions import set_provision
from inspections.services.refusals import Refusal
from inspections.states import ViolationGroup
from kit import clock

FIELDS = tuple(ProvisionForm.base_fields)


@policy("provision.view")
@require_safe
def provision_list(request) -> HttpResponse:
    """All of them by group, those in force today marked."""
    found, today = provisions(), clock.today()
    rows = [
        (group, [(each, each.holds_on(today)) for each in found if each.group == group]) for group in ViolationGroup
    ]
    context = {"groups": rows, "may_set": may_use(request.user, "provision.set")}
    return render(request, "inspections/provision_list.html", context)


@policy("provision.set")
@require_http_methods(["GET", "HEAD", "POST"])
def provision_edit(request, code: str = "") -> HttpResponse:
    """Correct the provision ``code``; without one, add another."""
    known = _known(code)
    initial = {name: getattr(known, name) for name in FIELDS} if known else {"group": request.GET.get("nhom", "")}
    form = ProvisionForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            set_provision(by=request.user, at=clock.now(), code=code, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã lưu; các vi phạm đã ghi giữ căn cứ cũ.")
            return redirect("inspections:provisions")
    history = ProvisionEntry.objects.filter(code=code).select_related("entered_by").order_by("-pk") if code else []
    context = {"form": form, "known": known, "history": history}
    return render(request, "inspections/provision_form.html", context, status=422 if form.is_bound else 200)


def _known(code: str) -> Provision | None:
    if not code:
        return None
    for found in provisions():
        if found.code == code:
            return found
    raise Http404
