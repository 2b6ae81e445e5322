"""Every sentence of the plan has a row, and an answer in the product or "chưa ai phụ trách"."""

from datetime import UTC, date, datetime
from io import BytesIO

import pdfplumber
import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.states import Role
from accounts.tests.factories import UserFactory
from plans.models import Clause, Plan
from plans.queries.ledger import ledger, origin_of
from plans.reading.sentences import sentences
from plans.services.actions import open_action
from plans.states import ClauseKind

NOW = datetime(2022, 6, 20, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(db):
    call_command("load_organisation")
    call_command("load_catalogue")
    return Plan.objects.get()


@pytest.fixture
def coordinator(plan):
    return UserFactory(role=Role.COORDINATOR)


def test_sentences_joined_are_the_paragraph():
    text = "Kiện toàn Đội kiểm tra. Xây dựng kế hoạch; Thực hiện chế độ báo cáo 2 lần/năm./."

    assert sentences(text) == ["Kiện toàn Đội kiểm tra.", "Xây dựng kế hoạch;", "Thực hiện chế độ báo cáo 2 lần/năm./."]
    assert " ".join(sentences(text)) == text


def test_every_sentence_of_plan_81_has_a_row_and_an_answer(plan, coordinator):
    found = ledger(plan, coordinator)

    parents = set(plan.clauses.exclude(parent=None).values_list("parent_id", flat=True))
    written = [
        c for c in plan.clauses.all() if c.kind not in (ClauseKind.PART, ClauseKind.HEADING) or c.pk not in parents
    ]
    assert " ".join(row.sentence for row in found.rows) == " ".join(" ".join(c.text.split()) for c in written)
    assert [row.sentence for row in found.rows if not row.answers] == []
    assert (found.answered, found.total) == (found.total, len(found.rows))


def test_an_answer_leads_to_the_task_the_indicators_and_the_section_of_the_report(plan, coordinator):
    row = next(row for row in ledger(plan, coordinator).rows if row.clause.anchor == "II.4.1")

    assert [answer.kind for answer in row.answers] == ["Nhiệm vụ", "Chỉ tiêu", "Mục báo cáo"]
    assert "N401" in row.answers[1].words
    assert row.answers[2].words.startswith("II.5. Kiểm tra")


def orphan(plan) -> Clause:
    return Clause.objects.create(
        plan=plan, anchor="IV.1", kind=ClauseKind.PARAGRAPH, text="Xây dựng phần mềm. Mua máy tính.", order=900
    )


def test_a_sentence_that_nobody_answers_is_counted_and_can_be_given_to_somebody(plan, coordinator, client):
    clause = orphan(plan)
    page = reverse("plans:ledger", args=[plan.pk])
    client.force_login(coordinator)

    before = client.get(f"{page}?xem=chua").content.decode()
    open_action(
        by=coordinator, at=NOW, title="Mua máy", due_on=date(2022, 12, 1), unit=coordinator.unit,
        origin="mục IV.1", origin_path=origin_of(clause),
    )  # fmt: skip
    after = ledger(plan, coordinator)

    assert "2 câu chưa ai phụ trách" in before
    assert "Xây dựng phần mềm." in before
    assert "Kiện toàn Đội" not in before
    assert after.answered == after.total
    assert after.rows[-1].answers[0].kind == "Việc đã giao"


def test_the_ledger_is_printed(plan, coordinator, client):
    client.force_login(coordinator)

    answer = client.get(reverse("plans:ledger_pdf", args=[plan.pk]))

    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "SỔ THEO DÕI TỪNG CÂU" in text
    assert "III.3.2" in text


def test_the_ledger_needs_as_many_queries_for_a_long_plan(plan, coordinator, client, django_assert_max_num_queries):
    for number in range(200):
        Clause.objects.create(plan=plan, anchor=f"V.{number}", kind=ClauseKind.BULLET, text="Câu.", order=1000 + number)
    client.force_login(coordinator)

    with django_assert_max_num_queries(32):
        client.get(reverse("plans:ledger", args=[plan.pk]))
