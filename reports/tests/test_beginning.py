"""Nothing happened, said once and deliberately; last period's words carried over; words beside their figures."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from kit.workflow import InvalidTransition
from reports.models import ReportSection
from reports.queries.narrative import echoes, last_texts, token_faults, told_texts
from reports.queries.values import stored_cells
from reports.services.beginning import SomethingHappened, carry_over, confirm_nothing
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


@pytest.mark.parametrize("act", [confirm_nothing, lambda r, **who: carry_over(r, "V", **who)])
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
