"""A document is frozen once and printed once, from nothing but what was frozen."""

import hashlib
import json

import pytest

from accounts.tests.factories import UserFactory
from documents.layout import InvalidContent, letterhead, narrative
from documents.models import OfficialDocument
from documents.services import printing
from documents.services.printing import content_digest, freeze_document, print_document
from reports.tests.factories import NOW

pytestmark = pytest.mark.django_db


def report_content():
    return {
        "letterhead": letterhead("UBND tỉnh Lạng Sơn", "Sở Lao động - Thương binh và Xã hội"),
        "number": "",
        "symbol": "BC-SLĐTBXH",
        "place": "Lạng Sơn",
        "date_text": "ngày      tháng 6 năm 2022",
        "type_name": "BÁO CÁO",
        "subject": "Kết quả 6 tháng đầu năm 2022",
        "addressees": ["Ủy ban nhân dân tỉnh Lạng Sơn"],
        "grounds": [],
        "body": narrative("Tình hình ổn định."),
        "signature": {"prefix": "KT. GIÁM ĐỐC", "title": "PHÓ GIÁM ĐỐC", "name": ""},
        "recipients": ["Như trên;"],
        "archive": "VT",
        "appendices": [],
        "watermark": "",
        "demo_mark": "",
    }


@pytest.fixture
def content():
    return report_content()


@pytest.fixture
def freeze():
    def freeze(content):
        return freeze_document(kind="report", title="Báo cáo thử", content=content, by=UserFactory(), at=NOW)

    return freeze


def bytes_of(document):
    with document.pdf.open() as file:
        return file.read()


def test_a_frozen_document_has_no_number_no_file_and_a_digest(freeze, content):
    document = freeze(content)

    assert (document.number, document.pdf.name, document.pdf_digest, document.created_at) == ("", "", "", NOW)
    assert document.content_digest == content_digest(content)
    assert str(document) == "Báo cáo thử"


def test_the_digest_is_that_of_the_words_whatever_their_order_in_the_file(freeze, content):
    document = freeze(content)
    document.refresh_from_db()

    turned = dict(reversed(document.content.items()))

    assert content_digest(json.loads(json.dumps(turned))) == document.content_digest
    assert content_digest(content | {"subject": "Khác"}) != document.content_digest


def test_a_tree_that_does_not_fit_the_layout_is_not_frozen(freeze, content):
    with pytest.raises(InvalidContent):
        freeze(content | {"number": 12})

    assert not OfficialDocument.objects.exists()


def test_a_document_is_printed_with_the_digest_of_its_file(freeze, content):
    document = print_document(freeze(content).pk)

    assert bytes_of(document).startswith(b"%PDF")
    assert document.pdf_digest == hashlib.sha256(bytes_of(document)).hexdigest()


def test_printing_again_changes_nothing(freeze, content, monkeypatch):
    first = print_document(freeze(content).pk)
    monkeypatch.setattr(printing, "render_content", lambda *args, **kwargs: b"something else")

    again = print_document(first.pk)

    assert (again.pdf.name, again.pdf_digest) == (first.pdf.name, first.pdf_digest)


def test_the_same_content_gives_the_same_bytes(freeze, content):
    one, other = print_document(freeze(content).pk), print_document(freeze(content).pk)

    assert bytes_of(one) == bytes_of(other) and one.pdf.name != other.pdf.name


def test_a_printing_that_fails_leaves_the_document_unprinted(freeze, content, monkeypatch):
    document = freeze(content)
    monkeypatch.setattr(printing, "render_content", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        print_document(document.pk)

    document.refresh_from_db()
    assert (document.pdf.name, document.pdf_digest) == ("", "")
