"""The entry form as a spreadsheet: keys, breakdowns folded away, the portal's own counts, and the way through Excel."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^Đã lưu \d+:\d+:\d+$")


def open_form(page: Page, login: str, log_in) -> None:
    log_in(login)
    page.goto("/bao-cao/")
    page.locator("main").get_by_role("link", name=re.compile("Nhập báo cáo")).first.click()


def altered(page: Page, tmp_path: Path, **figures) -> Path:
    """The downloaded form with these figures typed into its column."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải biểu Excel").click()
    path = tmp_path / "bieu.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    sheet = book["Số liệu"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "Mã")
    column = next(cell.column for cell in header if cell.value == "Số liệu")
    rows = {row[0].value: row[0].row for row in sheet.iter_rows()}
    for code, value in figures.items():
        sheet.cell(rows[code], column, value)
    book.save(path)
    return path


def upload(page: Page, path: Path) -> None:
    page.get_by_role("link", name="Nhập từ Excel").click()
    page.get_by_label("Tệp Excel đã nhập").set_input_files(path)
    page.get_by_role("button", name="Kiểm tra tệp").click()


def test_enter_and_arrows_go_from_figure_to_figure_past_what_is_folded_away(page: Page, log_in):
    open_form(page, "nhap.h184", log_in)
    first = page.locator("#v-N104")

    first.fill("120")
    first.press("Enter")
    expect(page.locator("#v-N105")).to_be_focused()
    page.locator("#v-N105").press("ArrowUp")
    expect(first).to_be_focused()
    expect(page.locator("#save-state")).to_have_text(SAVED)


def test_a_breakdown_opens_is_summed_and_leads_from_message_to_cell(page: Page, log_in):
    open_form(page, "nhap.h184", log_in)
    part = page.locator("[id='v-N105.PN']")
    expect(part).to_be_hidden()

    page.locator("label[for='pt-N105']").click()
    page.locator("#v-N105").fill("9")
    for code, value in (("PN", "2"), ("AP", "3"), ("BR", "3")):
        page.locator(f"[id='v-N105.{code}']").fill(value)
    page.locator("[id='v-N105.BR']").blur()

    message = page.locator("#tb-N105")
    expect(message).to_contain_text("khác tổng các dòng phân tổ")
    page.locator("[id='v-N105.BR']").fill("4")
    page.locator("[id='v-N105.BR']").blur()
    expect(message).not_to_contain_text("khác tổng")


def test_the_form_goes_through_excel_and_comes_back(page: Page, log_in, tmp_path):
    open_form(page, "nhap.h184", log_in)
    path = altered(page, tmp_path, N203=7)

    upload(page, path)
    expect(page.locator("main")).to_contain_text("N203")
    page.get_by_role("button", name=re.compile(r"Áp dụng \d")).click()

    expect(page.locator("#v-N203")).to_have_value("7")


def test_what_is_wrong_in_excel_is_told_at_once_changes_nothing_and_is_mended_there(page: Page, log_in, tmp_path):
    open_form(page, "nhap.h184", log_in)
    path = altered(page, tmp_path, N205="12 buổi", N206=-3)

    upload(page, path)

    expect(page.locator("main")).to_contain_text("N206")
    expect(page.locator("[name='v-N205']")).to_have_value("12 buổi")
    page.get_by_role("button", name="Áp dụng và trình trưởng đơn vị").click()
    expect(page.locator("main")).to_contain_text("chưa có gì được lưu")

    page.locator("[name='v-N205']").fill("12")
    page.locator("[name='v-N206']").fill("3")
    page.get_by_role("button", name=re.compile(r"Áp dụng \d|Áp dụng$")).click()
    expect(page.locator("#v-N206")).to_have_value("3")
