"""The process in which ``kit.apart`` lets one function run.

Run as ``python -m kit.apart_child MODULE:FUNCTION SECONDS MEGABYTES`` with the order on standard input; what the
function makes comes out on standard output, its notes on standard error. Asks settings only, no database.
"""

import os
import resource
import sys
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plan_portal.settings")


def main() -> int:
    target, seconds, megabytes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from kit.apart import NOTE, REFUSED, Refused  # after the limits

    module, _, name = target.partition(":")
    work = getattr(import_module(module), name)
    try:
        made = work(sys.stdin.buffer.read(), lambda words: _say(NOTE + words.encode() + b"\n"))
    except Refused as error:
        _say(str(error).encode())
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


def _say(line: bytes) -> None:
    sys.stderr.buffer.write(line)
    sys.stderr.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
