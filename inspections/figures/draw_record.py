"""The published record of a draw: composed once, recomputed by anybody. Pure; plain JSON in and out.

``verify`` takes from a record only what was put in (header, rules, register, seed, witness, wishes for
replacement), composes the whole record anew and compares every part: whatever else it says must agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from inspections.figures import risk
from inspections.figures.draw import (
    FrameRow,
    ImpossibleReplacement,
    Rules,
    Stratum,
    chosen,
    digest,
    draw,
    final_list,
    replace,
    risk_class,
)

FORMAT = "chon-mau-kiem-tra/1"
HEADER = ("title", "year", "team", "level", "frozen_on", "conditional_only", "committed_at")
ROW = ("code", "district", "type", "violations", "complaints", "idle_months", "excluded")
PARTS = {
    "format": "định dạng",
    "draw": "phần đầu",
    "rules": "quy tắc",
    "register": "sổ cơ sở đã chốt",
    "register_digest": "mã băm của sổ",
    "commitment": "mã cam kết",
    "seed": "hạt giống",
    "witness": "số của người chứng kiến",
    "drawn_at": "thời điểm chọn mẫu",
    "strata": "tầng và số lượng",
    "drawn": "danh sách chọn ban đầu",
    "replacements": "thay thế",
    "result": "danh sách cuối cùng",
    "digest": "mã băm của biên bản",
}


class UnreadableRecord(ValueError):
    """Not a record of a draw at all; the text says what is missing."""


def register_rows(rows: Sequence[Mapping[str, Any]], rules: Mapping[str, Any]) -> list[dict]:
    """The frozen register, sorted by code, each row with its points and risk class."""
    scale, cut = rules["scale"], parse_rules(rules)
    result = []
    for row in sorted(rows, key=lambda row: row["code"]):
        plain = {name: row[name] for name in ROW}
        points = risk.score(facts(row), scale)
        result.append(plain | {"points": points, "risk": risk_class(points, cut)})
    return result


def facts(row: Mapping[str, Any]) -> risk.Facts:
    return risk.Facts(row["type"], row["violations"], row["complaints"], row["idle_months"])


def parse_rules(rules: Mapping[str, Any]) -> Rules:
    return Rules(Decimal(rules["quota_percent"]), rules["certain_from"], rules["raised_from"])


def commitment(header: Mapping[str, Any], rules: Mapping[str, Any], register_digest: str, seed: str) -> str:
    """What is published before the draw: it binds seed, rules and register without telling the seed."""
    return digest({"draw": dict(header), "rules": dict(rules), "register": register_digest, "seed": seed})


def compose(
    header: Mapping[str, Any], rules: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], *,
    seed: str, witness: str, drawn_at: str, wishes: Sequence[tuple[str, str]] = (),
) -> dict:  # fmt: skip
    """The whole record. ``rows`` hold what was known (ROW); ``wishes``: (code, reason) to replace, in turn.

    Raises ImpossibleReplacement.
    """
    register = register_rows(rows, rules)
    frame = [FrameRow(r["code"], r["district"], r["type"], r["points"], r["excluded"]) for r in register]
    cut = parse_rules(rules)
    strata = draw(frame, cut, seed=seed, witness=witness)
    replaced = replace(frame, strata, wishes, cut, seed=seed, witness=witness)
    register_digest = digest(register)
    record = {
        "format": FORMAT,
        "draw": dict(header),
        "rules": dict(rules),
        "register": register,
        "register_digest": register_digest,
        "commitment": commitment(header, rules, register_digest, seed),
        "seed": seed,
        "witness": witness,
        "drawn_at": drawn_at,
        "strata": [_stratum(stratum) for stratum in strata],
        "drawn": chosen(strata),
        "replacements": [{"out": r.out, "into": r.into, "reason": r.reason} for r in replaced],
        "result": final_list(strata, replaced),
    }
    return record | {"digest": digest(record)}


def verify(record: Any, *, published: str = "", signed: str = "") -> list[str]:
    """What does not agree, in words; empty when the whole record can be computed again.

    Args:
        published: the commitment as it was published beforehand, to hold against the record's.
        signed: the digest on the signed minutes, to hold against the record's.
    """
    try:
        _check_shape(record)
        again = compose(
            record["draw"], record["rules"], record["register"],
            seed=record["seed"], witness=record["witness"], drawn_at=record["drawn_at"],
            wishes=[(each["out"], each["reason"]) for each in record["replacements"]],
        )  # fmt: skip
    except ImpossibleReplacement as error:
        return [f"thay thế: không thay được cơ sở {error}"]
    except UnreadableRecord as error:
        return [str(error)]
    problems = [
        f"{label}: khác với kết quả tính lại{_where(record[name], again[name])}"
        for name, label in PARTS.items()
        if digest(record[name]) != digest(again[name])
    ]
    if published and published != record["commitment"]:
        problems.append("mã cam kết: khác mã đã công bố trước")
    if signed and signed != record["digest"]:
        problems.append("mã băm của biên bản: khác mã trên biên bản đã ký")
    return problems


def _stratum(stratum: Stratum) -> dict:
    return {
        "district": stratum.district,
        "type": stratum.primary_type,
        "risk": stratum.risk,
        "size": stratum.size,
        "quota": stratum.quota,
        "drawn": list(stratum.drawn),
    }


def _where(found: Any, again: Any) -> str:
    """The first line of a list that differs."""
    if not isinstance(found, list) or not isinstance(again, list):
        return ""
    for number, (one, other) in enumerate(zip(found, again, strict=False), 1):
        if digest(one) != digest(other):
            return f" (dòng {number})"
    return f" (có {len(found)} dòng, tính lại được {len(again)})"


def _check_shape(record: Any) -> None:
    """Every part is there, of its kind, and none besides. Raises UnreadableRecord."""
    _need(isinstance(record, dict), "tệp không phải biên bản chọn mẫu")
    _need(set(record) == set(PARTS), _keys("biên bản", record, PARTS))
    for name in ("format", "seed", "witness", "drawn_at", "commitment", "register_digest", "digest"):
        _need(isinstance(record[name], str), f"{PARTS[name]}: phải là chữ")
    for name in ("register", "strata", "drawn", "replacements", "result"):
        _need(isinstance(record[name], list), f"{PARTS[name]}: phải là danh sách")
    _need(isinstance(record["draw"], dict) and set(record["draw"]) == set(HEADER), "phần đầu: thiếu hoặc thừa mục")
    _check_rules(record["rules"])
    _check_register(record["register"])
    for each in record["replacements"]:
        _need(isinstance(each, dict) and set(each) == {"out", "into", "reason"}, "thay thế: thiếu hoặc thừa mục")
        _need(all(isinstance(value, str) for value in each.values()), "thay thế: phải là chữ")


def _check_rules(rules: Any) -> None:
    names = {"quota_percent", "certain_from", "raised_from", "scale"}
    _need(isinstance(rules, dict) and set(rules) == names, "quy tắc: thiếu hoặc thừa mục")
    try:
        percent = Decimal(rules["quota_percent"]) if isinstance(rules["quota_percent"], str) else Decimal("NaN")
    except InvalidOperation:
        percent = Decimal("NaN")
    _need(percent.is_finite() and 0 < percent <= 100, "quy tắc: tỷ lệ chọn không đọc được")
    cuts = (rules["certain_from"], rules["raised_from"])
    _need(all(type(cut) is int and cut >= 0 for cut in cuts), "quy tắc: ngưỡng điểm phải là số nguyên")
    try:
        risk.check_scale(rules["scale"])
    except risk.UnreadableScale as error:
        raise UnreadableRecord(f"quy tắc: {error}") from error


def _check_register(rows: list) -> None:
    names = {*ROW, "points", "risk"}
    for number, row in enumerate(rows, 1):
        _need(isinstance(row, dict) and set(row) == names, f"sổ cơ sở, dòng {number}: thiếu hoặc thừa mục")
        texts = (row["code"], row["district"], row["type"], row["excluded"])
        _need(all(isinstance(text, str) for text in texts), f"sổ cơ sở, dòng {number}: phải là chữ")
        counts = (row["violations"], row["complaints"], row["idle_months"] or 0)
        _need(all(type(n) is int and n >= 0 for n in counts), f"sổ cơ sở, dòng {number}: phải là số nguyên")
    codes = [row["code"] for row in rows]
    _need(len(codes) == len(set(codes)), "sổ cơ sở: có mã lặp lại")


def _keys(name: str, found: Mapping, wanted: Mapping) -> str:
    missing, strange = sorted(set(wanted) - set(found)), sorted(set(found) - set(wanted))
    return f"{name}: thiếu {', '.join(missing) or 'không'}; thừa {', '.join(strange) or 'không'}"


def _need(is_right: bool, otherwise: str) -> None:
    if not is_right:
        raise UnreadableRecord(otherwise)
