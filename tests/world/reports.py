"""Twin rows and addresses of reports."""

from datetime import date
from types import SimpleNamespace

from accounts.models import User
from documents.models import OfficialDocument, StoredFile
from jobs.models import Job
from jobs.states import JobState
from plans.models import Indicator, ReportingPeriod
from reports.models import (
    Adjustment,
    Concession,
    Consolidation,
    DeadlineDecision,
    Letter,
    LetterAddressee,
    LivingPrint,
    OwnWords,
    Passage,
    PeriodSchedule,
    ProfileEdit,
    Receipt,
    Report,
    ReportSection,
    ReportValue,
    ReturnItem,
    SignedCopy,
    SubmissionRound,
    VerificationTry,
)  # fmt: skip
from reports.services.letter_words import letter_content
from reports.states import CellStatus, Outcome, ReportState, SignedAs
from tests.world.base import NOW, NUMBER_OF_B

GLOBAL = {
    PeriodSchedule: "when those above want the report, the same for everybody",
    DeadlineDecision: "decisions about a period, the same for everybody",
    VerificationTry: "digests of strangers' addresses, for a minute",
    ProfileEdit: "letterhead and words of the official output, the same for everybody",
}
OUTPUT_OF = {"A": "ubnd", "B": "bo"}
STEERING = {
    "reportsection.code",
    "ownwords.profile",
    "consolidation.profile",
    "livingprint.profile",
    "livingprint.digest",
    "signedcopy.kind",
    "submissionround.submission_key",
}
OF_A_REPORT = (
    "nothing", "carry", "counts",
    "edit", "detail", "save_field", "forward", "hand_back", "submit", "return", "accept", "recall", "take", "reopen",
    "exclude", "on_behalf", "include",
    "concessions", "concession_ask", "concession_grant",
    "nudge", "answer", "excel_form", "excel_upload", "excel_apply", "excel_marked",
)  # fmt: skip
VERSION_STEPS = (
    "version_freeze", "version_withdraw", "version_propose", "version_approve", "version_send_back", "version_issue",
    "version_copy",
)  # fmt: skip
OF_A_CONSOLIDATION = (
    "version_paper",
    "version_summary",
    "consolidation",
    "progress",
    "retry",
    "stop",
    "download",
    "download_cover",
    *VERSION_STEPS,
)
OF_A_LETTER = ("letter", "letter_progress", "letter_number", "letter_retry", "letter_pdf", "letter_word")
ARGUMENTS = {
    "reports:nudge_all": lambda side: {"period_code": side.period.code},
    "reports:letter_draft": lambda side: {"period_code": side.period.code},
    "reports:build": lambda side: {"period_code": side.period.code},
    "reports:figure": lambda side: {"period_code": side.old_period.code, "code": "N101"},
    "reports:download_data": lambda side: {"pk": side.consolidation.pk, "kind": "json"},
    "reports:adjust": lambda side: {"period_code": side.old_period.code, "code": "N101"},
    "reports:adjustment_withdraw": lambda side: {"pk": side.adjustment.pk},
}
ARGUMENTS |= {
    f"reports:{name}": lambda side: {"period_code": side.period.code, "unit_code": side.unit.code}
    for name in ("unit_rows", "unit_rows_set")
}
OF_A_PROFILE = ("profile", "profile_edit", "profile_reset")
ARGUMENTS |= {f"reports:{name}": lambda side: {"code": "ubnd"} for name in OF_A_PROFILE}
OF_A_COPY = ("signed_copy", "check_copy")
OF_A_PRINT = ("living_print", "living_pdf")
ARGUMENTS |= {f"reports:{name}": lambda side: {"pk": side.consolidation.signed_copy.pk} for name in OF_A_COPY}
ARGUMENTS |= {"reports:version_figure": lambda side: {"pk": side.consolidation.pk, "code": "N101"}}
OF_A_PASSAGE = ("narrative_edit", "narrative_move", "narrative_drop")
ARGUMENTS |= {f"reports:{name}": lambda side: {"pk": side.consolidation.living_print.pk} for name in OF_A_PRINT}
ARGUMENTS |= {
    f"reports:{name}": lambda side: {
        "period_code": side.old_period.code,
        "profile": OUTPUT_OF[side.letter],
        "section": "II.2",
    }
    for name in ("own_words", "own_words_save")
}
ARGUMENTS |= {"reports:own_words_drop": lambda side: {"pk": side.own_words.pk}}
OF_A_PERIOD = ("living", "living_order", "narrative", "narrative_choose", "narrative_add")
ARGUMENTS |= {f"reports:{name}": lambda side: {"pk": side.passage.pk} for name in OF_A_PASSAGE}
ARGUMENTS |= {f"reports:{name}": lambda side: {"period_code": side.old_period.code} for name in OF_A_PERIOD}
ARGUMENTS |= {f"reports:{name}": lambda side: {"pk": side.report.pk} for name in OF_A_REPORT}
ARGUMENTS |= {
    f"reports:{name}": lambda side: {"pk": Receipt.objects.filter(round__report=side.old_report)[0].pk}
    for name in ("receipt", "receipt_pdf")
}
ARGUMENTS |= {"reports:compare": lambda side: {"pk": side.old_report.pk}}
ARGUMENTS |= {f"reports:{name}": lambda side: {"pk": side.consolidation.pk} for name in OF_A_CONSOLIDATION}
SAME_FOR_ALL = (
    {"reports:build", "reports:figure", "reports:adjust", "reports:download_data"}
    | {
        f"reports:{name}"
        for name in (
            *OF_A_CONSOLIDATION,
            *OF_A_PASSAGE,
            *OF_A_PERIOD,
            *OF_A_PROFILE,
            *OF_A_COPY,
            *OF_A_PRINT,
            "version_figure",
        )
    }
    | {"reports:own_words", "reports:own_words_save", "reports:own_words_drop"}
)
ARGUMENTS |= {f"reports:{name}": lambda side: {"pk": side.consolidation.urging_letter.pk} for name in OF_A_LETTER}
SAME_FOR_ALL |= {"reports:nudge_all", "reports:letter_draft"} | {f"reports:{name}" for name in OF_A_LETTER}
ARGUMENTS |= {
    f"reports:{name}": lambda side: {"period_code": side.period.code}
    for name in ("schedule", "schedule_plan", "schedule_set")
}
SAME_FOR_ALL |= {"reports:unit_rows", "reports:unit_rows_set"}  # the department's alone
SAME_FOR_ALL |= {"reports:schedule", "reports:schedule_plan", "reports:schedule_set"}
ARGUMENTS |= {"reports:concession_refuse": lambda side: {"pk": side.concession.pk}}
POST_ONLY = {
    "reports:unit_rows_set",
    "reports:schedule_plan",
    "reports:schedule_set",
    "reports:concession_ask",
    "reports:concession_grant",
    "reports:concession_refuse",
    "reports:living_order",
    "reports:narrative_choose",
    "reports:narrative_add",
    "reports:narrative_edit",
    "reports:narrative_move",
    "reports:narrative_drop",
    "reports:own_words_save",
    "reports:own_words_drop",
    "reports:adjust",
    "reports:adjustment_withdraw",
    "reports:profile_edit",
    "reports:profile_reset",
    "reports:save_field",
    "reports:nothing",
    "reports:carry",
    "reports:counts",
    "reports:forward",
    "reports:hand_back",
    "reports:submit",
    "reports:answer",
    "reports:recall",
    "reports:take",
    "reports:accept",
    "reports:reopen",
    "reports:exclude",
    "reports:on_behalf",
    "reports:include",
    "reports:build",
    "reports:retry",
    "reports:stop",
    "reports:nudge",
    "reports:nudge_all",
    "reports:letter_number",
    "reports:letter_retry",
    "reports:excel_apply",
    *(f"reports:{name}" for name in VERSION_STEPS),
}
READ_AND_WRITE = {"reports:edit", "reports:excel_upload", "reports:return", "reports:verify", "reports:letter_draft"}
READ_AND_WRITE |= {"reports:rollover", "reports:check_signed"}
READING_LEAVES_A_TRACE = {"reports:detail": "the department's first look ends the unit's right to take it back"}
POSTED_ELSEWHERE = {
    "reports:return",  # the department's alone: no unit's rows
    "reports:attach",  # files of the own report: reports/tests
    "reports:verify",  # writes nothing but the count of tries
    "reports:rollover",  # the coordinating room's alone
    "reports:check_signed",  # reads a file and writes nothing
    "reports:letter_draft",  # the department's alone: no unit's rows
    "reports:excel_upload",  # writes nothing before it is applied; see reports/tests/test_workbook.py
}
# The role has the function, the object rule says no to this very person.
REFUSED_BY_RULE = {
    *(
        ("DP", f"reports:{name}") for name in ("edit", "save_field", "answer", "nothing", "carry", "counts", "submit")
    ),  # only where it stands in
    ("BC", "reports:recall"),
    ("BC", "reports:submit"),  # only the head of the unit
    ("BC-head", "reports:forward"),  # the unit has an officer: two people, two steps
}


def fill(side: SimpleNamespace, people: dict[str, User]) -> None:
    """Last year's report is accepted; this year's is still being written by A and sent by B."""
    side.period = ReportingPeriod.objects.select_related("form").get(year=2022, kind="6T")
    side.old_period = ReportingPeriod.objects.get(year=2021, kind="6T")
    sent = {
        "first_submitted_at": NOW, "submitted_at": NOW, "submitted_by": side.head, "unit_name": "tên",
        "edited_at": NOW, "edited_by": side.officer,
    }  # fmt: skip
    judged = {"decided_at": NOW, "decided_by": people["CV"]}
    side.old_report = Report.objects.create(
        unit=side.unit, period=side.old_period, opened_at=NOW, state=ReportState.ACCEPTED, **sent, **judged
    )
    own = {} if side.letter == "A" else sent | {"state": ReportState.SUBMITTED}
    side.report = Report.objects.create(unit=side.unit, period=side.period, opened_at=NOW, **own)
    side.concession = Concession.objects.create(
        report=side.report, kind="extension", wished_on=date(2022, 6, 30), reason="lý do", asked_at=NOW,
        asked_by=side.officer, answer="ý kiến", reference="văn bản",
    )  # fmt: skip
    number = NUMBER_OF_B if side.letter == "B" else 41
    indicators = Indicator.objects.filter(code__in=["N101", "N103", "TH01"])
    side.adjustment = Adjustment.objects.create(
        period=side.old_period, indicator=indicators.get(code="N101"), kind="correction", delta=-1, reason="lý do",
        made_at=NOW, made_by=people["CV"],
    )  # fmt: skip
    side.adjustment.units.add(side.unit)
    side.passage = Passage.objects.create(
        period=side.old_period, section="II.2", order=1, text="lời văn", source="nguồn", edited_at=NOW,
        edited_by=people["CV"],
    )  # fmt: skip
    side.own_words = OwnWords.objects.create(
        period=side.old_period, profile=OUTPUT_OF[side.letter], section="II.2", text="lời riêng", shared="lời chung",
        edited_at=NOW, edited_by=people["CV"],
    )  # fmt: skip
    for report in (side.old_report, side.report):
        for indicator in indicators:
            ReportValue.objects.create(
                report=report, indicator=indicator, status=CellStatus.VALUE, value=number, note="ghi chú"
            )
        for section in side.period.form.outline[:3]:
            ReportSection.objects.create(report=report, code=section["code"], text="lời văn")


def freeze_rounds(*sides: SimpleNamespace) -> None:
    """What was sent, word for word, with the marks in it."""
    for side in sides:
        for report in Report.objects.filter(unit=side.unit).exclude(first_submitted_at=None):
            values = {
                v.indicator.code: {"status": v.status, "value": str(v.value), "note": v.note}
                for v in report.values.select_related("indicator")
            }
            sections = dict(report.sections.values_list("code", "text"))
            SubmissionRound.objects.create(
                report=report, number=1, submitted_at=NOW, submitted_by=side.head, digest="0" * 64,
                submitted_by_name=f"KN{side.letter}-{report.pk}-submissionround-submitted_by_name",
                snapshot={"unit": "đơn vị", "period": report.period.code, "values": values, "sections": sections},
                outcome=Outcome.ACCEPTED if report.state == ReportState.ACCEPTED else Outcome.PENDING,
                reason=f"KN{side.letter}-{report.pk}-submissionround-reason",
            )  # fmt: skip
            Receipt.objects.create(
                round=report.rounds.get(), year=2022, number=report.pk, code=f"KN{side.letter}-{report.pk}-receipt",
                issued_at=NOW,
            )  # fmt: skip
            if report == side.old_report:
                freeze_earlier_round(side, report, values)


def freeze_earlier_round(side: SimpleNamespace, report: Report, values: dict) -> None:
    """A second sending, so that two can be compared, and what was asked in between."""
    mark = f"KN{side.letter}-{report.pk}-returnitem"
    first = report.rounds.get()
    first.outcome = Outcome.RETURNED
    first.save()
    SubmissionRound.objects.create(
        report=report, number=2, submitted_at=NOW, submitted_by=side.head, digest="0" * 64, submitted_by_name="tên",
        snapshot=first.snapshot | {"values": {}}, outcome=Outcome.ACCEPTED,
    )  # fmt: skip
    ReturnItem.objects.create(
        round=first, code="N101", reason_code="R1", words=f"{mark}-words", answer=f"{mark}-answer", answered_at=NOW,
        answered_by=side.officer,
    )  # fmt: skip


def a_consolidation(by: User, period: ReportingPeriod, signed: StoredFile) -> Consolidation:
    content = {"subject": "KND-0-officialdocument-content"}
    document = OfficialDocument.objects.create(
        kind="consolidated-report", title="tên", content=content, content_digest="0" * 64, created_at=NOW,
        created_by=by, pdf="van-ban/1.pdf", pdf_digest="0" * 64,
    )  # fmt: skip
    job = Job.objects.create(
        key="consolidation:2021-6T:1", kind="consolidation", subject_id=1, state=JobState.FAILED, message="lỗi",
        not_before=NOW, created_at=NOW,
    )  # fmt: skip
    built = Consolidation.objects.create(
        period=period, revision=1, requested_at=NOW, requested_by=by, document=document, cover=document, job=job,
        figures={"words": "KND-0-consolidation-figures"},
    )  # fmt: skip
    built.signed_copy = SignedCopy.objects.create(version=built, kind="report", file=signed)
    built.urging_letter = a_letter(by, period)
    built.living_print = LivingPrint.objects.create(
        period=period, profile="ubnd", digest="0" * 64, document=document, job=job, requested_at=NOW, requested_by=by
    )
    return built


def a_letter(by: User, period: ReportingPeriod) -> Letter:
    report = Report.objects.filter(period=period).select_related("unit", "period").first()
    content = letter_content(
        period, [report], as_of=NOW, new_due_on=NOW.date(), signed_as=SignedAs.DEPUTY, replaces=None
    )
    content["subject"] = "KND-0-officialdocument-content"
    document = OfficialDocument.objects.create(
        kind="urging-letter", title="tên", content=content, content_digest="0" * 64, created_at=NOW, created_by=by,
        pdf="van-ban/1.pdf", pdf_digest="0" * 64,
    )  # fmt: skip
    letter = Letter.objects.create(
        period=period, revision=1, as_of=NOW, new_due_on=NOW.date(), signed_as=SignedAs.DEPUTY, drafted_by=by,
        document=document,
    )  # fmt: skip
    letter.addressees.create(unit=report.unit, report=report, unit_name="tên")
    return letter


def rows(a, b):
    def of(model, **where):
        return list(model.objects.filter(**where))

    both = (a, b)
    found: dict = {
        Report: {side.letter: of(Report, unit=side.unit) for side in both},
        ReportValue: {side.letter: of(ReportValue, report=side.old_report) for side in both},
        ReportSection: {side.letter: of(ReportSection, report=side.old_report) for side in both},
        Receipt: {},  # as the rounds
        ReturnItem: {},  # as the rounds
        SubmissionRound: {},  # frozen afterwards, from rows that are marked already
        Consolidation: {"D": [a.consolidation]},
        SignedCopy: {"D": [a.consolidation.signed_copy]},
        LivingPrint: {"D": [a.consolidation.living_print]},
        Passage: {"D": of(Passage)},
        OwnWords: {"D": of(OwnWords)},
        Adjustment: {side.letter: [side.adjustment] for side in both},
        Concession: {side.letter: [side.concession] for side in both},
        Letter: {"D": [a.consolidation.urging_letter]},
        LetterAddressee: {"D": of(LetterAddressee)},
    }
    for model in (ReportValue, ReportSection):
        found[model] |= {"W": of(model, report=a.report)}
        found[model]["B"] += of(model, report=b.report)
    return found
