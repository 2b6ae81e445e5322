"""Empty signature fields in a printed document, for the signing tools of the state's specialised CA.

Their places are those of [NĐ-30] Phụ lục I: the person's signature centred between title and name; the seal of the
agency, in its real size, over a third of the signature on its left. A field shows nothing until it is signed.
"""

from dataclasses import dataclass
from typing import Any

import pydyf

PLACE = "cho-ky"  # id of the empty box between title and name
PERSON, AGENCY = "ChuKyNguoiCoThamQuyen", "ChuKyCoQuan"
WIDTH, SEAL = 45, 36  # mm: an image of a signature; the seal of a provincial agency
POINTS = 72 / 25.4  # a millimetre
PIXEL = 0.75  # points in a CSS pixel
PRINTED = 4  # annotation flag
APPEND_ONLY = 3  # form flags: signatures may be here, only ever append


@dataclass(frozen=True)
class Field:
    """A rectangle in points from the bottom left of page ``page`` (0-based)."""

    name: str
    words: str
    page: int
    rect: tuple[float, float, float, float]


def fields_of(document: Any) -> list[Field]:
    """The fields of a laid-out WeasyPrint document: two where it has a place to sign, else none."""
    for number, page in enumerate(document.pages):
        if PLACE in page.anchors:
            left, top, right, bottom = page.anchors[PLACE]
            height = page.height
            return _around(number, left * PIXEL, (height - bottom) * PIXEL, right * PIXEL, (height - top) * PIXEL)
    return []


def _around(page: int, left: float, bottom: float, right: float, top: float) -> list[Field]:
    """Both fields, from the box between title and name."""
    middle, width, seal = (left + right) / 2, WIDTH * POINTS, SEAL * POINTS
    start, centre = middle - width / 2, (bottom + top) / 2
    edge = start + width / 3  # the seal's right edge
    return [
        Field(PERSON, "Chữ ký số của người có thẩm quyền", page, (start, bottom, start + width, top)),
        Field(AGENCY, "Chữ ký số của cơ quan", page, (edge - seal, centre - seal / 2, edge, centre + seal / 2)),
    ]


def add_fields(document: Any, pdf: pydyf.PDF) -> None:
    """Finisher of WeasyPrint: write the fields, with empty appearances and a place in the tag tree."""
    fields = fields_of(document)
    if not fields:
        return
    pages = [each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page"]
    widgets = [_widget(pdf, pages[field.page], field) for field in fields]
    form = pydyf.Dictionary({"Fields": pydyf.Array([widget.reference for widget in widgets]), "SigFlags": APPEND_ONLY})
    pdf.add_object(form)
    pdf.catalog["AcroForm"] = form.reference


def _widget(pdf: pydyf.PDF, page: pydyf.Dictionary, field: Field) -> pydyf.Dictionary:
    left, bottom, right, top = field.rect
    looks = pydyf.Stream(
        [], {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, right - left, top - bottom])}
    )
    pdf.add_object(looks)
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(field.name),
            "TU": pydyf.String(field.words),
            "Rect": pydyf.Array([round(n, 2) for n in field.rect]),
            "F": PRINTED,
            "P": page.reference,
            "AP": pydyf.Dictionary({"N": looks.reference}),
        }
    )
    pdf.add_object(widget)
    page.setdefault("Annots", pydyf.Array()).append(widget.reference)
    _tag(pdf, widget, field.words)
    return widget


def _tag(pdf: pydyf.PDF, widget: pydyf.Dictionary, words: str) -> None:
    """A Form element for the field at the end of the document's structure."""
    document: Any = next(each for each in pdf.objects if isinstance(each, dict) and each.get("S") == "/Document")
    parents = next(each for each in pdf.objects if isinstance(each, dict) and "Nums" in each)
    element = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/Form",
            "P": document.reference,
            "Alt": pydyf.String(words),
            "K": pydyf.Dictionary({"Type": "/OBJR", "Obj": widget.reference, "Pg": widget["P"]}),
        }
    )
    pdf.add_object(element)
    document["K"].append(element.reference)
    key = parents["Nums"][-2] + 1
    parents["Nums"] += [key, element.reference]
    widget["StructParent"] = key
