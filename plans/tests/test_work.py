"""Tasks, own plans and events: what units tell, and what is counted from it."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.states import UnitKind
from accounts.tests.factories import UnitFactory, UserFactory
from deadlines.states import Level, ObligationKind
from documents.tests.factories import PDF
from kit.uploads import check_file
from kit.workflow import InvalidTransition
from notices.services.digests import open_things
from plans.figures.work import AUDIENCE_PARTS, FORM_PARTS, contributions, kept_up, quarters_of
from plans.models import Assignment, Event, ProgressNote, Task, TaskGroup, UnitPlan
from plans.queries.duties import duties
from plans.queries.known import known_figures
from plans.queries.obligations import obligations, unfinished_actions
from plans.queries.progress import ended_quarters, own_standings, task_standings
from plans.services.actions import finish_action, open_action
from plans.services.events import cancel_event, record_event
from plans.services.refusals import Refusal
from plans.services.work import file_unit_plan, note_progress, set_terms
from plans.states import Audience, Duty, EventKind, ProgressState, Recurrence, SessionForm
from plans.tests.factories import ClauseFactory, PlanFactory

NOW = datetime(2022, 6, 20, 2, tzinfo=UTC)
TODAY = date(2022, 6, 20)
FORM = Path(__file__).parents[1] / "data" / "indicators-2022.json"

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def room():
    return UnitFactory(coordinating=True)


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def officer(unit):
    return UserFactory(unit=unit)


@pytest.fixture
def task(plan, room, unit):
    clause = ClauseFactory(plan=plan)
    group = TaskGroup.objects.create(plan=plan, clause=clause, code="N1", title="Tuyên truyền")
    found = Task.objects.create(group=group, clause=clause, code="N1.1", title="Tuyên truyền", order=1)
    Assignment.objects.create(task=found, duty=Duty.LEAD, unit=room, basis=clause, order=1)
    for order, duty in enumerate((Duty.COORDINATE, Duty.CARRY_OUT), start=2):
        kinds = [UnitKind.DISTRICT_OFFICE]
        Assignment.objects.create(task=found, duty=duty, unit_kinds=kinds, basis=clause, order=order)
    return found


def a_pdf(name="ke-hoach.pdf"):
    return check_file(PDF, name)


def note(task, officer, **values):
    known = {"state": ProgressState.STARTED, "product": "Công văn số 5"}
    return note_progress(task, by=officer, at=NOW, **known | values)


# --- Duties and notes -------------------------------------------------------------------------------


def test_a_unit_named_twice_has_the_stronger_duty(plan, task, room, unit):
    assert duties(plan, TODAY) == {task.pk: {room.pk: Duty.LEAD, unit.pk: Duty.CARRY_OUT}}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"product": ""}, "product"),
        ({"state": ProgressState.BLOCKED, "product": ""}, "narrative"),
        ({"state": ProgressState.DONE, "product": ""}, "product"),
    ],
)
def test_a_step_forward_needs_something_to_show(task, officer, values, field):
    with pytest.raises(Refusal) as refused:
        note(task, officer, **values)

    assert refused.value.field == field
    assert not ProgressNote.objects.exists()


def test_a_file_is_enough_to_show(task, officer):
    assert note(task, officer, product="", file=a_pdf()).file.name == "ke-hoach.pdf"


def test_a_quarterly_task_is_done_quarter_by_quarter(plan, task, officer):
    task.recurrence = Recurrence.QUARTERLY
    task.save()

    with pytest.raises(Refusal):
        note(task, officer, state=ProgressState.DONE)
    note(task, officer, state=ProgressState.DONE, quarter=1)
    [(_, part)] = own_standings(plan, officer, TODAY)

    assert part.quarters == {1}
    assert ended_quarters(2022, TODAY) == {1}
    assert ended_quarters(2022, date(2023, 1, 1)) == {1, 2, 3, 4}
    assert ended_quarters(2022, date(2021, 12, 31)) == set()


def test_a_unit_without_a_part_may_say_nothing(task):
    with pytest.raises(Refusal):
        note(task, UserFactory(unit=UnitFactory(room=True)))


def test_the_leader_and_the_auditor_only_read(task):
    for person in (UserFactory(leader=True), UserFactory(auditor=True)):
        with pytest.raises(PermissionDenied):
            note(task, person)


def test_a_unit_sees_its_own_part_and_the_department_all(plan, task, room, unit, officer):
    note(task, officer)
    other = UserFactory()

    [mine] = task_standings(plan, officer, TODAY)
    [theirs] = task_standings(plan, other, TODAY)
    [everything] = task_standings(plan, UserFactory(auditor=True), TODAY)
    [inspectors] = task_standings(plan, UserFactory(inspector=True), TODAY)

    assert [(part.unit, part.state) for part in mine.parts] == [(unit, "started")]
    assert [(part.unit, part.state) for part in theirs.parts] == [(other.unit, "none")]
    assert [part.unit for part in everything.parts] == [room, unit, other.unit]
    assert (everything.state, everything.counts["started"]) == ("none", 1)
    assert inspectors.parts == []


def test_a_task_past_its_day_is_late_until_it_is_done(plan, task, officer):
    set_terms(
        task, by=UserFactory(coordinator=True), at=NOW, expected_product="Báo cáo", recurrence=Recurrence.ONCE,
        due_on=date(2022, 6, 19),
    )  # fmt: skip
    [before] = task_standings(plan, officer, TODAY)
    note(task, officer, state=ProgressState.DONE)
    [after] = task_standings(plan, officer, TODAY)

    assert (before.is_late, len(before.late_parts), after.is_late) == (True, 1, False)


def test_only_the_coordinating_room_sets_the_terms(task, officer):
    with pytest.raises(PermissionDenied):
        set_terms(task, by=officer, at=NOW, expected_product="", recurrence=Recurrence.ONCE, due_on=None)


def test_standings_cost_the_same_for_any_number_of_units(plan, task, django_assert_num_queries):
    reader = UserFactory(auditor=True)
    for number in (2, 30):
        for _ in range(number):
            note(task, UserFactory())
        with django_assert_num_queries(5):
            task_standings(plan, reader, TODAY)


# --- Own plans --------------------------------------------------------------------------------------


def filed(plan, officer, tasks, **values):
    known = {"number": "25/KH-LĐTBXH", "issued_on": date(2022, 6, 10), "title": "Phòng, chống mại dâm"}
    return file_unit_plan(plan, by=officer, at=NOW, file=a_pdf(), tasks=tasks, **known | values)


def test_the_newest_own_plan_counts_and_the_old_one_stays(plan, task, officer, unit):
    filed(plan, officer, [task])
    newest = filed(plan, officer, [task], number="26/KH-LĐTBXH")

    assert UnitPlan.objects.filter(unit=unit).count() == 2
    known = known_figures(unit, date(2021, 12, 15), date(2022, 6, 14))["N201"]
    assert (known.value, known.path) == (Decimal(1), reverse("plans:unit_plan", args=[newest.pk]))


@pytest.mark.parametrize(
    ("values", "field"),
    [({"issued_on": date(2022, 6, 21)}, "issued_on"), ({"issued_on": date(2021, 6, 1)}, "issued_on")],
)
def test_an_own_plan_of_another_year_or_a_day_to_come_is_refused(plan, task, officer, values, field):
    with pytest.raises(Refusal) as refused:
        filed(plan, officer, [task], **values)

    assert refused.value.field == field


def test_an_own_plan_takes_up_tasks_of_this_plan(plan, task, officer):
    for tasks in ([], [task]):
        with pytest.raises(Refusal):
            filed(PlanFactory(), officer, tasks)


# --- Events -----------------------------------------------------------------------------------------


def event(officer, **values):
    known = {"kind": EventKind.SESSION, "title": "Nói chuyện chuyên đề", "held_on": date(2022, 6, 1), "attendees": 40}
    return record_event(by=officer, at=NOW, **known | values)


def test_events_add_up_to_the_figures_of_the_report_and_each_opens_its_rows(client, officer, unit):
    event(officer)
    event(officer, quantity=2, is_integrated=True, attendees=75)
    event(officer, kind=EventKind.LEAFLET, quantity=300, attendees=None)
    event(officer, kind=EventKind.TRAINING, attendees=25, form="clb", audience="hssv", is_integrated=True)
    event(officer, held_on=date(2022, 6, 15))
    cancel_event(event(officer), by=officer, at=NOW, reason="Ghi hai lần")

    known = known_figures(unit, date(2021, 12, 15), date(2022, 6, 14))

    values = {code: figure.value for code, figure in known.items()}
    assert values == {"N101": 3, "N102": 2, "N103": 115, "N104": 300, "N501": 1, "N502": 25}
    client.force_login(officer)
    for code, figure in known.items():
        page = client.get(figure.path)
        assert page.context["total"] == figure.value, code
        assert all(code in figures for figures in map(_codes, page.context["page"]))
    assert client.get(known["N101"].path).context["page"].paginator.count == 2


def test_a_breakdown_is_offered_only_when_it_is_whole(client, officer, unit):
    event(officer, form="clb", audience="hssv")
    event(officer, form="hoi_nghi", audience="can_bo", attendees=60)

    known = known_figures(unit, date(2021, 12, 15), date(2022, 6, 14))
    parts = {code: figure.value for code, figure in known.items() if "." in code}
    assert parts == {"N101.CLB": 1, "N101.HN": 1, "N103.HS": 40, "N103.CB": 60}
    client.force_login(officer)
    for code, value in parts.items():
        assert client.get(known[code].path).context["total"] == value

    event(officer, form="clb")
    again = known_figures(unit, date(2021, 12, 15), date(2022, 6, 14))
    assert {code for code in again if "." in code} == {"N101.CLB", "N101.HN"}


def test_the_parts_are_those_of_the_form():
    known = {row["parent"]: set(row["parts"]) for row in json.loads(FORM.read_text())["breakdowns"]}

    assert set(FORM_PARTS) == set(SessionForm.values) and set(AUDIENCE_PARTS) == set(Audience.values)
    assert set(FORM_PARTS.values()) == known["N101"] and set(AUDIENCE_PARTS.values()) == known["N103"]


def _codes(row):
    return contributions(row.kind, row.quantity, row.attendees, is_integrated=row.is_integrated)


@pytest.mark.parametrize(
    ("values", "field"), [({"held_on": date(2022, 6, 21)}, "held_on"), ({"attendees": None}, "attendees")]
)
def test_what_has_not_happened_or_nobody_attended_is_refused(officer, values, field):
    with pytest.raises(Refusal) as refused:
        event(officer, **values)

    assert refused.value.field == field


def test_an_event_is_taken_back_once_and_by_its_unit(officer):
    row = event(officer)

    with pytest.raises(PermissionDenied):
        cancel_event(row, by=UserFactory(), at=NOW, reason="x")
    cancel_event(row, by=officer, at=NOW, reason="Ghi nhầm")
    with pytest.raises(InvalidTransition):
        cancel_event(row, by=officer, at=NOW, reason="Lần nữa")


def test_who_sees_what_is_the_same_in_sql_and_in_the_table_of_rights(plan, task, officer):
    rows = [note(task, officer), filed(plan, officer, [task]), event(officer)]
    people = [officer, UserFactory(), UserFactory(leader=True), UserFactory(staff=True), UserFactory(inspector=True)]
    people += [UserFactory(administrator=True), UserFactory(unit=officer.unit, is_active=False)]

    for person in people:
        for row in rows:
            seen = type(row).objects.visible_to(person).filter(pk=row.pk).exists()
            assert seen == person.has_perm("plans.view_work", row), (person.role, row)


# --- Figures: the worked examples of docs/indicators.md ---------------------------------------------


def test_the_data_window_of_a_year_has_four_quarters():
    found = quarters_of(date(2021, 12, 15), date(2022, 12, 14))

    assert [first for first, _ in found] == [
        date(2021, 12, 15),
        date(2022, 3, 15),
        date(2022, 6, 15),
        date(2022, 9, 15),
    ]
    assert found[-1][1] == date(2022, 12, 14)
    assert quarters_of(date(2021, 11, 30), date(2022, 5, 1))[1][0] == date(2022, 2, 28)


@pytest.mark.parametrize(
    ("days", "day", "answer"),
    [
        ([], date(2022, 2, 1), False),
        ([date(2022, 1, 5)], date(2022, 2, 1), True),  # the running quarter is not held against anybody
        ([date(2022, 1, 5)], date(2022, 6, 14), False),  # nothing from 15/3 to 14/6
        ([date(2022, 1, 5), date(2022, 4, 9)], date(2022, 6, 20), True),
        ([date(2022, 1, 5), date(2022, 6, 25)], date(2022, 6, 20), False),  # the 25th has not come yet
    ],
)
def test_kept_up_means_something_in_every_quarter_that_is_over(days, day, answer):
    assert kept_up(days, date(2021, 12, 15), day, date(2022, 12, 14)) is answer


# --- Obligations ------------------------------------------------------------------------------------


def test_work_that_was_asked_for_is_owed_until_it_is_finished(officer, unit):
    head = UserFactory(unit=unit, is_unit_approver=True)
    item = open_action(by=UserFactory(leader=True), at=NOW, title="Việc", unit=unit, due_on=date(2022, 6, 24))

    [owed] = obligations(NOW)
    assert unfinished_actions({item.pk, 999}) == {item.pk}
    finish_action(item, by=officer, at=datetime(2022, 6, 22, tzinfo=UTC), result="Xong")

    assert (owed.kind, owed.unit_id) == (ObligationKind.ACTION, unit.pk)
    assert [person.pk for person in owed.people[Level.DOER]] == [officer.pk]
    assert [person.pk for person in owed.people[Level.HEAD]] == [head.pk]
    assert unfinished_actions({item.pk}) == set()
    assert obligations(datetime(2022, 6, 23, tzinfo=UTC)) == []
    assert len(obligations(datetime(2022, 6, 21, tzinfo=UTC))) == 1


def test_a_named_person_owes_it_and_one_who_left_is_not_asked(unit):
    named = UserFactory(unit=unit, is_unit_approver=True)
    open_action(by=UserFactory(leader=True), at=NOW, title="Việc", person=named, due_on=date(2022, 6, 24))

    [owed] = obligations(NOW)
    assert ([p.pk for p in owed.people[Level.DOER]], owed.people[Level.HEAD]) == ([named.pk], ())
    named.is_active = False
    named.save()
    assert obligations(NOW)[0].people[Level.DOER] == ()


def test_a_task_with_a_day_is_owed_by_those_who_carry_it_out(plan, task, officer, unit, room):
    task.due_on = date(2022, 6, 30)
    task.save()

    owed = obligations(NOW)
    assert {(row.kind, row.unit_id) for row in owed} == {(ObligationKind.TASK, unit.pk), (ObligationKind.TASK, room.pk)}
    note(task, officer, state=ProgressState.DONE)
    assert [row.unit_id for row in obligations(NOW)] == [room.pk]


def test_a_task_that_is_done_leaves_the_bell_until_its_unit_takes_that_back(plan, task, officer, unit, room):
    task.due_on = date(2022, 6, 30)
    task.save()
    things = {row.thing for row in obligations(NOW)}
    assert open_things(things) == things == {f"task:{task.pk}:{unit.pk}", f"task:{task.pk}:{room.pk}"}

    note(task, officer, state=ProgressState.DONE)
    assert open_things(things) == {f"task:{task.pk}:{room.pk}"}
    note(task, officer, state=ProgressState.BLOCKED, narrative="Chưa có kinh phí", product="")
    assert open_things(things) == things
    assert {row.thing for row in obligations(NOW)} == things


# --- Pages ------------------------------------------------------------------------------------------


def test_a_unit_files_its_plan_and_notes_its_progress_over_the_pages(client, plan, task, officer):
    client.force_login(officer)
    upload = SimpleUploadedFile("kh.pdf", PDF, "application/pdf")
    sent = {"number": "25/KH", "issued_on": "01/06/2022", "title": "Kế hoạch", "tasks": [task.pk], "file": upload}

    assert client.post(reverse("plans:unit_plan_add"), sent).url == reverse("plans:own_tasks")
    row = UnitPlan.objects.get()
    assert client.get(reverse("plans:unit_plan", args=[row.pk])).status_code == 200
    assert client.get(reverse("plans:unit_plan_file", args=[row.pk])).status_code == 200
    assert client.post(reverse("plans:unit_plan_add"), {"number": "26/KH"}).status_code == 422
    answer = client.post(reverse("plans:task_note", args=[task.pk]), {"state": "done", "product": ""})
    assert (answer.status_code, "Ghi sản phẩm" in answer.content.decode()) == (422, True)
    upload = SimpleUploadedFile("mc.pdf", PDF, "application/pdf")
    client.post(reverse("plans:task_note", args=[task.pk]), {"state": "done", "file": upload})
    noted = ProgressNote.objects.get()
    assert client.get(reverse("plans:note_file", args=[noted.pk])).status_code == 200
    assert "Đã hoàn thành" in client.get(reverse("plans:own_tasks")).content.decode()


@pytest.mark.parametrize("shown", ["danh-sach", "bang", "tien-do", "khong-co"])
def test_tasks_are_seen_as_a_list_a_board_and_along_the_year(client, plan, task, officer, shown):
    note(task, officer)
    client.force_login(UserFactory(staff=True))

    page = client.get(reverse("plans:tasks", args=[plan.pk]), {"xem": shown})

    assert page.status_code == 200
    assert "N1.1" in page.content.decode()


def test_an_event_is_recorded_and_taken_back_over_the_pages(client, officer):
    client.force_login(officer)
    sent = {
        "kind": "session",
        "title": "Buổi nói chuyện",
        "held_on": "01/06/2022",
        "quantity": "1",
        "attendees": "1.250",
    }
    client.post(reverse("plans:event_record"), sent)
    row = Event.objects.get()
    assert row.attendees == 1250
    for wrong in ({"attendees": ""}, {"quantity": "0"}, {"held_on": "31/12/2999"}):
        assert client.post(reverse("plans:event_record"), sent | wrong).status_code == 422
    where = reverse("plans:event_cancel", args=[row.pk])
    assert client.post(where, {"reason": ""}).status_code == 422
    client.post(where, {"reason": "Ghi nhầm"})
    assert client.post(where, {"reason": "Ghi nhầm"}).status_code == 409
    assert "Đã gạch bỏ" in client.get(reverse("plans:events")).content.decode()


def test_the_coordinator_sets_the_terms_over_the_page(client, task):
    client.force_login(UserFactory(coordinator=True))
    where = reverse("plans:task_terms", args=[task.pk])

    assert client.post(where, {"recurrence": "often"}).status_code == 422
    client.post(where, {"recurrence": "quarterly", "expected_product": "Báo cáo quý", "due_on": "30/06/2022"})

    task.refresh_from_db()
    assert (task.recurrence, task.due_on) == ("quarterly", date(2022, 6, 30))
