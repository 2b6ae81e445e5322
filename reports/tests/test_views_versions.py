"""The page of a version: who sees which button, and what comes back when something cannot be."""

import pytest

from accounts.tests.factories import UnitFactory, UserFactory
from jobs.services import queue
from reports.models import Consolidation
from reports.services.consolidation import request_consolidation
from reports.tests.factories import NOW, ReportFactory, accepted_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


@pytest.fixture
def version(staff):
    UnitFactory(department=True)
    period = accepted_report(N101=12).period
    ReportFactory(period=period)
    version = request_consolidation(period, by=staff, at=NOW)
    queue.run(version.job.pk)
    version.refresh_from_db()
    return version


@pytest.fixture
def act(client, version):
    def post(who, step, **sent):
        client.force_login(who)
        return client.post(f"/bao-cao/tong-hop/ban/{version.pk}/{step}/", sent)

    return post


def test_freezing_with_units_missing_asks_why_beside_the_field(act, version, staff):
    answer = act(staff, "chot", incomplete_reason="gấp")

    assert answer.status_code == 422
    assert "Ghi rõ lý do, ít nhất 10 ký tự." in answer.content.decode()
    assert 'value="gấp"' in answer.content.decode()


def test_a_step_that_is_not_possible_now_is_a_conflict_in_words(act, version, coordinator):
    answer = act(coordinator, "trinh-ky")

    assert answer.status_code == 409
    assert "vừa đổi tình trạng" in answer.content.decode()


def test_figures_that_moved_on_are_told_and_nothing_is_frozen(act, version, staff):
    accepted_report(N101=1)

    answer = act(staff, "chot", incomplete_reason="Bộ yêu cầu gửi sớm.")

    assert answer.status_code == 409 and "Hãy lập bản mới" in answer.content.decode()
    assert Consolidation.objects.get().is_draft


def test_the_leader_finds_his_two_buttons_and_staff_does_not(act, client, version, staff, coordinator):
    leader = UserFactory(leader=True)
    act(staff, "chot", incomplete_reason="Bộ yêu cầu gửi sớm.")
    queue.run(Consolidation.objects.get().job.pk)
    assert act(coordinator, "trinh-ky").status_code == 302

    for who, sees in ((leader, True), (staff, False)):
        client.force_login(who)
        page = client.get(f"/bao-cao/tong-hop/ban/{version.pk}/").content.decode()
        assert ("Duyệt ký" in page) is sees

    assert act(leader, "tra-lai", words="").status_code == 422
    assert act(leader, "duyet-ky").status_code == 302
    refused = act(staff, "ghi-so", number="không", issued_on="31/02/2022")
    assert refused.status_code == 422 and "Ngày không tồn tại" in refused.content.decode()
