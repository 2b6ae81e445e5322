"""Ask ClamAV's daemon about a file: the INSTREAM command of clamd, on a TCP or a Unix socket.

The file is never written for the scanner and never parsed here; clamd may run on another machine.
"""

import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

CHUNK = 64 * 1024
CONNECT_SECONDS, ANSWER_SECONDS = 3, 30
MOST_OF_AN_ANSWER = 4096


class ScannerAway(Exception):
    """Nobody answered, or what was answered says nothing about the file."""


def scan(data: bytes, url: str) -> str:
    """The name of what was found in ``data``; "" when it is clean.

    Args:
        url: ``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``.

    Raises ScannerAway.
    """
    answer = _ask(url, b"zINSTREAM\0", data)
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAway(answer[:200])


def answers(url: str) -> bool:
    """Whether the scanner is there."""
    try:
        return _ask(url, b"zPING\0") == "PONG"
    except ScannerAway:
        return False


def _ask(url: str, command: bytes, data: bytes | None = None) -> str:
    try:
        with closing(_connected(url)) as line:
            line.sendall(command)
            for part in _framed(data):
                line.sendall(part)
            return _answer(line)
    except (OSError, ValueError) as error:
        raise ScannerAway(str(error)) from error


def _connected(url: str) -> socket.socket:
    where = urlsplit(url)
    if where.scheme == "tcp" and where.hostname:
        line = socket.create_connection((where.hostname, where.port or 3310), CONNECT_SECONDS)
    elif where.scheme == "unix" and where.path:
        line = _connected_here(where.path)
    else:
        raise ValueError("tcp://host:port or unix:///path")
    line.settimeout(ANSWER_SECONDS)
    return line


def _connected_here(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(CONNECT_SECONDS)
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line


def _framed(data: bytes | None) -> Iterator[bytes]:
    """Chunks with their length before them, and an empty one that ends the stream."""
    if data is None:
        return
    for start in range(0, len(data), CHUNK):
        part = data[start : start + CHUNK]
        yield len(part).to_bytes(4, "big") + part
    yield bytes(4)


def _answer(line: socket.socket) -> str:
    got = b""
    while not got.endswith(b"\0") and len(got) < MOST_OF_AN_ANSWER:
        part = line.recv(MOST_OF_AN_ANSWER)
        if not part:
            break
        got += part
    return got.rstrip(b"\0\n").decode(errors="replace")
