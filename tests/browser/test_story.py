"""The main road, walked by the people who walk it, on the portal as ./run starts it."""

import io
import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser

FIGURES = json.loads((Path(__file__).resolve().parents[2] / "demo/data/figures-2022.json").read_text())
BINH_GIA = FIGURES["units"]["H181"]["2022-6T"]
WORDS = {
    "I": "Tình hình cơ bản ổn định, không phát sinh tụ điểm.",
    "II.2": "Tổ chức tuyên truyền lồng ghép tại các xã, thị trấn.",
    "II.5": "Đội kiểm tra liên ngành thực hiện kiểm tra theo kế hoạch.",
    "III.1": "Triển khai kịp thời.",
    "III.2": "Kinh phí còn hạn chế.",
    "IV": "Tiếp tục tuyên truyền và kiểm tra.",
}
MAIL_SECONDS = 300
REASON = "Chưa khớp với lời văn mục II.2, đề nghị rà soát lại."


def type_figure(page: Page, code: str, text: str) -> None:
    field = page.locator(f"#v-{code}")
    if field.evaluate("node => node.tagName") == "SELECT":
        field.select_option(text)
    else:
        field.fill(text)


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text(re.compile(r"^Đã lưu \d"))


def wait_for_mail(page: Page) -> None:
    """The digest is made and sent by the worker; a slow machine takes its minutes."""
    deadline = time.monotonic() + MAIL_SECONDS
    while not page.locator("article").count() and time.monotonic() < deadline:
        page.wait_for_timeout(1000)
        page.reload()


def open_own_report(page: Page) -> None:
    page.goto("/bao-cao/")
    page.get_by_role("link", name=re.compile("6 tháng đầu năm năm 2022|6 tháng đầu năm 2022")).first.click()


def test_from_the_officers_login_to_the_printed_consolidated_report(page: Page, log_in, portal):
    # The officer sees one thing to do and how long is left.
    log_in("nhap.h181")
    expect(page.locator(".panel").first).to_contain_text("Báo cáo 6 tháng đầu năm 2022")
    expect(page.locator("main")).to_contain_text("hết ngày 24/06/2022")
    page.get_by_role("link", name="Bắt đầu nhập").click()

    # A broken rule stands beside the cell while typing; the officer mends it.
    type_figure(page, "N406", "7")
    type_figure(page, "N409", "9")
    page.locator("#v-N409").blur()
    expect(page.locator("#tb-N409")).to_contain_text("N409")
    expect(page.locator("#tb-N409 .text-danger").first).to_be_visible()

    # The rest is typed; one figure is left out, and forwarding is refused with its name.
    for code, value in BINH_GIA.items():
        if code != "N104":
            type_figure(page, code, value.replace(".", ","))
    page.locator("[data-field='N201'] details.note").evaluate("note => { note.open = true; }")
    page.locator("#n-N201").fill("Kế hoạch số 15/KH-PLĐTBXH ngày 10/02/2022")
    for code, text in WORDS.items():
        page.locator(f"[id='t-{code}']").fill(text)
    page.get_by_role("button", name="Trình trưởng đơn vị").click()
    expect(page.get_by_role("alert")).to_contain_text("N104: chưa nhập")

    # A zero is a figure.
    type_figure(page, "N104", "0")
    page.locator("#v-N104").blur()
    expect(page.locator("#tb-N104")).to_contain_text("khác số cổng đếm được")

    # Where the portal's own registers say something else, one sentence explains it.
    for row in page.locator("tr:has(.text-warn):has(.known)").all():
        note = row.locator("details.note input")
        if not note.input_value():
            note.fill("Gồm cả phần ghi sổ giấy ở cơ sở, chưa nhập vào cổng.")
    saved(page)
    page.get_by_role("button", name="Trình trưởng đơn vị").click()
    expect(page.locator("main")).to_contain_text("Chờ trưởng đơn vị kiểm tra và gửi")

    # The head of the unit sends.
    log_in("duyet.h181")
    page.get_by_role("link", name="Kiểm tra và gửi").click()
    expect(page.locator("#N104")).to_contain_text("0")
    page.get_by_role("button", name="Gửi báo cáo về Sở").click()
    expect(page.locator("main")).to_contain_text("Đã gửi báo cáo đúng hạn")

    # The sending has a receipt that anybody can check.
    expect(page.get_by_role("heading", level=1)).to_contain_text("biên nhận số")
    page.get_by_role("link", name="trang kiểm tra biên nhận").click()
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Khớp")

    # The department returns one figure: not without a reason.
    log_in("chuyenvien")
    page.goto("/bao-cao/theo-doi/")
    page.get_by_role("link", name=re.compile("Xét.*Bình Gia")).click()
    report_url = page.url
    page.get_by_label("Cần sửa N104", exact=True).check()
    page.get_by_role("button", name="Yêu cầu chỉnh lý…").click()
    page.get_by_label("Cần sửa thế nào").fill(REASON)
    page.get_by_role("button", name="Yêu cầu chỉnh lý", exact=True).click()
    expect(page.locator("main")).to_contain_text("Hãy chọn một lý do")
    expect(page.get_by_label("Cần sửa thế nào")).to_have_value(REASON)
    page.get_by_label(re.compile("N104.*lý do")).select_option("R4")
    page.get_by_role("button", name="Yêu cầu chỉnh lý", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đã yêu cầu chỉnh lý")

    # The unit reads why; only that figure is open; it corrects, answers and sends again.
    log_in("nhap.h181")
    expect(page.locator("main")).to_contain_text("N104")
    page.get_by_role("link", name="Chỉnh lý báo cáo").click()
    expect(page.locator("#return-items")).to_contain_text(REASON)
    type_figure(page, "N104", "120")
    page.locator("#v-N104").blur()
    saved(page)
    page.get_by_role("button", name="Trình trưởng đơn vị").click()
    expect(page.get_by_role("alert").first).to_contain_text("N104: chưa trả lời yêu cầu chỉnh lý")
    page.get_by_label("Trả lời của đơn vị").fill("Đã bổ sung số tờ rơi của quý II.")
    page.get_by_role("button", name="Lưu trả lời").click()
    expect(page.locator("body")).to_contain_text("Đã lưu trả lời.")
    page.get_by_role("button", name="Trình trưởng đơn vị").click()
    log_in("duyet.h181")
    page.get_by_role("link", name="Kiểm tra và gửi").click()
    page.get_by_role("button", name="Gửi báo cáo về Sở").click()
    expect(page.locator("main")).to_contain_text("đúng hạn")

    # The department sees what changed and accepts.
    log_in("chuyenvien")
    page.goto(report_url)
    expect(page.locator("#thay-doi")).to_contain_text("Đã bổ sung số tờ rơi của quý II.")
    expect(page.locator("#N104")).to_contain_text("lần trước: 0")
    page.get_by_role("button", name="Duyệt, đưa vào tổng hợp").click()
    expect(page.locator("main")).to_contain_text("Đã duyệt báo cáo của")

    # It consolidates: a worker builds, the page shows it, the PDF says what it counts.
    page.goto("/bao-cao/tong-hop/")
    expect(page.locator("main")).to_contain_text("13/22 đơn vị")
    page.locator("#dau-ra-ubnd").get_by_role("button", name="Lập dự thảo").click()
    expect(page.get_by_role("heading", name="Đã lập xong")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải báo cáo (PDF)").click()
    reader = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Kính gửi:", "13/22 đơn vị", "/BC-SLĐTBXH", "KT. GIÁM ĐỐC",
                  "Lưu: VT, PCTNXHBĐG", "Tràng Định", "Phụ lục"):  # fmt: skip
        assert words in text, words


def sign(page: Page, log_in, number: str) -> str:
    """Two people: the head of the room builds, makes final, proposes and records the number; the leader approves."""
    log_in("truongphong")
    page.goto("/bao-cao/tong-hop/")
    page.locator("#dau-ra-ubnd").get_by_role("button", name="Lập dự thảo").click()
    page.get_by_label("Vì sao chốt khi còn thiếu đơn vị").fill("UBND tỉnh cần báo cáo sớm.")
    page.get_by_role("button", name="Chốt bản").click()
    page.get_by_role("button", name="Trình lãnh đạo ký").click()
    expect(page.locator("main")).to_contain_text("Đang chờ lãnh đạo Sở duyệt ký")
    where = page.url
    log_in("phogiamdoc")
    page.goto(where)
    page.get_by_role("button", name="Duyệt ký").click()
    log_in("truongphong")
    page.goto(where)
    today = re.search(r"\d{2}/\d{2}/\d{4}", page.locator("footer").inner_text())
    page.get_by_label("Số văn bản").fill(number)
    page.get_by_label("Ngày ký").fill(today[0] if today else "")
    page.get_by_role("button", name="Ghi số, ngày").click()
    expect(page.locator("main")).to_contain_text(f"{number}/BC-SLĐTBXH")
    return where


def test_two_people_sign_the_report_attach_the_scan_and_replace_it(page: Page, log_in, portal, tmp_path):
    first = sign(page, log_in, "152")
    scan = tmp_path / "152-BC.pdf"
    scan.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n")
    page.get_by_label("Tệp PDF").set_input_files(scan)
    page.get_by_role("button", name="Đính kèm bản đã ký").click()
    expect(page.locator("#ban-da-ky")).to_contain_text("152-BC.pdf")

    second = sign(page, log_in, "158")

    page.get_by_role("link", name="Xem, tra từng số").click()
    expect(page.locator(".paper")).to_contain_text("thay thế Báo cáo số 152/BC-SLĐTBXH")
    page.locator("#phu-luc-1").get_by_role("row", name=re.compile("^N101 ")).get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Cách tính")
    page.goto(first)
    expect(page.locator("main")).to_contain_text("Bản này đã được thay thế")
    expect(page.locator("#ban-da-ky")).to_contain_text("152-BC.pdf")
    assert first != second


def test_reminders_come_in_the_morning_and_only_once(page: Page, log_in, portal):
    portal.manage("demo_clock", "2022-06-23T07:30")
    portal.manage("tell_due")  # the scheduler does it as well, as soon as it sees that the clock was moved
    again = portal.manage("tell_due")

    assert again.startswith("0 ")
    log_in("nhap.ttra")
    page.goto("/thong-bao/")
    expect(page.locator("main").get_by_text("Sắp đến hạn nộp báo cáo").first).to_be_visible()
    page.goto("/minh-hoa/thu/")
    wait_for_mail(page)
    expect(page.locator("article").first).to_contain_text("Sắp đến hạn nộp báo cáo")


def test_a_stranger_to_the_unit_finds_nothing(page: Page, log_in, portal):
    log_in("nhap.h182")
    page.goto("/bao-cao/")
    own = page.locator("main").get_by_role("link", name=re.compile("Xem|Nhập")).first.get_attribute("href")
    log_in("nhap.h183")

    answer = page.goto(own)

    assert answer.status == 404
