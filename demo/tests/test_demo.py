"""The demo: one data folder, labelled as such, that tells the same story however often it is prepared."""

import csv
import re
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from accounts.models import Unit, User
from accounts.states import Role
from accounts.tests.factories import UnitFactory, UserFactory
from audit.services.journal import verify_chain
from deadlines.queries.rehearsal import rehearse, sent
from demo.services.reports import EXCLUDED, LATE_IN_2021, RETURNED_TWICE, moment
from demo.services.seed import BEGINNING, DEFAULT_DAY, NotADemo, begin_demo
from demo.services.words import section_text
from demo.tasks import catch_up
from inspections.models import Establishment, Inspection
from jobs.models import Job
from kit import clock
from notices.models import Notice
from notices.services.delivery import deliver_queued
from notices.services.outbox import post
from notices.states import NoticeState
from plan_portal.beat import HeartbeatScheduler
from plans.models import ReportingPeriod
from plans.tests.factories import ReportingPeriodFactory
from reports.models import Report, SubmissionRound
from reports.services.opening import open_obligations
from reports.states import ReportState
from reports.tests.factories import NOW, ReportFactory, small_form


class TestTheStory(TestCase):
    """Told once for the whole class, in a data folder of its own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(TemporaryDirectory()))
        own = {"DATA_DIR": cls.folder, "DEMO_FILE": cls.folder / "demo.json", "DEMO": False}
        hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        cls.enterClassContext(override_settings(**own, PASSWORD_HASHERS=hashers))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        call_command("prepare", demo=True)

    def report(self, code, year=2022, kind="6T"):
        return Report.objects.get(unit__code=code, period__year=year, period__kind=kind)

    def accounts(self):
        with (self.folder / "demo-accounts.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def test_the_accounts_file_has_one_login_per_role_and_two_per_unit(self):
        accounts = self.accounts()
        roles = Counter(account["role"] for account in accounts)
        units = set(Unit.objects.exclude(reporter_code="").values_list("code", flat=True))

        assert list(accounts[0]) == ["login", "password", "role", "unit"]
        assert {role.value for role in Role} | {"BC-duyet"} == set(roles)
        for role in ("BC", "BC-duyet"):
            assert {account["unit"] for account in accounts if account["role"] == role} == units

    def test_every_login_of_the_file_works_and_only_its_owner_may_read_it(self):
        heads = 0
        for account in self.accounts():
            user = User.objects.get(username=account["login"])
            assert user.is_active and user.unit.code == account["unit"] and account["role"].startswith(user.role)
            heads += user.is_unit_approver
        assert user.check_password(account["password"])
        assert heads == Unit.objects.exclude(reporter_code="").count()
        assert (self.folder / "demo-accounts.csv").stat().st_mode & 0o077 == 0

    def test_half_way_through_the_period_every_state_occurs(self):
        reports = Report.objects.filter(period__year=2022, period__kind="6T")

        assert reports.count() == Unit.objects.exclude(reporter_code="").count()
        counts = Counter(reports.expected().values_list("state", flat=True))
        assert set(counts) == set(ReportState.values) and counts["accepted"] == 12

    def test_one_unit_was_asked_to_correct_its_report_twice(self):
        report = self.report(RETURNED_TWICE)

        assert report.state == "returned"
        assert list(report.rounds.values_list("number", "outcome")) == [(1, "returned"), (2, "returned")]
        assert report.was_on_time

    def test_one_district_has_not_begun(self):
        report = self.report("H181")

        assert (report.state, report.edited_at, report.values.count()) == ("draft", None, 0)

    def test_one_unit_reports_that_nothing_happened(self):
        report = self.report("H189")
        done = report.values.filter(indicator__code__regex=r"^N(1|2|3|40[4-9]|41|42)").exclude(indicator__code="N113")

        assert report.state == "submitted" and done.count() > 30
        assert set(done.values_list("value", flat=True)) == {0}

    def test_one_unit_is_excluded_with_its_reason(self):
        excluded = Report.objects.exclude(excluded_at=None)

        assert {report.unit.code: report.exclusion_reason for report in excluded} == EXCLUDED

    def test_one_unit_was_late_in_the_first_half_of_2021(self):
        late = [r.unit.code for r in Report.objects.filter(period__year=2021) if not r.was_on_time]

        assert late == [LATE_IN_2021]
        assert self.report(LATE_IN_2021, 2021).first_submitted_at == moment(2021, 6, 25, 8)

    def test_last_year_is_finished(self):
        assert set(Report.objects.filter(period__year=2021).values_list("state", flat=True)) == {"accepted"}
        assert Report.objects.filter(period__year=2021, period__kind="NAM").count() == 23

    def test_the_register_agrees_with_the_reports_of_the_districts(self):
        report = self.report("H178")
        inspected = Establishment.objects.filter(
            commune__parent=report.unit.territory, inspections__inspected_on__lte=report.period.ends_on
        )

        assert inspected.distinct().count() == report.values.get(indicator__code="N406").value
        assert Establishment.objects.count() >= 422 and Inspection.objects.filter(inspected_on=None).count() == 4

    def test_no_mail_of_the_past_is_sent_again(self):
        assert not Notice.objects.filter(state=NoticeState.QUEUED, created_at__lte=DEFAULT_DAY).exists()
        assert Notice.objects.filter(kind="reminder").exists()

    def test_what_is_rehearsed_of_the_weeks_before_is_what_was_sent(self):
        window = date(2022, 5, 1), DEFAULT_DAY.date()

        def told(acts):
            return Counter((act.at, act.kind, act.unit, act.person, act.about, act.channel) for act in acts)

        assert told(rehearse(*window, now=DEFAULT_DAY)) == told(sent(*window)) != Counter()

    def test_nobody_in_the_demo_has_a_real_address(self):
        assert all(email.endswith(".invalid") for email in User.objects.values_list("email", flat=True))

    def test_the_journal_of_the_story_is_whole(self):
        assert verify_chain() is None

    def test_the_demos_clock_stands_on_its_day(self):
        assert settings.DEMO and (clock.now() - DEFAULT_DAY) < timedelta(hours=6)  # it goes on while the tests run

    def test_preparing_again_changes_nothing(self):
        before = (self.accounts(), Report.objects.count(), SubmissionRound.objects.count(), Notice.objects.count())

        call_command("prepare", demo=True)

        assert before == (
            self.accounts(),
            Report.objects.count(),
            SubmissionRound.objects.count(),
            Notice.objects.count(),
        )

    def test_after_a_restart_time_goes_on_from_the_last_moment_shown(self):
        later = moment(2022, 6, 24, 23, 50)
        clock.set_demo_clock(later)

        assert begin_demo() is False
        assert timedelta() <= clock.now() - later < timedelta(minutes=30)
        clock.set_demo_clock(DEFAULT_DAY)

    def test_the_command_shows_three_accounts_and_the_file(self):
        said = StringIO()
        call_command("demo_accounts", stdout=said)

        assert said.getvalue().count("minh-hoa-") == 3 and "demo-accounts.csv" in said.getvalue()

    def test_passages_speak_of_the_units_own_figures(self):
        unit, period = Unit.objects.get(code="H178"), ReportingPeriod.objects.get(year=2022, kind="6T")

        assert "03 buổi" in section_text("II.2", unit, {"N101": "3", "N102": "1", "N103": "90"}, period)
        assert section_text("II.2", unit, {}, period) == section_text("XX", unit, {}, period) == ""


# --- What is refused, and the demo's small tools --------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR, settings.DEMO_FILE, settings.DEMO = tmp_path, tmp_path / "demo.json", False
    clock._offset.cache_clear()
    yield tmp_path
    clock._offset.cache_clear()


def test_production_refuses_the_demo(folder, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="vận hành thật"):
        call_command("prepare", demo=True)
    assert not settings.DEMO_FILE.exists()


def test_a_folder_with_real_reports_refuses_the_demo(folder, settings):
    report = ReportFactory()

    with pytest.raises(NotADemo, match="báo cáo thật"):
        begin_demo()
    with pytest.raises(CommandError, match="báo cáo thật"):
        call_command("prepare", demo=True)
    assert list(Report.objects.all()) == [report] and not settings.DEMO and not settings.DEMO_FILE.exists()


def test_without_the_word_demo_only_the_organisation_and_the_plan_are_loaded(folder, settings):
    call_command("prepare")

    assert Unit.objects.exists() and not Report.objects.exists() and not User.objects.exists()
    assert not settings.DEMO


def test_a_demo_that_broke_off_is_told_when_it_is_prepared_again(folder):
    assert begin_demo() is True

    assert begin_demo() is True
    assert clock.now() - BEGINNING < timedelta(minutes=30)


def test_the_accounts_are_asked_for_before_they_exist(folder):
    with pytest.raises(CommandError, match="Chưa có dữ liệu minh họa"):
        call_command("demo_accounts")


def test_the_real_clock_cannot_be_moved(folder):
    with pytest.raises(CommandError, match="đồng hồ thật không đổi được"):
        call_command("demo_clock", "2022-06-24T23:50")


def test_the_demos_clock_can_be_moved_and_read(folder, capsys):
    clock.set_demo_clock(NOW)

    call_command("demo_clock", "2022-06-24T23:50")
    call_command("demo_clock")

    assert len(re.findall(r"2022-06-24T23:50:\d\d", capsys.readouterr().out)) == 2


def test_a_moment_that_cannot_be_read_is_answered_with_an_example(folder):
    clock.set_demo_clock(NOW)

    with pytest.raises(CommandError, match="ví dụ 2022-06-24T23:50"):
        call_command("demo_clock", "24/6")


def test_whoever_moves_the_demos_clock_waits_for_nothing(folder, settings, mailoutbox, monkeypatch):
    """The scheduler sees that the clock was moved; the worker does at once what the schedule would do by then."""
    ordered = []
    monkeypatch.setattr(catch_up, "apply_async", lambda **options: ordered.append(options))
    scheduler = HeartbeatScheduler.__new__(HeartbeatScheduler)
    officer = UserFactory(unit=UnitFactory(territory=None), email="nhap@minh-hoa.invalid")
    period = ReportingPeriodFactory(form=small_form())
    clock.set_demo_clock(moment(2022, 6, 20, 6))
    scheduler.follow_the_demo()
    open_obligations(period, at=period.opens_at)
    clock.set_demo_clock(moment(2022, 6, 24, 7, 31))
    scheduler.follow_the_demo()
    scheduler.follow_the_demo()

    catch_up()

    assert ordered == [{"expires": 60}]
    assert {letter.to[0] for letter in mailoutbox} == {officer.email} and len(mailoutbox) == 1


def test_a_clock_moved_to_a_monday_morning_orders_the_weekly_sheet(folder, mailoutbox):
    UserFactory(leader=True)
    clock.set_demo_clock(moment(2022, 6, 27, 7, 31))

    catch_up()

    assert Job.objects.filter(kind="briefing").count() == 1


# --- The post box ---------------------------------------------------------------------------------


@pytest.fixture
def officer(folder, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = folder / "mail"
    officer = ReportFactory().unit.users.create(username="nhap", full_name="Cán bộ", email="nhap@minh-hoa.invalid")
    clock.set_demo_clock(NOW)
    return officer


@pytest.fixture
def letters(officer):
    """One mail to the officer and one to somebody else."""
    other = User.objects.create(username="khac", email="khac@minh-hoa.invalid", unit=officer.unit)
    for person, subject in ((officer, "Sắp đến hạn nộp báo cáo"), (other, "Thư của người khác")):
        post(subject, to=person, kind="nudge", subject=subject, body="Hạn cuối: hết ngày 24/06/2022.", at=NOW)
    deliver_queued(at=NOW)


def test_a_unit_reads_its_own_mail_of_the_demo(officer, letters, client):
    client.force_login(officer)

    page = client.get("/minh-hoa/thu/").content.decode()

    assert "Sắp đến hạn nộp báo cáo" in page and "hết ngày 24/06/2022" in page
    assert "Thư của người khác" not in page


@pytest.mark.parametrize(
    ("who", "sees_all"), [("staff", True), ("coordinator", True), ("auditor", True), ("leader", False)]
)
def test_the_department_and_the_auditor_read_all_mail_of_the_demo(letters, client, who, sees_all):
    client.force_login(UserFactory(**{who: True}))

    page = client.get("/minh-hoa/thu/").content.decode()

    assert ("Sắp đến hạn nộp báo cáo" in page and "Thư của người khác" in page) is sees_all


def test_before_the_first_mail_the_box_is_empty(officer, client):
    client.force_login(officer)

    assert "Chưa có thư nào" in client.get("/minh-hoa/thu/").content.decode()


def test_outside_a_demo_there_is_no_such_page(officer, client, settings):
    settings.DEMO = False
    client.force_login(officer)

    assert client.get("/minh-hoa/thu/").status_code == 404


def test_the_demo_says_on_every_page_that_it_is_one(officer, client):
    client.force_login(officer)

    assert "minh họa" in client.get("/").content.decode().lower()
