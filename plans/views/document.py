"""Pages about plans."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.policy import may_use, policy
from accounts.states import ReporterCode
from kit import clock
from plans.models import IndicatorForm, Plan
from plans.queries import document as queries


@policy("plan.view")
@require_GET
def plan_list(request):
    return render(
        request,
        "plans/plan_list.html",
        {
            "plans": queries.plans_with_counts(),
            "may_import": may_use(request.user, "plan.import"),
            "may_roll_over": may_use(request.user, "plan.roll_over"),
        },
    )


@policy("plan.view")
@require_GET
def plan_detail(request, pk):
    plan = get_object_or_404(Plan, pk=pk)
    context = {
        "plan": plan,
        "parts": queries.document(plan),
        "deadlines": queries.deadlines(plan),
        "letterhead": queries.issuing_unit(plan),
    }
    return render(request, "plans/plan_detail.html", context)


@policy("indicator.view")
@require_GET
def indicators(request):
    forms = IndicatorForm.objects.all()  # the newest first; next year's may stand ready
    form = forms.filter(year__lte=clock.today().year).first() or forms.first()
    groups = queries.catalogue(form) if form else []
    may_see_rows = may_use(request.user, "rows.view")
    context = {"form": form, "groups": groups, "reporters": ReporterCode.choices, "may_see_rows": may_see_rows}
    return render(request, "plans/indicators.html", context)
