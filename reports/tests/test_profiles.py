"""The coordinating room edits an output; drafts to come follow it, versions that exist do not."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import AuditEntry
from reports.models import Passage, ProfileEdit
from reports.queries.profiles import changes_to, profile_of, shipped, with_changes
from reports.services import versions
from reports.services.profiles import OvertakenProfile, UnfitProfile, edit_profile, problems_of
from reports.tests.factories import NOW
from reports.tests.test_versions import drafted, leader, period  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def edited(by, code="ubnd", seen=None, **changes):
    return edit_profile(replace(profile_of(code), **changes), by=by, at=NOW, seen=seen)


def typed(client, code="ubnd", **changes):
    """What the page's form would send, with these changes."""
    form = client.get(reverse("reports:profile", args=[code])).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {n: "\n".join(v) if isinstance(v, list) else "" if v is None else v for n, v in values.items()}
    return values | changes


def test_a_new_signer_and_recipient_stand_in_the_next_draft_only(period, coordinator, staff):  # noqa: F811
    before = drafted(period, staff)
    edited(coordinator, signer="Hoàng Văn Mẫu", recipients=["Như trên;", "Công an tỉnh;"], sections=["II", "I"])

    before.refresh_from_db()
    after = drafted(period, staff)
    assert before.document.content["signature"]["name"] == ""
    assert after.document.content["signature"]["name"] == "Hoàng Văn Mẫu"
    assert after.document.content["recipients"][1] == "Công an tỉnh;"
    heads = [b["text"] for b in after.document.content["body"] if b["type"] == "section"]
    assert heads == ["KẾT QUẢ THỰC HIỆN", "TÌNH HÌNH TỆ NẠN MẠI DÂM"]


def test_a_draft_read_under_the_old_profile_is_not_made_final_under_the_new_one(period, coordinator, staff):  # noqa: F811
    draft = drafted(period, staff)
    edited(coordinator, place="Đồng Đăng")

    with pytest.raises(versions.Stale):
        versions.freeze_version(draft, by=staff, at=NOW)


def test_only_the_coordinating_room_edits(staff, leader):  # noqa: F811
    for person in (staff, leader):
        with pytest.raises(PermissionDenied):
            edited(person, place="Đồng Đăng")


def test_saving_the_same_again_leaves_one_line_and_going_back_leaves_another(coordinator):
    first = edited(coordinator, place="Đồng Đăng")
    edited(coordinator, place="Đồng Đăng")
    assert AuditEntry.objects.filter(action="profile.edited").count() == 1

    edit_profile(shipped()["ubnd"], by=coordinator, at=NOW, seen=first.edited_at)
    assert profile_of("ubnd") == shipped()["ubnd"]
    assert AuditEntry.objects.filter(action="profile.edited").count() == 2


def test_an_output_nobody_changed_needs_no_row(coordinator):
    assert edited(coordinator) is None and not ProfileEdit.objects.exists()


def test_two_people_do_not_overwrite_each_other(coordinator):
    edited(coordinator, place="Đồng Đăng")

    with pytest.raises(OvertakenProfile):
        edited(coordinator, place="Lộc Bình", seen=None)


def test_changes_of_the_cover_letter_are_kept_one_by_one():
    before = shipped()["bo"]
    after = replace(before, place="Hà Nội", cover=replace(before.cover, archive="VT"))

    changes = changes_to(before, after)

    assert changes == {"place": "Hà Nội", "cover": {"archive": "VT"}}
    assert with_changes(before, changes) == after


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("subject", "Kết quả {thang}", "Không có từ thay thế {thang}"),
        ("subject", "Kết quả {ky", "chưa khép"),
        ("subject", "", "Ghi nội dung"),
        ("subject", "x" * 601, "601"),
        ("opening", "Ông A, số 012345678901", "căn cước"),
        ("issuer", "", "Ghi tên cơ quan"),
        ("symbol", "BC", "Ký hiệu"),
        ("addressees", [], "Kính gửi"),
        ("recipients", ["Lãnh đạo Sở;"], "Như trên"),
        ("recipients", ["Như trên;", "Lưu: VT;"], "ô riêng"),
        ("archive", "PCTNXH", "VT"),
        ("signature_prefix", "Thay mặt", "TM."),
        ("signature_title", "Phó Giám đốc", "chữ hoa"),
        ("signer", "TS. Hoàng Văn Mẫu", "học vị"),
        ("sections", [], "ít nhất một phần"),
        ("appendices", ["khác"], "Không có bảng khác"),
        ("headings", {"I": ""}, "Ghi tên phần"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_words(field, value, words):
    problems = problems_of(replace(shipped()["ubnd"], **{field: value}))

    assert any(words in text for text in problems.values()), problems


def test_the_cover_letter_is_held_to_the_same_rules(coordinator):
    bo = shipped()["bo"]
    bad = replace(bo, cover=replace(bo.cover, paragraphs=[], symbol="X"))

    with pytest.raises(UnfitProfile) as error:
        edit_profile(bad, by=coordinator, at=NOW, seen=None)
    assert set(error.value.problems) == {"cover_paragraphs", "cover_symbol"}
    assert not problems_of(bo) and not problems_of(shipped()["ubnd"])


def test_the_page_stores_what_is_typed_and_shows_who_changed_what(client, period, coordinator):  # noqa: F811
    client.force_login(coordinator)
    sent = typed(client, signer="Hoàng Văn Mẫu", order_V="", table_others="")

    answer = client.post(reverse("reports:profile_edit", args=["ubnd"]), sent, follow=True)

    now = profile_of("ubnd")
    assert (now.signer, now.sections) == ("Hoàng Văn Mẫu", ["I", "II", "III", "IV"])
    assert now.appendices == ["totals", "districts", "charts"]
    page = answer.content.decode()
    assert "Đang dùng mẫu đã sửa" in page and "<ins>Hoàng Văn Mẫu</ins>" in page
    client.post(reverse("reports:profile_reset", args=["ubnd"]), {"seen": answer.context["last_change"]})
    assert profile_of("ubnd") == shipped()["ubnd"]


def test_looking_at_a_change_stores_nothing(client, period, coordinator):  # noqa: F811
    client.force_login(coordinator)
    sent = typed(client, signer="Hoàng Văn Mẫu", preview="1")

    page = client.post(reverse("reports:profile_edit", args=["ubnd"]), sent).content.decode()

    assert '<p class="paper-signer"><strong>Hoàng Văn Mẫu</strong>' in page
    assert not ProfileEdit.objects.exists()


def test_mistakes_come_back_beside_their_fields_with_everything_typed(client, period, coordinator):  # noqa: F811
    client.force_login(coordinator)
    sent = typed(client, code="bo", symbol="bc", order_I="2", signer="Hoàng Văn Mẫu")

    first = client.post(reverse("reports:profile_edit", args=["bo"]), sent)
    again = client.post(reverse("reports:profile_edit", args=["bo"]), sent | {"order_I": "1"})

    assert (first.status_code, again.status_code) == (422, 422)
    assert "Thứ tự 2 đã dùng" in first.content.decode()
    assert "Ký hiệu viết hoa" in again.content.decode() and "Hoàng Văn Mẫu" in again.content.decode()


def test_whoever_comes_second_keeps_what_he_typed(client, period, coordinator):  # noqa: F811
    client.force_login(coordinator)
    sent = typed(client, place="Lộc Bình")
    edited(coordinator, place="Đồng Đăng")

    answer = client.post(reverse("reports:profile_edit", args=["ubnd"]), sent)

    assert answer.status_code == 409 and "Lộc Bình" in answer.content.decode()
    second = typed(client) | sent | {"seen": answer.context["form"]["seen"].value()}
    assert client.post(reverse("reports:profile_edit", args=["ubnd"]), second).status_code == 302
    assert profile_of("ubnd").place == "Lộc Bình"
    old = client.post(reverse("reports:profile_reset", args=["ubnd"]), {"seen": "9999-99-99T00:00"})
    assert old.status_code == 409 and "chưa trở về mẫu ban đầu" in old.content.decode()
    assert profile_of("ubnd").place == "Lộc Bình"


def test_chosen_words_of_a_part_that_is_not_printed_are_named(client, period, coordinator):  # noqa: F811
    Passage.objects.create(period=period, section="V", order=1, text="Kiến nghị.", edited_at=NOW, edited_by=coordinator)
    edited(coordinator, sections=["I", "II"])
    client.force_login(coordinator)

    page = client.get(reverse("reports:profile", args=["ubnd"])).content.decode()

    assert "Phần V không in trong đầu ra này" in page and "1 đoạn" in page


def test_a_figure_code_that_nobody_knows_is_named_instead_of_the_preview(client, period, coordinator):  # noqa: F811
    Passage.objects.create(
        period=period, section="V", order=1, text="Có {{N999}}.", edited_at=NOW, edited_by=coordinator
    )
    client.force_login(coordinator)

    assert "N999" in client.get(reverse("reports:profile", args=["ubnd"])).content.decode()
    assert client.get(reverse("reports:profile", args=["khac"])).status_code == 404
