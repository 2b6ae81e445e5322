"""A plan comes in from its file only by somebody's word, equal to the shipped one, and hurts nothing that is there."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from accounts.states import Role
from accounts.tests.factories import UserFactory
from jobs.models import Job
from jobs.services.queue import run
from kit.uploads import CheckedFile
from kit.workflow import InvalidTransition
from plans.models import Assignment, Clause, ClauseDuty, Objective, Plan, PlanDraft, ReportingPeriod, Task
from plans.queries.drafts import choices, diff, name_rows, rows_of
from plans.services.drafting import change_clause, drop_draft, match_names, read_draft
from plans.services.importing import import_plan
from plans.services.refusals import Refusal
from plans.tests.forms import as_docx, as_pdf

NOW = datetime(2022, 6, 20, 2, 0, tzinfo=UTC)
PLANS = Path(__file__).parent / "plans"
WITHOUT_A_DAY = ("phong-kinh-te", "ban-quan-ly", "ban-chi-dao-dich")
SHIPPED = json.loads((Path(__file__).parents[1] / "data" / "plan-81.json").read_text(encoding="utf-8"))
FORMS = {"txt": lambda data: data, "docx": as_docx, "pdf": as_pdf}
pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    call_command("load_organisation")
    return UserFactory(role=Role.COORDINATOR)


def draft_of(name: str, coordinator, form: str = "txt") -> PlanDraft:
    data = FORMS[form]((PLANS / f"{name}.txt").read_bytes())
    return read_draft(CheckedFile(f"{name}.{form}", form, data), by=coordinator, at=NOW)


def confirm(draft, coordinator, **changes):
    values = {"version": draft.version, "accepts_open": True} | changes
    return import_plan(draft, by=coordinator, at=NOW, **values)


def tree(plan):
    """The stored clauses in the shape of the shipped file."""
    rows = list(plan.clauses.all())

    def below(parent):
        return [
            {"anchor": c.anchor, "kind": c.kind, "label": c.label, "text": c.text, "children": below(c.pk)}
            for c in rows
            if c.parent_id == parent
        ]

    return below(None)


@pytest.mark.parametrize("form", FORMS)
def test_plan_81_read_from_its_file_equals_the_shipped_plan_node_for_node(coordinator, form):
    plan = confirm(draft_of("ke-hoach-81", coordinator, form), coordinator)

    assert tree(plan) == SHIPPED["clauses"]
    assert (plan.full_number, str(plan.issued_on)) == ("81/KH-SLĐTBXH", "2022-05-26")
    assert list(plan.objectives.values_list("code", "clause__anchor")) == [
        (row["code"], row["clause"]) for row in SHIPPED["objectives"]
    ]
    assert set(Task.objects.values_list("code", "clause__anchor", "group__code")) == {
        (row["code"], row["clause"], row["group"]) for row in SHIPPED["tasks"]
    }
    assert {(d.period_kind, d.month, d.day, d.words) for d in plan.deadlines.all()} == {
        (row["period_kind"], row["month"], row["day"], row["words"]) for row in SHIPPED["deadlines"]
    }


def test_reading_alone_writes_no_plan(coordinator):
    draft_of("ke-hoach-81", coordinator)

    assert not Plan.objects.exists()
    assert not Clause.objects.exists()


def test_reading_the_plan_that_is_there_again_changes_nothing(coordinator):
    call_command("load_catalogue")
    before = {
        model: list(model.objects.order_by("pk").values())
        for model in (Clause, Objective, Task, Assignment, ClauseDuty)
    }
    draft = draft_of("ke-hoach-81", coordinator)

    assert diff(draft).is_same
    confirm(draft, coordinator)

    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before


def test_a_changed_sentence_is_shown_and_a_missing_one_is_kept(coordinator):
    call_command("load_catalogue")
    text = (PLANS / "ke-hoach-81.txt").read_text(encoding="utf-8")
    text = text.replace("kiểm tra 20% số cơ sở", "kiểm tra 25% số cơ sở").replace(
        "- Tổ chức nắm tình hình, điều tra cơ bản", "Tổ chức nắm tình hình, điều tra cơ bản"
    )
    draft = read_draft(CheckedFile("moi.txt", "txt", text.encode()), by=coordinator, at=NOW)

    found = diff(draft)
    plan = confirm(draft, coordinator)

    assert "I.2.4" in [anchor for anchor, _, _ in found.changed]
    assert plan.objectives.get(code="G4").target_percent == 25
    assert plan.clauses.filter(anchor="II.4.3").exists()


def test_an_amendment_is_a_new_version_and_periods_keep_theirs(coordinator, client):
    call_command("load_catalogue")
    before = list(ReportingPeriod.objects.order_by("pk").values())
    text = (PLANS / "ke-hoach-81.txt").read_text(encoding="utf-8").replace("20% số cơ sở", "25% số cơ sở")
    confirm(draft_of("ke-hoach-81", coordinator), coordinator)

    plan = confirm(read_draft(CheckedFile("moi.txt", "txt", text.encode()), by=coordinator, at=NOW), coordinator)

    client.force_login(coordinator)
    page = client.get(reverse("plans:versions", args=[plan.pk])).content.decode()
    assert [version.number for version in plan.versions.all()] == [1, 2]
    assert "1 điểm khác" in page and "<del>20%</del>" in page and "<ins>25%</ins>" in page
    assert list(ReportingPeriod.objects.order_by("pk").values()) == before
    same = client.get(reverse("plans:versions", args=[plan.pk]), {"tu": "1", "den": "1"}).content.decode()
    assert "giống nhau từng chữ" in same


def test_names_are_suggested_and_never_matched_silently(coordinator):
    draft = draft_of("ke-hoach-81", coordinator)

    rows = name_rows(draft, choices(NOW.date()))

    assert [row.chosen for row in rows] == ["", "", ""]
    assert rows[0].words == "Phòng Phòng, chống tệ nạn xã hội – Bình đẳng giới"
    assert rows[0].suggestions[0][0] == "PCTNXH"
    with pytest.raises(Refusal, match="3 tên đơn vị chưa ghép"):
        confirm(draft, coordinator, accepts_open=False)


def test_a_matched_name_becomes_the_one_who_answers(coordinator):
    draft = draft_of("ke-hoach-81", coordinator)
    words = name_rows(draft, [])[0].words

    draft = match_names(draft, by=coordinator, at=NOW, version=0, chosen={words: "PCTNXH", "lạ": "PCTNXH"})
    plan = confirm(draft, coordinator)

    assert plan.clauses.get(anchor="III.1.1").duty.unit.code == "PCTNXH"
    assert not ClauseDuty.objects.filter(clause__anchor="III.2.1").exists()


def test_a_guess_is_corrected_and_the_codes_follow_the_text(coordinator):
    draft = draft_of("ke-hoach-81", coordinator)

    draft = change_clause(draft, "II.1.1", by=coordinator, at=NOW, version=0, role="text")
    draft = change_clause(
        draft, "III.3.2", by=coordinator, at=NOW, version=1, role="task", title="Báo cáo", lead="Phòng A; Phòng B"
    )

    roles = {row.clause["anchor"]: (row.role, row.guess.get("code")) for row in rows_of(draft)}
    assert roles["II.1.1"] == ("text", None)
    assert roles["II.1.2"] == ("task", "N1.1")
    assert roles["III.3.2"] == ("task", "N5.4")
    assert draft.content["tasks"][-1]["lead"] == ["Phòng A", "Phòng B"]


def test_who_was_slower_is_told(coordinator):
    draft = draft_of("ke-hoach-81", coordinator)
    change_clause(draft, "II.1.1", by=coordinator, at=NOW, version=0, role="text")

    with pytest.raises(Refusal, match="người khác sửa"):
        change_clause(draft, "II.1.2", by=coordinator, at=NOW, version=0, role="text")


@pytest.mark.parametrize(
    ("kind", "words"), [("people", "tỷ lệ phần trăm"), ("units", "tỷ lệ phần trăm"), ("count", "lớn hơn 0")]
)
def test_an_objective_needs_the_number_of_its_kind(coordinator, kind, words):
    draft = draft_of("ke-hoach-81", coordinator)

    with pytest.raises(Refusal, match=words):
        change_clause(draft, "I.1.1", by=coordinator, at=NOW, version=0, role="objective", target_kind=kind)


def test_an_objective_may_have_no_number_at_all(coordinator):
    draft = draft_of("ke-hoach-81", coordinator)
    draft = change_clause(draft, "I.1.1", by=coordinator, at=NOW, version=0, role="objective", target_kind="quality")

    plan = confirm(draft, coordinator)

    assert plan.objectives.get(clause__anchor="I.1.1").target_words == "định tính"


def test_shares_counts_and_words_become_objectives(coordinator):
    plan = confirm(draft_of("hoat-dong", coordinator), coordinator)

    assert [(row.code, row.target_kind, row.target_words) for row in plan.objectives.all()] == [
        ("G1", "units", "30 %"),
        ("G1-2", "count", "ít nhất 5 điểm phần trăm"),
        ("G2", "count", "ít nhất 150 bản"),
        ("G2-2", "count", "không quá 200 bản"),
        ("G3", "people", "7 %"),
        ("G4", "quality", "định tính"),
    ]
    assert {row.measure for row in plan.objectives.all()} == {"typed"}  # the portal counts none of this itself


def test_each_number_of_a_sentence_is_followed_as_an_objective_of_its_own(coordinator):
    draft = draft_of("so-van-hoa", coordinator)
    row = next(row for row in draft.content["objectives"] if row.get("more"))

    plan = confirm(draft, coordinator)
    confirm(draft_of("so-van-hoa", coordinator), coordinator)  # read once more: nothing doubles

    apart = plan.objectives.filter(code__startswith=f"{row['code']}-")
    assert len(apart) == len(row["more"]) and plan.objectives.get(code=row["code"]).other_targets == []
    for objective, more in zip(apart, row["more"], strict=True):
        assert objective.clause.anchor == row["clause"] and objective.measure == "typed"
        assert objective.title.lower().startswith(more["words"].lower())


def test_the_further_numbers_of_a_sentence_are_kept_in_words_where_the_planner_says_so(coordinator):
    draft = draft_of("so-van-hoa", coordinator)
    row = next(row for row in draft.content["objectives"] if row.get("others"))
    draft = change_clause(
        draft, row["clause"], by=coordinator, at=NOW, version=0, role="objective", target_kind="quality", is_split=False
    )

    plan = confirm(draft, coordinator)

    assert plan.objectives.get(code=row["code"]).other_targets == row["others"]
    assert all(words for words in row["others"])


def test_plan_81_read_from_its_file_is_computed_from_what_happened(coordinator):
    plan = confirm(draft_of("ke-hoach-81", coordinator), coordinator)

    assert [(row.code, row.measure) for row in plan.objectives.all()] == [
        ("G1", "communication"), ("G2", "people_reached"), ("G3", "own_plans"), ("G4", "coverage"),
    ]  # fmt: skip


def test_when_becomes_a_rhythm_and_a_last_day_of_the_task(coordinator):
    draft = draft_of("so-van-hoa", coordinator)
    plan = confirm(draft, coordinator)
    tasks = Task.objects.filter(group__plan=plan).order_by("group", "order")

    assert [(task.recurrence, str(task.due_on)) for task in tasks] == [
        ("once", "2024-03-31"),  # trong quý I/2024
        ("once", "2024-11-14"),  # trước ngày 15/11/2024
        ("once", "2024-06-30"),  # tháng 6/2024
        ("quarterly", "None"),  # hằng quý
        ("continuous", "None"),  # thường xuyên
    ]


def test_a_corrected_rhythm_is_written_and_the_words_stay(coordinator):
    draft = draft_of("so-van-hoa", coordinator)
    row = draft.content["tasks"][0]
    values = {"lead": "", "coordinating": "", "recurrence": "once", "due_on": date(2024, 2, 15)}
    draft = change_clause(draft, row["clause"], by=coordinator, at=NOW, version=0, role="task", **values)

    assert draft.content["tasks"][0]["when"] == "trong quý I/2024"
    assert Task.objects.get(group__plan=confirm(draft, coordinator), code="N1.1").due_on == date(2024, 2, 15)


def test_a_draft_is_written_once_and_a_dropped_one_never(coordinator):
    draft = draft_of("ke-hoach-81", coordinator)
    confirm(draft, coordinator)
    other = draft_of("cong-an", coordinator)
    drop_draft(other, by=coordinator, at=NOW)

    for closed in (draft, other):
        with pytest.raises(InvalidTransition):
            confirm(closed, coordinator)
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("name", sorted(path.stem for path in PLANS.glob("*.txt") if path.stem not in WITHOUT_A_DAY))
def test_plans_of_other_offices_are_written_too(coordinator, name):
    plan = confirm(draft_of(name, coordinator), coordinator)

    assert plan.clauses.exists()
    assert Task.objects.filter(group__plan=plan).exists()


def test_a_plan_without_number_and_date_is_not_written(coordinator):
    with pytest.raises(Refusal, match="số, ngày ban hành"):
        confirm(draft_of("phong-kinh-te", coordinator), coordinator)


# --- The pages --------------------------------------------------------------------------------------


@pytest.fixture
def browser(client, coordinator):
    client.force_login(coordinator)
    return client


def upload(browser, data: bytes, name: str = "ke-hoach.txt"):
    return browser.post(reverse("plans:imports"), {"file": SimpleUploadedFile(name, data)})


def test_from_the_file_to_the_ledger(browser):
    answer = upload(browser, as_docx((PLANS / "ke-hoach-81.txt").read_bytes()), "ke-hoach.docx")
    draft = PlanDraft.objects.get()
    page = browser.get(answer.url).content.decode()

    done = browser.post(reverse("plans:import_confirm", args=[draft.pk]), {"version": 0, "accepts_open": "on"})

    assert "Nhiệm vụ N4.1" in page and "còn 3 tên chưa ghép" in page
    assert "toàn bộ là mới" in page
    assert done.url == reverse("plans:ledger", args=[Plan.objects.get().pk])


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [(b"", "a.docx", "Tệp rỗng"), (b"%PDF-1.4 x", "a.pdf", "hỏng"), (bytes(range(200)), "a.txt", "không phải văn bản")],
)
def test_a_bad_file_is_refused_beside_the_field(browser, data, name, says):
    answer = upload(browser, data, name)

    assert answer.status_code in (413, 415, 422)
    assert says in answer.content.decode()


def test_a_clause_and_the_head_are_corrected_on_their_pages(browser):
    upload(browser, (PLANS / "phong-kinh-te.txt").read_bytes())
    draft = PlanDraft.objects.get()
    head = {
        "version": 0, "number": "12", "symbol": "KH-KT", "issued_on": "2025-03-05", "year": 2025, "place": "Kim Sơn",
        "issuer": "Phòng Kinh tế", "type_name": "KẾ HOẠCH", "title": "Xúc tiến thương mại năm 2025",
    }  # fmt: skip
    first = rows_of(draft)[3].clause["anchor"]

    saved = browser.post(reverse("plans:import_head", args=[draft.pk]), head)
    broken = browser.post(reverse("plans:import_head", args=[draft.pk]), head | {"issued_on": "hôm nay"})
    clause = browser.post(
        reverse("plans:import_clause", args=[draft.pk, first]), {"version": 1, "role": "text", "target_kind": ""}
    )

    draft.refresh_from_db()
    assert (saved.status_code, broken.status_code, clause.status_code) == (302, 422, 302)
    assert str(draft) == "Kế hoạch 12/KH-KT"
    assert draft.version == 2


def test_names_are_matched_on_the_page(browser):
    upload(browser, (PLANS / "ke-hoach-81.txt").read_bytes())
    draft = PlanDraft.objects.get()

    url = reverse("plans:import_names", args=[draft.pk])
    done = browser.post(url, {"version": 0, "ten-0": "kind:room", "ten-1": "", "ten-2": "PCTNXH"})
    wrong = browser.post(url, {"version": 1, "ten-0": "KHÔNG-CÓ"})

    draft.refresh_from_db()
    assert (done.status_code, wrong.status_code) == (302, 422)
    assert len(draft.content["units"]) == 2


def test_only_the_coordinating_room_may_import(client):
    client.force_login(UserFactory(role=Role.STAFF))

    assert client.get(reverse("plans:imports")).status_code == 403


def test_the_signed_text_takes_the_place_of_a_plan_carried_over_from_last_year(coordinator):
    plan = confirm(draft_of("ke-hoach-81", coordinator), coordinator)
    Plan.objects.filter(pk=plan.pk).update(number="")
    tasks = set(Task.objects.values_list("pk", "code"))
    draft = draft_of("ke-hoach-81", coordinator)

    assert diff(draft).plan == plan
    assert confirm(draft, coordinator) == plan
    assert Plan.objects.get().number == "81" and set(Task.objects.values_list("pk", "code")) == tasks


# --- Long files -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_pdf():
    """Plan 81 three times over: more pages than a request reads."""
    return as_pdf((PLANS / "ke-hoach-81.txt").read_bytes() * 3)


def test_a_long_pdf_is_read_by_a_job_and_the_page_tells_how_far_it_is(browser, long_pdf):
    page = upload(browser, long_pdf, "ke-hoach.pdf")
    draft, job = PlanDraft.objects.get(), Job.objects.get(kind="plan-read")

    waiting = browser.get(page.url).content.decode()
    assert (draft.state, draft.content) == ("reading", {})
    assert "<progress" in waiting and "hx-trigger" in waiting
    assert browser.post(reverse("plans:import_confirm", args=[draft.pk]), {"version": 0}).status_code == 404

    run(job.pk)
    run(job.pk)  # a second worker finds it done

    draft.refresh_from_db()
    assert (draft.state, draft.content["head"]["number"]) == ("open", "81")
    assert "Từng câu và cổng hiểu là gì" in browser.get(page.url).content.decode()


def test_a_long_file_that_cannot_be_read_says_so_and_may_be_put_aside(browser, long_pdf, monkeypatch):
    monkeypatch.setattr("plans.services.drafting.LONGEST", 0)  # no time at all
    page = upload(browser, long_pdf, "ke-hoach.pdf")
    run(Job.objects.get(kind="plan-read").pk)
    draft = PlanDraft.objects.get()

    shown = browser.get(page.url)
    assert (draft.state, shown.status_code) == ("unreadable", 200)
    assert "Hãy tách riêng phần kế hoạch" in shown.content.decode()
    assert browser.post(reverse("plans:import_drop", args=[draft.pk])).status_code == 302
    assert browser.get(reverse("plans:imports")).status_code == 200
