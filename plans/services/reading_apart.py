"""Reading a long file in a process of its own (kit.apart): it knows no database."""

import json

from kit.apart import Note, Refused
from kit.blocks import UnreadableFile
from kit.document_read import read_blocks
from plans.reading.content import content_of


def read_order(order: bytes, note: Note) -> bytes:
    """The content of a draft as JSON. Notes "page pages" on its way. Raises Refused with words for people."""
    try:
        blocks = read_blocks(order, lambda page, pages: note(f"{page} {pages}"))
    except UnreadableFile as unreadable:
        raise Refused(str(unreadable)) from None
    return json.dumps(content_of(blocks), ensure_ascii=False).encode()
