"""One visit on a telephone: from the plan to the closed recommendation, and without a network."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
TODAY = "20/06/2022"


def plan(page: Page, order: int, day: str = TODAY) -> str:
    """Plan a visit to the ``order``-th establishment on offer; its path."""
    page.goto("/kiem-tra/moi/")
    page.get_by_label("Cơ sở*", exact=True).select_option(index=order)
    page.get_by_label("Đội kiểm tra*").select_option(index=1)
    page.get_by_label("Ngày dự kiến*").fill(day)
    page.get_by_role("button", name="Lập cuộc kiểm tra").click()
    expect(page.get_by_text("Đã lập cuộc kiểm tra")).to_be_visible()
    return page.url


def fill_minutes(page: Page, summary: str) -> None:
    for box in page.get_by_role("group", name=re.compile("Thành phần")).get_by_role("checkbox").all()[:3]:
        box.check()
    page.get_by_label("Bắt đầu lúc").fill("07:10")
    page.get_by_label("Kết thúc lúc").fill("07:50")
    page.get_by_label("Số người lao động").fill("4")
    page.get_by_role("radiogroup", name="Hợp đồng lao động").get_by_text("Không đạt").click()
    page.locator("#id_note-C01").fill("Thiếu 02 hợp đồng")
    page.get_by_label("Kết quả kiểm tra*").fill(summary)
    page.get_by_text("Đã ký biên bản").click()


def printed(page: Page, where: str) -> bytes:
    """The paper; a portal that cannot print within half a minute asks to come again."""
    for _ in range(10):
        answer = page.request.get(where, timeout=90_000)
        if answer.status != 503:
            break
        page.wait_for_timeout(3000)
    return answer.body()


def members(page: Page) -> None:
    for box in page.get_by_role("checkbox").all()[:3]:
        box.check()


@pytest.mark.parametrize("size", [PHONE, {"width": 1366, "height": 768}], ids=["phone", "desk"])
def test_from_the_plan_to_the_closed_recommendation(page: Page, log_in, size):
    page.set_viewport_size(size)
    log_in("kiemtra")
    visit = plan(page, order=3 if size == PHONE else 4)

    page.get_by_role("link", name="Ghi quyết định kiểm tra").click()
    page.get_by_label("Quyết định, kế hoạch số*").fill("15/QĐ-ĐKT (minh họa)")
    page.get_by_label("Ngày quyết định*").fill(TODAY)
    page.get_by_role("button", name="Ghi quyết định").click()
    expect(page.get_by_text("Có quyết định").first).to_be_visible()

    page.get_by_role("link", name="Ghi kết quả").click()
    expect(page.get_by_label("Bắt đầu lúc")).to_be_visible()  # the new page, not the moment between two
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    fill_minutes(page, "Cơ sở chưa giao kết hợp đồng với 02 nhân viên.")
    page.get_by_text("Có vi phạm (ghi ở phần dưới)").click()
    page.get_by_text("Vi phạm 1 (nếu có)").click()
    page.locator("#id_vi_pham-0-group").select_option("V1")
    page.locator("#id_vi_pham-0-description").fill("Không giao kết hợp đồng bằng văn bản")
    page.get_by_role("button", name="Ghi kết quả kiểm tra").click()
    expect(page.get_by_text("Có vi phạm, đang xử lý").first).to_be_visible()
    expect(page.get_by_text("giờ trên máy khi bấm ghi")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('visit:'))") == []

    page.get_by_role("button", name="Khóa biên bản đã ký").click()
    expect(page.get_by_text(re.compile("^Đã khóa ")).first).to_be_visible()
    assert printed(page, visit + "bien-ban.pdf").startswith(b"%PDF")

    page.get_by_role("link", name="Ghi xử lý").click()
    page.get_by_label("Xử lý*").select_option("fine")
    page.get_by_label("Cơ quan, người xử lý").fill("Chủ tịch UBND thành phố")
    page.get_by_label("Quyết định (văn bản chuyển) số").fill("21/QĐ-XPVPHC (minh họa)")
    page.get_by_label("Ngày quyết định").fill(TODAY)
    page.get_by_label("Số tiền phạt").fill("7,5")
    page.get_by_label("Kiến nghị khắc phục").fill("Giao kết hợp đồng với 02 nhân viên")
    page.get_by_label("Nơi phải thực hiện").fill("Cơ sở")
    page.get_by_label("Hạn khắc phục").fill("30/06/2022")
    page.get_by_role("button", name="Lưu kết quả xử lý").click()
    expect(page.get_by_text("Đã xử lý, chờ khắc phục").first).to_be_visible()
    page.goto("/kiem-tra/vi-pham/?kien_nghi=open")
    expect(page.get_by_text("Giao kết hợp đồng với 02 nhân viên").first).to_be_visible()

    page.goto(visit)
    page.get_by_role("link", name="Ghi phúc tra").click()
    page.get_by_label("Ngày phúc tra*").fill(TODAY)
    members(page)
    page.get_by_text("Đã khắc phục").click()
    page.get_by_role("button", name="Ghi kết quả phúc tra").click()
    expect(page.get_by_text("Đã kết thúc").first).to_be_visible()
    expect(page.get_by_text(f"Đã khắc phục {TODAY}")).to_be_visible()


def test_without_a_network_what_was_typed_is_kept_encrypted_and_sent_later(page: Page, log_in):
    page.set_viewport_size(PHONE)
    log_in("kiemtra")
    visit = plan(page, order=5)
    page.get_by_role("link", name="Ghi kết quả").click()
    page.context.set_offline(True)
    fill_minutes(page, "Ghi lúc không có sóng.")
    page.get_by_text("Không phát hiện vi phạm").first.click()

    page.get_by_role("button", name="Ghi kết quả kiểm tra").click()

    expect(page.locator("#visit-state")).to_contain_text("Chưa có mạng")
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert "visit:" in kept
    assert "không có sóng" not in kept
    entry = json.loads(next(value for name, value in json.loads(kept).items() if name.startswith("visit:")))
    assert set(entry) == {"at", "iv", "data", "pressed"}

    page.context.set_offline(False)
    expect(page.get_by_text("Ghi lúc không có sóng.")).to_be_visible()
    assert page.url == visit
    assert "visit:" not in page.evaluate("JSON.stringify({...localStorage})")


def test_a_page_closed_without_a_network_offers_what_was_typed(page: Page, log_in):
    page.set_viewport_size(PHONE)
    log_in("kiemtra")
    visit = plan(page, order=6)
    page.goto(visit + "ghi-ket-qua/")
    page.context.set_offline(True)
    page.get_by_label("Kết quả kiểm tra*").fill("Viết dở rồi tắt máy")
    expect(page.locator("#visit-state")).to_contain_text("Đã giữ trên máy")
    page.context.set_offline(False)

    page.goto(visit + "ghi-ket-qua/")
    page.get_by_role("button", name="Đưa lại vào biểu").click()

    expect(page.get_by_label("Kết quả kiểm tra*")).to_have_value("Viết dở rồi tắt máy")
    page.get_by_role("link", name="Quay lại").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
