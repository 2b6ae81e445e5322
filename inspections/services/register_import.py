"""A workbook into the register: read by a worker, looked at, then applied as a whole or not at all."""

import re
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from rapidfuzz import fuzz, process

from accounts.models import Territory, User
from accounts.rules import is_reporter
from audit.services.journal import record
from documents.services.scanning import refuse_infected_workbook
from inspections.models import (
    Establishment,
    EstablishmentStatus,
    RegisterImport,
    district_code_of,
    searchable,
)
from inspections.queries import communes_open_to
from inspections.services.register_sheet import COLUMNS, ParsedRow, parse_row, places_of
from inspections.states import APPLY, BE_DONE, BE_READY, FIND_FAULTS, ImportState
from jobs.models import Job
from jobs.services.queue import enqueue, report_progress
from kit import clock
from kit.excel_guard import TooLarge, UnreadableWorkbook
from kit.excel_rows import LONG_LIST, read_rows, write_rows
from kit.permissions import require
from kit.text import fold

FOLDER = "tam-so"
ALIKE = 88  # percent from which name and address of one commune look like the same establishment
SHOWN = 300  # faults and suspects kept for the page
STEP = 5_000  # rows between two words about the progress
HEADINGS = {name: heading for name, heading, _ in COLUMNS}


@dataclass
class Reading:
    """What a file holds."""

    places: dict[str, int] = field(default_factory=dict)
    rows: list[ParsedRow] = field(default_factory=list)
    suspects: dict[int, str] = field(default_factory=dict)  # row number → what it resembles
    refusal: str = ""

    @property
    def fresh(self) -> list[ParsedRow]:
        return [row for row in self.rows if not row.is_known]

    @property
    def faults(self) -> list[tuple[int, str, str]]:
        return [(row.number, name, words) for row in self.fresh for name, words in row.faults.items()]


@transaction.atomic
def send_import(data: bytes, name: str, *, by: User, at: datetime) -> RegisterImport:
    """Keep the file and order its reading. Raises PermissionDenied, TooLarge or InfectedFile."""
    if len(data) > LONG_LIST.size:
        raise TooLarge(LONG_LIST.too_large)
    refuse_infected_workbook(data)
    path = default_storage.save(f"{FOLDER}/{secrets.token_urlsafe(24)}.xlsx", ContentFile(data))
    batch = RegisterImport.objects.create(file=path, file_name=name[-160:], sent_by=by, sent_at=at)
    _order(batch, "register-import-read")
    record(batch, "register_import.sent", by=by, at=at, size=len(data))
    return batch


def read_import(pk: int, *, job_pk: int) -> None:
    """Job handler: read the file and say what would happen. Safe to repeat."""
    batch = RegisterImport.objects.select_related("sent_by").get(pk=pk)
    if batch.state != ImportState.READING:
        return
    reading = read_file(batch, job_pk=job_pk)
    step = FIND_FAULTS if reading.refusal or reading.faults else BE_READY
    step.apply(batch, outcome=_outcome(reading))


@transaction.atomic
def order_apply(batch: RegisterImport, *, by: User, at: datetime, skips_suspects: bool) -> RegisterImport:
    """Confirm what was shown. Raises PermissionDenied for another's file, InvalidTransition."""
    batch = RegisterImport.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    require(by, "inspections.apply_import", batch)
    APPLY.apply(batch, skips_suspects=skips_suspects)
    _order(batch, "register-import-apply")
    record(batch, "register_import.confirmed", by=by, at=at, skips_suspects=skips_suspects)
    return batch


def apply_import(pk: int, *, job_pk: int) -> None:
    """Job handler: read again and write every row, or none. A second run finds it done.

    Reading is most of the work and holds no lock, so that others go on writing meanwhile and the job's lease
    is renewed where everybody sees it.
    """
    batch = RegisterImport.objects.select_related("sent_by").get(pk=pk)
    if batch.state != ImportState.APPLYING:
        return
    reading = read_file(batch, job_pk=job_pk)
    report_progress(job_pk, 80, f"Đang ghi {len(reading.fresh)} cơ sở vào sổ…")
    with transaction.atomic():
        batch = RegisterImport.objects.select_for_update(of=("self",)).select_related("sent_by").get(pk=pk)
        if batch.state != ImportState.APPLYING:  # somebody else was faster
            return
        if reading.refusal or reading.faults:  # the world went on since it was looked at
            FIND_FAULTS.apply(batch, outcome=_outcome(reading))
            return
        skipped = set(reading.suspects) if batch.skips_suspects else set()
        written = _write([row for row in reading.fresh if row.number not in skipped], batch.sent_by)
        at = clock.now()
        BE_DONE.apply(batch, applied_at=at, outcome=_outcome(reading) | {"written": written})
        record(batch, "register_import.applied", by=batch.sent_by, at=at, rows=written)
    default_storage.delete(batch.path)


def read_file(batch: RegisterImport, *, job_pk: int | None = None) -> Reading:
    """Everything the file says, checked against the register as it is now."""
    reading, today = Reading(), timezone.localtime(batch.sent_at).date()
    communes = {place.code: place for place in communes_open_to(batch.sent_by, today)}
    try:
        rows = _rows(batch)
        _, head = next(rows, (0, []))
        reading.places, missing = places_of(head)
        if missing:
            reading.refusal = f"Dòng đầu thiếu cột: {', '.join(missing)}. Tải biểu mẫu từ cổng để có đủ cột."
            return reading
        for number, cells in rows:
            reading.rows.append(parse_row(number, cells, reading.places, communes, today))
            if job_pk and len(reading.rows) % STEP == 0:
                report_progress(job_pk, 50, f"Đã đọc {len(reading.rows)} dòng…")
    except UnreadableWorkbook as error:
        reading.refusal = str(error)
    if not reading.rows and not reading.refusal:
        reading.refusal = "Tệp không có dòng nào dưới dòng tiêu đề."
    _find_known(reading.rows)
    reading.suspects = _suspects(reading.fresh, job_pk)
    return reading


def marked_workbook(batch: RegisterImport) -> bytes:
    """The rows as they were sent, faulty cells red with a comment, and the faults in words at the end."""
    reading, rows = read_file(batch), _rows(batch)
    faults = {row.number: row.faults for row in reading.rows}
    _, head = next(rows, (0, []))
    marks, lines = {}, []
    for number, cells in rows:
        lines.append([*_padded(cells, len(head)), "; ".join(_in_words(faults.get(number, {})))])
        for name, words in faults.get(number, {}).items():
            marks[len(lines), reading.places[name]] = words
    return write_rows("Cơ sở", [*((text, 20) for text in head), ("Cần sửa", 80)], lines, marks=marks)


def _order(batch: RegisterImport, kind: str) -> Job:
    batch.job = enqueue(kind, batch.pk, key=f"{kind}:{batch.pk}")
    batch.save(update_fields=["job"])
    return batch.job


def _rows(batch: RegisterImport) -> Iterator[tuple[int, list[str]]]:
    with default_storage.open(batch.path) as file:
        data = file.read()
    return read_rows(data)


def _padded(cells: list[str], width: int) -> list[str]:
    return (cells + [""] * width)[:width]


def _in_words(faults: dict[str, str]) -> list[str]:
    return [f"{HEADINGS[name]}: {words}" for name, words in faults.items()]


def _outcome(reading: Reading) -> dict:
    """What the page shows; lists cut to what a person reads."""
    faults, by_number = reading.faults, {row.number: row for row in reading.rows}
    return {
        "refusal": reading.refusal,
        "rows": len(reading.rows),
        "known": len(reading.rows) - len(reading.fresh),
        "fault_count": len(faults),
        "faults": [
            {"row": number, "heading": HEADINGS[name], "words": words} for number, name, words in faults[:SHOWN]
        ],
        "suspect_count": len(reading.suspects),
        "suspects": [
            {"row": number, "name": by_number[number].values.get("name", ""), "like": like}
            for number, like in list(reading.suspects.items())[:SHOWN]
        ],
    }


def _find_known(rows: list[ParsedRow]) -> None:
    codes = {row.values.get("code") for row in rows if row.values.get("code")}
    if not codes:
        return
    known = set(Establishment.objects.values_list("code", flat=True).iterator())
    for row in rows:
        row.is_known = row.values.get("code") in known
        if row.values.get("code") and not row.is_known:
            row.faults["code"] = "Mã này không có trong sổ; cơ sở mới để trống, cổng cấp mã."


def _suspects(rows: list[ParsedRow], job_pk: int | None) -> dict[int, str]:
    """Rows that resemble one of the same commune, in the register or earlier in the file.

    "Karaoke 1" and "Karaoke 2" are two: names are compared only with those that bear the same numbers.
    """
    communes = {row.values["commune"].pk for row in rows if row.values.get("commune")}
    # commune, numbers in the name → name and address folded → what it is called
    seen: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    known = Establishment.objects.filter(commune__in=communes)
    for commune, name, address, code in known.values_list("commune", "name", "address", "code").iterator():
        seen[commune, _numbers(name)][_likeness(name, address)] = f"{name} ({code})"
    found = {}
    for count, row in enumerate(rows, 1):
        if job_pk and count % STEP == 0:
            report_progress(job_pk, 65, f"Đã tìm trùng {count} dòng…")
        if not row.values.get("commune") or not row.values.get("name"):
            continue
        name = row.values["name"]
        here, likeness = seen[row.values["commune"].pk, _numbers(name)], _likeness(name, row.values.get("address", ""))
        if likeness in here:
            found[row.number] = here[likeness]
        elif best := process.extractOne(likeness, here.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE):
            found[row.number] = here[best[0]]
        here.setdefault(likeness, f"{name} (dòng {row.number})")
    return found


def _numbers(name: str) -> str:
    """ "Hoa 2" gives "2"; a name without numbers nothing."""
    return " ".join(re.findall(r"\d+", name))


def _likeness(name: str, address: str) -> str:
    """Words in the order of the alphabet: "Karaoke Sao Mai" is "Sao Mai Karaoke"."""
    return " ".join(sorted(fold(f"{name} {address}").split()))


def _write(rows: list[ParsedRow], by: User) -> int:
    codes = _Codes({district_code_of(row.values["commune"]) for row in rows})
    made = [_establishment(row, codes, is_verified=not is_reporter(by)) for row in rows]
    Establishment.objects.bulk_create(made, batch_size=1_000)
    EstablishmentStatus.objects.bulk_create(
        (
            EstablishmentStatus(establishment=place, status=row.values["status"], from_on=place.opened_on)
            for place, row in zip(made, rows, strict=True)
        ),
        batch_size=2_000,
    )
    return len(made)


def _establishment(row: ParsedRow, codes: "_Codes", *, is_verified: bool) -> Establishment:
    values = {name: value for name, value in row.values.items() if name not in ("code", "status")}
    district = district_code_of(values["commune"])
    return Establishment(
        **values, code=codes.next(district), district_code=district, search_name=searchable(values["name"]),
        is_verified=is_verified, latest_status=row.values["status"], latest_from=values["opened_on"],
    )  # fmt: skip


class _Codes:
    """Numbers for new establishments; the lock on the districts keeps clerks from taking the same ones."""

    def __init__(self, districts: set[str]) -> None:
        list(Territory.objects.select_for_update().filter(code__in=districts).order_by("pk"))
        self._last = dict.fromkeys(districts, 0)
        for code in Establishment.objects.filter(district_code__in=districts).values_list("code", flat=True):
            prefix, _, number = code.rpartition("-")
            district = prefix.removeprefix("CS-")
            if district in self._last and number.isdecimal():
                self._last[district] = max(self._last[district], int(number))

    def next(self, district: str) -> str:
        self._last[district] += 1
        return f"CS-{district}-{self._last[district]:04d}"
