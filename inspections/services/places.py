"""What is kept of the commune that an establishment leaves."""

from accounts.models import Territory
from inspections.models import Establishment, FormerPlace


def keep_former_place(establishment: Establishment, ended: Territory) -> None:
    """Days before the end of the commune ``ended`` go on being counted under it. Safe to repeat."""
    if ended.closed_on is None:
        raise ValueError(f"{ended} has not ended")
    FormerPlace.objects.get_or_create(
        establishment=establishment, until_on=ended.closed_on, defaults={"commune": ended}
    )


def place_words(commune: Territory) -> str:
    """ "Xã Cũ, Huyện Mẫu (mã 06001)": names repeat and end, so the journal keeps them as they were."""
    above = f", {commune.parent}" if commune.parent else ""
    return f"{commune}{above} (mã {commune.code})"
