"""The consolidated report as a content tree, written from a frozen snapshot and nothing else."""

from django.conf import settings

from documents import layout, marks
from documents.models import OfficialDocument
from plans.models import Plan, ReportingPeriod
from plans.states import PeriodKind
from reports.models import Consolidation
from reports.queries.drill import missing_units
from reports.queries.profiles import Profile
from reports.services.content_appendices import appendices, figures_url
from reports.services.section_words import section_words
from reports.services.wording import SENTENCES, joined_percent, sentence, together

OBJECTIVES_NOTE = (
    "Ghi chú: G1, G2, G3 theo báo cáo đã được duyệt của các đơn vị; G4 theo sổ kiểm tra của các Đội kiểm tra liên"
    " ngành. Mẫu số của G1, G3 là toàn bộ đơn vị thuộc phạm vi mục tiêu; đơn vị chưa có báo cáo được duyệt thì chưa"
    " tính là đạt."
)
NO_WORDS = "[Chưa có nội dung mục này trong các báo cáo đã duyệt.]"


def consolidated_content(
    built: Consolidation, profile: Profile, *, is_draft: bool, names_holes: bool = False
) -> layout.Content:
    """One output of the consolidated report. Layout: [NĐ-30] Phụ lục I, III; outline: docs/legal.md.

    Args:
        names_holes: say behind each sentence which units its figures still lack; for the living report only, since
            a draft reads exactly as it will be signed.
    """
    period, figures = built.period, built.figures or {}
    words = words_of(period, figures)
    date_text = layout.vietnamese_date_text(None, month=period.due_at.month, year=period.due_at.year)
    content: layout.Content = {
        "letterhead": layout.letterhead(profile.superior, profile.issuer),
        "number": "",
        "symbol": profile.symbol,
        "place": profile.place,
        "date_text": date_text,
        "type_name": "BÁO CÁO",
        "subject": layout.subject_text(profile.subject.format(**words)),
        "addressees": profile.addressees,
        "grounds": [],
        "body": _body(built, profile, words, _holes(figures) if names_holes else {}),
        "signature": profile.signature,
        "recipients": profile.recipients,
        "archive": profile.archive,
        "appendices": appendices(built, profile, date_text),
        "watermark": "DỰ THẢO" if is_draft else "",
        "demo_mark": "DỮ LIỆU MINH HỌA" if settings.DEMO else "",
    }
    if profile.codes:
        content["codes"] = {"show": profile.codes, "url": figures_url(built)}
    return content


def words_of(period: ReportingPeriod, figures: dict) -> dict[str, str]:
    """What the words of a profile may name."""
    plan = Plan.objects.issued().filter(year=period.year).first()
    basis = f"Kế hoạch số {plan.full_number} {layout.vietnamese_date_text(plan.issued_on)}" if plan else ""
    return {
        "ky": str(period),
        "ky_sau": next_words(period),
        "nam": str(period.year),
        "ke_hoach": basis or "kế hoạch công tác năm",
        "don_vi": figures.get("coverage", ""),
    }


def next_words(period: ReportingPeriod) -> str:
    """What the directions are for: "6 tháng cuối năm 2022", "quý II năm 2022", "năm 2023"."""
    following = {PeriodKind.FIRST_HALF: "6 tháng cuối", PeriodKind.QUARTER_1: "quý II", PeriodKind.QUARTER_3: "quý IV"}
    words = following.get(PeriodKind(period.kind))
    return f"{words} năm {period.year}" if words else f"năm {period.year + 1}"


def _holes(figures: dict) -> dict[str, list[str]]:
    """Code → short names of the units whose figure is missing."""
    return {line["code"]: missing_units(line, figures) for line in figures["lines"]}


def _body(
    built: Consolidation, profile: Profile, words: dict[str, str], holes: dict[str, list[str]]
) -> list[layout.Block]:
    period, figures = built.period, built.figures or {}
    titles = {section["code"]: section["title"] for section in period.form.outline}
    body = _opening(built, profile.opening.format(**words))
    for order, code in enumerate(profile.sections, start=1):
        body.append(layout.section(order, _heading(code, profile.headings[code], period)))
        children = [c for c in titles if c.startswith(f"{code}.")]
        for number, child in enumerate(children, start=1):
            body.append(layout.clause(number, titles[child]))
            body += _section(child, figures, holes)
        if not children:
            body += _section(code, figures, holes)
        if code == "II":
            body += _objectives(len(children) + 1, figures)
    return marks.with_runs(body)


def _heading(code: str, heading: str, period: ReportingPeriod) -> str:
    return f"{heading} {next_words(period).upper()}" if code == "IV" else heading


def _opening(built: Consolidation, opening: str) -> list[layout.Block]:
    period, figures = built.period, built.figures or {}
    counted = (
        f"Số liệu từ ngày {layout.short_day(period.starts_on)} đến ngày {layout.short_day(period.ends_on)}, tổng hợp từ"
        f" {figures['coverage']} đơn vị có báo cáo đã được duyệt."
    )
    if figures["missing"]:
        counted += f" Chưa có trong số liệu tổng hợp: {together(figures['missing'])}."
    blocks = [*layout.narrative(opening), *layout.narrative(counted)]
    if built.replaces and built.replaces.document:
        blocks += layout.narrative(f"Báo cáo này thay thế {citation(built.replaces.document)}.")
    return blocks


def citation(document: OfficialDocument) -> str:
    """ "Báo cáo số 07/BC-SLĐTBXH ngày 05 tháng 7 năm 2022"."""
    number = layout.document_number_text(document.number, document.content["symbol"]).replace("Số:", "số")
    return f"Báo cáo {number} {layout.vietnamese_date_text(document.issued_on)}"


def _section(code: str, figures: dict, holes: dict[str, list[str]]) -> list[layout.Block]:
    """The figures' sentences, then the words of the section."""
    lines = {line["code"]: line for line in figures["lines"]}
    texts = [sentence(template, lines, holes, marked=marks.mark) for template in SENTENCES.get(code, [])]
    texts += [said.text for said in section_words(code, figures, has_sentences=bool(texts))]
    return [block for text in texts for block in layout.narrative(text)] or layout.narrative(NO_WORDS)


def _objectives(order: int, figures: dict) -> list[layout.Block]:
    """Results against the plan's four objectives."""
    columns = [
        layout.column("Mục tiêu của Kế hoạch"),
        layout.column("Chỉ tiêu", "18mm", "center"),
        layout.column("Kết quả", "42mm", "center"),
        layout.column("Tỷ lệ", "20mm", "center"),
    ]
    rows = [row for item in figures["objectives"] for row in _goal_rows(item)]
    if not rows:
        return []
    heading = layout.clause(order, "Kết quả so với mục tiêu của Kế hoạch")
    return [heading, layout.table(columns, rows), layout.note(OBJECTIVES_NOTE)]


def _goal_rows(item: dict) -> list[layout.Row]:
    """One row per part; one without figures where nobody has typed any, or the objective is in words."""
    name, code = f"{item['code']}. {item['title']}", item["code"]
    if not item["parts"]:
        return [layout.row(name, joined_percent(item["target"]), item["source"], "–", code=code)]
    rows = []
    for part in item["parts"]:
        is_only = len(item["parts"]) == 1
        result = f"{part['numerator']}/{part['denominator']} {part['label'] if is_only else 'người'}"
        result = result if part["percent"] != "–" else "chưa có số liệu"
        cells = (name if is_only else f"{name} – {part['label']}", item["target"], result, part["percent"])
        rows.append(layout.row(*map(joined_percent, cells), code=code))
    return rows
