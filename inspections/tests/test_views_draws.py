import json
from datetime import date
from decimal import Decimal

import pytest

from inspections.figures.draw_record import verify
from inspections.models import Draw, RiskScale
from inspections.queries.known import known_figures
from inspections.services import drawing
from inspections.states import DrawState
from inspections.tests.factories import NOW, TODAY, CommuneFactory, EstablishmentFactory, TeamFactory
from inspections.tests.pages import get, post, text
from inspections.tests.test_drawing import APPROVAL, codes, drawn, freeze
from jobs.models import Job
from jobs.services import queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(office):
    commune = CommuneFactory(parent=office.territory)
    return [EstablishmentFactory(commune=commune, name=f"Nhà nghỉ Kín {n}") for n in range(10)]


def step(client, user, draw, name, **data):
    return post(client, user, "draw_step", draw.pk, name, **data)


def test_the_whole_way_is_walked_in_the_browser(client, coordinator, staff, town, team, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sent = {"team": team.pk, "year": 2022, "frozen_on": "20/06/2022", "quota_percent": "20",
            "certain_from": "60", "raised_from": "30"}  # fmt: skip
    assert post(client, coordinator, "draw_new", **sent).status_code == 302
    draw = Draw.objects.get()

    step(client, coordinator, draw, "exclude", code=town[0].code, reason="Đang khởi kiện")
    step(client, coordinator, draw, "commit")
    step(client, coordinator, draw, "hold", witness="4711")
    draw.refresh_from_db()
    step(client, coordinator, draw, "replace", code=codes(draw)[0], reason="Đang sửa chữa")
    step(client, coordinator, draw, "approve", plan_number="12/KH-UBND", plan_approved_on="20/06/2022",
         plan_approved_by="Chủ tịch UBND tỉnh")  # fmt: skip
    assert post(client, coordinator, "draw_print", draw.pk).status_code == 302
    queue.run(Job.objects.get(kind="draw-minutes").pk)
    assert step(client, coordinator, draw, "publish").status_code == 302

    page = text(get(client, staff, "draw", draw.pk))
    assert "12/KH-UBND" in page
    assert "Đã công khai" in page
    record = get(client, staff, "draw_record", draw.pk)
    assert verify(json.loads(record.content)) == []
    assert b"".join(get(client, staff, "draw_minutes", draw.pk).streaming_content).startswith(b"%PDF")


def test_until_it_is_public_readers_see_the_commitment_and_no_list(
    client, coordinator, staff, auditor, leader, inspector, town, team
):
    draw = drawn(team, coordinator)

    for user in (staff, auditor):
        page = text(get(client, user, "draw", draw.pk))
        assert draw.commitment in page
        assert "chưa công khai" in page
        assert "Nhà nghỉ Kín" not in page
        assert draw.seed not in page
        assert get(client, user, "draw_record", draw.pk).status_code == 404
        assert get(client, user, "draw_minutes", draw.pk).status_code == 404
    for user in (coordinator, leader, inspector):
        assert "Nhà nghỉ Kín" in text(get(client, user, "draw", draw.pk))


def test_the_seed_stays_secret_until_the_draw_even_from_the_coordinator(client, coordinator, town, team):
    draw = drawing.commit_draw(freeze(team, coordinator), by=coordinator, at=NOW)

    page = text(get(client, coordinator, "draw", draw.pk))

    assert draw.commitment in page
    assert draw.seed not in page


def test_another_team_and_a_reporting_unit_see_nothing(client, coordinator, district_inspector, reporter, town, team):
    draw = drawn(team, coordinator)

    assert get(client, district_inspector, "draw", draw.pk).status_code == 404
    assert get(client, reporter, "draw", draw.pk).status_code == 403
    assert step(client, district_inspector, draw, "publish").status_code == 403


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(client, coordinator, town, team):
    draw = freeze(team, coordinator)

    answer = step(client, coordinator, draw, "exclude", code="CS-SAI", reason="Đang khởi kiện")

    assert answer.status_code == 422
    assert "không có trong sổ đã chốt" in text(answer)
    assert "Đang khởi kiện" in text(answer)
    assert step(client, coordinator, draw, "exclude", code=town[0].code, reason="0912 345 678").status_code == 422


def test_a_step_out_of_turn_is_told_so(client, coordinator, town, team):
    draw = freeze(team, coordinator)

    answer = step(client, coordinator, draw, "publish")

    assert answer.status_code == 409
    assert "không còn ở bước đó" in text(answer)
    assert post(client, coordinator, "draw_print", draw.pk).status_code == 409
    assert step(client, coordinator, draw, "fly").status_code == 404


def test_a_second_draw_of_the_year_and_a_future_day_are_refused_in_the_form(client, coordinator, town, team):
    freeze(team, coordinator)
    sent = {"team": team.pk, "year": 2022, "frozen_on": "20/06/2022", "quota_percent": "20",
            "certain_from": "60", "raised_from": "30"}  # fmt: skip

    assert "đã có lần chọn mẫu" in text(post(client, coordinator, "draw_new", **sent))
    assert post(client, coordinator, "draw_new", **sent | {"frozen_on": "21/06/2022"}).status_code == 422
    assert post(client, coordinator, "draw_new", **sent | {"quota_percent": "0"}).status_code == 422
    assert get(client, coordinator, "draw_new").status_code == 200


def test_overlap_with_another_plan_is_shown_before_it_is_refused(client, coordinator, town, team, district_team):
    drawing.approve_plan(drawn(team, coordinator, quota_percent=Decimal(100)),
                         by=coordinator, at=NOW, **APPROVAL)  # fmt: skip
    draw = drawn(district_team, coordinator)

    assert "đã có trong kế hoạch đã duyệt của Đội khác" in text(get(client, coordinator, "draw", draw.pk))
    answer = step(client, coordinator, draw, "approve", plan_number="1", plan_approved_on="20/06/2022",
                  plan_approved_by="x")  # fmt: skip
    assert answer.status_code == 422


def test_the_list_says_what_there_is(client, coordinator, staff, town, team):
    assert "Chưa có lần chọn mẫu nào" in text(get(client, staff, "draws"))
    draw = freeze(team, coordinator)
    drawing.cancel_draw(draw, by=coordinator, at=NOW, reason="Chốt nhầm")

    assert "Đã hủy" in text(get(client, staff, "draws"))
    assert "Chốt nhầm" in text(get(client, staff, "draw", draw.pk))


def test_a_printed_file_that_was_changed_is_not_handed_out(client, coordinator, town, team, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draw = drawn(team, coordinator)
    assert get(client, coordinator, "draw_minutes", draw.pk).status_code == 404
    post(client, coordinator, "draw_print", draw.pk)
    assert "Đang in biên bản" in text(get(client, coordinator, "draw", draw.pk))
    queue.run(Job.objects.get(kind="draw-minutes").pk)
    draw.refresh_from_db()
    draw.minutes.pdf.storage.delete(draw.minutes.pdf.name)

    assert get(client, coordinator, "draw_minutes", draw.pk).status_code == 302


def test_the_scale_of_points_is_edited_by_the_coordinator(client, coordinator, staff):
    page = get(client, coordinator, "risk_scale")
    sent = {name: field.initial or page.context["form"].initial.get(name) for name, field in
            page.context["form"].fields.items()}  # fmt: skip
    sent = {name: "" if value is None else str(value) for name, value in sent.items()}

    assert post(client, coordinator, "risk_scale", **sent).status_code == 422
    assert post(client, coordinator, "risk_scale", **sent | {"reason": "Thử", "idle_months": "0"}).status_code == 422
    assert post(client, coordinator, "risk_scale", **sent | {"reason": "Rà soát", "never": "7"}).status_code == 302
    assert RiskScale.current()["never"] == 7
    assert get(client, staff, "risk_scale").status_code == 403


def test_a_score_is_explained_where_planning_is_no_secret(client, coordinator, inspector, reporter, staff, place):
    for user in (coordinator, inspector):
        assert "Chưa từng được kiểm tra" in text(get(client, user, "establishment", place.pk))
    for user in (reporter, staff):
        assert "Điểm rủi ro" not in text(get(client, user, "establishment", place.pk))


def test_a_draw_of_a_team_that_is_somebody_elses_is_not_in_the_list(client, coordinator, inspector, town):
    drawn(TeamFactory(), coordinator)

    assert Draw.objects.get().state == DrawState.DRAWN
    assert "Chưa có lần chọn mẫu nào" in text(get(client, inspector, "draws"))


def test_what_is_planned_is_counted_for_the_report_at_once_and_listed_when_public(
    client, coordinator, inspector, reporter, staff, town, district_team, office
):
    draw = drawn(district_team, coordinator, quota_percent=Decimal(40))
    assert "N403" not in known_figures(office, date(2021, 12, 15), TODAY)

    draw = drawing.approve_plan(draw, by=coordinator, at=NOW, **APPROVAL)
    known = known_figures(office, date(2021, 12, 15), TODAY)
    assert (known["N403"].value, known["N403.LT"].value, known["N403.KR"].value) == (4, 4, 0)
    assert "4 cơ sở" in text(open_as(client, coordinator, known["N403"].path))
    for user in (reporter, staff):
        page = text(open_as(client, user, known["N403"].path))
        assert "0 cơ sở" in page
        assert "giữ kín" in page
    assert "Nhà nghỉ Kín" not in text(open_as(client, inspector, known["N403"].path))  # of another team

    drawing.publish_draw(draw, by=coordinator, at=NOW)
    for user in (reporter, staff):
        assert "4 cơ sở" in text(open_as(client, user, known["N403"].path))
    assert "0 cơ sở" in text(open_as(client, reporter, known["N403.KR"].path))


def open_as(client, user, path):
    client.force_login(user)
    return client.get(path)


def test_a_list_is_known_by_the_same_people_in_queries_and_in_rules(
    coordinator, leader, staff, auditor, inspector, district_inspector, reporter, town, district_team
):
    draw = drawn(district_team, coordinator)
    others = drawn(TeamFactory(), coordinator)
    drawing.approve_plan(draw, by=coordinator, at=NOW, **APPROVAL)
    for public in (False, True):
        if public:
            draw = drawing.publish_draw(draw, by=coordinator, at=NOW)
        for user in (coordinator, leader, staff, auditor, inspector, district_inspector, reporter):
            for each in (draw, others):
                known = Draw.objects.with_list_known_to(user).filter(pk=each.pk).exists()
                assert known == user.has_perm("inspections.view_drawn_list", Draw.objects.get(pk=each.pk))
