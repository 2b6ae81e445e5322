"""A signed document comes back: genuine, changed, by a stranger, or not ours."""

import random
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader

from accounts.tests.factories import UserFactory
from documents.services import signatures
from documents.services.printing import freeze_document, print_document, printed_file
from documents.services.signatures import judge_file
from documents.states import Verdict
from documents.tests.signing import Authority
from documents.tests.test_printing import report_content
from kit import pdf_signatures
from kit.apart import Failed
from kit.codes import new_code
from kit.pdf import render_pdf
from kit.pdf_fields import AGENCY, PERSON
from kit.pdf_signatures import read_order
from kit.tests.pdfa import problems
from kit.tests.test_pdf import printed as print_now
from reports.tests.factories import NOW

CODE = new_code()


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker, tmp_path_factory):
    """The bytes of a final document, printed once for all of these tests."""
    content = report_content() | {"verification": {"code": CODE, "url": f"http://127.0.0.1/?ma={CODE}"}}
    return render_pdf("documents/pdf/document.html", {"content": content}, title="Báo cáo thử", identifier=CODE)


@pytest.fixture(scope="module")
def signed(printed, authority):
    """Signed by the leader, then sealed by the clerk."""
    once = authority.sign(printed, PERSON)
    return authority.sign(once, AGENCY, who="Sở LĐTBXH tỉnh Lạng Sơn")


@pytest.fixture
def document(db, printed, monkeypatch, settings, tmp_path, authority):
    """The row of that document; our authority is one the portal knows."""
    content = report_content() | {"verification": {"code": CODE, "url": f"http://127.0.0.1/?ma={CODE}"}}
    monkeypatch.setattr("documents.services.printing.render_content", lambda *args, **named: printed)
    settings.SIGNING_ROOTS = tmp_path
    (tmp_path / "goc.pem").write_bytes(authority.pem)
    return print_document(
        freeze_document(kind="report", title="Báo cáo thử", content=content, by=UserFactory(), at=NOW).pk
    )


@pytest.fixture
def apart():
    """For a test that reads in a process of its own, as the portal does."""


@pytest.fixture(autouse=True)
def in_this_process(request, monkeypatch):
    """Without a new process for each of hundreds of files."""

    def run(target, order, **limits):
        return read_order(order, lambda words: None)

    if "apart" not in request.fixturenames:
        monkeypatch.setattr(pdf_signatures, "run_apart", run)


def test_a_signed_document_is_genuine_and_says_who_signed(document, signed, apart):
    judged = judge_file(signed)

    assert (judged.verdict, judged.document) == (Verdict.GENUINE, document)
    assert [(s.field, s.signer) for s in judged.signatures] == [
        (PERSON, "Nguyễn Văn Mẫu"),
        (AGENCY, "Sở LĐTBXH tỉnh Lạng Sơn"),
    ]
    assert judged.signatures[0].at is not None and signed.startswith(printed_file(document))


def test_signing_leaves_it_an_archival_file(signed):
    assert problems(signed) == []


def test_what_was_never_signed_is_told_apart(document, printed):
    assert judge_file(printed).verdict == Verdict.UNSIGNED


def test_a_stranger_may_sign_but_is_not_believed(document, printed):
    judged = judge_file(Authority("Người lạ").sign(printed, PERSON))

    assert (judged.verdict, judged.document) == (Verdict.UNKNOWN_SIGNER, document)


def test_one_stranger_among_known_signers_is_enough(document, printed, authority):
    both = Authority("Người lạ").sign(authority.sign(printed, PERSON), AGENCY)

    assert judge_file(both).verdict == Verdict.UNKNOWN_SIGNER


def test_any_changed_byte_is_noticed(document, signed):
    """Everywhere: in what was printed, in the signatures, in the holes they lie in, at the very end."""
    chance = random.Random(81)
    hole = signed.rindex(b"/Contents <") + 11
    envelope = [hole + chance.randrange(2 * 1400) for _ in range(8)] + [hole + 2 * n for n in (41, 580, 1060)]
    padding = [place for place in range(len(signed)) if signed.startswith(b"00000000>", place)]
    places = [chance.randrange(len(signed)) for _ in range(12)] + [8, len(signed) - 1, len(signed) - 3]

    for place in places + padding + envelope:
        other = bytearray(signed)
        other[place] = next(n for n in b"0123" if n != other[place])
        assert judge_file(bytes(other)).verdict in (Verdict.CHANGED, Verdict.UNREADABLE), place


@pytest.mark.parametrize("more", [b"\n", b" ", b"% x\n", b"%%EOF\n"])
def test_a_byte_more_or_less_is_noticed(document, signed, more):
    assert judge_file(signed + more).verdict == Verdict.CHANGED
    assert judge_file(signed[:-1]).verdict in (Verdict.CHANGED, Verdict.UNREADABLE)


def test_a_changed_byte_of_an_unsigned_document_is_noticed_by_the_code_it_bears(document, printed):
    place = printed.index(b"stream") + 20
    other = printed[:place] + bytes([printed[place] ^ 1]) + printed[place + 1 :]

    judged = judge_file(other)

    assert (judged.verdict, judged.document) == (Verdict.CHANGED, document)


def with_other_words(pdf, title="Văn bản khác"):
    """The file with something else than a signature appended."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Contents"): generic.TextStringObject(title),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (10, 10, 99, 30))),
        }
    )
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_words_added_after_signing_are_a_change(document, signed):
    assert judge_file(with_other_words(signed)).verdict == Verdict.CHANGED


def with_another_content(pdf):
    """A page whose text is replaced by another of the same length."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    stream = page["/Contents"]
    data = bytearray(stream.encoded_data)
    data[-1] ^= 1
    stream._encoded_data = bytes(data)
    writer.mark_update(page.raw_get("/Contents").reference)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_page_replaced_after_signing_is_a_change(document, signed):
    assert judge_file(with_another_content(signed)).verdict == Verdict.CHANGED


def test_words_added_before_signing_are_said_so(document, printed, authority):
    assert judge_file(authority.sign(with_other_words(printed), PERSON)).verdict == Verdict.EXTENDED


def test_a_file_of_somebody_else_is_not_ours_whoever_signed_it(document, printed, authority):
    document.pdf_digest = document.verification_code = ""
    document.save()

    judged = judge_file(authority.sign(printed, PERSON))

    assert (judged.verdict, judged.document, len(judged.signatures)) == (Verdict.FOREIGN, None, 1)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"<html>", b"%PDF-1.7\n" + b"\0" * 5000])
def test_what_is_no_pdf_is_unreadable(document, data):
    assert judge_file(data).verdict == Verdict.UNREADABLE


def test_a_file_that_takes_too_long_is_not_called_changed(document, signed, monkeypatch):
    def run(*args, **limits):
        raise Failed("exit -9")

    monkeypatch.setattr(pdf_signatures, "run_apart", run)

    assert judge_file(signed).verdict == Verdict.UNREADABLE


def test_without_any_known_root_nobody_is_believed(document, signed, settings, tmp_path):
    settings.SIGNING_ROOTS = tmp_path / "none"

    assert judge_file(signed).verdict == Verdict.UNKNOWN_SIGNER


def test_the_fields_lie_where_the_decree_wants_them(printed):
    """Centred between title and name; the seal, 36 mm, over the signature's left third."""
    page = PdfReader(BytesIO(printed)).pages[-1]
    boxes = {a.get_object()["/T"]: [float(n) / 72 * 25.4 for n in a.get_object()["/Rect"]] for a in page["/Annots"]}
    (left, bottom, right, top), seal = boxes[PERSON], boxes[AGENCY]

    assert (left + right) / 2 == pytest.approx(150, abs=0.5)  # the middle of the right half between the margins
    assert (right - left, top - bottom) == pytest.approx((45, 28), abs=0.2)
    assert (seal[2] - seal[0], seal[3] - seal[1]) == pytest.approx((36, 36), abs=0.2)
    assert seal[2] - left == pytest.approx((right - left) / 3, abs=0.2)


def test_a_draft_has_no_place_to_sign():
    assert "/AcroForm" not in print_now(watermark="DỰ THẢO").trailer["/Root"]


def test_each_verdict_has_its_advice():
    assert all(verdict.advice and verdict.label for verdict in Verdict)
    assert signatures.REVISIONS > 5
