"""From draft to signed paper and its successor: who, when, and what can no longer change."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from documents.services.printing import printed_file
from jobs.services import queue
from kit.workflow import InvalidTransition
from notices.models import Notice
from plans.models import Indicator, Plan
from plans.tests.factories import PlanFactory
from reports.models import Consolidation
from reports.services import versions
from reports.services.consolidation import request_consolidation
from reports.services.review import reopen_report
from reports.states import VersionState
from reports.tests.factories import NOW, ReportFactory, accepted_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
TODAY = date(2022, 6, 20)
WHY = "Bộ yêu cầu gửi trước ngày 20/12."


@pytest.fixture
def leader():
    return UserFactory(leader=True)


@pytest.fixture
def period():
    """Two accepted reports, nobody missing."""
    UnitFactory(department=True)
    PlanFactory(number="81")
    return [accepted_report(text="Tổ chức tuyên truyền.", N101=n) for n in (12, 30)][0].period


def drafted(period, by, profile="ubnd"):
    version = request_consolidation(period, by=by, at=NOW, profile=profile)
    queue.run(version.job.pk)
    version.refresh_from_db()
    return version


def frozen(version, by, **words):
    version = versions.freeze_version(version, by=by, at=NOW, **words)
    queue.run(version.job.pk)
    version.refresh_from_db()
    return version


def signed(version, *, staff, coordinator, leader, number="152"):
    version = frozen(version, staff)
    versions.propose_version(version, by=coordinator, at=NOW)
    versions.approve_version(version, by=leader, at=NOW)
    return versions.issue_version(version, by=staff, at=NOW, number=number, issued_on=TODAY)


def test_the_road_from_draft_to_signed_leaves_a_line_for_each_step(period, staff, coordinator, leader):
    version = signed(drafted(period, staff), staff=staff, coordinator=coordinator, leader=leader)

    assert version.state == VersionState.SIGNED
    assert (version.document.number, version.document.issued_on) == ("152", TODAY)
    steps = list(AuditEntry.objects.filter(action__startswith="consolidation.").values_list("action", flat=True))
    assert sorted(steps)[-4:] == [
        "consolidation.frozen", "consolidation.issued", "consolidation.ordered", "consolidation.proposed",
    ]  # fmt: skip
    assert {n.kind for n in Notice.objects.all()} >= {"version-proposed", "version-approved"}


def test_a_draft_is_watermarked_and_the_final_one_is_not_with_the_same_words(period, staff):
    version = frozen(drafted(period, staff), staff)

    assert version.draft.content["watermark"] == "DỰ THẢO"
    final = {name: part for name, part in version.document.content.items() if name != "verification"}
    assert final == version.draft.content | {"watermark": ""}
    assert version.is_printed and version.document.pdf_digest != version.draft.pdf_digest


def test_after_freezing_nothing_changes_a_byte(period, staff):
    version = frozen(drafted(period, staff), staff)
    before = printed_file(version.document)

    Indicator.objects.update(name="Tên khác")
    Plan.objects.update(number="99")
    type(accepted_report(N101=500).unit).objects.update(name="Đơn vị đổi tên", short_name="ĐV")
    queue.restart(version.job)
    version.job.__class__.objects.update(state="waiting")
    version.document.pdf_digest = ""
    version.document.save()
    queue.run(version.job.pk)

    version.refresh_from_db()
    assert printed_file(version.document) == before


def test_a_draft_whose_figures_have_moved_on_is_not_made_final(period, staff):
    version = drafted(period, staff)
    accepted_report(N101=5)

    with pytest.raises(versions.Stale):
        versions.freeze_version(version, by=staff, at=NOW)
    version.refresh_from_db()
    assert version.is_draft


def test_only_the_newest_draft_is_made_final(period, staff):
    old, new = drafted(period, staff), drafted(period, staff)

    with pytest.raises(InvalidTransition):
        versions.freeze_version(old, by=staff, at=NOW)
    assert frozen(new, staff).state == VersionState.FROZEN


def test_with_units_missing_it_is_made_final_only_with_a_reason(period, staff):
    ReportFactory(period=period)
    version = drafted(period, staff)

    with pytest.raises(versions.ReasonNeeded):
        versions.freeze_version(version, by=staff, at=NOW)
    assert frozen(version, staff, incomplete_reason=WHY).incomplete_reason == WHY


def test_the_leader_does_not_sign_what_he_made_himself(period, staff, coordinator, leader):
    version = frozen(drafted(period, staff), staff)
    versions.propose_version(version, by=coordinator, at=NOW)
    Consolidation.objects.update(frozen_by=leader)

    with pytest.raises(PermissionDenied):
        versions.approve_version(version, by=leader, at=NOW)


@pytest.mark.parametrize("act", ["propose_version", "approve_version"])
def test_staff_neither_proposes_nor_approves(period, staff, act):
    version = frozen(drafted(period, staff), staff)

    with pytest.raises(PermissionDenied):
        getattr(versions, act)(version, by=staff, at=NOW)


def test_a_version_that_is_sent_back_carries_the_leaders_words(period, staff, coordinator, leader):
    version = frozen(drafted(period, staff), staff)
    versions.propose_version(version, by=coordinator, at=NOW)

    with pytest.raises(versions.ReasonNeeded):
        versions.send_back_version(version, by=leader, at=NOW, words="sửa")
    version = versions.send_back_version(version, by=leader, at=NOW, words="Bổ sung đánh giá nguyên nhân.")

    assert (version.state, version.decision_words) == ("sent_back", "Bổ sung đánh giá nguyên nhân.")
    assert Notice.objects.filter(kind="version-sent-back", to=staff).exists()


@pytest.mark.parametrize(
    ("number", "day", "field"),
    [
        ("", TODAY, "number"),
        ("0", TODAY, "number"),
        ("12a", TODAY, "number"),
        ("١٢", TODAY, "number"),
        ("152", TODAY + timedelta(1), "issued_on"),
        ("152", TODAY - timedelta(1), "issued_on"),
    ],
)
def test_an_impossible_number_or_day_is_refused(period, staff, coordinator, leader, number, day, field):
    version = frozen(drafted(period, staff), staff)
    versions.propose_version(version, by=coordinator, at=NOW)
    versions.approve_version(version, by=leader, at=NOW)

    with pytest.raises(versions.WrongNumber) as error:
        versions.issue_version(version, by=staff, at=NOW, number=number, issued_on=day)
    assert error.value.field == field


def test_a_new_version_cites_the_one_it_replaces_and_the_old_one_stays_readable(period, staff, coordinator, leader):
    people = {"staff": staff, "coordinator": coordinator, "leader": leader}
    first = signed(drafted(period, staff), **people, number="7")
    second = signed(drafted(period, staff), **people, number="9")

    first.refresh_from_db()
    assert (first.state, second.state) == (VersionState.SUPERSEDED, VersionState.SIGNED)
    words = " ".join(block.get("text", "") for block in second.document.content["body"])
    assert "Báo cáo này thay thế Báo cáo số 07/BC-SLĐTBXH ngày 20 tháng 6 năm 2022." in words
    assert printed_file(first.document)[:4] == b"%PDF"


def test_a_number_is_given_once_a_year(period, staff, coordinator, leader):
    people = {"staff": staff, "coordinator": coordinator, "leader": leader}
    signed(drafted(period, staff), **people, number="7")

    with pytest.raises(versions.WrongNumber):
        signed(drafted(period, staff), **people, number="7")


def test_the_report_to_the_ministry_is_the_provinces_and_comes_with_a_cover(period, staff):
    version = drafted(period, staff, profile="bo")
    report, cover = version.document.content, version.cover.content

    assert report["letterhead"]["issuer"].replace("\n", " ") == "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"
    assert (report["symbol"], report["addressees"]) == ("BC-UBND", ["Bộ Lao động - Thương binh và Xã hội"])
    assert report["signature"]["prefix"] == "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH"
    assert (cover["type_name"], cover["symbol"]) == ("TỜ TRÌNH", "TTr-SLĐTBXH")
    assert "số liệu của 2/2 đơn vị" in cover["body"][0]["text"]


def test_both_outputs_tell_the_same_figures(period, staff):
    ubnd, bo = drafted(period, staff), drafted(period, staff, profile="bo")

    assert ubnd.figures == bo.figures
    assert ubnd.document.content["appendices"][0]["rows"] == bo.document.content["appendices"][0]["rows"]


def said_of(version, client):
    return client.post("/bao-cao/kiem-tra-bien-nhan/", {"ma": version.document.verification_code}).content.decode()


def test_anybody_checks_the_printed_code_and_learns_number_and_successor_and_nothing_else(
    period, staff, coordinator, leader, client
):
    people = {"staff": staff, "coordinator": coordinator, "leader": leader}
    first = signed(drafted(period, staff), **people, number="7")
    assert "Báo cáo số 7/BC-SLĐTBXH, ngày 20/06/2022" in said_of(first, client)

    signed(drafted(period, staff), **people, number="9")

    page = said_of(first, client)
    assert "Đã được thay thế bởi văn bản số 9/BC-SLĐTBXH." in page and "Tổ chức tuyên truyền" not in page


def test_a_document_whose_stored_content_was_changed_is_not_genuine(period, staff, client):
    version = frozen(drafted(period, staff), staff)
    content = version.document.content
    content["subject"] = "Nội dung khác"
    type(version.document).objects.filter(pk=version.document.pk).update(content=content)

    assert "Không khớp" in said_of(version, client)


def test_the_printed_file_carries_its_own_data(period, staff, real_paper):
    version = frozen(drafted(period, staff), staff)
    inside = PdfReader(io.BytesIO(printed_file(version.document))).attachments

    assert sorted(inside) == ["so-lieu-2022-6T-ubnd-ban-1.json", "so-lieu-2022-6T-ubnd-ban-1.xlsx"]
    assert json.loads(inside["so-lieu-2022-6T-ubnd-ban-1.json"][0])["figures"] == version.figures
    assert inside["so-lieu-2022-6T-ubnd-ban-1.xlsx"][0][:2] == b"PK"


def test_a_closed_version_says_that_it_does_not_know_what_came_after_it(period, staff, coordinator, client):
    version = frozen(drafted(period, staff), staff)
    report = period.reports.first()
    page = f"/bao-cao/tong-hop/ban/{version.pk}/"
    client.force_login(staff)
    assert "Chưa cập nhật" not in client.get(page).content.decode()

    reopen_report(report, by=coordinator, at=NOW + timedelta(days=1), reason="Số buổi tuyên truyền cần kiểm lại.")

    for where in (page, f"/bao-cao/tong-hop/?ky={period.code}"):
        told = client.get(where).content.decode()
        assert "Chưa cập nhật" in told and str(report.unit) in told
