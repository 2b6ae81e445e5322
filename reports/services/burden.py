"""What each indicator is needed for and what it told last year: the ground for asking less."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from kit.tokens import tokens_in
from plans.figures.rollover import Burden
from plans.models import Indicator, IndicatorForm, Objective, ReportingPeriod
from plans.queries.asking import Asking, asking_in
from plans.queries.targets import target_sets
from plans.states import Measure, Source
from reports.models import Passage, Report, ReportValue
from reports.queries.objectives import PEOPLE_SHARES, UNIT_ANSWERS
from reports.services.wording import SENTENCES, TOKEN
from reports.states import CellStatus

Uses = dict[str, list[str]]


def burden(form: IndicatorForm) -> list[Burden]:
    """Every indicator of the form with its breakdown rows as one; a constant number of queries."""
    rows = list(Indicator.objects.filter(group__form=form).order_by("group__order", "order"))
    codes = {row.code for row in rows}
    uses = uses_of(rows, form.year)
    filled, telling = _told(form.year)
    accepted = list(Report.objects.accepted().filter(period__year=form.year).select_related("unit", "period"))
    askings = {period.pk: asking_in(period) for period in ReportingPeriod.objects.filter(year=form.year)}
    found = []
    for row in rows:
        if _stem(row.code) != row.code and _stem(row.code) in codes:
            continue
        parts = [code for code in codes if code == row.code or _stem(code) == row.code]
        words = tuple(dict.fromkeys(word for code in parts for word in uses.get(code, [])))
        sides = [set().union(*(units.get(code, set()) for code in parts)) for units in (filled, telling)]
        asked = sum(_asks(report, row, askings[report.period_id]) for report in accepted)
        found.append(Burden(row.code, row.name, words, len(parts), asked, len(sides[0]), len(sides[1])))
    return found


def _asks(report: Report, row: Indicator, asking: Asking) -> bool:
    return asking.of(row, report.unit) and (report.period.is_annual or not row.annual_only)


def uses_of(rows: list[Indicator], year: int) -> Uses:
    """Code → where its figure is needed. The appendix prints every row and the checks follow the rows: no uses."""
    found: Uses = defaultdict(list)
    for code, words in (*_in_words(year), *_in_goals(year), *_in_the_form(rows)):
        found[code].append(words)
    return found


def _in_words(year: int) -> Iterator[tuple[str, str]]:
    for section, sentences in SENTENCES.items():
        for code, _ in TOKEN.findall(" ".join(sentences)):
            yield code, f"câu trong báo cáo tổng hợp, mục {section}"
    for text in Passage.objects.filter(period__year=year).values_list("text", flat=True):
        yield from ((code, "lời văn đã viết trong năm") for code in tokens_in(text))


def _in_goals(year: int) -> Iterator[tuple[str, str]]:
    goals = dict(Objective.objects.filter(plan__year=year).values_list("measure", "code"))
    for measure, code in UNIT_ANSWERS.items():
        if measure in goals:
            yield code, f"mục tiêu {goals[measure]}"
    if Measure.PEOPLE_REACHED in goals:
        words = f"mục tiêu {goals[Measure.PEOPLE_REACHED]}"
        yield from ((code, words) for share in PEOPLE_SHARES for code in share)
    for targets in target_sets(date(year, 12, 31)):
        for target in targets.targets:
            yield from ((code, f"chỉ tiêu {targets.key}") for code in (target.numerator, target.denominator) if code)


def _in_the_form(rows: list[Indicator]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row.source != Source.TYPED:
            yield row.code, "cổng tự tính, đơn vị không phải nhập"
        yield from ((code, f"tính {row.code}") for code in (row.numerator, row.denominator) if code)
        if row.parent_code and _stem(row.code) != row.parent_code:
            yield row.parent_code, f"{row.code} là một phần của nó"


def _told(year: int) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Code → units that filled it in; code → units whose figure was not 0. Accepted reports only."""
    filled: dict[str, set[int]] = defaultdict(set)
    telling: dict[str, set[int]] = defaultdict(set)
    rows = ReportValue.objects.filter(report__in=Report.objects.accepted().filter(period__year=year))
    for code, unit, status, value in rows.values_list("indicator__code", "report__unit", "status", "value"):
        if status != CellStatus.VALUE or value is not None:
            filled[code].add(unit)
        if value:
            telling[code].add(unit)
    return filled, telling


def _stem(code: str) -> str:
    return code.partition(".")[0]
