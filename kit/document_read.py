"""A file of unknown kind into lines and tables; judged by content, never by name."""

from kit.blocks import Block, Line, UnreadableFile
from kit.pdf_read import OnPage, read_pdf
from kit.text_read import read_text
from kit.word_read import read_word

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARS = 600_000  # some 250 pages
EMPTY = "Tệp rỗng (0 byte). Hãy chọn lại tệp."
NO_WORDS = "Tệp không có chữ nào để đọc. Hãy chọn lại tệp."
TOO_LARGE = "Tệp lớn hơn 20 MB. Hãy bỏ ảnh, phụ lục quét hoặc tách phần kế hoạch rồi chọn lại."
TOO_MUCH = "Tệp dài hơn 250 trang chữ. Hãy tách riêng phần kế hoạch rồi chọn lại."
OLD_WORD = (
    "Tệp là Word 97–2003 (.doc) hoặc được đặt mật khẩu nên không đọc được. Hãy lưu lại dạng .docx, không mật khẩu."
)
RICH_TEXT = "Tệp là RTF. Hãy mở bằng Word, lưu lại dạng .docx rồi chọn lại."


def _size(block: Block) -> int:
    return len(block.text) if isinstance(block, Line) else sum(len(cell) for row in block.rows for cell in row)


def read_blocks(data: bytes, on_page: OnPage = lambda page, pages: None) -> list[Block]:
    """Lines and tables of a DOCX, PDF or text file; ``on_page`` follows the pages of a PDF.

    Raises:
        UnreadableFile: with the reason and what to do, in Vietnamese.
    """
    _refuse_other_kinds(data)
    if b"%PDF-" in data[:1024]:
        blocks = read_pdf(data, on_page)
    else:
        blocks = read_word(data) if data.startswith(b"PK") else read_text(data)
    if sum(map(_size, blocks)) > MAX_CHARS:
        raise UnreadableFile(TOO_MUCH)
    if not blocks:
        raise UnreadableFile(NO_WORDS)
    return blocks


def _refuse_other_kinds(data: bytes) -> None:
    """By content, never by name."""
    if not data:
        raise UnreadableFile(EMPTY)
    if len(data) > MAX_BYTES:
        raise UnreadableFile(TOO_LARGE)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(OLD_WORD)
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile(RICH_TEXT)
