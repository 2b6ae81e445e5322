"""Demo draws of 2022: each district's team draws its list in January; the town's is public."""

import hashlib
from datetime import date
from decimal import Decimal

from accounts.models import User
from demo.services.reports import moment
from inspections.models import Draw, Establishment, Team
from inspections.services.draw_minutes import order_minutes
from inspections.services.drawing import approve_plan, commit_draw, freeze_register, hold_draw, publish_draw

PUBLIC = "178"


def draw_year(code: str, team: Team) -> list[Establishment]:
    """Draw 2022 for the team of district ``code``, have the plan approved; returns the list, earliest first."""
    clerk = User.objects.get(username="truongphong")
    draw = freeze_register(
        team, by=clerk, at=moment(2022, 1, 11), year=2022, frozen_on=date(2022, 1, 1), quota_percent=Decimal(20),
        certain_from=50, raised_from=45,
    )  # fmt: skip
    draw = commit_draw(draw, by=clerk, at=moment(2022, 1, 11, 9), new_seed=lambda size: _seed(code, size))
    draw = hold_draw(draw, by=clerk, at=moment(2022, 1, 13, 9), witness=f"4711-{code}")
    draw = approve_plan(
        draw, by=clerk, at=moment(2022, 1, 18), plan_number=f"{int(code) - 170:02d}/KH-UBND (minh họa)",
        plan_approved_on=date(2022, 1, 17), plan_approved_by="Chủ tịch UBND (minh họa)",
    )  # fmt: skip
    if code == PUBLIC:
        order_minutes(draw, by=clerk, at=moment(2022, 1, 18))
        publish_draw(draw, by=clerk, at=moment(2022, 1, 19))
    return _listed(draw)


def _listed(draw: Draw) -> list[Establishment]:
    record = draw.record or {}
    known = Establishment.objects.in_bulk(record["drawn"], field_name="code")
    return [known[code] for code in record["drawn"]]


def _seed(code: str, size: int) -> str:
    """The same story every time."""
    return hashlib.sha256(f"minh họa {code}".encode()).hexdigest()[: 2 * size]
