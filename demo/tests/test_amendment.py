"""The illustrative draft differs from the plan in what it says it differs in, and in nothing else."""

import pytest
from django.core.management import call_command

from accounts.tests.factories import UserFactory
from demo.services.amendment import NAME, read_an_amendment, text_of
from kit.document_read import read_blocks
from plans.models import Plan, PlanDraft
from plans.queries.drafts import diff
from plans.reading.outline import outline
from plans.reading.reader import read_plan

pytestmark = pytest.mark.django_db


def test_the_draft_waits_with_its_two_differences():
    call_command("load_organisation", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    UserFactory(coordinator=True)

    read_an_amendment()

    draft = PlanDraft.objects.get()
    found = diff(draft)
    assert (draft.state, draft.file.name, found.plan) == ("open", NAME, Plan.objects.get())
    assert (len(found.changed), found.added, found.missing) == (2, [], [])


def test_the_plan_written_out_reads_back_as_it_stands():
    call_command("load_organisation", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    plan = Plan.objects.get()

    read = [row["text"] for row in outline(read_plan(read_blocks(text_of(plan).encode()))).walk()]

    assert read == list(plan.clauses.order_by("order").values_list("text", flat=True))
