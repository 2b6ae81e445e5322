"""One mail a morning, with what can still be acted on; none where there is nothing to say."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from accounts.tests.factories import UserFactory
from notices.models import Notice
from notices.services.delivery import deliver_queued
from notices.services.digests import make_digests, open_things, settle_done
from notices.services.outbox import choose_digest
from notices.states import NoticeState
from notices.tasks import make_digests as digest_task
from notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db
THURSDAY_EVENING = datetime(2022, 6, 23, 10, tzinfo=UTC)
FRIDAY = datetime(2022, 6, 24, 0, 30, tzinfo=UTC)  # 07:30 in Vietnam
DONE = {7}


def open_numbers(numbers):
    """Stands for a query of a floor above: everything is open but number 7."""
    return numbers - DONE


def nothing_new(at):
    """Stands for the engine above: everything has been told."""


@pytest.fixture(autouse=True)
def floors_above(settings):
    settings.STILL_OPEN = {"thing": f"{__name__}.open_numbers"}
    settings.BEFORE_DIGESTS = f"{__name__}.nothing_new"


def item(to, **values):
    return NoticeFactory(**{"to": to, "state": NoticeState.WAITING, "created_at": THURSDAY_EVENING} | values)


def state_of(notice):
    return Notice.objects.get(pk=notice.pk).state


def test_all_that_waits_for_a_person_comes_in_one_mail_at_half_past_seven(settings):
    settings.PORTAL_URL = "https://cong.invalid"
    officer = UserFactory()
    items = [item(officer, subject=f"Việc {n}", about=f"thing:{n}") for n in (1, 2)]
    early = make_digests(at=FRIDAY - timedelta(seconds=1))

    made = make_digests(at=FRIDAY)
    deliver_queued(at=FRIDAY)

    assert (early, made, len(mail.outbox)) == (0, 1, 1)
    message, digest = mail.outbox[0], Notice.objects.get(kind="digest")
    assert message.subject == "Việc cần làm ngày 24/06/2022 trên Cổng Kế hoạch 81"
    for text in (message.body, message.alternatives[0][0]):
        assert "Việc 1" in text and "Việc 2" in text and "tuy-chon" in text
        assert all(f"https://cong.invalid/thong-bao/{n.pk}/" in text for n in [*items, digest])
    assert {state_of(n) for n in items} == {NoticeState.IN_DIGEST}


def test_the_button_of_a_mail_with_one_item_leads_to_that_very_thing():
    only = item(UserFactory(), kind="report-submitted")

    make_digests(at=FRIDAY)
    deliver_queued(at=FRIDAY)

    html, digest = mail.outbox[0].alternatives[0][0], Notice.objects.get(kind="digest")
    assert "Xét báo cáo</a>" in html
    assert f"/thong-bao/{only.pk}/" in html and f"/thong-bao/{digest.pk}/" not in html


def test_several_of_the_same_kind_are_one_line_that_leads_to_their_list(client, settings):
    settings.PORTAL_URL = "https://cong.invalid"
    leader = UserFactory()
    alike = {"together": "{count} đơn vị chưa nộp", "together_path": "/bao-cao/theo-doi/?ky=2022-6T"}
    units = [item(leader, subject=f"Huyện {n} chưa nộp", about=f"thing:{n}", **alike) for n in (1, 2, 7)]
    other = item(leader, subject="Việc được giao", body="Hạn cuối: hôm nay.")

    make_digests(at=FRIDAY)
    deliver_queued(at=FRIDAY)

    message, digest = mail.outbox[0], Notice.objects.get(kind="digest")
    for text in (message.body, message.alternatives[0][0]):
        assert "2 đơn vị chưa nộp" in text and "Huyện 2 chưa nộp" in text and "Huyện 7" not in text
        assert f"/thong-bao/{units[0].pk}/?nhom=1" in text and f"/thong-bao/{other.pk}/" in text
    assert digest.body == "- 2 đơn vị chưa nộp\n- Việc được giao"
    client.force_login(leader)
    page = client.get(f"/thong-bao/{digest.pk}/").content.decode()
    assert "2 đơn vị chưa nộp" in page and "còn 2/2 việc phải làm" in page
    answer = client.get(f"/thong-bao/{units[0].pk}/?nhom=1")
    assert (answer.status_code, answer["Location"]) == (302, "/bao-cao/theo-doi/?ky=2022-6T")
    assert Notice.objects.filter(read_at=None, to=leader).exclude(kind="digest").get() == other


def test_what_is_done_meanwhile_is_dropped_and_a_mail_without_items_is_not_made():
    done = item(UserFactory(), about="thing:7")

    assert make_digests(at=FRIDAY) == 0

    assert state_of(done) == NoticeState.DROPPED
    assert Notice.objects.count() == 1


def test_of_three_reminders_of_one_thing_the_newest_is_told():
    officer = UserFactory()
    old, older_plan, newest = (
        item(officer, about="thing:1", planned_at=THURSDAY_EVENING - timedelta(days=n)) for n in (2, 3, 1)
    )

    make_digests(at=FRIDAY)

    assert [state_of(n) for n in (old, older_plan, newest)] == ["dropped", "dropped", "in_digest"]


def test_two_people_with_the_same_thing_get_a_mail_each():
    item(UserFactory(), about="thing:1")
    item(UserFactory(), about="thing:1")

    assert make_digests(at=FRIDAY) == 2


def test_running_again_or_late_makes_no_second_mail_of_the_day():
    officer = UserFactory()
    item(officer)
    make_digests(at=FRIDAY)
    late = item(officer, created_at=FRIDAY + timedelta(hours=1))

    assert make_digests(at=FRIDAY + timedelta(hours=6)) == 0
    assert state_of(late) == NoticeState.WAITING


def test_a_late_scheduler_tells_what_was_planned_for_the_morning_even_if_it_was_written_late():
    item(UserFactory(), created_at=FRIDAY + timedelta(hours=5), planned_at=FRIDAY - timedelta(minutes=30))
    item(UserFactory(), created_at=FRIDAY + timedelta(hours=5))

    assert make_digests(at=FRIDAY + timedelta(hours=6)) == 1


def test_what_was_planned_before_the_morning_but_written_after_the_mail_waits_for_the_next():
    officer = UserFactory()
    item(officer)
    make_digests(at=FRIDAY)
    late = item(officer, created_at=FRIDAY + timedelta(hours=5), planned_at=FRIDAY - timedelta(minutes=30))

    make_digests(at=FRIDAY + timedelta(hours=6))
    assert state_of(late) == NoticeState.WAITING

    make_digests(at=FRIDAY + timedelta(days=3))
    assert state_of(late) == NoticeState.IN_DIGEST


def test_no_mail_on_a_day_that_the_calendar_calls_free():
    item(UserFactory())

    assert make_digests(at=FRIDAY + timedelta(days=1)) == 0
    assert make_digests(at=FRIDAY + timedelta(days=3)) == 1


def test_who_left_the_digest_is_told_in_the_portal():
    officer = UserFactory()
    choose_digest(by=officer, at=FRIDAY, wants_digest=False)
    waiting = item(officer)

    assert make_digests(at=FRIDAY) == 0
    assert state_of(waiting) == NoticeState.IN_PORTAL
    assert Notice.objects.visible_to(officer).unread().count() == 1


def test_what_nobody_can_judge_counts_as_open():
    assert open_things(["thing:1", "thing:7", "thing:x", "unknown:7", ""]) == {"thing:1", "thing:x", "unknown:7", ""}


def test_what_is_done_leaves_the_bell_and_what_is_open_or_only_informs_stays():
    officer = UserFactory()
    done = NoticeFactory(to=officer, about="thing:7", state=NoticeState.IN_DIGEST)
    NoticeFactory(to=officer, about="thing:1", state=NoticeState.SENT)
    NoticeFactory(to=officer, about="")

    assert (settle_done(at=FRIDAY), settle_done(at=FRIDAY)) == (1, 0)

    done.refresh_from_db()
    assert (done.done_at, done.read_at) == (FRIDAY, None)
    assert Notice.objects.visible_to(officer).unread().count() == 2


def test_the_scheduler_makes_them():
    assert digest_task() == 0


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer anyway")
def test_two_schedulers_at_once_make_one_mail():
    item(UserFactory())
    start, made = threading.Barrier(3), []

    def make():
        start.wait()
        try:
            made.append(make_digests(at=FRIDAY))
        finally:
            connection.close()

    schedulers = [threading.Thread(target=make) for _ in range(3)]
    [scheduler.start() for scheduler in schedulers]
    [scheduler.join() for scheduler in schedulers]

    assert sorted(made) == [0, 0, 1]
    assert Notice.objects.filter(kind="digest").count() == 1


def test_a_mail_that_leaves_hours_late_does_not_hold_what_was_done_meanwhile(settings):
    officer, other = UserFactory(), UserFactory()
    for number in (1, 2):
        item(officer, subject=f"Việc {number}", about=f"thing:{number}")
    item(other, about="thing:1")
    late = NoticeFactory(to=officer, about="thing:1", subject="Hôm nay là hạn cuối", state=NoticeState.QUEUED)
    make_digests(at=FRIDAY)  # and then the mail server is away until the afternoon
    settings.STILL_OPEN = {"thing": f"{__name__}.only_the_second"}

    deliver_queued(at=FRIDAY + timedelta(hours=7))

    (message,) = mail.outbox
    assert message.to == [officer.email] and "Việc 2" in message.body and "Việc 1" not in message.body
    assert state_of(late) == NoticeState.DROPPED
    assert list(Notice.objects.filter(kind="digest", to=other).values_list("state", flat=True)) == ["dropped"]


def only_the_second(numbers):
    return numbers & {2}
