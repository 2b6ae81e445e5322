"""Does a file keep the rules of PDF/A-3a (ISO 19005-3)? Most of what veraPDF asks, read from the file's own objects.

veraPDF itself is a Java program that no package registry of ours carries. What is not asked here: glyph widths against
the font programs, colour of every operator, transparency groups.
"""

import io
import re
from collections.abc import Iterator

import pikepdf

FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState", "/Rendition",
    "/Trans", "/GoTo3DView",
}  # fmt: skip
ANNOTATIONS = {"/Link", "/Widget"}  # more are allowed; ours have no others
STANDARD = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private",
    "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD",
    "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "Code", "Link", "Annot", "Figure", "Formula",
    "Form",
}  # fmt: skip
PROGRAMS = {"/FontFile", "/FontFile2", "/FontFile3"}
PRINT, HIDDEN_FLAGS = 4, 1 | 2 | 32 | 256  # invisible, hidden, no view, toggle no view


def problems(data: bytes) -> list[str]:
    """What breaks a rule, in words; nothing for a file that keeps those that are asked."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        checks = (_frame, _fonts, _annotations, _actions, _metadata, _structure, _enclosures)
        return [*_bytes(data), *(found for check in checks for found in check(pdf))]


def _bytes(data: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", data):
        yield "6.1.2 header"
    if not re.search(rb"%%EOF\r?\n?$", data):
        yield "6.1.3 bytes after the end"


def _frame(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/ID" not in pdf.trailer or "/Encrypt" in pdf.trailer:
        yield "6.1.3 identifier or encryption"
    intents = [each for each in pdf.Root.get("/OutputIntents", []) if each.S == "/GTS_PDFA1"]
    if not intents or b"acsp" not in intents[0].DestOutputProfile.read_bytes()[:64]:
        yield "6.2.3 output intent without an ICC profile"
    for each in _dictionaries(pdf):
        if isinstance(each, pikepdf.Stream) and ("/F" in each and each.get("/Type") != "/EmbeddedFile"):
            yield "6.1.7 a stream outside the file"
        if {"/LZWDecode", "/Crypt"} & set(map(str, _listed(each.get("/Filter")))):
            yield "6.1.7 forbidden filter"
        if each.get("/Subtype") == "/Image" and (each.get("/Interpolate") or "/Alternates" in each):
            yield "6.2.8 image"
    if {"/OCProperties", "/Requirements"} & set(pdf.Root.keys()):
        yield "6.9 layers or requirements"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for font in (each for each in _dictionaries(pdf) if each.get("/Type") == "/Font"):
        name = str(font.get("/BaseFont"))
        if font.Subtype == "/Type0":
            inner = font.DescendantFonts[0]
            if "/ToUnicode" not in font:
                yield f"6.2.11.7 {name} without Unicode"
            if inner.get("/CIDToGIDMap") != "/Identity" and not isinstance(inner.get("/CIDToGIDMap"), pikepdf.Stream):
                yield f"6.2.11.3 {name} without a glyph map"
        if "/FontDescriptor" in font and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(
            font.FontDescriptor.keys()
        ):
            yield f"6.2.11.4 {name} not embedded"
        if font.Subtype not in ("/Type0", "/Type3") and "/FontDescriptor" not in font:
            yield f"6.2.11.4 {name} not embedded"


def _annotations(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            flags, box = int(note.get("/F", 0)), [float(n) for n in note.Rect]
            if str(note.Subtype) not in ANNOTATIONS:
                yield f"6.3.1 annotation {note.Subtype}"
            if not flags & PRINT or flags & HIDDEN_FLAGS:
                yield f"6.3.2 flags of {note.Subtype}"
            looks = note.get("/AP", {})
            if note.Subtype != "/Link" and box[0] != box[2] and set(looks.keys()) != {"/N"}:
                yield f"6.3.3 appearance of {note.Subtype}"
    form = pdf.Root.get("/AcroForm", {})
    if form and (form.get("/NeedAppearances") or "/XFA" in form):
        yield "6.4 form"


def _actions(pdf: pikepdf.Pdf) -> Iterator[str]:
    for each in _dictionaries(pdf):
        if str(each.get("/S")) in FORBIDDEN_ACTIONS and each.get("/Type") != "/StructElem":
            yield f"6.5.1 action {each.S}"
        if "/AA" in each:
            yield "6.5.2 additional actions"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/Metadata" not in pdf.Root:
        yield "6.6.2 no metadata"
        return
    text = pdf.Root.Metadata.read_bytes().decode()
    if not re.search(r'pdfaid:part(="|>)3', text) or not re.search(r'pdfaid:conformance(="|>)A', text):
        yield "6.6.4 does not say that it is PDF/A-3a"
    if str(pdf.docinfo.get("/Title", "")) not in text or not str(pdf.docinfo.get("/Title", "")):
        yield "6.6.3 title"


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    if not pdf.Root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in pdf.Root:
        yield "6.7 not tagged"
        return
    if not str(pdf.Root.get("/Lang", "")):
        yield "6.7.4 no language"
    roles = set(map(str, pdf.Root.StructTreeRoot.get("/RoleMap", {}).keys()))
    used = {str(each.S) for each in _dictionaries(pdf) if each.get("/Type") == "/StructElem"}
    if strange := {name for name in used if name[1:] not in STANDARD and name not in roles}:
        yield f"6.7.3 unknown elements {sorted(strange)}"
    keys = list(pdf.Root.StructTreeRoot.ParentTree.Nums)[::2]
    if any("/StructParents" not in page or int(page.StructParents) not in keys for page in pdf.pages):
        yield "6.7.3 a page outside the structure"
    if keys != sorted(set(map(int, keys))):
        yield "6.7.3 order of the parent tree"


def _enclosures(pdf: pikepdf.Pdf) -> Iterator[str]:
    linked = {each.objgen for each in pdf.Root.get("/AF", [])}
    for each in (d for d in _dictionaries(pdf) if d.get("/Type") == "/Filespec" or "/EF" in d):
        if not {"/F", "/UF", "/AFRelationship"} <= set(each.keys()) or "/Subtype" not in each.EF.F:
            yield "6.8 enclosure without name, relation or kind"
        if each.objgen not in linked:
            yield "6.8 enclosure that nothing is associated with"


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator:
    """Every dictionary and stream that is an object of its own, and those directly inside them."""
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield each
            yield from (
                value for value in each.values() if isinstance(value, pikepdf.Dictionary) and value.objgen == (0, 0)
            )


def _listed(value) -> list:
    return [] if value is None else list(value) if isinstance(value, pikepdf.Array) else [value]
