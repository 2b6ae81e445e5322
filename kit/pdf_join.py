"""Join printed parts to one document, still tagged, archival and with its bookmarks. The only importer of pikepdf.

A plain merge of pages would lose the structure tree, and with it PDF/A level A: so the trees are joined as well.
"""

import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pikepdf import Array, ObjectStreamMode, OutlineItem, PageCopyWarning, Pdf, make_page_destination


class IncompleteParts(Exception):
    """The joined document has not as many pages as its parts together."""


def join_parts(parts: Sequence[bytes]) -> bytes:
    """All pages in order; title, attachments, identifier and signature fields are those of the first part.

    Same parts, same bytes. Raises IncompleteParts.
    """
    with Pdf.open(BytesIO(parts[0])) as whole:
        expected = len(whole.pages)
        for part in parts[1:]:
            with Pdf.open(BytesIO(part)) as other:
                expected += len(other.pages)
                _append(whole, other)
        if len(whole.pages) != expected:
            raise IncompleteParts(f"{len(whole.pages)} pages for {expected}")
        out = BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PageCopyWarning)
            whole.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        return out.getvalue()


def _append(whole: Pdf, other: Pdf) -> None:
    start = len(whole.pages)
    bookmarks = _bookmarks(other)
    first_key = _next_key(whole)
    for page in other.pages:
        page.obj.StructParents = int(page.obj.StructParents) + first_key
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PageCopyWarning)  # only the first part has fields, and they stay
        whole.pages.extend(other.pages)
    _join_trees(whole, whole.copy_foreign(other.Root.StructTreeRoot), first_key)
    with whole.open_outline() as outline:
        outline.root.extend(_moved(each, whole, start) for each in bookmarks)


# --- Structure -------------------------------------------------------------------------------------
def _next_key(whole: Pdf) -> int:
    """The first free key of the parent tree: WeasyPrint writes it as one flat, sorted list."""
    return int(whole.Root.StructTreeRoot.ParentTree.Nums[-2]) + 1


def _join_trees(whole: Pdf, tree: Any, first_key: int) -> None:
    """Hang the other document's elements below ours, and its page keys behind ours."""
    ours: Any = whole.Root.StructTreeRoot
    top, others = ours.K[0], tree.K[0]
    for element in others.K:
        element.P = top
        top.K.append(element)
    keys: list[Any] = list(tree.ParentTree.Nums)
    for key, value in zip(keys[::2], keys[1::2], strict=True):
        numbered: list[Any] = [int(key) + first_key, value]
        ours.ParentTree.Nums.extend(numbered)


# --- Bookmarks -------------------------------------------------------------------------------------
def _bookmarks(other: Pdf) -> list[tuple]:
    """(title, page, top, children) of the outline."""
    numbers = {page.obj.objgen: number for number, page in enumerate(other.pages)}
    with other.open_outline() as outline:
        return [_read(item, numbers) for item in outline.root]


def _read(item: OutlineItem, numbers: dict) -> tuple:
    target = item.destination
    place = (numbers[target[0].objgen], target[3]) if isinstance(target, Array) else (0, 0)
    return item.title, *place, [_read(child, numbers) for child in item.children]


def _moved(bookmark: tuple, whole: Pdf, start: int) -> OutlineItem:
    title, page, top, children = bookmark
    item = OutlineItem(title, make_page_destination(whole, start + page, "XYZ", left=0, top=top))
    item.children.extend(_moved(child, whole, start) for child in children)
    return item
