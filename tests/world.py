"""The twin world: two districts side by side whose every text holds a mark, and the addresses to try it with.

Marks look like ``KNB-12-reportvalue-note``: side, key, model, field. Sides:

A  district H181, whose people knock at every door      W  what H181 is still writing (its own affair)
B  district H182, which they must never read             P  what H181's team plans (not yet for the district)
D  what only the department, the leadership and the auditor read
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from pypdf import PdfReader
from weasyprint import HTML

from accounts.models import LoginAttempt, Territory, Unit, UnitSuccession, User
from accounts.states import Role
from audit.models import AuditEntry
from audit.services.journal import record
from documents.models import OfficialDocument
from inspections.models import Establishment, EstablishmentStatus, Inspection, Team, TeamMember, Violation
from inspections.states import Duty, InspectionState, Level, OperatingStatus, ViolationGroup
from jobs.models import Heartbeat, Job
from jobs.states import JobState
from notices.models import Notice
from plans.models import (
    Assignment,
    Clause,
    ClauseDuty,
    Deadline,
    Indicator,
    IndicatorForm,
    IndicatorGroup,
    IndicatorRule,
    Objective,
    Plan,
    ReportingPeriod,
    Task,
    TaskGroup,
)
from reports.models import Consolidation, Report, ReportSection, ReportValue, SubmissionRound
from reports.states import CellStatus, Outcome, ReportState

NOW = datetime(2022, 6, 20, 2, tzinfo=UTC)  # 9:00 in Vietnam
TODAY = date(2022, 6, 20)
OUR_APPS = (
    "accounts", "audit", "notices", "documents", "jobs", "plans", "inspections", "reports", "dashboards", "demo", "kit",
)  # fmt: skip
NUMBER_OF_B = 987_654_321  # a figure of B that stands nowhere else

# Models without rows of any one unit. A new model belongs here, with a reason, or into the twin world.
GLOBAL: dict[type[models.Model], str] = {
    Territory: "official list of places, public",
    Unit: "directory of offices: every role reads it (unit.view)",
    UnitSuccession: "which office followed which, by published decisions",
    LoginAttempt: "digests of names, read by the login alone",
    Heartbeat: "signs of life of the machine",
    Plan: "published plan (plan.view)",
    Clause: "text of the published plan",
    ClauseDuty: "text of the published plan",
    Objective: "text of the published plan",
    TaskGroup: "text of the published plan",
    Task: "text of the published plan",
    Assignment: "who answers for a task, named in the published plan",
    Deadline: "text of the published plan",
    IndicatorForm: "the same form for everybody (indicator.view)",
    IndicatorGroup: "the same form for everybody",
    Indicator: "the same form for everybody",
    IndicatorRule: "the same form for everybody",
    ReportingPeriod: "the same periods for everybody",
}
# Fields that steer the portal and hold no words of a person.
STEERING = {
    "password", "search_name", "content_digest", "pdf_digest", "pdf", "digest", "previous_digest", "path",
    "reportsection.code", "job.kind", "notice.kind", "officialdocument.kind",
}  # fmt: skip


@dataclass
class World:
    """Everybody and everything the tests of the whole portal need."""

    a: SimpleNamespace
    b: SimpleNamespace
    people: dict[str, User]
    pdf: bytes
    rows: dict[type[models.Model], dict[str, list]] = field(default_factory=dict)
    heard: dict[str, str] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """A browser in which ``who`` is logged in; AN is nobody."""
        client = Client()
        if who != "AN":
            client.force_login(self.people[who])
        return client

    def restore_files(self) -> None:
        """Put the printed document where this test keeps its files."""
        default_storage.save("van-ban/1.pdf", ContentFile(self.pdf))
        OfficialDocument.objects.update(pdf_digest=sha256(self.pdf).hexdigest())


@contextmanager
def forgotten() -> Iterator[None]:
    """Whatever happens inside leaves no trace in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fingerprint() -> str:
    """SHA-256 over all rows of all tables but sessions."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table == "django_session":
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            digest.update(table.encode())
            for row in sorted(map(repr, cursor.fetchall())):
                digest.update(row.encode())
    return digest.hexdigest()


# --- Addresses ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    name: str | None
    view: Callable
    arguments: tuple[str, ...]
    route: str


def addresses(resolver: URLResolver | None = None, namespace: str = "", before: str = "") -> Iterator[Address]:
    """Every pattern, through all includes."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner, route)
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else None
            yield Address(name, pattern.callback, tuple(pattern.pattern.converters), route)


REPORT = (
    "edit", "detail", "save_field", "forward", "hand_back", "submit", "return", "accept", "reopen", "exclude",
    "include", "excel_form", "excel_upload", "excel_apply", "excel_marked",
)  # fmt: skip
ARGUMENTS: dict[str, Callable[[SimpleNamespace], dict]] = {
    "accounts:unit": lambda side: {"code": side.unit.code},
    "plans:detail": lambda side: {"pk": side.plan.pk},
    "plans:tasks": lambda side: {"pk": side.plan.pk},
    "notices:open": lambda side: {"pk": side.notice.pk},
    "reports:build": lambda side: {"period_code": side.period.code},
    "reports:figure": lambda side: {"period_code": side.old_period.code, "code": "N101"},
    "inspections:team": lambda side: {"pk": side.team.pk},
    "inspections:coverage_district": lambda side: {"code": side.unit.territory.code},
    "inspections:violation": lambda side: {"pk": side.violation.pk},
}
ARGUMENTS |= {f"reports:{name}": lambda side: {"pk": side.report.pk} for name in REPORT}
ARGUMENTS |= {
    f"reports:{name}": lambda side: {"pk": side.consolidation.pk}
    for name in ("consolidation", "progress", "retry", "download")
}
ARGUMENTS |= {
    f"inspections:{name}": lambda side: {"pk": side.establishment.pk}
    for name in ("establishment", "establishment_edit", "establishment_status", "establishment_owner")
}
ARGUMENTS |= {
    f"inspections:{name}": lambda side: {"pk": side.inspection.pk}
    for name in ("detail", "record", "could_not", "close")
}
# Addresses whose argument names something of one unit; the others name what is the same for all.
SAME_FOR_ALL = {"reports:build", "reports:figure"} | {
    f"reports:{name}" for name in ("consolidation", "progress", "retry", "download")
}
OF_ONE_UNIT = {name for name in ARGUMENTS if name.startswith(("reports:", "inspections:", "notices:"))} - SAME_FOR_ALL


def url(address: Address, side: SimpleNamespace) -> str:
    """The address with the ids of ``side``. A new address with arguments needs a line in ARGUMENTS."""
    if not address.arguments:
        return reverse(address.name)
    return reverse(address.name, kwargs=ARGUMENTS[address.name](side))


# --- Building -------------------------------------------------------------------------------------


def build() -> World:
    """Load the real organisation and catalogue, and put the twins into it."""
    call_command("load_organisation", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    pdf = HTML(string="<p>KND-0-officialdocument-pdf</p>").write_pdf()
    a, b = (_side(code) for code in ("H181", "H182"))
    people = {"BC": a.officer, "BC-head": a.head, "KT": a.inspector} | _department()
    _fill(a, people)
    _fill(b, people)
    a.consolidation = b.consolidation = _consolidation(people["CV"], a.old_period)
    for side in (a, b):  # a second object wherever an address can name one
        more = {"report": side.old_report, "inspection": side.planned, "notice": side.head_notice}
        side.more = SimpleNamespace(**vars(side) | more)
    world = World(a, b, people, pdf)
    for name, person in people.items():
        own = {"BC": a.notice, "BC-head": a.head_notice}
        person.own_notice = own.get(name) or _notice(person, "A")
    world.rows = _rows(a, b)
    for model, sides in world.rows.items():
        for letter, rows in sides.items():
            for row in rows:
                _mark(model, row, letter)
    _freeze_rounds(a, b)
    for side in (a, b):
        side.establishment.refresh_from_db()
        side.entry = record(
            side.report, "report.returned", by=side.head, at=NOW, reason=f"KN{side.letter}-0-auditentry-data"
        )
    return world


def _side(code: str) -> SimpleNamespace:
    unit = Unit.objects.select_related("territory").get(code=code)
    side = SimpleNamespace(letter="A" if code == "H181" else "B", unit=unit, plan=Plan.objects.get())
    side.period = ReportingPeriod.objects.select_related("form").get(year=2022, kind="6T")
    side.old_period = ReportingPeriod.objects.get(year=2021, kind="6T")
    side.officer = _person(f"nhap{code}", Role.REPORTER, unit)
    side.head = _person(f"duyet{code}", Role.REPORTER, unit, is_unit_approver=True)
    side.inspector = _person(f"kiemtra{code}", Role.INSPECTOR, unit)
    return side


def _person(username: str, role: str, unit: Unit, **values: object) -> User:
    return User.objects.create(
        username=username, role=role, unit=unit, full_name=username, email=f"{username}@thu.invalid", password="!",
        **values,
    )  # fmt: skip


def _department() -> dict[str, User]:
    units = {"CV": "PCTNXH", "DP": "PCTNXH", "LD": "LDS", "QT": "VP", "GS": "TTRA"}
    return {role: _person(f"so{role}", role, Unit.objects.get(code=code)) for role, code in units.items()}


def _fill(side: SimpleNamespace, people: dict[str, User]) -> None:
    _reports(side, people)
    _register(side)
    side.notice = _notice(side.officer, side.letter)
    side.head_notice = _notice(side.head, side.letter)


def _reports(side: SimpleNamespace, people: dict[str, User]) -> None:
    """Last year's report is accepted; this year's is still being written by A and sent by B."""
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
    number = NUMBER_OF_B if side.letter == "B" else 41
    indicators = Indicator.objects.filter(code__in=["N101", "N103", "TH01"])
    for report in (side.old_report, side.report):
        for indicator in indicators:
            ReportValue.objects.create(
                report=report, indicator=indicator, status=CellStatus.VALUE, value=number, note="ghi chú"
            )
        for section in side.period.form.outline[:3]:
            ReportSection.objects.create(report=report, code=section["code"], text="lời văn")


def _freeze_rounds(*sides: SimpleNamespace) -> None:
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


def _register(side: SimpleNamespace) -> None:
    commune = Territory.objects.filter(parent=side.unit.territory).order_by("code").first()
    side.commune = commune
    side.establishment = Establishment.objects.create(
        code=f"CS-{side.letter}", name="tên", primary_type="LT", commune=commune, opened_on=date(2020, 1, 1),
        address="địa chỉ", owner_name="chủ", owner_phone="điện thoại", license_note="giấy phép",
    )  # fmt: skip
    EstablishmentStatus.objects.create(
        establishment=side.establishment, status=OperatingStatus.ACTIVE, from_on=date(2020, 1, 1)
    )
    side.team = Team.objects.create(
        decision_number="QĐ", decided_on=date(2021, 12, 1), level=Level.DISTRICT, unit=side.unit, name="Đội",
        valid_from=date(2022, 1, 1),
    )  # fmt: skip
    for order in range(3):
        duty = Duty.HEAD if order == 0 else Duty.MEMBER
        user = side.inspector if order == 1 else None
        TeamMember.objects.create(
            team=side.team, full_name="thành viên", position="chức vụ", agency="cơ quan", duty=duty, user=user
        )
    visit = {"establishment": side.establishment, "team": side.team, "mode": "planned", "decision_number": "KH"}
    day = date(2022, 11, 29 if side.letter == "A" else 28)  # stands nowhere else
    side.planned = Inspection.objects.create(planned_on=day, ground_note="căn cứ", **visit)
    side.inspection = Inspection.objects.create(
        planned_on=date(2022, 3, 10), inspected_on=date(2022, 3, 10), state=InspectionState.VIOLATION,
        summary="tóm tắt", recorded_by=side.inspector, recorded_at=NOW, **visit,
    )  # fmt: skip
    side.inspection.attendees.set(side.team.members.all())
    side.violation = Violation.objects.create(
        inspection=side.inspection, group=ViolationGroup.FIRE, description="hành vi", recommendation="kiến nghị",
        due_on=date(2022, 4, 1), authority="cơ quan",
    )  # fmt: skip


def _notice(person: User, letter: str) -> Notice:
    return Notice.objects.create(
        key=f"{letter}:{person.pk}", kind="reminder", to=person, subject="tiêu đề", body="nội dung", path="/",
        created_at=NOW, failure="lý do",
    )  # fmt: skip


def _consolidation(by: User, period: ReportingPeriod) -> Consolidation:
    content = {"subject": "KND-0-officialdocument-content"}
    document = OfficialDocument.objects.create(
        kind="consolidated-report", title="tên", content=content, content_digest="0" * 64, created_at=NOW,
        created_by=by, pdf="van-ban/1.pdf", pdf_digest="0" * 64,
    )  # fmt: skip
    job = Job.objects.create(
        key="consolidation:2021-6T:1", kind="consolidation", subject_id=1, state=JobState.FAILED, message="lỗi",
        not_before=NOW, created_at=NOW,
    )  # fmt: skip
    return Consolidation.objects.create(
        period=period, revision=1, requested_at=NOW, requested_by=by, document=document, job=job,
        figures={"words": "KND-0-consolidation-figures"},
    )  # fmt: skip


def _rows(a: SimpleNamespace, b: SimpleNamespace) -> dict[type[models.Model], dict[str, list]]:
    """Whose row is whose. Every model that is not GLOBAL stands here."""

    def of(model, **where):
        return list(model.objects.filter(**where))

    both = {"A": a, "B": b}
    rows: dict[type[models.Model], dict[str, list]] = {
        User: {k: [s.officer, s.head, s.inspector] for k, s in both.items()},
        Report: {k: of(Report, unit=s.unit) for k, s in both.items()},
        ReportValue: {k: of(ReportValue, report=s.old_report) for k, s in both.items()},
        ReportSection: {k: of(ReportSection, report=s.old_report) for k, s in both.items()},
        SubmissionRound: {},  # frozen below, from rows that are marked already
        Establishment: {k: [s.establishment] for k, s in both.items()},
        EstablishmentStatus: {k: of(EstablishmentStatus, establishment=s.establishment) for k, s in both.items()},
        Team: {k: [s.team] for k, s in both.items()},
        TeamMember: {k: of(TeamMember, team=s.team) for k, s in both.items()},
        Inspection: {"A": [a.inspection], "B": [b.inspection, b.planned], "P": [a.planned]},
        Violation: {k: [s.violation] for k, s in both.items()},
        Notice: {k: [s.notice, s.head_notice] for k, s in both.items()},
        Consolidation: {"D": [a.consolidation]},
        OfficialDocument: {"D": [a.consolidation.document]},
        Job: {"D": [a.consolidation.job]},
        AuditEntry: {},  # written by record(), never changed
    }
    for model in (ReportValue, ReportSection):
        rows[model] |= {"W": of(model, report=a.report)}
        rows[model]["B"] += of(model, report=b.report)
    return rows


def text_fields(model: type[models.Model]) -> list[str]:
    """Names of the fields in which somebody's words may stand."""
    name = model._meta.model_name
    return [
        f.name
        for f in model._meta.concrete_fields
        if isinstance(f, models.CharField | models.TextField)
        and not isinstance(f, models.FileField)
        and not f.choices
        and f.name not in STEERING
        and f"{name}.{f.name}" not in STEERING
    ]


def _mark(model: type[models.Model], row: models.Model, letter: str) -> None:
    """Replace every text of the row; the object in hand is marked as well."""
    for name in text_fields(model):
        mark = f"KN{letter}-{row.pk}-{model._meta.model_name}-{name}"
        setattr(row, name, mark[: model._meta.get_field(name).max_length])
    row.save()


def our_models() -> list[type[models.Model]]:
    """Every concrete model of the portal's own apps."""
    return [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]


def everything_in(response) -> str:
    """All an answer says: headers and body, the text of a PDF and the parts of a workbook. Consumes streams."""
    body = response.getvalue() if response.streaming else response.content
    text = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    text += "\n" + body.decode("utf-8", errors="replace")
    if body.startswith(b"%PDF"):
        text += "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as parts:
            text += "\n".join(parts.read(name).decode("utf-8", errors="replace") for name in parts.namelist())
    return text


MARK = re.compile(r"KN[A-Z]-\d+-[a-z_-]+")
