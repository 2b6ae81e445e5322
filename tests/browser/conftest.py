"""The whole portal as ./run starts it, and a browser in front of it."""

import csv
import os
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS = 600, 180
# How long a click or an expectation waits at most; a machine with much else to do answers late.
PATIENCE = 180_000  # milliseconds
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Portal:
    """A running portal: its address, its data folder and its accounts (login → password)."""

    url: str
    data: Path
    passwords: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a command on the same data."""
        command = [str(ROOT / ".venv/bin/python"), str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=own_environment(self.data), capture_output=True, text=True, check=True)
        return done.stdout


def own_environment(data: Path) -> dict[str, str]:
    """This machine's environment without the settings of the test run around it."""
    foreign = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORTAL_DATA")
    return {name: value for name, value in os.environ.items() if name not in foreign} | {"PORTAL_DATA": str(data)}


def free_port() -> int:
    """Below those that the system deals out by itself: nobody takes it while the portal prepares its data."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def wait_until_alive(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"./run ended with {process.returncode}:\n{log.read_text()}")
        try:
            if urllib.request.urlopen(f"{url}/healthz", timeout=20).status == 200:  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError(f"./run is not alive after {START_SECONDS} s:\n{log.read_text()}")


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """./run on a data folder of its own, ended as Ctrl-C would."""
    folder = tmp_path_factory.mktemp("portal dữ liệu")
    data, log, port = folder / "data", folder / "run.log", free_port()
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(ROOT / "run"), "--port", str(port), "--data", str(data)],
            env=own_environment(data), stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # ignored where all tests run with "&"
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_alive(url, process, log)
        with (data / "demo-accounts.csv").open(encoding="utf-8") as file:
            passwords = {row["login"]: row["password"] for row in csv.DictReader(file)}
        yield Portal(url, data, passwords)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(STOP_SECONDS) == 0, log.read_text()


@pytest.fixture(scope="session")
def browser_type_launch_args():
    flags = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    arguments = {"args": [*flags.split(), "--disable-component-update", "--disable-sync"]}
    if path := os.environ.get("PORTAL_CHROMIUM"):
        arguments["executable_path"] = path
    return arguments


@pytest.fixture
def browser_context_args(portal):
    return {"base_url": portal.url, "viewport": {"width": 1366, "height": 768}, "locale": "vi-VN"}


@pytest.fixture
def page(page: Page):
    """A page that fails the test when the browser complains of a script or a security policy."""
    page.context.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    # A refusal or a dead server on purpose is shown as an error too.
    expected = (
        "the server responded with a status of 4",
        "Response Status Error Code 4",
        "net::ERR_",
        "htmx:sendError",
        "htmx:afterRequest",
    )
    assert [text for text in complaints if not any(words in text for words in expected)] == []


@pytest.fixture
def log_in(page: Page, portal: Portal):
    """Become somebody else."""

    def become(login: str) -> None:
        page.context.clear_cookies()
        page.goto("/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(login)
        page.get_by_label("Mật khẩu").fill(portal.passwords[login])
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Đăng nhập")

    return become
