"""A brake against guessing passwords: after ten failures a name rests for a quarter of an hour.

It counts by name, not by address: behind the province's gateway everybody has the same one. The
answer is the same as to a wrong password, so nobody learns which names exist. Machine's own time.
"""

import hashlib
from datetime import datetime, timedelta

from accounts.models import LoginAttempt
from kit.text import fold

FAILURES = 10
REST = timedelta(minutes=15)


def is_on(name: str, *, at: datetime) -> bool:
    """Whether ``name`` has failed too often lately to be tried again."""
    lately = LoginAttempt.objects.filter(name_digest=_digest(name), at__gt=at - REST)
    return lately.count() >= FAILURES


def note_failure(name: str, *, at: datetime) -> None:
    """Count one failure; what is too old to matter is swept away."""
    LoginAttempt.objects.filter(at__lte=at - REST).delete()
    LoginAttempt.objects.create(name_digest=_digest(name), at=at)


def release(name: str) -> None:
    """He knows the password: forget his typing errors."""
    LoginAttempt.objects.filter(name_digest=_digest(name)).delete()


def _digest(name: str) -> str:
    return hashlib.sha256(fold(name).encode()).hexdigest()
