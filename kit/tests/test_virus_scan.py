"""The dialogue with clamd."""

import socketserver
import threading
from pathlib import Path

import pytest

from kit.tests.clamd import EICAR, _Clamd, clamd, nobody
from kit.virus_scan import CHUNK, ScannerAway, answers, scan

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("data", [b"", b"x", b"x" * CHUNK, b"x" * (3 * CHUNK + 7)])
def test_a_clean_file_of_any_length_has_no_finding(data: bytes) -> None:
    with clamd() as url:
        assert scan(data, url) == ""


@pytest.mark.parametrize("before", [0, 10, CHUNK - 20])
def test_the_test_string_is_found_across_chunks_too(before: int) -> None:
    with clamd() as url:
        assert scan(b"x" * before + EICAR, url) == "Eicar-Test-Signature"


def test_a_unix_socket_does_as_well(tmp_path: Path) -> None:
    path = tmp_path / "clamd.ctl"
    with socketserver.ThreadingUnixStreamServer(str(path), _Clamd) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            assert scan(EICAR, f"unix://{path}") == "Eicar-Test-Signature" and answers(f"unix://{path}")
        finally:
            server.shutdown()


@pytest.mark.parametrize("url", ["", "unix:///khong/co", "http://127.0.0.1:1", "tcp://127.0.0.1:999999", "clamd"])
def test_where_nobody_answers_the_scanner_is_away(url: str) -> None:
    url = url or nobody()
    assert not answers(url)
    with pytest.raises(ScannerAway):
        scan(b"x", url)


def test_a_file_beyond_the_scanners_own_limit_counts_as_not_scanned() -> None:
    with clamd(limit=10) as url, pytest.raises(ScannerAway, match="size limit"):
        scan(b"x" * 11, url)
