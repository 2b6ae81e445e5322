"""The summary annex: a few figures as bars, each with its number beside it."""

from decimal import Decimal

from documents.layout import Appendix, Chart, ChartBar
from reports.services.wording import joined_percent

BY_DISTRICT = (  # code, title, target of the plan
    ("N101", "Số buổi tuyên truyền trực tiếp của các huyện, thành phố", ""),
    ("N407", "Tỷ lệ cơ sở được kiểm tra (%); vạch đứng: chỉ tiêu năm 20%", "20"),
    ("N409", "Số cơ sở vi phạm được phát hiện", ""),
)
MOST_BARS = 40  # what a page holds and an eye compares
GOALS = "Kết quả so với mục tiêu của Kế hoạch; vạch đứng: chỉ tiêu"


def charts_of(districts: list[dict], figures: dict) -> list[Chart]:
    """Objectives, then three figures by district. A figure nobody has is named so and has no bar."""
    return [chart for chart in (_goals(figures), *_by_district(districts, figures)) if chart]


def charts_appendix(number: str, charts: list[Chart], note: str) -> Appendix:
    """The annex of charts, without a table."""
    return {
        "number": number,
        "title": "TÓM TẮT BẰNG BIỂU ĐỒ",
        "note": note,
        "orientation": "portrait",
        "charts": charts,
        "columns": [],
        "rows": [],
        "footnotes": ["“–”: chưa có báo cáo được duyệt; “…”: đơn vị chưa có số liệu. Số liệu như các phụ lục trên."],
    }


def _goals(figures: dict) -> Chart | None:
    bars: list[ChartBar] = []
    for item in figures["objectives"]:
        for part in item["parts"]:
            label = f"{item['code']}. {item['title']}"
            label += f" – {part['label']}" if len(item["parts"]) > 1 else ""
            bars.append(
                {
                    "label": shortened(label),
                    "value": _number(part["percent"]),
                    "text": joined_percent(part["percent"]),
                    "target": _number(item["target"]),
                }
            )
    return {"title": GOALS, "full": "100", "target": "", "bars": bars} if bars else None


def _by_district(districts: list[dict], figures: dict) -> list[Chart]:
    lines = {line["code"]: line for line in figures["lines"]}
    return [chart for code, *words in BY_DISTRICT if code in lines and (chart := _bars(lines[code], districts, *words))]


def _bars(line: dict, districts: list[dict], title: str, target: str) -> Chart | None:
    """As long as the largest of the districts, or the target where that is more; of too many, the largest."""
    owing = [unit for unit in districts if unit["code"] in line["by_unit"]]
    if len(owing) > MOST_BARS:
        title += f"; {MOST_BARS} nơi cao nhất trong {len(owing)}"
        owing = sorted(owing, key=lambda unit: Decimal(line["values"][unit["code"]] or -1), reverse=True)[:MOST_BARS]
    bars: list[ChartBar] = [
        {
            "label": unit["short"],
            "value": _plain(line["values"][unit["code"]]),
            "text": joined_percent(line["by_unit"][unit["code"]]),
        }
        for unit in owing
    ]
    if not bars:
        return None
    full = max([Decimal(bar["value"]) for bar in bars if bar["value"]] + [Decimal(target or 0), Decimal(1)])
    return {"title": f"{title} ({line['code']})", "full": format(full.normalize(), "f"), "target": target, "bars": bars}


def _plain(value: str | None) -> str:
    """A snapshot's decimal as a chart keeps it: "12.500" → "12.5"; unknown → ""."""
    return format(Decimal(value).normalize(), "f") if value is not None else ""


def shortened(label: str, most: int = 105) -> str:
    """Cut between words: the whole name stands in the report's own table."""
    return label if len(label) <= most else label[: label.rfind(" ", 0, most)].rstrip(",") + "…"


def _number(percent: str) -> str:
    """ "1.066,7 %" → "1066.7"; "–" → ""."""
    digits = percent.removesuffix(" %").replace(".", "").replace(",", ".")
    return digits if digits.replace(".", "").isdigit() else ""
