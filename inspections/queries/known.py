"""Figures of a report that the records of inspections know, each with the list of its rows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from accounts.models import Unit
from inspections.models import Team
from inspections.queries.counted import (
    OTHER_CHANNELS,
    STOPPED,
    WITH_RECORD,
    By,
    Frame,
    by_channel,
    complaints,
    failed,
    places,
    reached,
    sanctioned_visits,
    violations,
    visits,
)
from inspections.queries.draws import planned_places
from inspections.states import Channel, EstablishmentType, FollowUpResult, InspectionMode, Outcome, ViolationGroup
from kit.known import KnownFigure

# Lượt cơ sở by what became of them: code → (outcome, words).
OUTCOMES = {
    "N412": (Outcome.REMINDER, "lượt cơ sở bị nhắc nhở (không phải hình thức xử phạt)"),
    "N413": (Outcome.WARNING, "lượt cơ sở bị phạt cảnh cáo"),
    "N414": (Outcome.FINE, "lượt cơ sở bị phạt tiền"),
    "N417": (STOPPED, "lượt cơ sở bị đình chỉ, tước giấy phép"),
}
# The report's four channels; everything else the book knows is one of them.
CHANNELS = {"DT": Channel.PHONE, "DTH": Channel.LETTER, "TT": Channel.DIRECT, "KH": OTHER_CHANNELS}
FOLLOWED = {
    "N431": ("any", "cơ sở được phúc tra"),
    "N432": (FollowUpResult.REMEDIED, "cơ sở đã khắc phục khi phúc tra"),
    "N433": (FollowUpResult.REPEATED, "cơ sở tái phạm khi phúc tra"),
}


def known_figures(unit: Unit, starts_on: date, ends_on: date) -> dict[str, KnownFigure]:
    """N401–N433 as far as the records of the unit's own teams know them; 0 is a count, not a gap.

    Empty when the unit had no team in the window: then nothing was recorded here. N403 is absent until a
    plan of the year is approved. Never known: N420–N428 (the police's), and the parts of N415 and N418,
    whose decree and receiver are words and no codes.

    Returns:
        code → figure, sub-rows as "N405.LT", "N404.DX", "N410.V7", "N429.DT"; money in triệu đồng.

    Source: docs/indicators.md, group N4.
    """
    teams = Team.objects.filter(unit=unit, valid_from__lte=ends_on).exclude(valid_to__lt=starts_on)
    if not teams.exists():
        return {}
    frame = Frame(starts_on, ends_on, unit.code)
    return {
        **dict(_teams(unit, ends_on)),
        **dict(_plan(unit, ends_on)),
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
        "hinh_thuc": frame.mode,
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


def _plan(unit: Unit, day: date) -> Iterator[tuple[str, KnownFigure]]:
    """What the plan of the year of ``day`` names, if one had been approved by then."""
    found = planned_places(unit.code, day)
    if found is None:
        return
    planned = Counter(kind for _, kind in found.values_list("pk", "primary_type"))
    for suffix, part in _by_type(Frame(unit=unit.code)):
        where = path("planned", part, nam=f"{day.year:d}")
        words = f"cơ sở trong kế hoạch kiểm tra năm {day.year:d} đã duyệt"
        yield f"N403{suffix}", _figure(_share(planned, part.kind), words, where)


def _visits(frame: Frame) -> Iterator[tuple[str, KnownFigure]]:
    for suffix, part in _by_mode(frame):
        found = visits(part)
        trips = found.order_by().values("team", "inspected_on", "decision_number").distinct().count()
        words = f"cuộc: mỗi ngày Đội đi theo một quyết định là một cuộc, gồm {found.count()} lượt"
        yield f"N404{suffix}", _figure(trips, words, path("list", part, trang_thai="executed"))
    still = failed(frame).standing_still().count()  # type: ignore[attr-defined]
    where = path("list", frame, trang_thai="still")
    yield "N408", _figure(still, "lượt đến nơi cơ sở đã ngừng hoặc đang tạm dừng hoạt động", where)
    yield from _reached(frame)
    yield from _places(frame)


def _reached(frame: Frame) -> Iterator[tuple[str, KnownFigure]]:
    """N405 holds N408 (rule R-N408), so the words say how many of each. Two queries for all its parts."""
    columns = ("establishment__primary_type", "mode")
    came, done = (Counter(rows(frame).values_list(*columns)) for rows in (reached, visits))
    for suffix, part in (*_by_type(frame), *_by_mode(frame, whole=False)):
        there, inspected = (
            sum(n for (kind, mode), n in rows.items() if part.kind in ("", kind) and part.mode in ("", mode))
            for rows in (came, done)
        )
        words = "lượt cơ sở được kiểm tra"
        if still := there - inspected:
            words = f"lượt: {inspected} lượt kiểm tra được, {still} lượt đến nơi cơ sở đã ngừng, tạm dừng (N408)"
        yield f"N405{suffix}", _figure(there, words, path("list", part, trang_thai="reached"))


def _places(frame: Frame) -> Iterator[tuple[str, KnownFigure]]:
    """N406 and N409 with their parts. Two queries."""
    seen, violating = (
        Counter(kind for _, kind in places(frame, violating=bad).values_list("pk", "primary_type"))
        for bad in (False, True)
    )
    for suffix, part in _by_type(frame):
        words, where = "cơ sở khác nhau được kiểm tra", path("visited", part)
        yield f"N406{suffix}", _figure(_share(seen, part.kind), words, where)
        where = path("visited", part, vi_pham="on")
        yield f"N409{suffix}", _figure(_share(violating, part.kind), "cơ sở vi phạm", where)


def _share(counted: Counter[str], kind: str) -> int:
    """How many of one kind; "" is all of them."""
    return counted[kind] if kind else counted.total()


def _by_type(frame: Frame) -> Iterator[tuple[str, Frame]]:
    yield "", frame
    for kind in EstablishmentType:
        yield f".{kind.value}", replace(frame, kind=kind.value)


def _by_mode(frame: Frame, *, whole: bool = True) -> Iterator[tuple[str, Frame]]:
    if whole:
        yield "", frame
    yield ".KE", replace(frame, mode=InspectionMode.PLANNED.value)
    yield ".DX", replace(frame, mode=InspectionMode.UNANNOUNCED.value)


def _violations(frame: Frame) -> Iterator[tuple[str, KnownFigure]]:
    records = violations(frame, WITH_RECORD)
    transferred = violations(frame, Outcome.TRANSFER, By.DECIDED)
    answered = violations(frame, Outcome.TRANSFER, By.ANSWERED)
    found = violations(frame)
    yield "N410", _figure(found.count(), "hành vi ghi trong biên bản", path("violations", frame))
    groups = Counter(group for _, group in found.values_list("pk", "group"))
    for group in ViolationGroup:
        where = path("violations", frame, nhom=group.value)
        yield f"N410.{group.value}", _figure(groups[group.value], group.label.lower(), where)
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
    received, handled = complaints(frame), complaints(frame, handled=True).count()
    yield "N429", _figure(received.count(), "tin báo tiếp nhận", path("complaints", frame))
    for part, channel in CHANNELS.items():
        where = path("complaints", frame, kenh=channel)
        yield f"N429.{part}", _figure(by_channel(received, channel).count(), "tin báo theo kênh này", where)
    yield "N430", _figure(handled, "tin báo đã xử lý trong kỳ", path("complaints", frame, da_xu_ly="on"))
