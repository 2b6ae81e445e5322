"""Which unit fills in which row: the catalogue's word, and the department's choice for one unit from a period on."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from notices.models import Notice
from plans.models import Indicator, RowChoice
from plans.queries.asking import asking_in
from plans.tests.factories import IndicatorFactory, ReportingPeriodFactory
from reports.models import Report, ReportValue
from reports.queries.asking import asked_codes_of, latest_choice, rows_by_unit
from reports.queries.form import form_blocks
from reports.queries.matrix import columns_of, groups_of, matrix_rows
from reports.queries.totals import total_table
from reports.queries.values import complete_cells, indicators_for
from reports.services.asking import Rows, RowsChanged, RowsRefused, set_rows
from reports.services.review import Mark, return_report
from reports.services.submission import snapshot_of
from reports.services.workbook import write_form
from reports.tests.factories import NOW, PERCENT, ReportFactory, accepted_report, fill, send, small_form
from reports.tests.workbooks import EXTRA, opened, row_of

pytestmark = pytest.mark.django_db
WHY = "Phòng theo dõi các trường tư thục."


@pytest.fixture
def period():
    return ReportingPeriodFactory(form=small_form())


@pytest.fixture
def room(period):
    return UnitFactory(room=True)


@pytest.fixture
def room_report(room, period):
    return ReportFactory(unit=room, period=period)


def asked(unit, period):
    return {row.code for row in indicators_for(period, unit)}


def put(unit, period, by, *, add=(), spare=(), reason=WHY):
    codes = (asked_codes_of(unit, period) | set(add)) - set(spare)
    return set_rows(unit, period, Rows(frozenset(codes), reason, latest_choice(unit, period)), by=by, at=NOW)


def test_a_code_of_the_catalogue_may_mean_some_units_of_a_kind_only(period, room):
    Indicator.objects.filter(code__in=["N116", "N117"]).update(reporters=["H", "C", "P"], only={"P": [room.code]})

    assert {"N116", "N117"} <= asked(room, period)
    assert not {"N116", "N117"} & asked(UnitFactory(room=True), period)
    assert {"N116", "N117"} <= asked(UnitFactory(), period)


def test_the_form_the_workbook_the_matrix_and_the_totals_follow_a_choice(room, room_report, period, coordinator):
    accepted_report(N116=100, N117=50)
    IndicatorFactory(
        group=Indicator.objects.get(code="N116").group, code="N118", order=99, reporters=["H", "C"],
        numerator="N117", denominator="N116", **PERCENT,
    )  # fmt: skip
    put(room, period, coordinator, add={"N116", "N117"})

    lines = {line.code for block in form_blocks(room_report) for line in block.lines}
    assert {"N116", "N117", "N118"} <= lines
    row_of(opened(write_form(room_report)), "N116", EXTRA)
    [row] = [r for r in matrix_rows([room_report], columns_of(period, groups_of(period)[0]), NOW)]
    assert {cell.code for cell in row.cells if cell.is_owed} >= {"N116", "N117", "N118"}

    fill(room_report, N116=300, N117=150)
    Report.objects.filter(pk=room_report.pk).update(
        state="accepted", first_submitted_at=NOW, submitted_at=NOW, submitted_by=coordinator
    )
    line = total_table(period).line("N116")
    assert (line.total.value, set(line.by_unit)) == (400, {r.unit.code for r in Report.objects.all()})
    assert total_table(period).line("N118").total.value == 50
    assert total_table(period, reporters="P").line("N116").total.value == 300


def test_a_spared_row_leaves_the_denominators_and_a_missing_one_does_not(room, room_report, period, coordinator):
    other = ReportFactory(unit=UnitFactory(room=True), period=period)
    put(room, period, coordinator, spare={"N114"})

    line = total_table(period).line("N114")
    assert line is None or room.code not in line.by_unit
    assert other.unit.code in total_table(period).line("N101").by_unit
    assert "N114" not in asked(room, period) and "N115" not in asked(room, period)  # its percentage goes with it


def test_what_was_typed_into_a_spared_row_is_kept_but_not_sent(room, room_report, period, coordinator):
    fill(room_report, N101=3, N113=20)

    put(room, period, coordinator, spare={"N113"})
    assert "N113" not in snapshot_of(room_report)["values"]
    put(room, period, coordinator, add={"N113"})

    assert complete_cells(room_report)["N113"].value == 20
    assert ReportValue.objects.filter(report=room_report).count() == 2


def test_a_choice_holds_from_its_period_on_and_its_history_stays(room, period, coordinator):
    year = ReportingPeriodFactory(annual=True, form=period.form)
    before = ReportingPeriodFactory(year=2021, form=period.form)

    put(room, period, coordinator, add={"N116"})
    put(room, year, coordinator, spare={"N116"})

    assert ["N116" in asked(room, each) for each in (before, period, year)] == [False, True, False]
    assert [(c.since, c.is_asked) for c in RowChoice.objects.all()] == [(period, True), (year, False)]


def test_the_unit_is_told_and_the_journal_says_what_and_why(room, room_report, period, coordinator):
    officer = UserFactory(unit=room)

    put(room, period, coordinator, add={"N116", "N117"}, spare={"N202"})

    entry = AuditEntry.objects.get(action="unit.rows_set")
    assert entry.data == {"period": "2022-6T", "added": ["N116", "N117"], "spared": ["N202"], "reason": WHY}
    told = Notice.objects.get(kind="rows")
    assert told.to_id == officer.pk and "thêm N116, N117; bớt N202" in told.subject


def test_a_repeat_makes_nothing_new(room, period, coordinator):
    put(room, period, coordinator, add={"N116"})

    assert put(room, period, coordinator, add={"N116"}) == []
    assert RowChoice.objects.count() == 1


def test_only_the_coordinator_sets_rows(room, period, staff):
    with pytest.raises(PermissionDenied):
        put(room, period, staff, add={"N116"})


def test_a_page_from_before_somebody_elses_choice_changes_nothing(room, period, coordinator):
    put(room, period, coordinator, add={"N116"})

    with pytest.raises(RowsChanged):
        set_rows(room, period, Rows(frozenset(), WHY, 0), by=coordinator, at=NOW)
    assert RowChoice.objects.count() == 1


def test_a_report_that_is_sent_keeps_its_rows(period, district, ready, officer, head, coordinator):
    send(ready, officer=officer, head=head, at=NOW)

    with pytest.raises(RowsRefused, match="đã gửi lên Sở"):
        put(district, period, coordinator, spare={"N116"})
    assert put(district, ReportingPeriodFactory(annual=True, form=period.form), coordinator, spare={"N116"})


def test_a_report_that_came_back_for_single_cells_keeps_its_rows(period, ready, officer, head, staff, coordinator):
    sent = send(ready, officer=officer, head=head, at=NOW)
    return_report(sent, by=staff, at=NOW, marks=[Mark("N101", "R1", "Xem lại N101.")])

    with pytest.raises(RowsRefused, match="chỉnh lý từng ô"):
        put(officer.unit, period, coordinator, spare={"N116"})


def test_a_part_is_not_asked_without_its_whole(room, period, coordinator):
    with pytest.raises(RowsRefused, match="hỏi N102 thì phải hỏi cả N101"):
        put(room, period, coordinator, spare={"N101"})


@pytest.mark.parametrize("reason", ["", "ngắn", "x" * 301])
def test_a_change_of_rows_needs_a_reason(room, period, coordinator, reason):
    with pytest.raises(RowsRefused, match="từ 10 đến 300 ký tự"):
        put(room, period, coordinator, add={"N116"}, reason=reason)


# --- Pages ----------------------------------------------------------------------------------------


def page_of(unit, period):
    return f"/bao-cao/dong-phai-khai/{period.code}/{unit.code}/"


def post(client, unit, period, codes, reason=WHY, seen=None):
    seen = latest_choice(unit, period) if seen is None else seen
    return client.post(page_of(unit, period) + "dat/", {"rows": codes, "reason": reason, "seen": seen})


def test_the_department_sets_rows_on_a_page_and_sees_them_in_the_list(browse, coordinator, room, period):
    client = browse(coordinator)
    answer = post(client, room, period, sorted({"N116", "N117"} | asked_codes_of(room, period)))

    assert answer.status_code == 302
    page = client.get(page_of(room, period)).content.decode()
    assert "thêm so với danh mục" in page and WHY in page
    assert "thêm N116, N117" in client.get("/bao-cao/dong-phai-khai/?ky=2022-6T").content.decode()


def test_a_refusal_keeps_the_ticks_and_stands_beside_the_field(browse, coordinator, room, period):
    answer = post(browse(coordinator), room, period, ["N116"], reason="ngắn")

    page = answer.content.decode()
    assert answer.status_code == 422 and "từ 10 đến 300 ký tự" in page and "ngắn" in page
    assert 'value="N116" checked' in page and RowChoice.objects.count() == 0


def test_a_stale_page_is_a_conflict_that_keeps_the_ticks(browse, coordinator, room, period):
    put(room, period, coordinator, add={"N116"})

    answer = post(browse(coordinator), room, period, ["N117"], seen=0)

    page = answer.content.decode()
    assert answer.status_code == 409 and 'value="N117" checked' in page
    assert f'name="seen" value="{latest_choice(room, period)}"' in page


@pytest.mark.parametrize(
    "data", [{"rows": ["N999"], "seen": 0}, {"rows": ["TH08"], "seen": 0}, {"rows": ["N116"]}, {"seen": "1e400"},
             {"seen": "９" * 40}, {"rows": ["N116"], "seen": 2**70}],
)  # fmt: skip
def test_nonsense_is_refused_and_changes_nothing(browse, coordinator, room, period, data):
    answer = browse(coordinator).post(page_of(room, period) + "dat/", data | {"reason": WHY})

    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert RowChoice.objects.count() == 0


@pytest.mark.parametrize("path", ["2022-6T/KHONG-CO", "2022-13/{unit}", "1999-6T/{unit}"])
def test_what_is_not_there_is_not_found(browse, coordinator, room, path):
    assert browse(coordinator).get(f"/bao-cao/dong-phai-khai/{path.format(unit=room.code)}/").status_code == 404


def test_the_list_needs_as_many_queries_for_many_units(period, coordinator, django_assert_max_num_queries):
    units = [UnitFactory(room=True) for _ in range(5)]
    put(units[0], period, coordinator, add={"N116"})

    with django_assert_max_num_queries(3):
        assert len(rows_by_unit(units, period)) == 5
    assert asking_in(period).of(Indicator.objects.get(code="N116"), units[0])
