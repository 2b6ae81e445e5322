"""The appendices of the consolidated report: totals, units' figures, charts; from a frozen snapshot alone."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.urls import reverse

from accounts.states import UnitKind
from documents import layout
from plans.states import ValueKind
from reports.models import Consolidation
from reports.queries.profiles import Profile
from reports.services.content_charts import charts_appendix, charts_of
from reports.services.wording import changes_apart, joined_percent

WIDEST = 10  # signs of a code: "N401.HUYEN"


def broken_note(note: str) -> str:
    """On an upright page the issuer's name goes to a line of its own instead of being torn."""
    return note.replace(" của ", "\ncủa ")


def trace_note(built: Consolidation) -> str:
    """Where a code typed from paper opens the same figure."""
    mark = _mark_of(built)
    where = f"{settings.PORTAL_URL}{reverse('reports:trace')}"
    return f"Tra nguồn từng số (quy tắc, đơn vị, lần gửi): mở {where} và gõ {mark}-mã số của dòng, ví dụ {mark}-N101."


def figures_url(built: Consolidation) -> str:
    """Address that a figure's code completes: of this version, or of today while nothing is stored."""
    return f"{settings.PORTAL_URL}{reverse('reports:trace')}?ma={_mark_of(built)}-"


def _mark_of(built: Consolidation) -> str:
    return f"{built.pk}" if built.pk else built.period.code


def appendices(built: Consolidation, profile: Profile, date_text: str) -> list[layout.Appendix]:
    """The tables and charts that the output wants, numbered in its order."""
    figures = built.figures or {}
    note = f"(Kèm theo Báo cáo số{layout.NBSP * 8}/{profile.symbol} {date_text} của {profile.issuer_in_text})"
    districts = [u for u in figures["units"] if u["kind"] == UnitKind.DISTRICT_OFFICE]
    others = [u for u in figures["units"] if u["kind"] != UnitKind.DISTRICT_OFFICE]
    charts = charts_of(districts, figures)
    makers: dict[str, list[Callable[[str], layout.Appendix]]] = {
        "totals": [lambda number: _totals_appendix(number, built, figures, note)],
        "districts": _by_units("SỐ LIỆU CỦA CÁC HUYỆN, THÀNH PHỐ", districts, figures, note),
        "others": _by_units("SỐ LIỆU CỦA CÁC PHÒNG, ĐƠN VỊ THUỘC SỞ", others, figures, note),
        "charts": [lambda number: charts_appendix(number, charts, broken_note(note))] if charts else [],
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
        rows.append(layout.row(line["code"], *map(joined_percent, cells(line)), code=line["code"]))
    return rows


def _longest(lines: list[dict]) -> int:
    """Signs of the longest code, which is never torn."""
    return max((len(line["code"]) for line in lines), default=WIDEST)


def _totals_cells(line: dict) -> list[str]:
    name = line["name"] + (" (*)" if line["is_upper_bound"] else "") + (" (**)" if line["adjustments"] else "")
    difference, percent = changes_apart(line["change"])
    if line["value_kind"] == ValueKind.PERCENT:
        percent = "–"  # of a share in points there is no share
    difference += " (°)" if line["joined"] else ""
    return [name, line["unit_of_measure"], line["total"], line["before"], difference, percent, line["coverage"]]


def _units_cells(line: dict, codes: list[str]) -> list[str]:
    given = [line["by_unit"].get(code, "x") for code in codes]
    return [line["name"], line["unit_of_measure"], *given, line["total"], line["coverage"]]


TOTALS_HEAD: list[list[layout.HeaderCell]] = [
    [
        {"label": "Mã số", "rowspan": "2"},
        {"label": "Chỉ tiêu", "rowspan": "2"},
        {"label": "Đơn vị tính", "rowspan": "2"},
        {"label": "Thực hiện", "rowspan": "2"},
        {"label": "Cùng kỳ", "rowspan": "2"},
        {"label": "So với cùng kỳ", "colspan": "2"},
        {"label": "Số đơn vị", "rowspan": "2"},
    ],
    [{"label": "Tăng, giảm"}, {"label": "Tỷ lệ (%)"}],
]


def _totals_columns(longest: int) -> list[layout.Column]:
    """Upright page, 160 mm; the name takes what is left."""
    return [
        layout.column("Mã số", f"{max(13, 2 * longest + 2)}mm", "center"),
        layout.column("Chỉ tiêu"),
        layout.column("Đơn vị tính", "15mm", "center"),
        layout.column("Thực hiện", "17mm", "right"),
        layout.column("Cùng kỳ", "17mm", "right"),
        layout.column("Tăng, giảm so với cùng kỳ", "16mm", "right"),
        layout.column("Tỷ lệ tăng, giảm (%)", "15mm", "right"),
        layout.column("Số đơn vị", "13mm", "center"),
    ]


def _totals_appendix(number: str, built: Consolidation, figures: dict, note: str) -> layout.Appendix:
    rows = _grouped_rows(figures["lines"], _totals_cells)
    return {
        "number": number,
        "title": "SỐ LIỆU TỔNG HỢP TOÀN TỈNH",
        "note": broken_note(note),
        "orientation": "portrait",
        "columns": _totals_columns(_longest(figures["lines"])),
        "header_rows": TOTALS_HEAD,
        "rows": rows,
        "footnotes": [
            "Cột “Số đơn vị”: số đơn vị có số liệu trên số đơn vị phải báo cáo chỉ tiêu đó.",
            "Cùng kỳ: năm trước, chỉ cộng các đơn vị có số liệu kỳ này. Cùng kỳ bằng 0 thì chỉ ghi số tuyệt đối.",
            "“–”: chưa có số liệu. Chỉ tiêu tính bằng % thì cột tăng, giảm là điểm phần trăm.",
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
    notes = [f"(°) Tập đơn vị khác cùng kỳ; năm trước chưa có số của: {_listed(told)}."] if told else []
    if figures["gone"]:
        notes.append(f"Năm trước còn có số của {_listed(figures['gone'])}: không tính vào cùng kỳ.")
    return notes


def _listed(names: list[str], most: int = 60) -> str:
    """A footnote names what can be read; beyond that it counts, and the portal's page of the figure names all."""
    more = f" và {len(names) - most} đơn vị khác" if len(names) > most else ""
    return "; ".join(names[:most]) + more


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
        "columns": layout.figures_columns([unit["short"] for unit in units], _longest(shown)),
        "rows": rows,
        "footnotes": [
            "0: không phát sinh; “x”: không thuộc phạm vi; “…”: đơn vị chưa có số liệu; “trống”: đơn vị không khai,"
            " chỉ tiêu không bắt buộc; “–”: chưa có báo cáo được duyệt. Cột “Tổng cộng” là của tất cả đơn vị đã duyệt.",
        ],
    }
