"""Uploads: what is refused, what is kept, how it is handed out (bad inputs B50 to B64)."""

import os
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import ExifTags, Image

from documents.forms import CheckedFileField, refusal_status
from documents.models import StoredFile
from documents.services.files import NoRoomForFiles, content_of, sweep_files
from documents.tests.factories import PDF, SHEET, a_file, office, picture
from documents.views import file_response, too_large_words
from kit import uploads
from kit.uploads import RefusedFile, check_file, shown_name
from reports.tests.factories import NOW

MEGABYTE = 1024 * 1024


def zipped(*members: tuple[str | ZipInfo, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def symlink(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def png_with_text(size: int) -> bytes:
    """A picture whose compressed text chunk unpacks to ``size`` bytes."""
    data = picture("PNG")
    body = b"zTXtghi chu\x00\x00" + zlib.compress(b"0" * size)
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return data[:33] + chunk + data[33:]


def huge_png(side: int) -> bytes:
    """A header that promises side × side pixels; no pixels behind it."""
    head = b"IHDR" + side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    start = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")
    return start + b"\x00\x00\x00\x00IDAT" + b"\x00" * 4 + b"\x00\x00\x00\x00IEND" + b"\x00" * 4


REMOTE = '<Relationship Type="x/attachedTemplate" Target="http://xa/a.dotm" TargetMode="External"/>'
LINK = '<Relationship Type="x/hyperlink" Target="http://xa/" TargetMode="External"/>'
ENTITY = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
REFUSED = {
    "B50 larger than the limit": (PDF + b"0" * 20 * MEGABYTE, "a.pdf", 413, "vượt giới hạn 20 MB"),
    "B52 program as pdf": (b"MZ\x90\x00" + b"\0" * 200, "a.pdf", 415, "không đúng định dạng PDF (thực ra là .exe)"),
    "B52 page as png": (b"<html><script>alert(1)</script>", "a.png", 415, "không đúng định dạng PNG"),
    "B52 svg as png": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.png", 415, "định dạng PNG"),
    "B52 script as jpg": (b"alert(1)", "a.jpg", 415, "không đúng định dạng JPG"),
    "B52 gif and script": (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "a.jpg", 415, "không đúng định dạng JPG"),
    "B52 pdf and zip": (PDF + zipped(("a.txt", b"x")) + b"%%EOF", "a.pdf", 415, "gắn thêm một tệp nén"),
    "B52 plain zip": (zipped(("a.txt", b"x")), "a.docx", 415, "Tệp nén (.zip) không được nhận"),
    "B53 empty": (b"", "a.pdf", 415, "Tệp rỗng"),
    "B53 one byte": (b"%", "a.pdf", 415, "không đúng định dạng PDF"),
    "B53 torn pdf": (PDF[:40], "a.pdf", 415, "cắt cụt"),
    "B53 encrypted pdf": (PDF.replace(b"trailer<<", b"trailer<</Encrypt 5 0 R"), "a.pdf", 422, "mật khẩu"),
    "B53 encrypted workbook": (OLE, "a.xlsx", 415, "mật khẩu"),
    "B55 macro": (office(MACRO), "a.docx", 415, "macro"),
    "B55 macro part": (office(word__vbaProject_bin="x"), "a.docx", 415, "macro"),
    "B55 remote template": (office(word___rels__settings_rels=REMOTE), "a.docx", 415, "liên kết tới tệp khác"),
    "B55 embedded object": (office(word__embeddings__oleObject1_bin="x"), "a.docx", 415, "đối tượng nhúng"),
    "B55 external entity": (office(word__a_xml=ENTITY), "a.docx", 415, "cấu trúc bất thường"),
    "B55 entity in UTF-16": (office(word__a_xml=ENTITY.encode("utf-16")), "a.docx", 415, "bất thường"),
    "B56 bomb": (office(SHEET, xl__sheet1_xml=b"0" * 60 * MEGABYTE), "a.xlsx", 415, "cấu trúc bất thường"),
    "B56 too many members": (zipped(*((f"{n}.xml", b"") for n in range(2_001))), "a.xlsx", 415, "bất thường"),
    "B56 nested zip": (office(word__inner_zip="PK"), "a.docx", 415, "cấu trúc bất thường"),
    "B56 leaves its folder": (zipped(("../../etc/cron.d/x", b"x")), "a.docx", 415, "cấu trúc bất thường"),
    "B56 symlink": (zipped((symlink("word/a"), b"/etc/passwd")), "a.docx", 415, "cấu trúc bất thường"),
    "B57 30,000 x 30,000 pixels": (huge_png(30_000), "a.png", 415, "25 triệu điểm ảnh"),
    "B57 just above the limit": (huge_png(5_001), "a.png", 415, "25 triệu điểm ảnh"),
    "B57 torn png": (picture("PNG")[:-4], "a.png", 415, "hỏng"),
    "B57 broken jpeg": (picture()[:100], "a.jpg", 415, "hỏng"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "name", "status", "words"), REFUSED.values(), ids=REFUSED)
def test_a_dangerous_or_useless_file_is_refused_with_the_reason(data, name, status, words):
    with pytest.raises(RefusedFile) as refused:
        check_file(data, name)

    assert (refused.value.status, words in str(refused.value)) == (status, True), str(refused.value)


@pytest.mark.parametrize(
    ("data", "name", "kept"),
    [
        (PDF, "Báo cáo.pdf", "Báo cáo.pdf"),
        (office(), "a.docx", "a.docx"),
        (office(SHEET), "a.xlsx", "a.xlsx"),
        (office(word___rels__document_rels=LINK), "a.docx", "a.docx"),
        (picture(), "a.JPEG", "a.jpg"),
        (picture("PNG"), "a.png", "a.png"),
        (picture("PNG"), "a.jpg", "a.png"),
    ],
)
def test_what_officers_send_is_kept_under_its_true_kind(data, name, kept):
    assert check_file(data, name).name == kept


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.pdf", "x.pdf"),
        ("C:\\Users\\an\\bao cao.pdf", "bao cao.pdf"),
        ("CON.pdf", "tep CON.pdf"),
        ("n" * 300 + ".pdf", "n" * 120 + ".pdf"),
        ("a.pdf\x00.exe", "a.pdf.pdf"),
        ('báo cáo "6 tháng".pdf', "báo cáo 6 tháng.pdf"),
        ("a;b\r\nX: y.pdf", "a b X y.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("anh\u202efdp.exe", "anhfdp.pdf"),
        ("", "tep.pdf"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
    ],
)
def test_a_name_is_harmless_before_it_is_shown(name, shown):
    """B54."""
    assert shown_name(name, "pdf") == shown


def test_a_photograph_loses_its_place_and_stays_upright():
    """B58: GPS and all other EXIF are gone, the turn it asked for is carried out."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (21.0, 51.0, 0.0)
    kept = Image.open(BytesIO(check_file(picture(exif=exif, size=(40, 30)), "a.jpg").data))

    assert (dict(kept.getexif()), kept.size) == ({}, (30, 40))


def test_a_text_that_would_unpack_to_gigabytes_is_dropped_unread():
    """B57."""
    data = png_with_text(70 * MEGABYTE)

    assert len(data) > 60_000 and b"zTXt" not in check_file(data, "a.png").data


def test_whatever_hides_behind_a_picture_is_not_kept():
    assert b"<script>" not in check_file(picture() + b"<script>alert(1)</script>", "a.jpg").data


# --- Keeping ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_kept_file_lies_under_a_random_key_with_its_digest():
    one, other = a_file(), a_file()

    assert content_of(one) == PDF and one.size == len(PDF)
    assert one.file.name != other.file.name and "bao-cao" not in one.file.name  # B61: never overwritten
    assert one.digest == other.digest


@pytest.mark.django_db
def test_a_full_disk_leaves_no_torso_and_no_row(monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(NoRoomForFiles):
        a_file()

    assert not StoredFile.objects.exists()
    assert not [path for path in Path(default_storage.path("")).rglob("*") if path.is_file()]


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_file_that_is_not_there_any_more_is_a_helpful_404(harm, rf, caplog):
    """B64."""
    stored = a_file()
    path = Path(default_storage.path(stored.file.name))
    path.unlink() if harm == "gone" else path.write_bytes(PDF + b"!")

    response = file_response(rf.get("/"), stored)

    assert response.status_code == 404 and "không còn trên máy chủ" in response.content.decode()
    assert "stored file" in caplog.text


@pytest.mark.django_db
def test_a_file_is_only_ever_a_download(rf):
    """B59, B63."""
    response = file_response(rf.get("/", headers={"If-None-Match": "*", "Range": "bytes=0-3"}), a_file("Báo cáo;.pdf"))

    assert (response.status_code, response.content) == (200, PDF)
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''B%C3%A1o%20c%C3%A1o.pdf"
    assert response["X-Content-Type-Options"] == "nosniff" and response["Cache-Control"] == "no-store"
    assert response["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.django_db
def test_the_nightly_sweep_removes_old_orphans_and_counts_damage():
    stored, damaged = a_file(), a_file()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        orphan = a_file().file.name
        raise ZeroDivisionError
    fresh = Path(default_storage.path(orphan).replace(".pdf", "x.pdf"))
    fresh.write_bytes(b"being written now")
    os.utime(default_storage.path(orphan), (0, 0))
    os.unlink(default_storage.path(damaged.file.name))

    assert sweep_files() == (1, 1)
    assert not default_storage.exists(orphan) and fresh.exists()
    assert content_of(stored) == PDF


def test_the_sweep_of_an_empty_store_is_quiet(db):
    assert sweep_files() == (0, 0)


# --- Coming in --------------------------------------------------------------------------------------


class AForm(forms.Form):
    file = CheckedFileField()
    more = CheckedFileField(required=False)


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [(b"MZ", 415, "không đúng định dạng PDF"), (PDF.replace(b"<</R", b"<</Encrypt 1 0 R/R"), 422, "mật khẩu")],
)
def test_the_field_says_beside_itself_what_is_wrong(data, status, words):
    form = AForm(files={"file": SimpleUploadedFile("a.pdf", data)})

    assert not form.is_valid() and words in form.errors["file"][0]
    assert refusal_status(form) == status


def test_the_field_gives_a_checked_file_and_may_stay_empty():
    form = AForm(files={"file": SimpleUploadedFile("a.pdf", PDF)})

    assert form.is_valid() and form.cleaned_data["file"].data == PDF
    assert form.cleaned_data["more"] is None
    assert refusal_status(AForm(data={})) == 422


def test_a_file_above_the_limit_is_not_even_read(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    monkeypatch.setattr("documents.forms.MAX_BYTES", 10)
    form = AForm(files={"file": SimpleUploadedFile("a.pdf", PDF)})

    assert not form.is_valid() and refusal_status(form) == 413


def test_a_body_of_50_mb_is_refused_before_it_is_read(rf):
    """B50: by what the browser announces."""
    request = rf.post("/", CONTENT_LENGTH=str(50 * MEGABYTE))

    assert too_large_words(request).startswith("Tệp 50 MB vượt giới hạn 20 MB. Số liệu đã nhập vẫn còn.")
    assert too_large_words(rf.post("/", {"a": "b"})) == ""


@pytest.mark.django_db
def test_the_portal_says_how_large_a_body_was_that_it_did_not_read(client):
    kind = "multipart/form-data; boundary=x"
    response = client.post("/dang-nhap/", b"", content_type=kind, CONTENT_LENGTH=str(50 * MEGABYTE))

    assert response.status_code == 413 and "50 MB vượt giới hạn 20 MB" in response.content.decode()


@pytest.mark.django_db
def test_keeping_says_by_whom_and_when():
    stored = a_file()

    assert (str(stored), stored.extension, stored.kind) == ("bao-cao.pdf", "pdf", "report-attachment")
    assert stored.uploaded_by.pk and stored.uploaded_at == NOW
