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
WHY = {
    ActKind.ESCALATION: "Báo lên đồng chí vì đơn vị đã quá hạn.",
}
REASON = "Đồng chí nhận được lời nhắc này vì việc đang chờ đồng chí."


def subject(intent: Intent) -> str:
    """One line, at most 200 characters."""
    obligation = intent.obligation
    due = last_day_on_time(intent.due_at)
    # Step 0 on a day off may be told on the working day before (Roll.EARLIER): then it is not yet the last day.
    kind = ActKind.UPCOMING if intent.kind == ActKind.DUE and intent.at.date() < due else intent.kind
    words = SUBJECTS[kind].format(
        about=obligation.about,
        verb=VERB.get(obligation.kind, "thực hiện"),
        day=day_words(due),
        unit=obligation.unit_name or "Đơn vị",
    )
    return words[:200]


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
