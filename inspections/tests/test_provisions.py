"""The provisions on fines: shipped with gaps, filled in by whoever has the decree at hand."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from inspections.forms.inspections import OutcomeForm
from inspections.models import ProvisionEntry, Violation
from inspections.queries.catalogue import outdated, provisions_on
from inspections.services.provisions import set_provision
from inspections.services.refusals import MissingReason, UnreadableProvision
from inspections.states import InspectionState
from inspections.tests.factories import NOW, TODAY, InspectionFactory, ViolationFactory
from inspections.tests.pages import get, post, text

pytestmark = pytest.mark.django_db
FIRE = {
    "code": "", "group": "V7", "decree": "Nghị định 136/2020/NĐ-CP", "article": "Điều 9", "act": "Hết hạn kiểm định",
    "valid_from": date(2021, 1, 10), "source": "Công báo (minh họa)",
}  # fmt: skip


def test_the_coordinator_fills_a_gap_and_names_the_text(coordinator):
    gap = next(found for found in provisions_on(TODAY, "V10") if found.code == "144-27-CS")
    assert gap.most is None
    known = {name: getattr(gap, name) for name in ("code", "group", "decree", "article", "act", "valid_from")}

    for _ in range(2):
        set_provision(
            by=coordinator,
            at=NOW,
            **known,
            valid_to=gap.valid_to,
            least=Decimal(10),
            most=Decimal(20),
            source="Công báo",
        )

    first = provisions_on(TODAY, "V10")[0]
    assert (first.code, first.least, first.most, first.source) == ("144-27-CS", 10, 20, "Công báo")
    assert len([found for found in provisions_on(TODAY) if found.code == "144-27-CS"]) == 1
    assert not [found for found in provisions_on(date(2025, 12, 15)) if found.code == "144-27-CS"]


def test_another_group_gets_its_decree_which_is_then_held_against_the_day(coordinator):
    entry = set_provision(by=coordinator, at=NOW, **FIRE, valid_to=date(2022, 6, 1))

    assert [found.code for found in provisions_on(date(2022, 6, 1), "V7")] == [entry.code]
    assert provisions_on(TODAY, "V7") == []
    assert outdated("NĐ 136/2020", TODAY)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"source": " "}, MissingReason), ({"least": Decimal(2)}, UnreadableProvision),
        ({"least": Decimal(3), "most": Decimal(2)}, UnreadableProvision),
        ({"valid_to": date(2020, 1, 1)}, UnreadableProvision),
    ],
)  # fmt: skip
def test_amounts_without_a_source_or_out_of_order_are_refused(coordinator, values, refusal):
    with pytest.raises(refusal):
        set_provision(by=coordinator, at=NOW, **FIRE | values)
    assert not ProvisionEntry.objects.exists()


def test_only_the_coordinator_writes(staff, inspector):
    for user in (staff, inspector):
        with pytest.raises(PermissionDenied):
            set_provision(by=user, at=NOW, **FIRE)


def test_the_catalogue_is_read_and_corrected_in_the_browser(client, coordinator, inspector, reporter):
    page = text(get(client, inspector, "provisions"))
    assert "chưa đối chiếu" in page
    assert "Thêm quy định" not in page
    assert get(client, reporter, "provisions").status_code == 403
    assert get(client, coordinator, "provision_edit", "khong-co").status_code == 404
    assert get(client, coordinator, "provision_add").status_code == 200
    known = get(client, coordinator, "provision_edit", "144-25").context["form"].initial
    sent = {name: f"{v:%d/%m/%Y}" if hasattr(v, "strftime") else v or "" for name, v in known.items()}

    wrong = post(client, coordinator, "provision_edit", "144-25", **sent | {"least": "0,3", "source": "Công báo"})
    right = post(
        client, coordinator, "provision_edit", "144-25", **sent | {"least": "0,3", "most": "0,5", "source": "Công báo"}
    )

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "Ghi cả hai mức" in text(wrong)
    assert "0,3–0,5" in text(get(client, inspector, "provisions"))
    assert "Các lần ghi" in text(get(client, coordinator, "provision_edit", "144-25"))


def test_choosing_a_provision_writes_its_decree_and_article(client, inspector, team):
    visit = InspectionFactory(team=team, done=True, state=InspectionState.VIOLATION)
    ViolationFactory(inspection=visit)
    sent = {"group": "V10", "description": "Để xảy ra tại cơ sở", "outcome": "pending", "provision": "144-27-CS"}

    assert post(client, inspector, "violation_add", visit.pk, **sent).status_code == 302

    written = Violation.objects.get(group="V10")
    assert (written.decree, written.article) == ("Nghị định 144/2021/NĐ-CP", "Điều 27")


@pytest.mark.parametrize("group", ["V1", "V2", "V3", "V4", "V5", "V9", "V10", "V11"])
def test_the_commonest_kinds_have_something_to_choose_from(group):
    for day in (TODAY, date(2026, 1, 5)):
        found = provisions_on(day, group)
        assert found
        assert all(p.most is None for p in found if p.is_duty)  # a duty has no amount


def test_a_duty_may_be_cited_but_is_no_ground_of_a_fine():
    duties = provisions_on(TODAY, "V2")
    found = {"provision": duties[0].code, "outcome": "reminder"}
    fine = {
        "provision": duties[0].code,
        "outcome": "fine",
        "amount": "5",
        "authority": "Thanh tra",
        "decision_number": "1",
    }

    cited = OutcomeForm(found, day=TODAY, provisions=duties)
    fined = OutcomeForm(fine, day=TODAY, provisions=duties)
    named = OutcomeForm(fine | {"decree": "Nghị định 12/2022/NĐ-CP"}, day=TODAY, provisions=duties)

    assert cited.is_valid() and cited.cleaned_data["article"] == "Điều 11"
    assert not fined.is_valid() and "nghĩa vụ bị vi phạm" in str(fined.errors["decree"])
    assert named.is_valid() and named.cleaned_data["decree"] == "Nghị định 12/2022/NĐ-CP"
