"""The consolidated report as a content tree, written from a frozen snapshot and nothing else."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.urls import reverse

from accounts.states import UnitKind
from documents import layout
from documents.models import OfficialDocument
from plans.models import Plan, ReportingPeriod
from plans.states import PeriodKind
from reports.models import Consolidation
from reports.queries.drill import missing_units
from reports.queries.profiles import Profile
from reports.services.content_charts import charts_appendix
from reports.services.contributions import COORDINATOR, PROPOSALS
from reports.services.wording import SENTENCES, sentence

OBJECTIVES_NOTE = (
    "Nguồn: G1, G2, G3 theo báo cáo đã được duyệt của các đơn vị; G4 theo sổ kiểm tra của các Đội kiểm tra liên ngành."
    " Mẫu số của G1, G3 là toàn bộ đơn vị thuộc phạm vi mục tiêu; đơn vị chưa có báo cáo được duyệt chưa được tính là"
    " đạt."
)
Passages = dict[str, list[dict]]
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
    return {
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
        "appendices": _appendices(built, profile, date_text),
        "watermark": "DỰ THẢO" if is_draft else "",
        "demo_mark": "DỮ LIỆU MINH HỌA" if settings.DEMO else "",
    }


def words_of(period: ReportingPeriod, figures: dict) -> dict[str, str]:
    """What the words of a profile may name."""
    plan = Plan.objects.issued().filter(year=period.year).first()
    basis = f"{plan} {layout.vietnamese_date_text(plan.issued_on)}" if plan else "kế hoạch công tác năm"
    return {"ky": str(period), "nam": str(period.year), "ke_hoach": basis, "don_vi": figures.get("coverage", "")}


def _holes(figures: dict) -> dict[str, list[str]]:
    """Code → short names of the units whose figure is missing."""
    return {line["code"]: missing_units(line, figures) for line in figures["lines"]}


def _body(
    built: Consolidation, profile: Profile, words: dict[str, str], holes: dict[str, list[str]]
) -> list[layout.Block]:
    period, figures = built.period, built.figures or {}
    lines = {line["code"]: line for line in figures["lines"]}
    passages = _words_by_section(figures["sections"])
    chosen = _words_by_section(figures.get("passages", []))
    titles = {section["code"]: section["title"] for section in period.form.outline}
    body = _opening(built, profile.opening.format(**words))
    for order, code in enumerate(profile.sections, start=1):
        body.append(layout.section(order, _heading(code, profile.headings[code], period)))
        children = [c for c in titles if c.startswith(f"{code}.")]
        for number, child in enumerate(children, start=1):
            body.append(layout.clause(number, titles[child]))
            body += _passages(child, lines, passages, chosen, holes)
        if not children:
            body += _passages(code, lines, passages, chosen, holes)
        if code == "II":
            body += _objectives(len(children) + 1, figures)
    return body


def _heading(code: str, heading: str, period: ReportingPeriod) -> str:
    if code != "IV":
        return heading
    return f"{heading} {'6 THÁNG CUỐI NĂM' if period.kind == PeriodKind.FIRST_HALF else f'NĂM {period.year + 1}'}"


def _opening(built: Consolidation, opening: str) -> list[layout.Block]:
    period, figures = built.period, built.figures or {}
    counted = (
        f"Số liệu từ ngày {period.starts_on:%d/%m/%Y} đến ngày {period.ends_on:%d/%m/%Y}, tổng hợp từ"
        f" {figures['coverage']} đơn vị có báo cáo đã được duyệt."
    )
    if figures["missing"]:
        counted += f" Chưa có trong số liệu tổng hợp: {'; '.join(figures['missing'])}."
    blocks = [*layout.narrative(opening), *layout.narrative(counted)]
    if built.replaces and built.replaces.document:
        blocks += layout.narrative(f"Báo cáo này thay thế {citation(built.replaces.document)}.")
    return blocks


def citation(document: OfficialDocument) -> str:
    """ "Báo cáo số 07/BC-SLĐTBXH ngày 05 tháng 7 năm 2022"."""
    number = layout.document_number_text(document.number, document.content["symbol"]).replace("Số:", "số")
    return f"Báo cáo {number} {layout.vietnamese_date_text(document.issued_on)}"


def _words_by_section(sections: list[dict]) -> Passages:
    words: Passages = {}
    for passage in sections:
        words.setdefault(passage["section"], []).append(passage)
    return words


def _passages(
    code: str,
    lines: dict,
    words: dict[str, list[dict]],
    chosen: dict[str, list[dict]],
    holes: dict[str, list[str]],
) -> list[layout.Block]:
    """The figures' sentences, then what was chosen on the narrative board.

    Where nobody has chosen yet: the coordinating room's own words, else the units' words; proposals of all units.
    """
    sentences = [sentence(template, lines, holes) for template in SENTENCES.get(code, [])]
    if chosen.get(code):
        texts = sentences + [_attributed(p) for p in chosen[code]]
        return [block for text in texts for block in layout.narrative(text)]
    own = [p for p in words.get(code, []) if p["unit"] == COORDINATOR]
    blocks = [block for text in sentences + [p["text"] for p in own] for block in layout.narrative(text)]
    if code == PROPOSALS or not blocks:
        blocks += _units_words([p for p in words.get(code, []) if p["unit"] != COORDINATOR])
    return blocks or layout.narrative(NO_WORDS)


def _attributed(passage: dict) -> str:
    """A unit's own words keep its name; what the department has edited is the department's."""
    if not passage["unit"] or passage["unit"] == COORDINATOR or passage["edited"]:
        return passage["text"]
    return f"{passage['name']}: {passage['text']}"


def _units_words(passages: list[dict]) -> list[layout.Block]:
    """One bullet per passage; units that wrote the same are named together."""
    authors: dict[str, list[str]] = {}
    for passage in passages:
        authors.setdefault(" ".join(passage["text"].split()), []).append(passage["name"])
    return [{"type": "bullet", "text": f"{', '.join(names)}: {text}"} for text, names in authors.items()]


def _objectives(order: int, figures: dict) -> list[layout.Block]:
    """Results against the plan's four objectives."""
    columns = [
        layout.column("Mục tiêu của Kế hoạch"),
        layout.column("Chỉ tiêu", "18mm", "center"),
        layout.column("Kết quả", "42mm", "center"),
        layout.column("Tỷ lệ", "20mm", "center"),
    ]
    rows = []
    for item in figures["objectives"]:
        if not item["parts"]:  # typed by nobody yet, or words alone
            rows.append(layout.row(f"{item['code']}. {item['title']}", item["target"], item["source"], "–"))
        for part in item["parts"]:
            title = f"{item['code']}. {item['title']}" + (f" – {part['label']}" if len(item["parts"]) > 1 else "")
            measure = part["label"] if len(item["parts"]) == 1 else "người"
            result = f"{part['numerator']}/{part['denominator']} {measure}"
            result = result if part["percent"] != "–" else "chưa có số liệu"
            rows.append(layout.row(title, item["target"], result, part["percent"]))
    if not rows:
        return []
    heading = layout.clause(order, "Kết quả so với mục tiêu của Kế hoạch")
    return [heading, layout.table(columns, rows), *layout.narrative(OBJECTIVES_NOTE)]


def trace_note(built: Consolidation) -> str:
    """Where a code typed from paper opens the same figure: of this version, or of today while nothing is stored."""
    mark = f"{built.pk}" if built.pk else built.period.code
    where = f"{settings.PORTAL_URL}{reverse('reports:trace')}"
    return f"Tra nguồn từng số (quy tắc, đơn vị, lần gửi): mở {where} và gõ {mark}-mã số của dòng, ví dụ {mark}-N101."


def _appendices(built: Consolidation, profile: Profile, date_text: str) -> list[layout.Appendix]:
    figures = built.figures or {}
    note = f"(Kèm theo Báo cáo số{layout.NBSP * 8}/{profile.symbol} {date_text} của {profile.issuer_in_text})"
    districts = [u for u in figures["units"] if u["kind"] == UnitKind.DISTRICT_OFFICE]
    others = [u for u in figures["units"] if u["kind"] != UnitKind.DISTRICT_OFFICE]
    makers: dict[str, list[Callable[[str], layout.Appendix]]] = {
        "totals": [lambda number: _totals_appendix(number, built, figures, note)],
        "districts": _by_units("SỐ LIỆU CỦA CÁC HUYỆN, THÀNH PHỐ", districts, figures, note),
        "others": _by_units("SỐ LIỆU CỦA CÁC PHÒNG, ĐƠN VỊ THUỘC SỞ", others, figures, note),
        "charts": [lambda number: charts_appendix(number, districts, figures, note)],
    }
    wanted = [make for name in profile.appendices for make in makers[name]]
    return [make(layout.roman(order)) for order, make in enumerate(wanted, start=1)]


def _by_units(title: str, units: list[dict], figures: dict, note: str) -> list[Callable[[str], layout.Appendix]]:
    """One appendix, or as many of even width as the units need."""
    groups = layout.abreast(units)
    titles = [title if len(groups) == 1 else f"{title} ({n}/{len(groups)})" for n in range(1, len(groups) + 1)]
    return [
        partial(_units_appendix, title=title, units=group, figures=figures, note=note)
        for title, group in zip(titles, groups, strict=True)
    ]


def _grouped_rows(lines: list[dict], cells: Callable[[dict], list[str]]) -> list[layout.Row]:
    """Rows under the headings of their groups, each with the code that leads to what stands behind it."""
    rows, group = [], ""
    for line in lines:
        if line["group_title"] != group:
            group = line["group_title"]
            rows.append(layout.row(group, kind="group"))
        rows.append(layout.row(line["code"], *cells(line)))
    return rows


def _totals_cells(line: dict) -> list[str]:
    marks = (" (*)" if line["is_upper_bound"] else "") + (" (**)" if line["adjustments"] else "")
    name = line["name"] + marks
    change = line["change"].replace(" %", f"{layout.NBSP}%") + (" (°)" if line["joined"] else "")
    return [name, line["unit_of_measure"], line["total"], line["before"], change, line["coverage"]]


def _units_cells(line: dict, codes: list[str]) -> list[str]:
    given = [line["by_unit"].get(code, "x") for code in codes]
    return [line["name"], line["unit_of_measure"], *given, line["total"], line["coverage"]]


def _totals_appendix(number: str, built: Consolidation, figures: dict, note: str) -> layout.Appendix:
    columns = [
        layout.column("Mã số", "19mm", "center"),
        layout.column("Chỉ tiêu"),
        layout.column("Đơn vị tính", "15mm", "center"),
        layout.column("Thực hiện", "19mm", "right"),
        layout.column("Cùng kỳ", "18mm", "right"),
        layout.column("Tăng, giảm", "28mm", "right"),
        layout.column("Số đơn vị", "13mm", "center"),
    ]
    rows = _grouped_rows(figures["lines"], _totals_cells)
    return {
        "number": number,
        "title": "SỐ LIỆU TỔNG HỢP TOÀN TỈNH",
        "note": note,
        "orientation": "portrait",
        "columns": columns,
        "rows": rows,
        "footnotes": [
            "Cột “Số đơn vị”: số đơn vị có số liệu trên số đơn vị phải báo cáo chỉ tiêu đó.",
            "Cùng kỳ: năm trước, chỉ cộng các đơn vị có số liệu kỳ này. Cùng kỳ bằng 0 thì chỉ ghi số tuyệt đối.",
            "“–”: chưa có số liệu.",
            "(*) Số cộng từ các đơn vị, có thể trùng người hoặc cơ sở; là cận trên.",
            *_changed_set_notes(figures),
            *_adjustment_notes(figures),
            trace_note(built),
        ],
    }


def _changed_set_notes(figures: dict) -> list[str]:
    """Which units are in this year's totals alone, and who has gone: growth may come from the set, not from work."""
    names = {unit["code"]: unit["short"] for unit in figures["units"]}
    joined: dict[str, list[str]] = {}
    for line in figures["lines"]:
        for unit in line["joined"]:
            joined.setdefault(unit, []).append(line["code"])
    told = [f"{names[unit]} ({_some(codes)})" for unit, codes in joined.items()]
    notes = [f"(°) Tập đơn vị khác cùng kỳ; năm trước chưa có số của: {'; '.join(told)}."] if told else []
    if figures["gone"]:
        notes.append(f"Năm trước còn có số của {'; '.join(figures['gone'])}: không tính vào cùng kỳ.")
    return notes


def _some(codes: list[str], most: int = 4) -> str:
    """ "N101, N102, N103, N104 và 3 chỉ tiêu khác"."""
    more = f" và {len(codes) - most} chỉ tiêu khác" if len(codes) > most else ""
    return ", ".join(codes[:most]) + more


def _adjustment_notes(figures: dict) -> list[str]:
    """One footnote per adjustment: both numbers and the reason."""
    return [
        f"(**) {line['code']}: các đơn vị báo cáo {line['reported']}, điều chỉnh {a['text']}"
        f" ({'; '.join(filter(None, [a['kind'].lower(), ', '.join(a['units'])]))}): {a['reason']}"
        for line in figures["lines"]
        for a in line["adjustments"]
    ]


def _units_appendix(number: str, title: str, units: list[dict], figures: dict, note: str) -> layout.Appendix:
    codes = [unit["code"] for unit in units]
    shown = [line for line in figures["lines"] if set(codes) & set(line["by_unit"])]
    rows = _grouped_rows(shown, lambda line: _units_cells(line, codes))
    return {
        "number": number,
        "title": title,
        "note": note,
        "orientation": "landscape",
        "columns": layout.figures_columns([unit["short"] for unit in units]),
        "rows": rows,
        "footnotes": [
            "0: không phát sinh; “x”: không thuộc phạm vi; “…”: đơn vị chưa có số liệu; “trống”: đơn vị không khai,"
            " chỉ tiêu không bắt buộc; “–”: chưa có báo cáo được duyệt. Cột “Tổng cộng” là của tất cả đơn vị đã duyệt.",
        ],
    }
