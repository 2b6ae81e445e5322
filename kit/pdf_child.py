"""The process in which one document is printed: limited in time and memory, killed without harm to its parent.

Run as ``python -m kit.pdf_child SECONDS MEGABYTES`` with JSON ``{"html", "title", "enclosures"}`` on standard input;
the PDF comes out on standard output. Its exit codes are those of kit.pdf.
"""

import json
import os
import resource
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plan_portal.settings")


def main() -> int:
    seconds, megabytes = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from kit.pdf import (  # after the limits; asks settings only, no database
        REFUSED,
        Enclosure,
        UnprintableDocument,
        write_pdf,
    )

    order = json.load(sys.stdin)
    try:
        enclosures = [Enclosure.unpacked(each) for each in order["enclosures"]]
        pdf = write_pdf(order["html"], title=order["title"], enclosures=enclosures)
    except UnprintableDocument as error:
        sys.stderr.write(str(error))
        return REFUSED
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
