"""What an intent says, in the words of an office. Never a figure or a person's name in the subject."""

from datetime import date

from deadlines.figures.calendar import Calendar, last_day_on_time
from deadlines.figures.shapes import Intent
from deadlines.figures.words import day_words, deadline_words
from deadlines.states import ActKind, ObligationKind

VERB = {
    ObligationKind.REPORT: "nộp",
    ObligationKind.RETURNED: "chỉnh lý",
    ObligationKind.SIGNATURE: "ký gửi",
    ObligationKind.REVIEW: "xét",
    ObligationKind.LETTER: "phát hành",
}
SUBJECTS = {
    ActKind.OPENING: "Đã giao: {about} (hạn hết ngày {day})",
    ActKind.UPCOMING: "Sắp đến hạn {verb} {about} (hết ngày {day})",
    ActKind.DUE: "Hôm nay là hạn cuối {verb} {about}",
    ActKind.OVERDUE: "Đã quá hạn {verb} {about}",
    ActKind.RETURNED: "Chưa chỉnh lý {about} (hạn hết ngày {day})",
    ActKind.WAITING_SIGNATURE: "Chờ đồng chí ký gửi {about}",
    ActKind.WAITING_REVIEW: "Chờ xét {about}: {unit}",
    ActKind.RECOMMENDATION: "Đã quá hạn thực hiện {about}",
    ActKind.ESCALATION: "{unit} chưa {verb} {about}",
}
# A review is the department's own duty: the unit whose report waits has done its part.
OWN_DUTY = "Quá hạn xét {about}: {unit}"
OWN_DUTIES = "Quá hạn xét {about}: {{count}} đơn vị"
# What several of the same kind are called in one line of the morning mail; who has one only of a kind needs no word.
PER_UNIT = {
    ActKind.WAITING_REVIEW: "Chờ xét {about}: {{count}} đơn vị",
    ActKind.ESCALATION: "{{count}} đơn vị chưa {verb} {about}",
}
PER_THING = {
    ActKind.OPENING: "Đã giao: {{count}} {things}",
    ActKind.UPCOMING: "Sắp đến hạn: {{count}} {things}",
    ActKind.DUE: "Hôm nay là hạn cuối: {{count}} {things}",
    ActKind.OVERDUE: "Đã quá hạn: {{count}} {things}",
    ActKind.RECOMMENDATION: "Đã quá hạn thực hiện: {{count}} {things}",
    ActKind.ESCALATION: "Đơn vị chưa thực hiện: {{count}} {things}",
}
THINGS = {
    ObligationKind.RECOMMENDATION: "kiến nghị sau kiểm tra",
    ObligationKind.TASK: "nhiệm vụ của kế hoạch",
    ObligationKind.ACTION: "việc được giao",
}
WHY = {
    ActKind.ESCALATION: "Báo lên đồng chí vì việc đã quá hạn.",
}
REASON = "Đồng chí nhận được lời nhắc này vì việc đang chờ đồng chí."


def subject(intent: Intent) -> str:
    """One line, at most 200 characters."""
    obligation = intent.obligation
    due = last_day_on_time(intent.due_at)
    # Step 0 on a day off may be told on the working day before (Roll.EARLIER): then it is not yet the last day.
    kind = ActKind.UPCOMING if intent.kind == ActKind.DUE and intent.at.date() < due else intent.kind
    is_own = kind == ActKind.ESCALATION and obligation.kind == ObligationKind.REVIEW
    words = (OWN_DUTY if is_own else SUBJECTS[kind]).format(
        about=obligation.about,
        verb=VERB.get(obligation.kind, "thực hiện"),
        day=day_words(due),
        unit=obligation.unit_name or "Đơn vị",
    )
    return words[:200]


def together(intent: Intent) -> str:
    """What several of its like are called in one line, with ``{count}`` for their number; empty: it stands alone."""
    obligation = intent.obligation
    things = THINGS.get(obligation.kind, "")
    if intent.kind == ActKind.ESCALATION and obligation.kind == ObligationKind.REVIEW:
        words = OWN_DUTIES
    elif is_shared(intent):
        words = PER_UNIT[ActKind.ESCALATION]
    else:
        words = (PER_THING if things else PER_UNIT).get(intent.kind, "")
    return words.format(about=obligation.about, verb=VERB.get(obligation.kind, "thực hiện"), things=things)


def is_shared(intent: Intent) -> bool:
    """One task that several units have not done: its own page shows all of them."""
    return intent.kind == ActKind.ESCALATION and intent.obligation.kind == ObligationKind.TASK


def body(intent: Intent, today: date, calendar: Calendar) -> str:
    """Plain lines below the subject: which unit, until when and how long that is, how it stands, why I am told."""
    obligation = intent.obligation
    lines = [
        f"Đơn vị: {obligation.unit_name}." if obligation.unit_name else "",
        _sentence(deadline_words(intent.due_at, today, calendar)),
        f"Tình trạng hiện nay: {obligation.state[:1].lower()}{obligation.state[1:]}." if obligation.state else "",
        WHY.get(intent.kind, REASON),
    ]
    return "\n".join(line for line in lines if line)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
