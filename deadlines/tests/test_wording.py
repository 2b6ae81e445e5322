"""What a reminder says, alone and together with its like."""

from datetime import datetime

import pytest

from deadlines.figures import VIETNAM, Calendar, Intent, Obligation, Person
from deadlines.figures.wording import body, subject, together
from deadlines.states import ActKind, Channel, Level, ObligationKind

pytestmark = pytest.mark.pure
DUE = datetime(2022, 6, 25, tzinfo=VIETNAM)


def told(kind, act, about="báo cáo 6 tháng đầu năm 2022"):
    owed = Obligation(key="x:1", kind=kind, about=about, since=DUE, path="/x/", unit_name="Huyện Tràng Định")
    person = Person(1, "dp", "DP")
    return Intent("x:1:dp", DUE, act, 3, Level.ROOM, owed, DUE, person, Channel.DIGEST)


@pytest.mark.parametrize(
    ("kind", "act", "about", "words"),
    [
        (ObligationKind.REPORT, ActKind.ESCALATION, "báo cáo năm 2022", "{count} đơn vị chưa nộp báo cáo năm 2022"),
        (ObligationKind.REVIEW, ActKind.WAITING_REVIEW, "báo cáo năm 2022", "Chờ xét báo cáo năm 2022: {count} đơn vị"),
        (ObligationKind.REVIEW, ActKind.ESCALATION, "báo cáo năm 2022", "Quá hạn xét báo cáo năm 2022: {count} đơn vị"),
        (ObligationKind.TASK, ActKind.OVERDUE, "nhiệm vụ 1.1", "Đã quá hạn: {count} nhiệm vụ của kế hoạch"),
        (ObligationKind.TASK, ActKind.ESCALATION, "nhiệm vụ 1.1", "{count} đơn vị chưa thực hiện nhiệm vụ 1.1"),
        (ObligationKind.REPORT, ActKind.OVERDUE, "báo cáo năm 2022", ""),
    ],
)
def test_several_of_the_same_kind_have_words_of_their_own(kind, act, about, words):
    assert together(told(kind, act, about)) == words


def test_a_late_review_is_not_put_down_to_the_unit_that_has_sent():
    late = told(ObligationKind.REVIEW, ActKind.ESCALATION)

    assert subject(late) == "Quá hạn xét báo cáo 6 tháng đầu năm 2022: Huyện Tràng Định"
    assert "Báo lên đồng chí vì việc đã quá hạn." in body(late, DUE.date(), Calendar())
