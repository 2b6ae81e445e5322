"""When: the time a task names, and the dates by which the plan wants something.

"Trước ngày 25/6" excludes the 25th, "chậm nhất ngày 20/12" includes the 20th: ``before`` is always the
first day that is too late.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

LABELLED = re.compile(
    r"(?i)(?:thời (?:gian|hạn)(?: thực hiện| hoàn thành| tổ chức| triển khai)?"
    r"|tiến độ(?: thực hiện)?|hoàn thành)\s*:\s*"
    r"(?P<when>[^;\n]+?)(?=[;\n]|\.(?:\s|$)|$)"
)
_DAY = (
    r"(?:ngày\s+\d{1,2} (?:h[ằà]ng tháng|tháng sau|(?:của )?tháng (?:cuối|đầu)(?: (?:quý|kỳ))?)"
    r"|(?:ngày\s+)?\d{1,2}\s*(?:/|-|\s+tháng\s+)\s*\d{1,2}(?:\s*(?:/|-|\s+năm\s+)\s*\d{4})?)"
)
_QUARTER = r"quý\s+(?:IV|I{1,3}|[1-4]|nhất|hai|ba|tư)(?:\s*(?:/|năm)\s*\d{4})?"
_MONTH = r"tháng\s+\d{1,2}(?!\s+(?:lần|buổi|lớp|cuộc|bài|tin|kỳ))(?:\s*(?:/|năm)\s*\d{4})?"
_HALF = r"(?:6|sáu|9|chín) tháng (?:đầu|cuối) năm(?:\s+\d{4})?"
_OFTEN = (
    r"(?:định kỳ\s+)?(?:mỗi (?:ngày|tuần|tháng|quý|năm)"
    r"(?:\s+(?:ít nhất\s+|tối thiểu\s+)?0?\d{1,2} (?:lần|buổi|lớp|cuộc))?"
    r"|0?\d{1,2}\s+lần\s*/\s*(?:\d\s+)?(?:ngày|tuần|tháng|quý|năm))"
)
_OPEN = (
    r"(?:hoàn thành\s+|xong\s+)?(?:trước|chậm nhất(?:\s+là)?(?:\s+đến)?|muộn nhất(?:\s+là)?|đến hết|hết|trong|từ|đến"
    r"|dự kiến(?: vào)?|vào)"
)
_EVERY = r"h[ằà]ng (?:ngày|tuần|tháng|quý|năm)"
_REGULARLY = (
    r"định kỳ(?: h[ằà]ng)?\s+(?:0?\d+\s+)?(?:tuần|tháng|quý|năm)"
    r"(?:(?:,| và)\s+(?:6 tháng|quý|(?:cuối |h[ằà]ng )?năm))*"
)
_POINT = rf"(?:{_DAY}|{_QUARTER}|{_MONTH}|{_HALF})"
WHEN = re.compile(
    rf"(?i)(?<![^\W\d_])(?:{_OPEN}\s+(?:vào\s+)?{_POINT}(?:\s*(?:-|–|đến|và)\s*{_POINT})?(?:\s+h[ằà]ng năm)?"
    rf"|{_QUARTER}(?:\s*(?:,|và|-|–)\s*(?:quý\s+)?(?:IV|I{{1,3}}))*|{_EVERY}|{_OFTEN}|{_REGULARLY}|{_HALF}"
    rf"|trong năm \d{{4}}|cả năm(?: \d{{4}})?|thường xuyên|quanh năm|đột xuất|{_MONTH})(?![^\W\d_])"
)
_LIMIT = (
    r"(?:(?:hoàn thành|xong|gửi|nộp)\s+)?(?P<word>trước|chậm nhất(?:\s+là)?(?:\s+(?:vào|đến|trước))?"
    r"|muộn nhất(?:\s+là)?|hạn cuối(?:\s+là)?\s*:?|không quá|đến hết|hết|trong|đến|định kỳ(?:\s+vào)?(?=\s+ngày\s))"
)
DEADLINE = re.compile(
    rf"(?i)(?<![^\W\d_]){_LIMIT}\s+(?:\d{{1,2}}\s?(?:giờ|h)\s?(?:\d{{2}}(?: phút)?)?,?\s+)?(?:"
    r"(?:ngày\s+)?(?P<d>\d{1,2})\s*(?:/|-|\s+tháng\s+)\s*(?P<m>\d{1,2})(?:\s*(?:/|-|\s+năm\s+)\s*(?P<y>\d{4}))?"
    r"|ngày\s+(?P<dm>\d{1,2})(?:\s+(?:h[ằà]ng tháng|của tháng|tháng cuối|tháng đầu|tháng sau)|(?=\s*[).;,]|\s*$))"
    r"|(?P<quarter>quý\s+(?P<q>IV|I{1,3}|[1-4]))(?:\s*(?:/|năm)\s*(?P<qy>\d{4}))?"
    r"|tháng\s+(?P<om>\d{1,2})(?:\s*(?:/|năm)\s*(?P<oy>\d{4}))?)(?!\s*(?:/|%|\d))"
)
PERIOD = re.compile(
    r"(?i)(?P<p>6 tháng(?: đầu năm| cuối năm)?|sáu tháng(?: đầu năm)?|9 tháng"
    r"|quý (?:IV|I{1,3})|h[ằà]ng quý|quý|h[ằà]ng tháng"
    r"|tháng(?! \d)|h[ằà]ng tuần|tuần|sơ kết|tổng kết|(?:cả |cuối |hằng |hàng )?năm(?! \d{4}))"
)
# "UBND các phường, xã báo cáo": that comma stands within a name.
BOUNDARY = re.compile(r"[;:.()\n]|,(?! (?:xã|phường|thị trấn|thị xã|thành phố|huyện|ngành|đơn vị|cơ quan|\d)\b)")
ALSO = re.compile(
    r"(?i)\s*(?:,|và)\s*(?:trước\s+)?(?:ngày\s+)?(?P<d>\d{1,2})(?:/|\s+tháng\s+)(?P<m>\d{1,2})"
    r"(?:(?:/|\s+năm\s+)(?P<y>\d{4}))?(?!\s*[/%\d])"
)
MAX_CHARS = 6000
NAMES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True)
class Deadline:
    """Attributes:
    text: the words, as they stand in the plan.
    period: the reporting period they speak of ("6 tháng", "năm"); "" when they name none.
    before: first day too late: "2022-06-25" with a year, "06-25" every year, "15" every month.
    """

    text: str
    period: str
    before: str


def when_of(text: str) -> str:
    """The time a task names, in its own words; "" when it names none."""
    text = text[:MAX_CHARS]
    labelled = LABELLED.search(text)
    if labelled:
        return labelled["when"].strip(" .")
    found = WHEN.search(text)
    return found[0].strip() if found else ""


def deadlines_in(text: str, *, year: int | None) -> list[Deadline]:
    """Dates that ``text`` sets, in order. ``year`` decides how long February is.

    A date within a citation ("Kế hoạch số 65/KH-UBND ngày 29/3/2022") sets nothing; "trước ngày 15/6 và
    15/12" sets two.
    """
    found: list[Deadline] = []
    end, text = 0, text[:MAX_CHARS]
    for match in DEADLINE.finditer(text):
        before = _before(match, year)
        if not before or _is_a_span(match, text):
            continue
        dates, after = [before], match.end()
        while also := ALSO.match(text, after):
            after = also.end()
            dates += filter(None, [_day_before(also, match["word"], year)])
        words = _clause(text, end, match.start(), after)
        end = after
        if match["dm"] and not re.search(r"(?i)tháng(?! \d)|quý", words):
            continue  # "trước ngày 5" of nothing
        periods = _periods(words, match, len(dates))
        if not any(periods):
            periods = _periods_before(text[: match.start()], len(dates))
        found += [Deadline(words, period, day) for period, day in zip(periods, dates, strict=True)]
    return found


def _is_a_span(match: re.Match[str], text: str) -> bool:
    """ "Từ ngày 1/3 đến ngày 5/3" says when, not by when."""
    leading = text[max(match.start() - 200, 0) : match.start()]
    return match["word"].lower() in ("đến", "đến hết", "hết") and bool(re.search(r"(?i)từ [^.;]*$", leading))


def _clause(text: str, after: int, start: int, end: int) -> str:
    """The words between the marks around the date, and after the date before it.

    "6 tháng (trước ngày 20/6)": what stands before the bracket belongs to it.
    """
    in_brackets = text[after:start].rstrip().endswith("(")
    stop = text.rfind("(", after, start) if in_brackets else start
    left = max((mark.end() for mark in BOUNDARY.finditer(text, after, stop)), default=0)
    ends = [place for mark in (",", ";", "(", "\n", ". ") if (place := text.find(mark, end)) >= 0]
    if in_brackets and (closed := text.find(")", end)) >= 0:
        ends.append(closed + 1)
    words = re.sub(r"^[\s)]*và\s+", "", text[max(left, after) : min(ends, default=len(text))])
    return words.strip(" .;,/") if in_brackets else words.strip(" .;,)/")


def _periods(words: str, match: re.Match[str], number: int) -> list[str]:
    """The period of each of ``number`` dates: as many names as dates, or the nearest name for all."""
    if match["quarter"]:
        return [_named(match["quarter"])] * number
    if match["dm"]:
        return ["quý" if "quý" in words else "tháng"] * number
    before_date = words[: max(words.lower().find(match[0].lower()), 0)]
    named = [_named(found["p"]) for found in PERIOD.finditer(before_date)] or (
        [] if match["y"] else [_named(found["p"]) for found in PERIOD.finditer(words)]
    )
    if number > 1 and len(named) == number:
        return named
    return [named[-1] if named else ""] * number


def _periods_before(text: str, number: int) -> list[str]:
    """ "Báo cáo 6 tháng và cả năm, gửi trước ngày 10 tháng 6 và ngày 10 tháng 12": as many names as dates."""
    sentence = re.split(r"[.;\n]\s*", text)[-1]
    named = [_named(found["p"]) for found in PERIOD.finditer(sentence)] if "báo cáo" in sentence.lower() else []
    return named if len(named) == number > 1 else [""] * number


def _day_before(match: re.Match[str], word: str, year: int | None) -> str:
    """A further date after "và", by the same rule as the first."""
    day, month, at = int(match["d"]), int(match["m"]), int(match["y"] or year or 2022)
    if not (1 <= month <= 12 and 1 <= day <= monthrange(at, month)[1]):
        return ""
    word = word.lower()
    late = date(at, month, day) + timedelta(days=0 if word.startswith("trước") or word.endswith("trước") else 1)
    return late.isoformat() if match["y"] else f"{late:%m-%d}"


def _named(words: str) -> str:
    """ "Hằng năm" → "năm", "QUÝ ii" → "quý II"."""
    plain = re.sub(r"^(?:h[ằà]ng|cả|cuối) (?=năm|quý|tháng|tuần)", "", words.lower()).replace("sáu", "6")
    return re.sub(r"(?<=quý )[iv]+", lambda roman: roman[0].upper(), plain)


def _before(match: re.Match[str], year: int | None) -> str:
    word = match["word"].lower()
    excluded = word.startswith("trước") or word.endswith("trước")
    if match["dm"]:
        day = int(match["dm"])
        return f"{day if excluded else day + 1:02d}" if 0 < day < 31 else ""
    last = _last_day(match, year, excluded)
    if last is None:
        return ""
    first_late = last if excluded else last + timedelta(days=1)
    has_year = match["y"] or match["qy"] or match["oy"]
    return first_late.isoformat() if has_year else f"{first_late:%m-%d}"


def _last_day(match: re.Match[str], year: int | None, excluded: bool) -> date | None:
    """The day named; of a month or quarter its last day, or its first when it must be over before."""
    at = int(match["y"] or match["qy"] or match["oy"] or year or 2022)
    month = int(match["m"] or match["om"] or 3 * NAMES.get((match["q"] or "").lower(), 0))
    if not (1 <= month <= 12 and 1 <= at <= 9998):
        return None
    if match["d"]:
        day = int(match["d"])
        return date(at, month, day) if 1 <= day <= monthrange(at, month)[1] else None
    if excluded:
        return date(at, month - 2 if match["q"] else month, 1)
    return date(at, month, monthrange(at, month)[1])
