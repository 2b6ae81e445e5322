"""Figures of a report that the records of inspections know, each with the list of its rows."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from accounts.models import Unit
from inspections.models import Team
from inspections.queries.counted import (
    STOPPED,
    WITH_RECORD,
    By,
    Frame,
    complaints,
    places,
    sanctioned_visits,
    violations,
    visits,
)
from inspections.states import EstablishmentType, FollowUpResult, Outcome
from kit.known import KnownFigure

# Lượt cơ sở by what became of them: code → (outcome, words).
OUTCOMES = {
    "N412": (Outcome.REMINDER, "lượt cơ sở bị nhắc nhở (không phải hình thức xử phạt)"),
    "N413": (Outcome.WARNING, "lượt cơ sở bị phạt cảnh cáo"),
    "N414": (Outcome.FINE, "lượt cơ sở bị phạt tiền"),
    "N417": (STOPPED, "lượt cơ sở bị đình chỉ, tước giấy phép"),
}
FOLLOWED = {
    "N431": ("any", "cơ sở được phúc tra"),
    "N432": (FollowUpResult.REMEDIED, "cơ sở đã khắc phục khi phúc tra"),
    "N433": (FollowUpResult.REPEATED, "cơ sở tái phạm khi phúc tra"),
}


def known_figures(unit: Unit, starts_on: date, ends_on: date) -> dict[str, KnownFigure]:
    """N401–N433 as far as the records of the unit's own teams know them; 0 is a count, not a gap.

    Empty when the unit had no team in the window: then nothing was recorded here. Not known: N403 (the
    yearly plan), N408 (why a door was closed is not a code), N420–N428 (the police's).

    Returns:
        code → figure, sub-rows by type as "N405.LT"; money in triệu đồng.

    Source: docs/indicators.md, group N4.
    """
    teams = Team.objects.filter(unit=unit, valid_from__lte=ends_on).exclude(valid_to__lt=starts_on)
    if not teams.exists():
        return {}
    frame = Frame(starts_on, ends_on, unit.code)
    return {
        **dict(_teams(unit, ends_on)),
        **dict(_visits(frame)),
        **dict(_violations(frame)),
        **dict(_outcomes(frame)),
        **dict(_follow_ups(frame)),
        **dict(_complaints(frame)),
    }


def path(name: str, frame: Frame, **more: str) -> str:
    """Address of the list that shows exactly the rows of ``frame``."""
    query = {
        "don_vi": frame.unit,
        "loai": frame.kind,
        "tu": f"{frame.start:%d/%m/%Y}" if frame.start else "",
        "den": f"{frame.end:%d/%m/%Y}" if frame.end else "",
    } | more
    return f"{reverse(f'inspections:{name}')}?{urlencode({k: v for k, v in query.items() if v})}"


def _figure(value: int | Decimal, label: str, where: str) -> KnownFigure:
    return KnownFigure(Decimal(value), label, where)


def _teams(unit: Unit, day: date) -> Iterator[tuple[str, KnownFigure]]:
    valid = Team.objects.filter(unit=unit).valid_on(day)
    members = sum(team.members.count() for team in valid)
    where = reverse("inspections:teams")
    yield "N401", _figure(valid.count(), f"Đội còn hiệu lực ngày {day:%d/%m/%Y}", where)
    yield "N402", _figure(members, f"thành viên của các Đội còn hiệu lực ngày {day:%d/%m/%Y}", where)


def _visits(frame: Frame) -> Iterator[tuple[str, KnownFigure]]:
    found = visits(frame)
    trips = found.order_by().values("team", "inspected_on", "decision_number").distinct().count()
    executed = {"trang_thai": "executed"}
    yield (
        "N404",
        _figure(
            trips,
            f"cuộc: mỗi ngày Đội đi theo một quyết định là một cuộc, gồm {found.count()} lượt",
            path("list", frame, **executed),
        ),
    )
    for suffix, part in _by_type(frame):
        yield f"N405{suffix}", _figure(visits(part).count(), "lượt cơ sở được kiểm tra", path("list", part, **executed))
        yield f"N406{suffix}", _figure(places(part).count(), "cơ sở khác nhau được kiểm tra", path("visited", part))
        yield (
            f"N409{suffix}",
            _figure(places(part, violating=True).count(), "cơ sở vi phạm", path("visited", part, vi_pham="on")),
        )


def _by_type(frame: Frame) -> Iterator[tuple[str, Frame]]:
    yield "", frame
    for kind in EstablishmentType:
        yield f".{kind.value}", Frame(frame.start, frame.end, frame.unit, kind.value)


def _violations(frame: Frame) -> Iterator[tuple[str, KnownFigure]]:
    records = violations(frame, WITH_RECORD)
    transferred = violations(frame, Outcome.TRANSFER, By.DECIDED)
    answered = violations(frame, Outcome.TRANSFER, By.ANSWERED)
    yield "N410", _figure(violations(frame).count(), "hành vi ghi trong biên bản", path("violations", frame))
    yield (
        "N411",
        _figure(records.count(), "biên bản vi phạm hành chính", path("violations", frame, xu_ly=WITH_RECORD)),
    )
    yield (
        "N418",
        _figure(
            transferred.count(),
            "vụ chuyển cơ quan khác",
            path("violations", frame, xu_ly=Outcome.TRANSFER, theo=By.DECIDED),
        ),
    )
    yield (
        "N419",
        _figure(
            answered.count(),
            "vụ đã có kết quả của cơ quan nhận",
            path("violations", frame, xu_ly=Outcome.TRANSFER, theo=By.ANSWERED),
        ),
    )


def _outcomes(frame: Frame) -> Iterator[tuple[str, KnownFigure]]:
    for code, (outcome, words) in OUTCOMES.items():
        count = sanctioned_visits(frame, outcome).count()
        yield code, _figure(count, words, path("list", frame, xu_ly=outcome, theo=By.DECIDED))
    fined = violations(frame, Outcome.FINE, By.DECIDED).aggregate(sum=Sum("amount"))["sum"]
    paid = violations(frame, "", By.PAID).aggregate(sum=Sum("paid_amount"))["sum"]
    where = path("violations", frame, xu_ly=Outcome.FINE, theo=By.DECIDED)
    yield "N415", _figure(fined or Decimal(0), "triệu đồng theo các quyết định phạt tiền", where)
    yield "N416", _figure(paid or Decimal(0), "triệu đồng đã nộp trong kỳ", path("violations", frame, theo=By.PAID))


def _follow_ups(frame: Frame) -> Iterator[tuple[str, KnownFigure]]:
    for code, (result, words) in FOLLOWED.items():
        count = places(frame, followed=result).count()
        yield code, _figure(count, words, path("visited", frame, phuc_tra=result))


def _complaints(frame: Frame) -> Iterator[tuple[str, KnownFigure]]:
    received, handled = complaints(frame).count(), complaints(frame, handled=True).count()
    yield "N429", _figure(received, "tin báo tiếp nhận", path("complaints", frame))
    yield "N430", _figure(handled, "tin báo đã xử lý trong kỳ", path("complaints", frame, da_xu_ly="on"))
