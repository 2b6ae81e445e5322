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

from accounts.models import Unit, User
from accounts.states import Role
from audit.services.journal import record
from documents.models import OfficialDocument, StoredFile
from tests.world import access, accounts, dashboards, deadlines, house, inspections, plans, reports, reviewing
from tests.world.base import NOW, NUMBER_OF_B, TODAY, a_notice, a_person

__all__ = ["NOW", "NUMBER_OF_B", "TODAY"]
OUR_APPS = (
    "accounts", "access", "audit", "notices", "documents", "jobs", "deadlines", "plans", "inspections", "reports",
    "dashboards", "demo", "kit",
)  # fmt: skip
# One room for each app: its rows, its addresses, what is peculiar to them.
ROOMS = (accounts, access, house, deadlines, plans, reports, reviewing, inspections, dashboards)


def together(name: str):
    """All rooms' dictionaries or sets of that name in one."""
    parts = [getattr(room, name) for room in ROOMS if hasattr(room, name)]
    whole = type(parts[0])()
    for part in parts:
        whole |= part
    return whole


# Models without rows of any one unit. A new model belongs here, with a reason, or into the twin world.
GLOBAL: dict[type[models.Model], str] = together("GLOBAL")
# Fields that steer the portal and hold no words of a person.
STEERING: set[str] = together("STEERING")
ARGUMENTS: dict[str, Callable[[SimpleNamespace], dict]] = together("ARGUMENTS")
# Addresses whose argument names something of one unit; the others name what is the same for all.
OF_ONE_UNIT = {
    name for name in ARGUMENTS if name.startswith(("reports:", "inspections:", "notices:", "plans:", "deadlines:"))
} - together("SAME_FOR_ALL")


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
        for letter, stored in (("A", self.a.stored_file), ("B", self.b.stored_file), ("D", self.a.briefing)):
            content = f"KN{letter}-{stored.pk}-storedfile-file".encode()
            default_storage.save(stored.file.name, ContentFile(content))
            StoredFile.objects.filter(pk=stored.pk).update(digest=sha256(content).hexdigest())


@contextmanager
def forgotten() -> Iterator[None]:
    """Whatever happens inside leaves no trace in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that may change a row of ours, sessions left aside. Far cheaper than two fingerprints."""
    seen: list[str] = []

    def watch(execute, sql, params, many, context):
        word = sql.lstrip("( ").partition(" ")[0].upper()
        if word not in ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK") and "django_session" not in sql:
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


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
    a.consolidation = b.consolidation = reports.a_consolidation(people["CV"], a.old_period, a.briefing)
    for side in (a, b):  # a second object wherever an address can name one
        more = {
            "report": side.old_report,
            "inspection": side.planned,
            "notice": side.head_notice,
            "draw": side.kept_draw,
        }
        side.more = SimpleNamespace(**vars(side) | more)
    world = World(a, b, people, pdf)
    for name, person in people.items():
        own = {"BC": a.notice, "BC-head": a.head_notice}
        person.own_notice = own.get(name) or a_notice(person, "A")
    world.rows = _rows(a, b)
    _mark_everything(world.rows)
    reports.freeze_rounds(a, b)
    for side in (a, b):
        side.establishment.refresh_from_db()
        side.entry = record(
            side.report, "report.returned", by=side.head, at=NOW, reason=f"KN{side.letter}-0-auditentry-data"
        )
    return world


def _fill(side: SimpleNamespace, people: dict[str, User]) -> None:
    for room in ROOMS:
        if hasattr(room, "fill"):
            room.fill(side, people)


def _rows(a: SimpleNamespace, b: SimpleNamespace) -> dict[type[models.Model], dict[str, list]]:
    """Whose row is whose. Every model that is not GLOBAL stands in one of the rooms."""
    found = {}
    for room in ROOMS:
        if hasattr(room, "rows"):
            found |= room.rows(a, b)
    return found


def _mark_everything(found: dict[type[models.Model], dict[str, list]]) -> None:
    for model, sides in found.items():
        for letter, rows in sides.items():
            for row in rows:
                _mark(model, row, letter)


def _side(code: str) -> SimpleNamespace:
    unit = Unit.objects.select_related("territory").get(code=code)
    side = SimpleNamespace(letter="A" if code == "H181" else "B", unit=unit)
    side.officer = a_person(f"nhap{code}", Role.REPORTER, unit)
    side.head = a_person(f"duyet{code}", Role.REPORTER, unit, is_unit_approver=True)
    side.inspector = a_person(f"kiemtra{code}", Role.INSPECTOR, unit)
    return side


def _department() -> dict[str, User]:
    units = {"CV": "PCTNXH", "DP": "PCTNXH", "LD": "LDS", "QT": "VP", "GS": "TTRA"}
    return {role: a_person(f"so{role}", role, Unit.objects.get(code=code)) for role, code in units.items()}


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
