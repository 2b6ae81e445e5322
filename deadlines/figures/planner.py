"""Backwards from the day somebody above wants the report to the day the units must send."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deadlines.figures.calendar import Calendar

LEAST_DISTANCE = 1  # working days from the end of the data to the deadline, [NĐ-09] Điều 8 khoản 5
WINDOW_ENDS = {6: date(2000, 6, 14), 12: date(2000, 12, 14)}  # [NĐ-09] Điều 12


@dataclass(frozen=True)
class Ask:
    """Somebody above wants the report "trước ngày" ``before``: the last day is the day before."""

    recipient: str
    before: date

    @property
    def last_day(self) -> date:
        return self.before - timedelta(days=1)


@dataclass(frozen=True)
class Leads:
    """Working days that each step takes."""

    sending: int = 1
    signing: int = 2
    consolidation: int = 2
    review: int = 3
    filling: int = 3

    @property
    def after_units(self) -> int:
        """From the units' last day to the day the report leaves the house."""
        return self.sending + self.signing + self.consolidation + self.review


@dataclass(frozen=True)
class Proposal:
    """Last days of each step, each a working day, earliest last."""

    sent_on: date
    signed_on: date
    consolidated_on: date
    reviewed_on: date
    units_on: date
    data_on: date


def propose(asks: Sequence[Ask], leads: Leads, calendar: Calendar) -> Proposal | None:
    """Last days that serve the earliest ask; None when nobody asks.

    The Ministry wants it before 20/12/2022: it leaves on Monday 19/12, is signed by Friday 16/12, consolidated by
    14/12, reviewed by 12/12; the units send by Wednesday 7/12, the data end by Friday 2/12.
    """
    if not asks:
        return None
    sent = calendar.back(min(ask.last_day for ask in asks))
    signed = calendar.shift(sent, -leads.sending)
    consolidated = calendar.shift(signed, -leads.signing)
    reviewed = calendar.shift(consolidated, -leads.consolidation)
    units = calendar.shift(reviewed, -leads.review)
    data = calendar.shift(units, -max(leads.filling, LEAST_DISTANCE))
    return Proposal(sent, signed, consolidated, reviewed, units, data)


def conflicts(
    asks: Sequence[Ask], leads: Leads, calendar: Calendar, *, units_on: date, data_on: date, rolls: bool = False
) -> list[str]:
    """What does not fit together, in words; empty when everything does.

    Args:
        units_on: the units' last day on time.
        data_on: the last day of the data window.
        rolls: whether reminders are set back to a working day when the last day is none.

    Source: [NĐ-09] Điều 8 khoản 5, Điều 12; [KH-81] mục III.
    """
    found = [words for ask in asks if (words := _against(ask, leads, calendar, units_on))]
    found += _order(asks)
    distance = calendar.between(data_on, units_on)
    if distance < LEAST_DISTANCE:
        found.append(
            f"Chốt số liệu ngày {_day(data_on)} cách hạn nộp {_day(units_on)} chưa đến 1 ngày làm việc;"
            " Nghị định 09/2019/NĐ-CP (Điều 8 khoản 5) yêu cầu ít nhất 1."
        )
    usual = WINDOW_ENDS.get(data_on.month)
    if usual is None or data_on.day != usual.day:
        found.append(
            f"Số liệu chốt ngày {_day(data_on)}, khác mốc 14/6, 14/12 của Nghị định 09/2019/NĐ-CP (Điều 12):"
            " ghi rõ là số ước hoặc nêu văn bản quy định."
        )
    if not calendar.is_working(units_on) and not rolls:
        found.append(
            f"Ngày cuối {_day(units_on)} không phải ngày làm việc:"
            f" nên nhắc vào ngày làm việc trước, {_day(calendar.back(units_on))}."
        )
    return found


def _against(ask: Ask, leads: Leads, calendar: Calendar, units_on: date) -> str:
    """Whether the units' last day leaves time enough for what ``ask`` wants."""
    before = units_on + timedelta(days=1)
    if before > ask.before:
        return f"Đơn vị nộp trước {_day(before)} nhưng {ask.recipient} yêu cầu trước {_day(ask.before)}."
    left = calendar.between(units_on, ask.last_day)
    if left < leads.after_units:
        return (
            f"Từ hạn của đơn vị (hết ngày {_day(units_on)}) đến hạn của {ask.recipient} (trước {_day(ask.before)})"
            f" còn {left} ngày làm việc, cần {leads.after_units}."
        )
    return ""


def _order(asks: Sequence[Ask]) -> list[str]:
    """Asks come from the nearer to the farther: whoever stands farther away cannot want it earlier."""
    return [
        f"{near.recipient} nhận trước {_day(near.before)} nhưng {far.recipient} yêu cầu trước {_day(far.before)}."
        for near, far in zip(asks, asks[1:], strict=False)
        if near.before > far.before
    ]


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
