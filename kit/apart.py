"""One function in a process of its own: limited in time and memory, killed without harm to its parent.

For work on what people typed or uploaded that may never end or eat the machine: printing, reading signatures.
"""

import subprocess
import sys
from collections.abc import Callable
from threading import Thread, Timer

from django.conf import settings

REFUSED = 3  # exit code of the child for Refused
NOTE = b"note: "
PATIENCE = 3  # seconds of waiting for each second of computing: a busy machine is no fault of the work

Note = Callable[[str], None]


class Refused(Exception):
    """The function says that this order can never be carried out; never to be repeated."""


class Failed(Exception):
    """The process ran out of time or memory, or died; it may go better next time."""


def run_apart(
    target: str,
    order: bytes,
    *,
    seconds: int,
    megabytes: int,
    patience: int = PATIENCE,
    on_note: Note = lambda words: None,
) -> bytes:
    """What the function ``target`` ("kit.pdf:print_order"), called with (order, note), returns.

    Args:
        seconds: of computing.
        patience: seconds of waiting for each of them.
        megabytes: of address space.
        on_note: is told what the function notes on its way; when it raises, the process is killed and the
            exception goes on to the caller.

    Raises Refused or Failed.
    """
    command = [sys.executable, "-m", "kit.apart_child", target, str(seconds), str(megabytes)]
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own module, no shell
        command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=settings.BASE_DIR
    ) as child:
        timer = Timer(seconds * patience, child.kill)
        timer.start()
        try:
            made, said = _talk(child, order, on_note)
        except BaseException:
            child.kill()
            raise
        finally:
            timer.cancel()
    if child.returncode == REFUSED:
        raise Refused(said)
    if child.returncode:
        raise Failed(f"exit {child.returncode}: {said[-500:]}")
    return made


def _talk(child: subprocess.Popen, order: bytes, on_note: Note) -> tuple[bytes, str]:
    """(what it made, what it said): all three pipes at once, so that none of them can block."""
    made: list[bytes] = []
    threads = [Thread(target=_hand_over, args=(child, order)), Thread(target=_take, args=(child, made))]
    for thread in threads:
        thread.start()
    said = []
    try:
        for line in child.stderr or ():
            if line.startswith(NOTE):
                on_note(line.removeprefix(NOTE).decode().strip())
            else:
                said.append(line.decode(errors="replace"))
    except BaseException:
        child.kill()
        raise
    finally:
        for thread in threads:
            thread.join()
    child.wait()
    return b"".join(made), "".join(said).strip()


def _take(child: subprocess.Popen, made: list[bytes]) -> None:
    if child.stdout:
        made.append(child.stdout.read())


def _hand_over(child: subprocess.Popen, order: bytes) -> None:
    try:
        if child.stdin:
            child.stdin.write(order)
            child.stdin.close()
    except OSError:  # it died before it had read all: its exit code says so
        pass
