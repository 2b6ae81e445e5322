"""The department's receipt for one sending, and who tries verification codes."""

from django.db import models

from accounts.rules import READING_ROLES
from accounts.states import Role
from reports.models.rounds import SubmissionRound


class ReceiptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As the report it belongs to."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        if user.role == Role.REPORTER and user.unit_id:
            return self.filter(round__report__unit_id=user.unit_id)
        return self.none()


class Receipt(models.Model):
    """Number, instant and digest are those of the round; ``code`` lets a stranger check a printed one.

    Written once, with the sending, and never changed.
    """

    round = models.OneToOneField(SubmissionRound, models.PROTECT, related_name="receipt", verbose_name="lần nộp")
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveIntegerField("số")
    code = models.CharField("mã kiểm tra", max_length=24, unique=True)
    issued_at = models.DateTimeField("lập lúc")

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["year", "number"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="receipt_once_per_number_and_year")]

    def __str__(self) -> str:
        return f"Biên nhận {self.shown_number}"

    @property
    def shown_number(self) -> str:
        """ "0012/2022"."""
        return f"{self.number:04d}/{self.year}"


class VerificationTry(models.Model):
    """One try of a verification code. Only a digest of the sender's address is kept, for a minute."""

    address_digest = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.address_digest[:8]} {self.at}"
