"""What stands around the words of a report: figures named in them, earlier words, words that look copied."""

from collections.abc import Iterable, Mapping

from kit.shingles import shared_percent
from kit.tokens import UnknownTokens, fill_tokens, tokens_in
from reports.figures import Cell, cell_text
from reports.models import Report, ReportSection
from reports.queries.values import complete_cells, indicators_for
from reports.states import SENT

COPIED = 60  # percent from which a passage is called alike
MOST_COMPARED = 300  # passages of other units


def token_values(report: Report, cells: Mapping[str, Cell] | None = None) -> dict[str, str]:
    """Code → the figure as it is printed, for ``{{N101}}``; a figure that is not filled in has no value."""
    indicators = indicators_for(report.period, report.unit)
    cells = complete_cells(report, indicators) if cells is None else cells
    return {i.code: cell_text(cells[i.code], i.value_kind) for i in indicators if i.code in cells}


def token_faults(text: str, values: Mapping[str, str]) -> list[str]:
    """Why figures named in a passage cannot be shown, in words for the writer."""
    unknown = [code for code in tokens_in(text) if code not in values]
    return [f"{{{{{code}}}}} không phải chỉ tiêu đã có số trong biểu này" for code in unknown]


def with_figures(text: str, values: Mapping[str, str]) -> str:
    """The passage as it will be read; as it was typed when it names a figure that is not there."""
    try:
        return fill_tokens(text, values)
    except UnknownTokens:
        return text


def told_texts(report: Report) -> dict[str, str]:
    """Section → words with their figures, as they stand now."""
    texts = dict(report.sections.values_list("code", "text"))
    if not any(tokens_in(text) for text in texts.values()):
        return texts
    values = token_values(report)
    return {code: with_figures(text, values) for code, text in texts.items()}


def last_texts(report: Report) -> dict[str, str]:
    """Section → what the unit wrote in its latest accepted report before this one; empty when there is none."""
    earlier = Report.objects.accepted().filter(unit=report.unit_id, period__ends_on__lt=report.period.ends_on)
    last = earlier.order_by("-period__ends_on").first()
    return {code: text for code, text in last.sections.values_list("code", "text") if text} if last else {}


def echoes(
    report: Report, texts: Mapping[str, str], last: Mapping[str, str], *, among: Iterable[str] = ()
) -> dict[str, list[str]]:
    """Section → how alike it is to the unit's own last report and, for the sections ``among``, to other units'.

    Only the percentage is told, never whose words they are or what they say.
    """
    found: dict[str, list[str]] = {}
    for code, text in texts.items():
        if (percent := shared_percent(text, last.get(code, ""))) >= COPIED:
            found.setdefault(code, []).append(f"giống {percent}% lời văn kỳ trước của đơn vị")
    others = _others(report, [code for code in among if texts.get(code)])
    for code, passages in others.items():
        percent = max((shared_percent(texts[code], passage) for passage in passages), default=0)
        if percent >= COPIED:
            found.setdefault(code, []).append(f"giống {percent}% lời văn mục này của một đơn vị khác cùng kỳ")
    return found


def _others(report: Report, codes: list[str]) -> dict[str, list[str]]:
    """What other units have sent in the same sections of the same period."""
    if not codes:
        return {}
    rows = ReportSection.objects.filter(report__period=report.period_id, report__state__in=SENT, code__in=codes)
    found: dict[str, list[str]] = {}
    for code, text in rows.exclude(report=report).values_list("code", "text").order_by("-pk")[:MOST_COMPARED]:
        found.setdefault(code, []).append(text)
    return found
