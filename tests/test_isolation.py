"""A unit reads its own and nothing else: every byte of every answer, in a world where every text is marked."""

import re
from email.message import EmailMessage

import pytest
from django.db import models

from tests.world import (
    GLOBAL,
    MARK,
    NUMBER_OF_B,
    addresses,
    everything_in,
    forgotten,
    our_models,
    text_fields,
    url,
)

FIGURE_OF_B = re.compile(r"987[. ]?654[. ]?321")
REPORT_WORDS = "report|reportvalue|reportsection|submissionround"
FIELD_WORDS = (
    "establishment|team|teammember|inspection|violation|minutes|checklistanswer|addendum|followup|complaint|evidence"
)
# Lists are asked with every parameter any of them knows, and with the neighbour's words. Each page
# picks its own out of a line.
PARAMETERS = (
    "q=-establishment-name&trang_thai=planned&tinh-trang=muon&trang-thai=queued&nam=2022&ky=2022-6T"
    "&don_vi={b_unit}&co_so={b_establishment}",
    "q=KN&trang_thai=executed&tinh-trang=accepted&trang-thai=sent&nam=2021&ky=2021-6T&kiem-tra=1&tai=1",
    "huyen=182&loai=accounts.user&xem=1",
    "huyen=181&dieu_kien=on&loai=reports.report&trang=2&thang=2022-11",
    "loai_ky=nam&nam=2022&so=1&huyen=182",
    "loai=LT&vi_pham=on&trang=1&q=N%25",
    "tinh_trang=active&tu=01/01/2022&den=31/12/2022&ngay=20/06/2022",
    "nhom=V7&kien_nghi=open&xu_ly=pending",
    "kien_nghi=overdue&theo=quyet_dinh&don_vi=H182&phuc_tra=any&kenh=letter&da_xu_ly=on",
)
PLANNED_DAYS = r"2[89]/11/2022"


@pytest.fixture(autouse=True)
def letters(world, settings, tmp_path):
    """The demo's post box is open as well, with a letter to each side."""
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path
    for side in (world.a, world.b):
        message = EmailMessage()
        message["To"], message["Subject"] = side.officer.email, f"KN{side.letter}-0-letter-subject"
        message["Date"] = "Mon, 20 Jun 2022 09:00:00 +0700"
        message.set_content(f"KN{side.letter}-0-letter-body")
        (tmp_path / f"{side.letter}.log").write_bytes(message.as_bytes() + b"\n" + b"-" * 79 + b"\n")


def sweep(world, who: str) -> str:
    """Everything the portal says to ``who`` on any GET, with anybody's ids. Asked once per person."""
    if who not in world.heard:
        world.heard[who] = "".join(_ask_everything(world, world.client(who)))
    return world.heard[who]


def _ask_everything(world, client):
    known = {"b_unit": world.b.unit.pk, "b_establishment": world.b.establishment.pk}
    for address in addresses():
        for where in sorted({url(address, side) for side in (world.a, world.b, world.a.more, world.b.more)}):
            status, answer = _ask(client, where)
            yield f"\n@@ {where}\n{answer}"
            is_theirs = where == url(address, world.b)
            if is_theirs:  # the neighbour's, or a page without ids: as a fragment and with parameters as well
                yield f"\n@@ {where} (htmx)\n{_ask(client, where, {'HX-Request': 'true'})[1]}"
            extra = PARAMETERS if status == 200 and not address.arguments else ("xem=1",)
            for query in extra if is_theirs else ():
                where_to = f"{where}?{query.format(**known)}"
                yield f"\n@@ {where_to}\n{_ask(client, where_to)[1]}"


def _ask(client, where: str, headers=None) -> tuple[int, str]:
    with forgotten():
        response = client.get(where, headers=headers or {})
        return response.status_code, everything_in(response)


def heard_where(heard: str, pattern: str) -> list[str]:
    """The addresses (with the words) at which something was said that should not be."""
    found = []
    for part in heard.split("\n@@ ")[1:]:
        found += [f"{part.splitlines()[0]}: {hit}" for hit in sorted(set(re.findall(pattern, part)))[:3]]
    return found


def marks(letters: str, models_: str = "[a-z_-]+", fields: str = "[a-z_-]*") -> str:
    return rf"KN[{letters}]-\d+-(?:{models_})-{fields}"


@pytest.mark.parametrize("who", ["BC", "BC-head"])
def test_a_unit_hears_nothing_of_its_neighbour(world, who):
    heard = sweep(world, who)

    assert heard_where(heard, marks("B")) == []
    assert heard_where(heard, FIGURE_OF_B.pattern) == []


@pytest.mark.parametrize("who", ["BC", "BC-head"])
def test_a_unit_hears_neither_the_departments_papers_nor_what_a_team_plans(world, who):
    heard = sweep(world, who)

    assert heard_where(heard, marks("DP")) == []
    assert heard_where(heard, PLANNED_DAYS) == []


def test_a_unit_hears_its_own(world):
    """Without this the tests above would be content with a portal that says nothing."""
    heard = sweep(world, "BC")

    for pattern in (
        marks("W", "reportvalue", "note"), marks("W", "reportsection", "text"), marks("A", "notice", "subject"),
        marks("A", "establishment", "name"), marks("A", "inspection", "summary"), marks("A", "letter", "body"),
    ):  # fmt: skip
        assert re.search(pattern, heard), pattern


def test_an_inspector_hears_of_his_own_teams_district_only_and_no_report_at_all(world):
    heard = sweep(world, "KT")

    assert heard_where(heard, marks("BD")) == []
    assert heard_where(heard, marks("AW", REPORT_WORDS)) == []
    assert re.search(marks("P", "inspection"), heard)


def test_an_administrator_hears_no_content(world):
    heard = sweep(world, "QT")

    assert heard_where(heard, marks("ABDPW", f"{REPORT_WORDS}|{FIELD_WORDS}|consolidation|officialdocument")) == []
    assert heard_where(heard, marks("AB", "notice", "body")) == []
    assert heard_where(heard, FIGURE_OF_B.pattern) == []


@pytest.mark.parametrize("who", ["CV", "DP", "LD", "GS"])
def test_the_department_hears_what_was_sent_but_not_what_is_still_being_written(world, who):
    heard = sweep(world, who)

    assert heard_where(heard, marks("W")) == []
    for pattern in (marks("B", "reportvalue"), marks("B", "reportsection"), FIGURE_OF_B.pattern, "KND-0-official"):
        assert re.search(pattern, heard), pattern


@pytest.mark.parametrize(("who", "knows"), [("CV", False), ("GS", False), ("DP", True), ("LD", True)])
def test_a_planned_inspection_is_known_to_its_team_the_coordinator_and_the_leadership(world, who, knows):
    heard = sweep(world, who)

    assert bool(re.search(marks("P"), heard)) is knows
    assert bool(re.search(PLANNED_DAYS, heard)) is knows


@pytest.mark.parametrize("who", ["LD", "GS"])
def test_the_owner_of_an_establishment_is_masked_for_those_who_only_oversee(world, who):
    assert heard_where(sweep(world, who), marks("AB", "establishment", "owner_[a-z]+")) == []


def test_a_neighbours_object_and_a_missing_one_get_the_same_page(world):
    """404 twice, byte for byte: nobody learns what exists."""
    client = world.client("BC")
    neighbour = client.get(f"/bao-cao/{world.b.report.pk}/")
    missing = client.get("/bao-cao/999999999/")

    assert neighbour.status_code == missing.status_code == 404
    assert neighbour.content == missing.content
    assert set(neighbour.headers.items()) == set(missing.headers.items())


def test_every_model_is_either_in_the_twin_world_or_said_to_be_for_all(world):
    twins = set(world.rows)

    assert set(our_models()) - twins - set(GLOBAL) == set(), "put the model into tests/world.py"
    assert twins & set(GLOBAL) == set()
    assert all(len(reason) > 15 for reason in GLOBAL.values())


def test_every_text_of_the_twins_is_marked(world):
    for model, sides in world.rows.items():
        for letter, rows in sides.items():
            assert rows, f"{model.__name__} has no row of side {letter}"
            for row in model.objects.filter(pk__in=[row.pk for row in rows]):
                for name in text_fields(model):
                    assert re.match(rf"KN{letter}-", getattr(row, name)), f"{model.__name__}.{name}"


def test_texts_without_a_mark_are_few_and_known():
    """A new text field is marked by itself; a new JSON or file field must be looked at here."""
    unmarked = {
        f"{model.__name__}.{f.name}"
        for model in set(our_models()) - set(GLOBAL)
        for f in model._meta.concrete_fields
        if isinstance(f, models.JSONField | models.FileField)
    }

    assert unmarked == {
        "AuditEntry.data", "Consolidation.figures", "Establishment.other_types", "OfficialDocument.content",
        "OfficialDocument.enclosures",
        "OfficialDocument.pdf", "StoredFile.file", "SubmissionRound.snapshot",
        "SubmissionRound.flags",
        "Minutes.counts", "Minutes.snapshot",
        "Draw.rules", "Draw.frame", "Draw.header", "Draw.record", "RegisterImport.file", "RegisterImport.outcome",
        "RegisterExport.file", "RegisterExport.criteria",
    }  # fmt: skip


def test_the_mark_itself_can_be_found(world):
    assert MARK.search(everything_in(world.client("DP").get(f"/bao-cao/{world.b.report.pk}/")))
    assert str(NUMBER_OF_B)[:3] in FIGURE_OF_B.pattern
