"""Two versions of a plan's text side by side."""

from dataclasses import dataclass, field

from plans.models import Plan, PlanVersion

Text = list[list[str]]


@dataclass
class Comparison:
    """Clauses by anchor: (anchor, before, after); "" where it did not stand."""

    before: PlanVersion
    after: PlanVersion
    rows: list[tuple[str, str, str]] = field(default_factory=list)


def text_of(plan: Plan) -> Text:
    """The plan's text as it stands now, in the shape that a version keeps."""
    return [list(row) for row in plan.clauses.order_by("order").values_list("anchor", "label", "text")]


def compare(before: PlanVersion, after: PlanVersion) -> Comparison:
    """What the later version says differently, in the order of the text; what is gone comes last."""
    old, new = (_by_anchor(version.clauses) for version in (before, after))
    found = Comparison(before, after)
    found.rows = [(anchor, old.get(anchor, ""), words) for anchor, words in new.items() if old.get(anchor) != words]
    found.rows += [(anchor, words, "") for anchor, words in old.items() if anchor not in new]
    return found


def _by_anchor(rows: Text) -> dict[str, str]:
    return {anchor: f"{label} {text}".strip() for anchor, label, text in rows}


def chosen_pair(plan: Plan, before: str, after: str) -> tuple[list[PlanVersion], Comparison | None]:
    """All versions, and the two that are asked for by number; else the newest against the one before it."""
    versions = list(plan.versions.select_related("recorded_by", "plan"))
    if len(versions) < 2:
        return versions, None
    by_number = {str(version.number): version for version in versions}
    return versions, compare(by_number.get(before, versions[-2]), by_number.get(after, versions[-1]))
