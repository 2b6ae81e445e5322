"""The command that recomputes a published draw: no database, and every change is found."""

import copy
import json

import pytest
from django.core.management import call_command

from inspections.figures.draw import digest
from inspections.figures.draw_record import compose
from inspections.figures.risk import DEFAULT_SCALE

HEADER = {
    "title": "Chọn mẫu năm 2022", "year": 2022, "team": "Đội 178 tỉnh", "level": "province",
    "frozen_on": "2022-01-05", "conditional_only": False, "committed_at": "2022-01-06T02:00:00+00:00",
}  # fmt: skip
RULES = {"quota_percent": "20", "certain_from": 60, "raised_from": 30, "scale": DEFAULT_SCALE}


def row(number, district, kind="LT", **values):
    known = {"violations": 0, "complaints": 0, "idle_months": None, "excluded": ""} | values
    return {"code": f"CS-{district}-{number:04d}", "district": district, "type": kind} | known


def a_record():
    rows = [row(n, "178", "KR" if n % 4 == 0 else "LT") for n in range(30)]
    rows += [row(n, "180", idle_months=n) for n in range(12)]
    rows += [row(90, "178", "KR", violations=3), row(91, "180", excluded="Đã chuyển đi nơi khác")]
    draft = compose(HEADER, RULES, rows, seed="5e" * 32, witness="4711", drawn_at="2022-01-10T02:00:00+00:00")
    wishes = [(draft["drawn"][0], "Đang sửa chữa, không hoạt động")]
    return compose(HEADER, RULES, rows, seed="5e" * 32, witness="4711", drawn_at=draft["drawn_at"], wishes=wishes)


@pytest.fixture(scope="module")
def record():
    return a_record()


@pytest.fixture
def check(tmp_path, capsys):
    """Runs the command on a record (or raw text); returns exit code and what was said."""

    def run(content, *arguments):
        path = tmp_path / "bien-ban.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))
        try:
            call_command("verify_draw", str(path), *arguments)
        except SystemExit as stop:
            return stop.code, capsys.readouterr().err
        return 0, capsys.readouterr().out

    return run


def test_the_record_as_it_was_published_is_recomputed_without_a_database(check, record):
    assert check(record) == (0, check(record)[1])
    assert "ĐÚNG" in check(record)[1]


def change(record, *path, to):
    tampered = copy.deepcopy(record)
    place = tampered
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to(place[path[-1]]) if callable(to) else to
    return tampered


TAMPERED = {
    "seed": (("seed",), "5f" * 32),
    "witness": (("witness",), "4712"),
    "list, one exchanged": (("result", 0), "CS-178-0077"),
    "list, one more": (("result",), lambda codes: [*codes, "CS-180-0001"]),
    "list, one less": (("result",), lambda codes: codes[1:]),
    "drawn, order": (("drawn",), lambda codes: codes[::-1]),
    "quota of a stratum": (("strata", 1, "quota"), lambda quota: quota + 1),
    "size of a stratum": (("strata", 1, "size"), lambda size: size + 1),
    "stratum's risk": (("strata", 1, "risk"), lambda risk: {"raised": "ordinary"}.get(risk, "raised")),
    "stratum taken out": (("strata",), lambda strata: strata[1:]),
    "quota percent": (("rules", "quota_percent"), "25"),
    "certainty": (("rules", "certain_from"), 1000),
    "scale": (("rules", "scale", "never"), 0),
    "register, type": (("register", 3, "type"), "XB"),
    "register, district": (("register", 3, "district"), "180"),
    "register, violations": (("register", 3, "violations"), 1),
    "register, points": (("register", 3, "points"), 99),
    "register, risk": (("register", 3, "risk"), "certain"),
    "register, exclusion": (("register", 3, "excluded"), "Quen biết"),
    "register, row gone": (("register",), lambda rows: rows[1:]),
    "register, order": (("register",), lambda rows: rows[::-1]),
    "register digest": (("register_digest",), "0" * 64),
    "commitment": (("commitment",), "0" * 64),
    "replacement, who came in": (("replacements", 0, "into"), "CS-178-0002"),
    "replacement, reason": (("replacements", 0, "reason"), "Lý do khác"),
    "replacement, no reason": (("replacements", 0, "reason"), ""),
    "replacement hidden": (("replacements",), []),
    "day of the draw": (("drawn_at",), "2022-01-11T02:00:00+00:00"),
    "day of the commitment": (("draw", "committed_at"), "2022-01-01T02:00:00+00:00"),
    "year": (("draw", "year"), 2023),
    "team": (("draw", "team"), "Đội khác"),
    "format": (("format",), "chon-mau-kiem-tra/2"),
    "digest": (("digest",), "0" * 64),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_any_change_is_found(check, record, name):
    path, to = TAMPERED[name]

    code, said = check(change(record, *path, to=to))

    assert code == 1
    assert "KHÁC" in said


ANCHORED = sorted(set(TAMPERED) - {"digest"})


@pytest.mark.parametrize("name", ANCHORED)
def test_a_change_is_found_even_when_the_digest_was_made_to_fit(check, record, name):
    """Held against the commitment published before and the digest on the signed minutes."""
    path, to = TAMPERED[name]
    tampered = change(record, *path, to=to)
    tampered["digest"] = digest({key: value for key, value in tampered.items() if key != "digest"})

    assert check(tampered, "--commitment", record["commitment"], "--digest", record["digest"])[0] == 1


@pytest.mark.parametrize("part", list(a_record()))
def test_nothing_may_be_missing_and_nothing_added(check, record, part):
    assert check({key: value for key, value in record.items() if key != part})[0] == 1
    assert check(record | {"ghi chú": "thêm"})[0] == 1


def test_a_whole_new_record_does_not_fit_what_was_published_before(check, record):
    other = compose(HEADER, RULES, record["register"], seed="77" * 32, witness="4711", drawn_at=record["drawn_at"])

    assert check(other)[0] == 0
    assert check(other, "--commitment", record["commitment"]) == (1, "KHÁC – mã cam kết: khác mã đã công bố trước\n")


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "{", '"x"', '{"seed": "1", "seed": "2"}', '{"seed": NaN}', "[" * 100_000, "\x00",
        json.dumps(dict.fromkeys(a_record())),
        json.dumps(a_record() | {"rules": []}), json.dumps(a_record() | {"register": [[]]}),
        json.dumps(a_record() | {"rules": RULES | {"quota_percent": 20}}),
        json.dumps(a_record() | {"rules": RULES | {"quota_percent": "x"}}),
        json.dumps(a_record() | {"rules": RULES | {"certain_from": "60"}}),
        json.dumps(a_record() | {"rules": RULES | {"scale": {}}}),
        json.dumps(a_record() | {"replacements": [1]}),
        json.dumps(a_record() | {"draw": {}}),
    ],
)  # fmt: skip
def test_what_is_no_record_is_refused_in_words(check, text):
    code, said = check(text)

    assert code == 1
    assert "KHÁC" in said


def test_rows_of_the_register_are_looked_at_one_by_one(check, record):
    assert "có mã lặp lại" in check(change(record, "register", 1, "code", to=record["register"][0]["code"]))[1]
    assert "dòng 1" in check(change(record, "register", 0, "violations", to="2"))[1]
    assert "dòng 1" in check(change(record, "register", 0, "type", to=1))[1]


def test_a_file_that_is_not_there_is_said_so(capsys):
    with pytest.raises(SystemExit):
        call_command("verify_draw", "/khong/co.json")

    assert "không đọc được tệp" in capsys.readouterr().err
