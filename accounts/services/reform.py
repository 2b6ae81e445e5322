"""Load the communes that a reform made, and end the territories it ended."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction

from accounts.models import Territory, TerritorySuccession
from accounts.services.organisation import InvalidOrganisation
from accounts.services.upsert import upsert

Row = Mapping[str, str]


@transaction.atomic
def load_reform(rows: Iterable[Row], *, province: str, on: date) -> int:
    """Write the new communes of ``province`` right below it; returns how many. A second run changes nothing.

    Districts and communes of before end on ``on``, the first day without them; none is renamed or moved.

    Args:
        rows: code, name, kind and the codes of the communes of before, parted by blanks, in ``predecessors``.
        province: its statistics code.

    Raises InvalidOrganisation when the province or a commune of before is not there.
    """
    rows = list(rows)
    top = Territory.objects.existing_on(on).filter(code=province, level=Territory.Level.PROVINCE).first()
    if top is None:
        raise InvalidOrganisation(f"unknown province on {on}: {province!r}")
    before = _communes_before(top, on)
    for row in rows:
        values = {"name": row["name"], "kind": row["kind"], "level": Territory.Level.COMMUNE, "parent": top}
        new, _ = upsert(Territory.objects, {"code": row["code"], "opened_on": on}, values | {"closed_on": None})
        for code in row["predecessors"].split():
            if code not in before:
                raise InvalidOrganisation(f"unknown commune before {on}: {code!r}")
            TerritorySuccession.objects.get_or_create(predecessor=before[code], successor=new)
    ended = Territory.objects.filter(parent__parent=top) | Territory.objects.filter(
        parent=top, level=Territory.Level.DISTRICT
    )
    ended.filter(opened_on__lt=on, closed_on=None).update(closed_on=on)
    return len(rows)


def _communes_before(province: Territory, on: date) -> dict[str, Territory]:
    """Code → commune of a district of the province on the last day before."""
    living = Territory.objects.existing_on(on - timedelta(days=1))
    return {commune.code: commune for commune in living.filter(parent__parent=province)}
