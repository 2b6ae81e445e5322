"""The first page of the Excel form: what to do, how much is left by live formula, where to go."""

from kit.excel import Page
from reports.models import Report
from reports.queries.form import editable_codes, outline_for
from reports.services.workbook_hints import Hints
from reports.services.workbook_layout import (
    COUNTS,
    EXPLAIN,
    EXTRA,
    FIGURES,
    FILL_IN,
    HEADER_ROW,
    LEAD,
    LETTERS,
    LINK,
    NOTE,
    TITLE,
    TODO,
    VALUE,
    WORDS,
    WRITE,
    WRONG,
    Layout,
)

ALL_DONE = "Đủ mọi ô bắt buộc: lưu tệp rồi chọn “Nhập từ Excel” trong cổng."
NEXT = "→ Chỗ cần làm tiếp theo"
HINTED = "bấm vào ô nào thì có gợi ý của ô đó."
LAST_STEPS = (
    "Xong: lưu dạng .xlsx, trong cổng bấm “Nhập từ Excel”, xem trước; còn thiếu thì gõ luôn ở đó, rồi áp dụng và trình."
)


class Guide:
    """The first page. Its sentence of what is left stands on the other pages too."""

    def __init__(self, report: Report, layout: Layout, hints: Hints, texts: dict[str, str]) -> None:
        self.report, self.layout, self.hints = report, layout, hints
        outline, opened = outline_for(report.period, report.unit.reporter_code), editable_codes(report, [])
        asked = [s["code"] for s in outline if s["required"] and s["code"] in opened]
        told = [hints.todo(line)[1] for line in layout.lines if line.is_typed]
        self.left = (
            told.count(FILL_IN),
            hints.now(WRONG),
            hints.now(EXPLAIN) + sum(words.startswith(f"{EXPLAIN}vì sao") for words in told),
            sum(not texts.get(code) for code in asked),
        )
        self.last_row = HEADER_ROW + 3 + len(outline)

    @property
    def now(self) -> str:
        """The sentence as it is when the file is written."""
        blanks, wrong, owed, words = self.left
        if not any(self.left):
            return ALL_DONE
        return f"Còn {blanks} ô bắt buộc, {words} mục lời văn bắt buộc, {wrong} chỗ sai, {owed} chỗ phải giải trình."

    def _formula(self) -> str:
        blanks = f'COUNTIF({self.layout.span(FIGURES, TODO)},"{FILL_IN}")'
        words = f"COUNTIF('{WORDS}'!$E$1:$E${self.last_row},\"{WRITE}\")"
        unsaid = [f'COUNTIF({self.layout.span(page, TODO)},"{EXPLAIN}vì sao*")' for page in self.layout.pages]
        wrong, owed = self.hints.count(WRONG), "+".join([self.hints.count(EXPLAIN), *unsaid])
        sentence = f'"Còn "&{blanks}&" ô bắt buộc, "&{words}&" mục lời văn bắt buộc, "&{wrong}&" chỗ sai, "'
        sentence += f'&({owed})&" chỗ phải giải trình."'
        return f'=IF({blanks}+{words}+{wrong}+{owed}=0,"{ALL_DONE}",{sentence})'

    def _next(self) -> str:
        """A link that follows the filling: to the first cell that waits for something."""
        steps = [("Lời văn bắt buộc chưa viết", WORDS, f"'{WORDS}'!$E$1:$E${self.last_row}", WRITE, "D")]
        steps += [
            (f"{words}, trang “{page}”", page, self.layout.span(page, TODO), f"{kind}*", LETTERS[column])
            for page in reversed(self.layout.pages)
            for kind, words, column in ((EXPLAIN, "Chỗ phải giải trình", NOTE), (WRONG, "Chỗ sai", VALUE))
        ]
        steps.append(("Ô bắt buộc chưa điền", FIGURES, self.layout.span(FIGURES, TODO), FILL_IN, LETTERS[VALUE]))
        formula = f'"{ALL_DONE}"'
        for words, page, span, what, column in steps:
            link = f'HYPERLINK("#\'{page}\'!{column}"&MATCH("{what}",{span},0),"→ {words}")'
            formula = f'IF(COUNTIF({span},"{what}")>0,{link},{formula})'
        return f"={formula}"

    def write(self, page: Page) -> None:
        """Eight lines."""
        report, row = self.report, HEADER_ROW + 3
        lines = [
            f"1. Trang “{FIGURES}”: điền cột “{VALUE}”, không phát sinh thì ghi 0. Cột “{TODO}” báo chỗ thiếu, chỗ "
            "sai, chỗ phải viết một câu giải trình.",
            f"2. Trang “{WORDS}”: viết các mục bắt buộc ở trên cùng.",
            f"3. Trang “{EXTRA}”: chỉ điền khi đơn vị có số liệu, còn lại bỏ qua.",
        ]
        places = [f"'{FIGURES}'!{LETTERS[VALUE]}{row}", f"'{WORDS}'!D{row}", f"'{EXTRA}'!{LETTERS[VALUE]}{row}"]
        page.text(0, 0, f"Báo cáo {report.period} – {report.unit.name}", **TITLE)
        page.text(1, 0, f"Hạn gửi: hết ngày {report.last_day:%d/%m/%Y}. Chỉ gõ vào ô vàng; {HINTED}", **LEAD)
        page.words(2, 0, self._formula(), self.now, **COUNTS, font_size=14)
        page.words(3, 0, self._next(), NEXT if any(self.left) else ALL_DONE, **LINK, font_size=12)
        for number, (text, place) in enumerate(zip(lines, places, strict=True), 4):
            if EXTRA in self.layout.pages or number < 6:
                page.link(number, 0, text, place, **LINK)
        page.text(7, 0, LAST_STEPS, **LEAD)
        for number, points in enumerate((26, 20, 30, 24, 22, 22, 22, 22)):
            page.height(number, points)
        page.protect()
        page.for_paper()
