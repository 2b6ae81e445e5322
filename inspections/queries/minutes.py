"""The printed content of minutes: strings only, so that what was locked prints the same for ever."""

from collections.abc import Iterable
from datetime import date, time

from accounts.models import Territory
from documents.layout import Letterhead, vietnamese_date_text
from inspections.models import Establishment, Inspection, Minutes, TeamMember, Violation
from inspections.queries.catalogue import Checklist, checklist_named, checklist_on
from inspections.states import Answer, InspectionMode, Level, Signing
from kit.numbers import show

SYMBOL = "BB-ĐKTLN178"
SUBJECT = "Kiểm tra việc chấp hành pháp luật về phòng, chống mại dâm"


def content_of(inspection: Inspection) -> dict:
    """What the minutes of ``inspection`` print. Nothing of the owner: that is asked for when printing."""
    minutes: Minutes = inspection.minutes
    checklist = checklist_named(minutes.checklist)
    given = {answer.item: answer for answer in minutes.answers.all()}
    counts = {count.code: show(minutes.counts.get(count.code)) for count in checklist.counts}
    return _head(inspection, checklist, inspection.attendees.all()) | {
        "number": minutes.number,
        "day": vietnamese_date_text(inspection.inspected_on),
        "starts": _clock(minutes.starts_at),
        "ends": _clock(minutes.ends_at),
        "place": minutes.place,
        "representative": minutes.get_representative_display(),
        "papers": minutes.papers,
        "counts": [[count.label, counts[count.code]] for count in checklist.counts],
        "checks": [
            [
                item.text,
                *("x" if item.code in given and given[item.code].answer == a else "" for a in Answer.values),
                given[item.code].note if item.code in given else "",
            ]
            for item in checklist.items
        ],
        "summary": inspection.summary.splitlines(),
        "violations": [_violation(violation) for violation in inspection.violations.all()],
        "recommendations": [
            _recommendation(violation) for violation in inspection.violations.all() if violation.recommendation
        ],
        "exhibits": minutes.exhibits,
        "statement": minutes.statement,
        "signing": minutes.signing,
        "refusal": minutes.refusal_note if minutes.signing == Signing.REFUSED else "",
        "witness": minutes.witness,
        "copies": f"{minutes.copies:02d}",
        "is_blank": False,
    }


def blank_content(inspection: Inspection) -> dict:
    """The form to be filled in by hand at the door of ``inspection``'s establishment."""
    checklist = checklist_on(inspection.day)
    return _head(inspection, checklist, inspection.team.members.all()) | {
        "number": "", "day": vietnamese_date_text(None), "starts": "", "ends": "", "place": "",
        "representative": "", "papers": "",
        "counts": [[count.label, ""] for count in checklist.counts],
        "checks": [[item.text, "", "", "", ""] for item in checklist.items],
        "summary": [], "violations": [], "recommendations": [], "exhibits": "", "statement": "",
        "signing": "", "refusal": "", "witness": "", "copies": "", "is_blank": True,
    }  # fmt: skip


def _head(inspection: Inspection, checklist: Checklist, members: Iterable[TeamMember]) -> dict:
    establishment, team = inspection.establishment, inspection.team
    return {
        "letterhead": letterhead_of(inspection),
        "symbol": SYMBOL,
        "subject": SUBJECT,
        "team": team.name,
        "team_decision": f"số {team.decision_number} ngày {_day(team.decided_on)}",
        "decision": _decision(inspection),
        "mode": inspection.get_mode_display(),
        "ground": inspection.get_ground_display() if inspection.mode == InspectionMode.UNANNOUNCED else "",
        "members": [[m.full_name, m.position, m.agency, m.get_duty_display()] for m in members],
        "establishment": establishment.name,
        "types": "; ".join(establishment.all_types),
        "address": _address(establishment),
        "checklist": checklist.version,
    }


def letterhead_of(inspection: Inspection) -> Letterhead:
    """People's committee of the team's level above, the team below."""
    where = inspection.team.unit.territory
    if inspection.team.level == Level.PROVINCE or where is None:
        day = inspection.day
        where = Territory.objects.existing_on(day).filter(level=Territory.Level.PROVINCE).first()
    name = where.name if where else ""
    return {"superior": f"UBND {name}".upper(), "issuer": "ĐỘI KIỂM TRA\nLIÊN NGÀNH 178"}


def _address(establishment: Establishment) -> str:
    """As written in the register, with commune and district unless they stand there already."""
    commune, written = establishment.commune, establishment.address
    names = [commune.name, *([commune.parent.name] if commune.parent else [])]
    return ", ".join(filter(None, [written, *(name for name in names if name not in written)]))


def _decision(inspection: Inspection) -> str:
    if not inspection.decision_number:
        return ""
    day = f" ngày {_day(inspection.decided_on)}" if inspection.decided_on else ""
    return f"{inspection.decision_number}{day}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _clock(moment: time | None) -> str:
    return f"{moment:%H} giờ {moment:%M} phút" if moment else ""


def _violation(violation: Violation) -> str:
    law = ", ".join(filter(None, [violation.article, violation.decree]))
    words = f"{violation.get_group_display()}: {violation.description}"
    return f"{words} ({law})" if law else words


def _recommendation(violation: Violation) -> str:
    who = f"{violation.responsible}: " if violation.responsible else ""
    until = f" – thời hạn: {_day(violation.due_on)}" if violation.due_on else ""
    return f"{who}{violation.recommendation}{until}"
