"""Files as people send them, and rows of files that were kept."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

from accounts.tests.factories import UserFactory
from documents.services.files import keep_file
from kit.uploads import check_file
from reports.tests.factories import NOW

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def office(main: str = WORD, **parts: str | bytes) -> bytes:
    """A small Office file; ``parts`` by name, "__" for "/" and the last "_" for "." ("word__a_xml")."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        archive.writestr("word/document.xml", "<w:document>Báo cáo</w:document>")
        for name, content in parts.items():
            archive.writestr(".".join(name.replace("__", "/").rsplit("_", 1)), content)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **options)
    return out.getvalue()


def a_file(name: str = "bao-cao.pdf", data: bytes = PDF, *, by=None, at=NOW, kind: str = "report-attachment"):
    """A file kept by the service."""
    return keep_file(check_file(data, name), kind=kind, by=by or UserFactory(), at=at)
