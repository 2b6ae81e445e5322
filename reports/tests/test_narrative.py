"""The words of the consolidated report: chosen, edited, ordered; nothing is lost, no figure contradicts."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from reports.models import OwnWords, Passage, ReportSection
from reports.queries.passages import narrative_board, of_one_unit, unused_by_unit
from reports.queries.profiles import profile_of
from reports.queries.totals import total_table
from reports.services.consolidation import (
    UnresolvedFigures,
    current_figures,
    freeze_content,
    freeze_figures,
    request_consolidation,
)
from reports.services.contributions import contributions
from reports.services.outputs import live_output
from reports.services.own_words import write_own
from reports.services.passages import (
    NotOffered,
    Overtaken,
    UnfitWords,
    add_passage,
    choose_passage,
    drop_passage,
    edit_passage,
    move_passage,
)
from reports.tests.factories import NOW, accepted_report

pytestmark = pytest.mark.django_db
SECTION = "II.2"


@pytest.fixture
def reports():
    UnitFactory(department=True)
    return [accepted_report(text=f"Cách làm {n}: {{{{N101}}}} buổi.", N101=n) for n in (12, 30)]


@pytest.fixture
def period(reports):
    return reports[0].period


@pytest.fixture
def chosen(reports, period, staff):
    return choose_passage(period, SECTION, reports[0].pk, by=staff, at=NOW)


def section(period, code=SECTION):
    return next(s for s in narrative_board(total_table(period)) if s.code == code)


def words(period):
    return [block.get("text", "") for block in live_output(period, profile_of("ubnd"), at=NOW).content["body"]]


def test_a_units_words_are_offered_with_its_own_figures_and_leave_the_offers_when_chosen(reports, period, staff):
    assert [offer.text for offer in section(period).offers] == ["Cách làm 12: 12 buổi.", "Cách làm 30: 30 buổi."]

    passage = choose_passage(period, SECTION, reports[1].pk, by=staff, at=NOW)

    assert (passage.report, passage.text) == (reports[1], "Cách làm 30: 30 buổi.")
    assert [offer.text for offer in section(period).offers] == ["Cách làm 12: 12 buổi."]


def test_what_is_not_accepted_or_already_chosen_is_not_offered(reports, period, staff, chosen):
    for code, pk in ((SECTION, reports[0].pk), ("I", reports[1].pk), (SECTION, 0)):
        with pytest.raises(NotOffered):
            choose_passage(period, code, pk, by=staff, at=NOW)


def test_chosen_words_stand_in_the_report_in_their_order(reports, period, staff, chosen):
    second = choose_passage(period, SECTION, reports[1].pk, by=staff, at=NOW)

    move_passage(second, up=True, by=staff, at=NOW)
    move_passage(second, up=True, by=staff, at=NOW)  # already on top

    first, then = (
        f"{r.unit.short_name}: Cách làm {n}: {n} buổi." for r, n in zip(reports[::-1], (30, 12), strict=True)
    )
    assert words(period).index(first) + 1 == words(period).index(then)


def test_tokens_in_edited_words_are_the_provinces_totals(period, staff, chosen):
    edit_passage(chosen, text="Toàn tỉnh {{N101}} buổi.", seen=chosen.text, by=staff, at=NOW)

    assert "Toàn tỉnh 42 buổi." in words(period)


@pytest.mark.parametrize("code", ["N999", "N117"])
def test_a_figure_that_is_not_known_stops_the_build(period, staff, chosen, code):
    add_passage(period, "V", text=f"Có {{{{{code}}}}} người.", by=staff, at=NOW)

    with pytest.raises(UnresolvedFigures) as error:
        request_consolidation(period, by=staff, at=NOW)
    assert error.value.codes == [code]


def test_two_people_edit_one_passage_and_both_texts_are_kept(period, staff, coordinator, chosen):
    edit_passage(chosen, text="Bản của tôi.", seen="Cách làm 12: 12 buổi.", by=coordinator, at=NOW)

    with pytest.raises(Overtaken) as error:
        edit_passage(chosen, text="Bản khác.", seen="Cách làm 12: 12 buổi.", by=staff, at=NOW)
    assert error.value.passage.text == "Bản của tôi."


def test_the_origin_is_remembered_after_editing_and_a_later_change_shows(reports, period, staff, chosen):
    edit_passage(chosen, text="Biên tập lại.", seen=chosen.text, by=staff, at=NOW)
    assert not section(period).chosen[0].has_moved

    ReportSection.objects.filter(report=reports[0]).update(text="Đã viết lại.")

    item = section(period).chosen[0]
    assert item.has_moved and item.source_now == "Đã viết lại."
    kept = current_figures(period, at=NOW)["passages"][0]
    assert (kept["unit"], kept["edited"]) == (reports[0].unit.code, True)


def test_dropped_words_are_offered_again_and_own_words_stay_in_the_journal(period, staff, chosen):
    own = add_passage(period, SECTION, text="Lời của Sở.", by=staff, at=NOW)

    for passage in (chosen, own, own):
        drop_passage(passage, by=staff, at=NOW)

    assert len(section(period).offers) == 2 and not Passage.objects.exists()
    assert "Lời của Sở." in str(AuditEntry.objects.filter(action="narrative.dropped").last().data)


@pytest.mark.parametrize("text", ["", "  ", "x" * 20_001, "Gọi 0912 345 678"])
def test_words_that_cannot_be_kept_are_refused(period, staff, text):
    with pytest.raises(UnfitWords):
        add_passage(period, SECTION, text=text, by=staff, at=NOW)


@pytest.mark.parametrize("who", [{}, {"leader": True}, {"auditor": True}])
def test_only_the_department_writes(period, who):
    with pytest.raises(PermissionDenied):
        add_passage(period, SECTION, text="Lời.", by=UserFactory(**who), at=NOW)


def test_the_board_is_worked_with_by_buttons_alone(reports, period, staff, client):
    client.force_login(staff)
    base = "/bao-cao/tong-hop/2022-6T/loi-van/"

    client.post(f"{base}chon/", {"section": SECTION, "report": reports[0].pk})
    passage = Passage.objects.get()
    kept = client.post(f"/bao-cao/tong-hop/loi-van/{passage.pk}/sua/", {"text": "", "seen": passage.text})
    late = client.post(f"/bao-cao/tong-hop/loi-van/{passage.pk}/sua/", {"text": "Của tôi", "seen": "cũ"})
    own = client.post(f"{base}them/", {"section": SECTION, "text": "Số điện thoại 0912345678"})

    assert (kept.status_code, late.status_code, own.status_code) == (422, 409, 422)
    assert "Của tôi" in late.content.decode() and passage.text in late.content.decode()
    assert "0912345678" in own.content.decode()
    page = client.get(base).content.decode()
    assert "Nguồn:" in page and "Đưa vào báo cáo" in page


def test_what_a_version_prints_and_what_it_leaves_out_is_listed_by_section():
    def wrote(section, unit, text):
        return {"section": section, "unit": unit, "name": unit, "text": text}

    figures = {
        "sections": [
            wrote("II.2", "PCTNXH", "a"), wrote("II.2", "H181", "b"), wrote("III.1", "H181", "c"),
            wrote("V", "PCTNXH", "d"), wrote("V", "H181", "e"), wrote("II.3", "H181", "f"), wrote("II.3", "H182", "g"),
        ],
        "passages": [{"section": "II.3", "unit": "H182"}, {"section": "II.3", "unit": ""}],
    }  # fmt: skip

    groups = {g.code: g for g in contributions(figures, [{"code": "II.2", "title": "Tuyên truyền"}])}

    told = {code: ([t for _, t in g.used], [t for _, t in g.unused]) for code, g in groups.items()}
    assert told == {"II.2": (["a"], ["b"]), "III.1": (["c"], []), "V": (["d", "e"], []), "II.3": (["g"], ["f"])}
    assert groups["II.2"].title == "Tuyên truyền"


def test_the_list_of_what_is_left_out_agrees_with_the_printed_body(period):
    output = live_output(period, profile_of("ubnd"), at=NOW)
    printed = " ".join(block.get("text", "") for block in output.content["body"])

    for group in contributions(output.figures, period.form.outline):
        assert all(text in printed for _, text in group.used)
        assert not any(text in printed for _, text in group.unused)


def test_the_words_of_one_unit_are_read_together(client, period, staff):
    table = total_table(period, compare=False)
    board = narrative_board(table)
    unit, count = unused_by_unit(board)[0]

    alone = of_one_unit(board, unit.code)

    assert sum(len(section.offers) for section in alone) == count
    client.force_login(staff)
    page = client.get(reverse("reports:narrative", args=[period.code]), {"don_vi": unit.code}).content.decode()
    assert f"Đang xem lời văn của {unit.short_name}" in page


# --- Own words of one output ---------------------------------------------------------------------
def written_own(period, by, text="Đề nghị Bộ hỗ trợ.", *, profile="bo", section=SECTION, seen="", shared="Lời chung."):
    return write_own(period, profile, section, text=text, seen=seen, shared=shared, by=by, at=NOW)


def printed(period, profile):
    content = live_output(period, profile_of(profile), at=NOW).content
    return " ".join(block.get("text", "") for block in content["body"])


def test_one_output_may_say_something_else_and_the_other_keeps_the_shared_words(chosen, period, staff):
    written_own(period, staff, "Toàn tỉnh tổ chức {{N101}} buổi.")

    assert "Toàn tỉnh tổ chức 42 buổi." in printed(period, "bo") and "Cách làm 12" not in printed(period, "bo")
    assert "Cách làm 12" in printed(period, "ubnd") and "Toàn tỉnh" not in printed(period, "ubnd")


def test_what_own_words_replace_is_named_and_counts_neither_as_used_nor_as_forgotten(chosen, period, staff):
    written_own(period, staff)
    figures = current_figures(period, at=NOW, profile="bo")

    (group,) = contributions(figures, period.form.outline)

    assert [text for _, text in group.replaced] == ["Cách làm 12: 12 buổi."]
    assert [text for _, text in group.unused] == ["Cách làm 30: 30 buổi."] and not group.used


def test_a_later_change_of_the_shared_words_shows_until_somebody_has_looked(client, chosen, period, staff):
    client.force_login(staff)
    address = reverse("reports:own_words", args=[period.code, "bo", SECTION])
    page = client.get(address)
    typed = page.context["typed"] | {"text": "Lời của bản gửi Bộ."}
    client.post(reverse("reports:own_words_save", args=[period.code, "bo", SECTION]), typed)
    assert not client.get(address).context["has_moved"]

    edit_passage(chosen, text="Cách làm mới.", seen=chosen.text, by=staff, at=NOW)

    page = client.get(address)
    assert page.context["has_moved"] and "<ins>Cách làm mới.</ins>" in page.content.decode()
    board = client.get(reverse("reports:narrative", args=[period.code])).content.decode()
    assert "có lời riêng, lời chung đã đổi" in board
    client.post(reverse("reports:own_words_save", args=[period.code, "bo", SECTION]), page.context["typed"])
    assert not client.get(address).context["has_moved"]


def test_two_who_write_own_words_at_once_both_keep_what_they_typed(client, chosen, period, staff):
    written_own(period, UserFactory(staff=True), "Lời của người kia.")
    client.force_login(staff)

    typed = {"text": "Lời của tôi.", "seen": "", "shared": ""}
    answer = client.post(reverse("reports:own_words_save", args=[period.code, "bo", SECTION]), typed)

    page = answer.content.decode()
    assert answer.status_code == 409 and "Lời của tôi." in page and "Lời của người kia." in page


def test_own_words_are_never_empty_and_going_back_leaves_them_on_the_page(client, chosen, period, staff):
    with pytest.raises(UnfitWords):
        written_own(period, staff, "  ")
    own = written_own(period, staff)
    client.force_login(staff)

    assert client.post(reverse("reports:own_words_drop", args=[own.pk])).status_code == 302

    assert "Cách làm 12" in printed(period, "bo") and not OwnWords.objects.standing().exists()
    page = client.get(reverse("reports:own_words", args=[period.code, "bo", SECTION])).content.decode()
    assert "Lời riêng đã bỏ" in page and "Đề nghị Bộ hỗ trợ." in page
    assert "Đề nghị" not in str(AuditEntry.objects.get(action="narrative.shared").data), "the journal holds no words"
    written_own(period, staff)
    assert "Cách làm 12" not in printed(period, "bo")


def test_an_unknown_figure_in_own_words_stops_that_output_alone(chosen, period, staff):
    written_own(period, staff, "Có {{N999}} buổi.")

    with pytest.raises(UnresolvedFigures):
        request_consolidation(period, by=staff, at=NOW, profile="bo")
    assert request_consolidation(period, by=staff, at=NOW, profile="ubnd").revision == 1


def test_only_a_section_of_the_outline_and_a_known_output_have_own_words(client, period, staff, head):
    with pytest.raises(NotOffered):
        written_own(period, staff, section="IX")
    with pytest.raises(KeyError):
        written_own(period, staff, profile="khac")
    with pytest.raises(PermissionDenied):
        written_own(period, head)
    client.force_login(staff)
    for profile, section in (("khac", SECTION), ("bo", "IX")):
        assert client.get(reverse("reports:own_words", args=[period.code, profile, section])).status_code == 404
        address = reverse("reports:own_words_save", args=[period.code, profile, section])
        assert client.post(address, {"text": "x"}).status_code == 404
    bad = client.post(reverse("reports:own_words_save", args=[period.code, "bo", SECTION]), {"text": " "})
    assert bad.status_code == 422 and "Ghi nội dung" in bad.content.decode()


def test_own_words_are_frozen_with_the_version(chosen, period, staff):
    written_own(period, staff, "Bản gửi Bộ nói khác.")
    built = request_consolidation(period, by=staff, at=NOW, profile="bo")
    freeze_figures(built.pk)
    written_own(period, staff, "Đổi sau.", seen="Bản gửi Bộ nói khác.")

    content = freeze_content(built.pk).document.content

    assert any("Bản gửi Bộ nói khác." in block.get("text", "") for block in content["body"])
