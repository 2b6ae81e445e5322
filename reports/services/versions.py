"""From draft to signed paper: chốt, trình ký, duyệt, cấp số, thay thế.

A version that is final never changes again, whatever happens to plans, units or reports: it
prints from its own content. A correction is the next version, which cites the one it replaces
([NĐ-30] Điều 18).
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from documents.models import OfficialDocument
from jobs.services.queue import enqueue
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition, Transition
from notices.services.outbox import post
from plans.figures import VIETNAM
from reports.models import Consolidation
from reports.queries.profiles import profile_of
from reports.services.consolidation import current_figures, store_content
from reports.services.content import consolidated_content
from reports.states import (
    APPROVE,
    FREEZE,
    ISSUE,
    PROPOSE,
    SEND_BACK,
    SUPERSEDE,
    UNFREEZE,
    VersionState,
)

MIN_REASON = 10


class Stale(Exception):
    """Reports were accepted, returned or adjusted, or the output's profile edited, since the draft was made."""


class ReasonNeeded(Exception):
    """A person must say why; ``field`` names the field of the form."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class WrongNumber(Exception):
    """The number or date of issue cannot be right; ``field`` and ``words`` are for the form."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


@transaction.atomic
def freeze_version(version: Consolidation, *, by: User, at: datetime, incomplete_reason: str = "") -> Consolidation:
    """Make a printed draft final (chốt): same figures and words, printed without "DỰ THẢO".

    Raises PermissionDenied, InvalidTransition (not the newest draft, or not printed yet), Stale, or
    ReasonNeeded when units are missing and nobody says why it goes out all the same.
    """
    version = _locked(version)
    require(by, "reports.consolidate")
    if not version.is_draft or not version.is_printed or not _is_newest(version):
        raise InvalidTransition(f"freeze: {version}")
    if _moved_on(version, at):
        raise Stale(str(version))
    reason = clean(incomplete_reason)
    if (version.figures or {})["missing"] and len(reason) < MIN_REASON:
        raise ReasonNeeded("incomplete_reason")
    before = version.state
    version.draft = version.document
    version.replaces = _in_force(version)
    store_content(version, profile_of(version.profile), is_draft=False, by=by, at=at)
    FREEZE.apply(
        version,
        draft=version.draft,
        document=version.document,
        cover=version.cover,
        replaces=version.replaces,
        frozen_at=at,
        frozen_by=by,
        incomplete_reason=reason[:300],
        job=enqueue("consolidation", version.pk, key=f"consolidation:{version.pk}:final"),
    )
    digest = _document(version).content_digest
    record(version, "consolidation.frozen", by=by, at=at, state=(before, version.state), digest=digest, reason=reason)
    return version


def _moved_on(version: Consolidation, at: datetime) -> bool:
    """Whether today's figures or wording differ from the draft's; when it was asked for does not count."""
    now = current_figures(version.period, at=version.requested_at, profile=version.profile)
    return (
        now != version.figures
        or consolidated_content(version, profile_of(version.profile), is_draft=True) != _document(version).content
    )


def _is_newest(version: Consolidation) -> bool:
    later = Consolidation.objects.filter(period=version.period, profile=version.profile, revision__gt=version.revision)
    return not later.exists()


def _in_force(version: Consolidation) -> Consolidation | None:
    """The signed version of the same output, which this one will replace."""
    signed = Consolidation.objects.filter(period=version.period, profile=version.profile, state=VersionState.SIGNED)
    return signed.select_related("document").exclude(pk=version.pk).first()


@transaction.atomic
def unfreeze_version(version: Consolidation, *, by: User, at: datetime, words: str) -> Consolidation:
    """Take a final version that was not yet laid before the leader out of the way; it stays readable.

    Raises PermissionDenied, ReasonNeeded or InvalidTransition.
    """
    return _step(version, UNFREEZE, "consolidation.withdrawn", "reports.propose", by=by, at=at, words=_words(words))


@transaction.atomic
def propose_version(version: Consolidation, *, by: User, at: datetime) -> Consolidation:
    """Lay the final version before the leadership (trình ký).

    Raises PermissionDenied or InvalidTransition (also while the final PDF is not printed).
    """
    version = _locked(version)
    require(by, "reports.propose")
    if not version.is_printed:
        raise InvalidTransition(f"propose: {version} is not printed")
    _apply(version, PROPOSE, "consolidation.proposed", by=by, at=at, proposed_at=at, proposed_by=by)
    _tell(version, [Role.LEADER], by=by, at=at, kind="version-proposed", subject=f"Trình ký: {version}")
    return version


@transaction.atomic
def approve_version(version: Consolidation, *, by: User, at: datetime, words: str = "") -> Consolidation:
    """The leader agrees to sign. Nobody signs what he made final himself (S2).

    Raises PermissionDenied or InvalidTransition.
    """
    version = _locked(version)
    require(by, "reports.approve")
    if by.pk in (version.frozen_by_id, version.requested_by_id):
        raise PermissionDenied("reports.approve")
    _apply(
        version, APPROVE, "consolidation.approved", by=by, at=at,
        decided_at=at, decided_by=by, decision_words=clean(words),
    )  # fmt: skip
    people = [Role.STAFF, Role.COORDINATOR]
    _tell(version, people, by=by, at=at, kind="version-approved", subject=f"Lãnh đạo đã duyệt: {version}")
    return version


@transaction.atomic
def send_back_version(version: Consolidation, *, by: User, at: datetime, words: str) -> Consolidation:
    """The leader gives the version back; what is to be changed goes into the next version.

    Raises PermissionDenied, ReasonNeeded or InvalidTransition.
    """
    version = _step(version, SEND_BACK, "consolidation.sent_back", "reports.approve", by=by, at=at, words=_words(words))
    people = [Role.STAFF, Role.COORDINATOR]
    _tell(version, people, by=by, at=at, kind="version-sent-back", subject=f"Lãnh đạo trả lại: {version}")
    return version


@transaction.atomic
def issue_version(version: Consolidation, *, by: User, at: datetime, number: str, issued_on: date) -> Consolidation:
    """Record the number and date that the clerk gave to the signed paper; a version in force is superseded.

    The portal never makes up a number ([NĐ-30] Điều 15). Raises PermissionDenied, WrongNumber or InvalidTransition.
    """
    version = _locked(version)
    require(by, "reports.consolidate")
    number = clean(number)
    _check_number(version, number, issued_on, at)
    document = _document(version)
    document.number, document.issued_on = number, issued_on
    document.save(update_fields=["number", "issued_on"])
    if (in_force := _in_force(version)) and in_force != version.replaces:
        raise InvalidTransition(f"issue: {version} does not cite {in_force}")
    if in_force:
        _apply(in_force, SUPERSEDE, "consolidation.superseded", by=by, at=at)
    _apply(version, ISSUE, "consolidation.issued", by=by, at=at, issued_by=by)
    return version


def _document(version: Consolidation) -> OfficialDocument:
    """Its document. Raises InvalidTransition where there is none yet."""
    if version.document is None:
        raise InvalidTransition(f"{version} has no document")
    return version.document


def _check_number(version: Consolidation, number: str, issued_on: date, at: datetime) -> None:
    if not number.isascii() or not number.isdecimal() or not 0 < len(number) <= 5 or not int(number):
        raise WrongNumber("number", "Số văn bản là một số nguyên dương do văn thư cấp, ví dụ 152.")
    frozen_on = version.frozen_at.astimezone(VIETNAM).date() if version.frozen_at else issued_on
    if issued_on < frozen_on:
        raise WrongNumber("issued_on", f"Ngày ký không thể trước ngày chốt {frozen_on:%d/%m/%Y}.")
    if issued_on > at.astimezone(VIETNAM).date():
        raise WrongNumber("issued_on", "Ngày ký không thể sau hôm nay.")
    document = _document(version)
    symbol = document.content["symbol"]
    taken = OfficialDocument.objects.filter(
        number=number, issued_on__year=issued_on.year, content__symbol=symbol
    ).exclude(pk=document.pk)
    if taken.exists():
        raise WrongNumber("number", f"Số {number}/{symbol} của năm {issued_on.year} đã ghi cho văn bản khác.")


def _step(
    version: Consolidation, step: Transition, action: str, permission: str, *, by: User, at: datetime, words: str
) -> Consolidation:
    version = _locked(version)
    require(by, permission)
    _apply(version, step, action, by=by, at=at, decided_at=at, decided_by=by, decision_words=words)
    return version


def _words(words: str) -> str:
    words = clean(words)
    if len(words) < MIN_REASON:
        raise ReasonNeeded("words")
    return words


def _apply(version: Consolidation, step: Transition, action: str, *, by: User, at: datetime, **changes: object) -> None:
    before = version.state
    step.apply(version, **changes)
    words = {"reason": changes["decision_words"]} if changes.get("decision_words") else {}
    record(version, action, by=by, at=at, state=(before, version.state), **words)


def _locked(version: Consolidation) -> Consolidation:
    versions = Consolidation.objects.select_for_update(of=["self"])
    return versions.select_related("period__form", "document", "cover", "replaces__document").get(pk=version.pk)


def _tell(version: Consolidation, roles: Sequence[str], *, by: User, at: datetime, kind: str, subject: str) -> None:
    path = reverse("reports:consolidation", args=[version.pk])
    for person in User.objects.filter(is_active=True, role__in=roles).exclude(pk=by.pk):
        key = f"version:{version.pk}:{kind}:{at.isoformat()}:{person.pk}"
        post(key, to=person, kind=kind, subject=subject, body=f"{subject}.\nNgười thực hiện: {by}.", at=at, path=path)
