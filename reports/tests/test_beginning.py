"""Nothing happened, said once and deliberately; last period's words carried over; words beside their figures."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from kit.known import KnownFigure
from kit.workflow import InvalidTransition
from plans.tests.factories import IndicatorFactory
from reports.models import Report, ReportSection
from reports.queries.narrative import echoes, last_texts, token_faults, told_texts
from reports.queries.values import stored_cells
from reports.services.beginning import SomethingHappened, carry_over, confirm_nothing, take_counts
from reports.services.problems import problems_of
from reports.services.submission import snapshot_of
from reports.tests.factories import NOW, ReportFactory, accepted_report, fill

pytestmark = pytest.mark.django_db
WORDS = "Phòng đã tổ chức mười hai buổi tuyên truyền tại các xã, thị trấn với sự tham gia đông đủ của người dân."


def test_zeros_alone_are_not_sent_before_somebody_has_confirmed_them(report, officer):
    fill(report, N101=0, N102=0)
    assert [("Xác nhận không phát sinh" in p.message, p.code) for p in problems_of(report)] == [(True, "N101")]

    confirm_nothing(report, by=officer, at=NOW)

    report.refresh_from_db()
    assert problems_of(report) == []


def test_one_act_fills_what_is_blank_and_leaves_a_trace(report, officer):
    fill(report, N101=0, N113=9)

    assert confirm_nothing(report, by=officer, at=NOW) == ["N102"]
    assert confirm_nothing(report, by=officer, at=NOW) == []

    assert {code: cell.value for code, cell in stored_cells(report).items()} == {"N101": 0, "N102": 0, "N113": 9}
    assert AuditEntry.objects.filter(action="report.nothing_confirmed").count() == 1


def test_a_figure_above_zero_contradicts_it_and_nothing_is_written(report, officer):
    fill(report, N101=3)

    with pytest.raises(SomethingHappened) as error:
        confirm_nothing(report, by=officer, at=NOW)

    assert error.value.codes == ["N101"]
    assert "N102" not in stored_cells(report)


@pytest.fixture
def counted(report, monkeypatch):
    """The portal knows N101, N102 and both parts of N113, but only one part of N114."""
    group = report.period.form.groups.get()
    for order, code in enumerate(("N113.A", "N113.B", "N114.A", "N114.B"), start=100):
        IndicatorFactory(
            group=group,
            code=code,
            name=code,
            parent_code=code[:4],
            breakdown="theo nhóm",
            is_required=False,
            order=order,
        )
    numbers = {"N101": 12, "N102": 5, "N113": 9, "N113.A": 4, "N113.B": 5, "N114": 3, "N114.A": 3}
    known = {code: KnownFigure(Decimal(number), code, "/") for code, number in numbers.items()}
    for module in ("services.beginning", "queries.form"):
        monkeypatch.setattr(f"reports.{module}.known_of", lambda report, codes=None: known)


def test_the_portals_counts_fill_what_is_blank_and_no_half_breakdown(report, officer, counted, browse):
    fill(report, N101=15)
    report.sections.all().delete()
    address = f"/bao-cao/{report.pk}/lay-so-cong-dem/"
    assert "vào 5 ô còn trống" in browse(officer).get(f"/bao-cao/{report.pk}/nhap/").content.decode()

    page = browse(officer).post(address, {"v-N116": "7"}, follow=True).content.decode()

    assert "Đã điền số cổng đếm được vào 5 ô còn trống" in page and "so-cong-dem" not in page
    cells = {code: (cell.value, cell.known) for code, cell in stored_cells(report).items()}
    assert cells == {
        "N101": (15, None), "N102": (5, 5), "N113": (9, 9), "N113.A": (4, 4), "N113.B": (5, 5), "N114": (3, 3),
        "N116": (7, None),
    }  # fmt: skip
    assert AuditEntry.objects.get(action="report.counts_taken")
    assert take_counts(report, by=officer, at=NOW) == []


def test_what_cannot_be_saved_stops_taking_the_counts(report, officer, counted, browse):
    address = f"/bao-cao/{report.pk}/lay-so-cong-dem/"
    response = browse(officer).post(address, {"v-N116": "bảy"})
    assert response.status_code == 422 and stored_cells(report) == {}

    Report.objects.filter(pk=report.pk).update(state="awaiting_head")
    assert browse(officer).post(address, {"v-N116": "7"}).status_code == 409


@pytest.mark.parametrize("act", [confirm_nothing, take_counts, lambda r, **who: carry_over(r, "V", **who)])
def test_only_the_unit_and_only_while_the_report_is_with_it(act, report, officer):
    with pytest.raises(PermissionDenied):
        act(report, by=UserFactory(), at=NOW)
    with pytest.raises(InvalidTransition):
        act(ReportFactory(unit=report.unit, period__year=2021, submitted=True), by=officer, at=NOW)


def test_last_words_are_carried_into_an_empty_section_only(report, officer):
    accepted_report(report.unit, year=2021, text=WORDS)

    assert carry_over(report, "II.2", by=officer, at=NOW) is True
    ReportSection.objects.filter(report=report, code="II.2").update(text="Viết lại.")
    assert carry_over(report, "II.2", by=officer, at=NOW) is False
    assert carry_over(report, "V", by=officer, at=NOW) is False

    assert report.sections.get(code="II.2").text == "Viết lại."


def test_figures_named_in_words_follow_the_figures_into_what_is_sent(report):
    fill(report, text="Tổ chức {{N101}} buổi, {{ N102 }} buổi lồng ghép.", N101=1250, N102=5)

    assert told_texts(report)["II.2"] == "Tổ chức 1.250 buổi, 5 buổi lồng ghép."
    assert snapshot_of(report)["sections"]["II.2"] == "Tổ chức 1.250 buổi, 5 buổi lồng ghép."
    assert report.sections.get().text.startswith("Tổ chức {{N101}}")


def test_a_figure_that_is_not_there_keeps_the_report_from_being_sent(report):
    fill(report, text="Tổ chức {{N101}} buổi, {{N999}} và {{N113}}.", N101=12, N102=5)

    told = [p.message for p in problems_of(report)]

    assert [code in message for code, message in zip(("N999", "N113"), told, strict=True)] == [True, True]
    assert token_faults("{{N101}}", {"N101": "12"}) == []
    assert told_texts(report)["II.2"].endswith("{{N113}}.")


def test_words_like_last_time_or_like_another_units_are_told_by_percentage_alone(report):
    accepted_report(report.unit, year=2021, text=WORDS)
    other = accepted_report(UnitFactory(), text=WORDS)
    texts = {"II.2": WORDS, "V": "Không có."}

    found = echoes(report, texts, last_texts(report), among=["II.2", "V"])

    assert found == {
        "II.2": [
            "giống 100% lời văn kỳ trước của đơn vị",
            "giống 100% lời văn mục này của một đơn vị khác cùng kỳ",
        ]
    }
    assert other.unit.name not in str(found)


def test_what_another_unit_has_not_sent_is_not_compared(report):
    fill(ReportFactory(unit=UnitFactory(), period=report.period), text=WORDS)

    assert echoes(report, {"II.2": WORDS}, {}, among=["II.2"]) == {}
