"""The only door to the time of day, and the demo's own time."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kit import clock


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DEMO, settings.DEMO_FILE = False, tmp_path / "demo.json"
    clock._offset.cache_clear()
    yield
    clock._offset.cache_clear()


def test_outside_the_demo_the_portal_has_the_machines_time():
    assert abs(clock.now() - clock.wall()) < timedelta(seconds=5)
    assert clock.now().tzinfo is UTC


def test_the_demo_plays_another_day_and_goes_on_from_there(monkeypatch):
    real = datetime(2026, 11, 23, 22, tzinfo=UTC)
    monkeypatch.setattr(clock, "wall", lambda: real)
    clock.set_demo_clock(datetime(2022, 6, 24, 16, 59, tzinfo=UTC))

    monkeypatch.setattr(clock, "wall", lambda: real + timedelta(minutes=1))

    assert clock.now() == datetime(2022, 6, 24, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(("hour", "day"), [(16, date(2022, 6, 24)), (17, date(2022, 6, 25))])
def test_the_day_changes_at_midnight_in_vietnam(monkeypatch, hour, day):
    monkeypatch.setattr(clock, "wall", lambda: datetime(2022, 6, 24, hour, tzinfo=UTC))

    assert clock.today() == day


def test_setting_the_demo_clock_again_is_noticed(monkeypatch, settings):
    real = datetime(2026, 11, 23, 22, tzinfo=UTC)
    monkeypatch.setattr(clock, "wall", lambda: real)
    clock.set_demo_clock(datetime(2022, 6, 1, tzinfo=UTC))
    first = clock.now()

    clock.set_demo_clock(datetime(2022, 12, 1, tzinfo=UTC))

    assert (first, clock.now()) == (datetime(2022, 6, 1, tzinfo=UTC), datetime(2022, 12, 1, tzinfo=UTC))
    assert json.loads(settings.DEMO_FILE.read_text())["demo_at"] == "2022-12-01T00:00:00+00:00"


def test_whoever_is_killed_while_setting_the_demo_clock_leaves_it_as_it_was(monkeypatch):
    """Every process reads the file at any moment: it holds the old time or the new, never half of one."""
    real = datetime(2026, 11, 23, 22, tzinfo=UTC)
    monkeypatch.setattr(clock, "wall", lambda: real)
    clock.set_demo_clock(datetime(2022, 6, 1, tzinfo=UTC))

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        clock.set_demo_clock(datetime(2022, 12, 1, tzinfo=UTC))

    assert clock.now() == datetime(2022, 6, 1, tzinfo=UTC)
