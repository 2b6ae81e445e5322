"""Put the words of the consolidated report together: choose, order, edit, put back. Nobody's words are lost."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from audit.services.journal import record
from kit.permissions import require
from kit.text import clean, personal_data_in
from plans.models import ReportingPeriod
from reports.models import Passage
from reports.queries.passages import accepted_words
from reports.queries.totals import total_table

LIMIT = 20_000


class NotOffered(Exception):
    """The unit's accepted report has no words in this section (any more), or they are chosen already."""


class UnfitWords(Exception):
    """The text cannot be kept as it is; the message says why."""


class Overtaken(Exception):
    """Somebody else changed the passage meanwhile; ``passage`` is as it is now."""

    def __init__(self, passage: Passage) -> None:
        super().__init__(str(passage))
        self.passage = passage


@transaction.atomic
def choose_passage(period: ReportingPeriod, section: str, report_pk: int, *, by: User, at: datetime) -> Passage:
    """Take a unit's words of one section into the report, at its end. Raises PermissionDenied or NotOffered."""
    period = _locked(period, by)
    offer = accepted_words(total_table(period, compare=False)).get((section, report_pk))
    if offer is None or Passage.objects.filter(section=section, report_id=report_pk).exists():
        raise NotOffered(section)
    passage = Passage.objects.create(
        period=period, section=section, order=_next(period, section), report=offer.report, source=offer.text,
        text=offer.text, edited_at=at, edited_by=by,
    )  # fmt: skip
    record(passage, "narrative.chosen", by=by, at=at, section=section, unit=offer.report.unit.code)
    return passage


@transaction.atomic
def add_passage(period: ReportingPeriod, section: str, *, text: str, by: User, at: datetime) -> Passage:
    """The department's own words. Raises PermissionDenied, NotOffered (no such section) or UnfitWords."""
    period = _locked(period, by)
    if section not in {s["code"] for s in period.form.outline}:
        raise NotOffered(section)
    passage = Passage.objects.create(
        period=period, section=section, order=_next(period, section), text=fit(text), edited_at=at, edited_by=by
    )
    record(passage, "narrative.added", by=by, at=at, section=section)
    return passage


@transaction.atomic
def edit_passage(passage: Passage, *, text: str, seen: str, by: User, at: datetime) -> Passage:
    """Change the words of a passage; its origin stays known.

    Args:
        seen: the text as it stood on the page of whoever edits.

    Raises PermissionDenied, UnfitWords, or Overtaken when the stored text is neither ``seen`` nor ``text``.
    """
    _locked(passage.period, by)
    passage = Passage.objects.select_for_update().get(pk=passage.pk)
    text = fit(text)
    if passage.text not in (clean(seen), text):
        raise Overtaken(passage)
    if passage.text != text:
        passage.text, passage.edited_at, passage.edited_by = text, at, by
        passage.save(update_fields=["text", "edited_at", "edited_by"])
        record(passage, "narrative.edited", by=by, at=at, section=passage.section)
    return passage


@transaction.atomic
def move_passage(passage: Passage, *, up: bool, by: User, at: datetime) -> None:
    """One place up or down in its section; at the edge nothing happens. Raises PermissionDenied."""
    _locked(passage.period, by)
    row = list(Passage.objects.filter(period=passage.period, section=passage.section).order_by("order", "pk"))
    places = [n for n, each in enumerate(row) if each.pk == passage.pk]
    if not places or not 0 <= (other := places[0] + (-1 if up else 1)) < len(row):
        return
    place = places[0]
    row[place], row[other] = row[other], row[place]
    for order, each in enumerate(row, start=1):
        Passage.objects.filter(pk=each.pk).update(order=order)
    record(passage, "narrative.moved", by=by, at=at, section=passage.section)


@transaction.atomic
def drop_passage(passage: Passage, *, by: User, at: datetime) -> None:
    """Put a passage back: a unit's words are offered again, the department's own are in the journal.

    Raises PermissionDenied.
    """
    _locked(passage.period, by)
    if Passage.objects.filter(pk=passage.pk).exists():
        record(passage, "narrative.dropped", by=by, at=at, section=passage.section, text=passage.text[:2000])
        passage.delete()


def fit(text: str) -> str:
    """The text as it is kept. Raises UnfitWords."""
    text = clean(text)
    if not text:
        raise UnfitWords("Ghi nội dung; muốn bỏ đoạn này thì bấm “Bỏ ra”.")
    if len(text) > LIMIT:
        raise UnfitWords(f"Đoạn này dài {len(text):,} ký tự, quá giới hạn {LIMIT:,}.".replace(",", "."))
    if found := personal_data_in(text):
        raise UnfitWords(f"Có {', '.join(found)}. Hãy bỏ thông tin nhận dạng cá nhân.")
    return text


def _locked(period: ReportingPeriod, by: User) -> ReportingPeriod:
    """One writer at a time per period: orders stay without gaps and doubles."""
    require(by, "reports.consolidate")
    return ReportingPeriod.objects.select_for_update().get(pk=period.pk)


def _next(period: ReportingPeriod, section: str) -> int:
    last = Passage.objects.filter(period=period, section=section).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1
