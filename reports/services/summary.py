"""One page that the leader reads out: the version's own words and figures, shortened, nothing new.

What does not fit is counted and named as standing in the report, never dropped in silence.
"""

from kit.pdf import render_pdf_soon
from reports.models import Consolidation
from reports.services.wording import NBSP, SENTENCES, sentence

TEMPLATE = "reports/pdf/summary.html"
SPOKEN = ("I", "II.2", "II.5", "II.8")  # the sections whose first sentence is read out
MOST_PROPOSALS, LONGEST = 4, 220


def summary_pdf(version: Consolidation) -> bytes:
    """The page as PDF. Raises ValueError while the version has no figures yet."""
    title = f"Tóm tắt báo cáo {version.period}"
    return render_pdf_soon(TEMPLATE, {"summary": summary_of(version)}, title=title)


def summary_of(version: Consolidation) -> dict:
    """What is read out, as plain strings from the stored snapshot."""
    figures = version.figures
    if not figures:
        raise ValueError(str(version))
    lines = {line["code"]: line for line in figures["lines"]}
    proposals = _proposals(figures)
    return {
        "version": version,
        "coverage": figures["coverage"],
        "missing": figures["missing"],
        "sentences": [sentence(SENTENCES[code][0], lines) for code in SPOKEN],
        "goals": [_goal(item) for item in figures["objectives"]],
        "proposals": [_shortened(text) for text in proposals[:MOST_PROPOSALS]],
        "more": max(len(proposals) - MOST_PROPOSALS, 0),
    }


def _goal(item: dict) -> dict:
    """ "G3. … : 50,0 % (7/14 đơn vị), chỉ tiêu 100 %"."""
    parts = [
        f"{p['percent']} ({p['numerator']}/{p['denominator']} {p['label']})"
        if p["percent"] != "–"
        else "chưa có số liệu"
        for p in item["parts"]
    ]
    return {
        "title": f"{item['code']}. {item['title']}",
        "result": "; ".join(parts).replace(" %", f"{NBSP}%"),
        "target": item["target"],
    }


def _proposals(figures: dict) -> list[str]:
    """Of section V: the output's own words, else what was chosen on the board, else what the units wrote; once each."""
    if own := figures.get("own", {}).get("V"):
        return [line.lstrip("-–+ ") for line in own["text"].splitlines() if line.strip()]
    chosen = [p for p in figures.get("passages", []) if p["section"] == "V"]
    texts = [p["text"] for p in chosen or [p for p in figures["sections"] if p["section"] == "V"]]
    return list(dict.fromkeys(" ".join(text.split()).lstrip("-–+ ") for text in texts))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: text.rfind(" ", 0, LONGEST)].rstrip(",;") + " …"
