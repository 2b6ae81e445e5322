"""Everything that keeps a report from being sent, and where it stands on the form."""

from dataclasses import dataclass

from kit.text import personal_data_in
from kit.tokens import tokens_in
from reports.figures import Finding
from reports.models import Report, ReportSection
from reports.queries.form import Line, asked_codes, form_blocks, outline_for
from reports.queries.narrative import token_faults, token_values
from reports.queries.returns import returned_items
from reports.states import CellStatus


@dataclass(frozen=True)
class Problem:
    """Why a report cannot be sent yet, and where on the form."""

    code: str
    message: str


def problems_of(report: Report) -> list[Problem]:
    """Everything that keeps the report from being sent, in the order of the form."""
    return _figure_problems(report) + _section_problems(report) + _unanswered(report)


def _unanswered(report: Report) -> list[Problem]:
    """Requests of the department that the unit has not answered."""
    return [
        Problem(f"yeu-cau-{item.pk:d}", f"{item.code or 'Cả báo cáo'}: chưa trả lời yêu cầu chỉnh lý của Sở.")
        for item in returned_items(report)
        if not item.answer
    ]


def _figure_problems(report: Report) -> list[Problem]:
    lines = {line.code: line for block in form_blocks(report) for line in block.lines}
    noted = {code for code, line in lines.items() if line.has_note}
    opened = asked_codes(report)
    problems: list[Problem] = []
    told: set[str] = set()
    for line in lines.values():
        problems += _gaps(line)
        for check in line.findings:
            blocks = check.is_error and not _meets_a_locked_cell(check, lines, opened)
            if check.code not in told and (blocks or not check.is_answered(noted)):
                advice = "" if blocks else " Nếu đúng là như vậy, ghi giải trình cạnh ô."
                problems.append(Problem(line.code, check.message + advice))
            told.add(check.code)
    return problems


def _gaps(line: Line) -> list[Problem]:
    """A figure that is missing, or said to be missing without a word why; a note that names somebody."""
    cell = line.cell
    if not line.is_typed:
        return []
    if cell is None and line.indicator.is_required:
        return [Problem(line.code, f"{line.code}: chưa nhập. Nếu không phát sinh, ghi 0.")]
    if cell and cell.status != CellStatus.VALUE and not cell.note:
        words = f"{line.code}: cần ghi chú vì sao {CellStatus(cell.status).label.lower()}."
        return [Problem(line.code, words)]
    found = personal_data_in(cell.note) if cell else []
    return [Problem(line.code, f"{line.code}: ghi chú có {w}. Hãy bỏ thông tin nhận dạng cá nhân.") for w in found]


def _meets_a_locked_cell(check: Finding, lines: dict[str, Line], opened: frozenset[str]) -> bool:
    """Single figures came back and this rule also names one that stayed locked: words must do."""
    typed = {code for code in check.cells if code in lines and lines[code].is_typed}
    return bool(opened) and not typed <= opened


def _section_problems(report: Report) -> list[Problem]:
    texts = dict(ReportSection.objects.filter(report=report).values_list("code", "text"))
    values = token_values(report) if any(tokens_in(text) for text in texts.values()) else {}
    problems = []
    for section in outline_for(report.period, report.unit.reporter_code):
        text, name = texts.get(section["code"], ""), f"Mục {section['code']} “{section['title']}”"
        if section["required"] and not text:
            problems.append(Problem(section_anchor(section["code"]), f"{name}: chưa có nội dung."))
        anchor = section_anchor(section["code"])
        problems += [Problem(anchor, f"{name}: {fault}.") for fault in token_faults(text, values)]
        for found in personal_data_in(text):
            words = f"{name}: có {found}. Hãy bỏ thông tin nhận dạng cá nhân."
            problems.append(Problem(section_anchor(section["code"]), words))
    return problems


def section_anchor(code: str) -> str:
    """Where a section stands on the form: "II.2" → "muc-II-2"."""
    return f"muc-{code.replace('.', '-')}"
