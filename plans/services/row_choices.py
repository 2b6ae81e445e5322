"""What the department set for single units goes on into the next year's form."""

from datetime import datetime

from accounts.models import User
from plans.models import Indicator, IndicatorForm, ReportingPeriod, RowChoice


def carry_choices(old: IndicatorForm, new: IndicatorForm, *, since: ReportingPeriod, by: User, at: datetime) -> int:
    """Copy the choices in force at the end of ``old``'s year to ``new``, where the row still is; returns how many."""
    made = RowChoice.objects.filter(indicator__group__form=old).select_related("indicator")
    latest = {(choice.indicator.code, choice.unit_id): choice for choice in made}  # ordered: the newest stays
    rows = {row.code: row for row in Indicator.objects.filter(group__form=new)}
    carried = [
        RowChoice(
            indicator=rows[code],
            unit_id=unit,
            since=since,
            is_asked=choice.is_asked,
            reason=choice.reason,
            by=by,
            at=at,
        )
        for (code, unit), choice in latest.items()
        if code in rows
    ]
    return len(RowChoice.objects.bulk_create(carried))
