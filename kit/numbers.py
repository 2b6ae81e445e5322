"""Vietnamese numbers: dot for thousands, comma for decimals. The one place that parses and prints them."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

MAXIMUM = Decimal("999999999999")
SPACES = re.compile(r"[\s\u00a0\u202f]+")
GROUPED = re.compile(r"^\d{1,3}(\.\d{3})+$", re.ASCII)
PLAIN = re.compile(r"^\d+$", re.ASCII)
DECIMAL = re.compile(r"^(\d+|\d{1,3}(\.\d{3})+),\d+$", re.ASCII)
JOINED_GROUPS = re.compile(r"\d{1,3}(\s\d{3})+(,\d+)?", re.ASCII)


class UnreadableNumber(ValueError):
    """The text is not a number the Vietnamese way; the message says what to type instead."""


def parse(text: str, *, whole: bool) -> Decimal | None:
    """Read a figure as an officer types it.

    "1.250" and "1 250" are one thousand two hundred and fifty, "12,5" is twelve and a half.
    Where a text can be read in two ways ("1,250", "1.25") it is refused, never guessed.

    Args:
        text: what was typed; blank means no figure.
        whole: True where only whole numbers make sense (people, sessions, establishments).

    Returns:
        The figure, or None for blank.

    Raises:
        UnreadableNumber: with a message for the officer.
    """
    cleaned = _plain_width(text).strip()
    if not cleaned:
        return None
    cleaned = _join_groups(cleaned)
    if PLAIN.match(cleaned):
        value = Decimal(cleaned)
    elif GROUPED.match(cleaned):
        value = Decimal(cleaned.replace(".", ""))
    elif DECIMAL.match(cleaned):
        value = _decimal(cleaned, whole=whole)
    else:
        raise UnreadableNumber(_advice(whole))
    if value > MAXIMUM:
        raise UnreadableNumber("Số vượt quá giới hạn 999.999.999.999.")
    return value


def _plain_width(text: str) -> str:
    """Full-width digits and signs as plain ones; "12²" stays what it is and is refused."""
    return "".join(
        unicodedata.normalize("NFKC", c) if unicodedata.decomposition(c).startswith("<wide>") else c for c in text
    )


def _join_groups(text: str) -> str:
    """ "1 250" is one number; "12 34" is not."""
    return SPACES.sub("", text) if JOINED_GROUPS.fullmatch(SPACES.sub(" ", text)) else text


def _decimal(text: str, *, whole: bool) -> Decimal:
    head, _, tail = text.partition(",")
    if whole and len(tail) == 3:
        raise UnreadableNumber(f"“{text}” đọc được hai cách. Một nghìn viết {head}.{tail}; số lẻ không dùng ở ô này.")
    if whole and tail.strip("0"):
        raise UnreadableNumber(_advice(whole))
    return Decimal(f"{head.replace('.', '')}.{tail}")


def _advice(whole: bool) -> str:
    if whole:
        return "Cần số nguyên từ 0 trở lên, ví dụ 1.250."
    return "Cần một số từ 0 trở lên, phần lẻ sau dấu phẩy, ví dụ 12,5."


def percent_of(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """``part`` as percent of ``whole``, rounded half up to one decimal: the one place that rounds a share.

    Returns:
        None when either is missing or the whole is 0: nothing to divide by is not 0 %.
    """
    if part is None or not whole:
        return None
    return (100 * Decimal(part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def show(value: Decimal | int | None, places: int | None = None) -> str:
    """Print a figure the Vietnamese way: 1250 → "1.250", 12.5 → "12,5", None → "–".

    Args:
        places: decimals after the comma, rounded half up; by default as many as the figure has, at most 3.
    """
    if value is None:
        return "–"
    number = Decimal(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    else:
        number = number.quantize(Decimal("0.001"), ROUND_HALF_UP).normalize()
    return f"{number:,f}".replace(",", " ").replace(".", ",").replace(" ", ".")
