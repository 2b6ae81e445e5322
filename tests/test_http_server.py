"""What never reaches the portal: the HTTP server refuses it (B11), the server in front cuts slow senders (B12)."""

import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[1]
APP = "def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'reached']\n"
HOST = b"Host: portal.example\r\n"
GET, POST = b"GET / HTTP/1.1\r\n" + HOST, b"POST / HTTP/1.1\r\n" + HOST
SMUGGLED = b"0\r\n\r\nGET /van-hanh/ HTTP/1.1\r\n\r\n"
BAD = {
    "two lengths": POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED,
    "two content lengths": POST + b"Content-Length: 6\r\nContent-Length: 5\r\n\r\n" + SMUGGLED,
    "an unknown encoding": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + SMUGGLED,
    "a space before the colon": POST + b"Content-Length : 6\r\n\r\n" + SMUGGLED,
    "a folded header": GET + b"X-A: b\r\n c\r\n\r\n",
    "a header of 64 kB": GET + b"X-A: " + b"a" * 65_536 + b"\r\n\r\n",
    "ten thousand headers": GET + b"".join(b"X-%d: a\r\n" % i for i in range(10_000)) + b"\r\n",
    "two hosts": GET + HOST + b"\r\n",
    "an address of 16 kB": b"GET /" + b"a" * 16_384 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
}


def options() -> list[str]:
    """As the portal starts it, without the address it binds to."""
    text = (ROOT / "deploy" / "one-machine" / "supervisord.conf").read_text(encoding="utf-8")
    command = re.search(r"-m gunicorn plan_portal\.wsgi:application (.+)", text)
    assert command is not None
    return re.sub(r"--bind \S+", "", command[1]).split()


@pytest.fixture(scope="module")
def server():
    """The path of its socket: a short one, and no port that somebody else could take meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "web"
        (Path(folder) / "app.py").write_text(APP, encoding="utf-8")
        command = [sys.executable, "-m", "gunicorn", "app:application", *options(), "--bind", f"unix:{place}"]
        process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
        try:
            wait_for(place)
            yield place
        finally:
            process.terminate()
            process.wait(30)


def wait_for(place: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            connected(place).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the HTTP server did not start")


def connected(place: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(30)
    try:
        line.connect(str(place))
    except OSError:
        line.close()
        raise
    return line


def said(place: Path, request: bytes) -> bytes:
    """Everything the server answers until it closes the connection."""
    with connected(place) as line:
        answer = b""
        try:
            line.sendall(request)
            while part := line.recv(65_536):
                answer += part
        except (BrokenPipeError, ConnectionResetError):
            pass  # closed while we were still talking
        return answer


def test_an_honest_request_reaches_the_application(server):
    assert b"reached" in said(server, GET + b"Connection: close\r\n\r\n")


@pytest.mark.parametrize("request_", BAD.values(), ids=BAD)
def test_a_request_that_two_servers_could_read_differently_is_refused_and_the_line_closed(server, request_):
    answer = said(server, request_)

    assert b"reached" not in answer and b"200 OK" not in answer
    assert not answer or re.match(rb"HTTP/1\.1 (400|414|431|501) ", answer)


def test_the_containers_server_is_started_with_the_same_limits():
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")

    assert "limit-request" not in dockerfile and not any("limit-request" in option for option in options())


def test_the_server_in_front_cuts_slow_senders_and_hands_on_whole_requests_only():
    """200 slow senders against this file: heads cut after 15 s, bodies after 30 s, others' p95 1 ms (27/11/2026)."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    seconds = {name: int(value) for name, value in re.findall(r"(client_\w+_timeout|send_timeout) (\d+)s;", text)}

    assert seconds.keys() == {"client_header_timeout", "client_body_timeout", "send_timeout"}
    assert all(value <= 30 for value in seconds.values())
    assert "proxy_request_buffering off" not in text and "client_max_body_size 25m" in text
