"""The entry form under bad conditions: refused values, a killed server, two tabs."""

import os
import re
import signal
import subprocess
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^Đã lưu \d+:\d+:\d+$")


def open_form(page: Page) -> None:
    page.goto("/bao-cao/")
    page.locator("main").get_by_role("link", name=re.compile("Nhập báo cáo")).first.click()


def type_and_leave(page: Page, code: str, text: str) -> None:
    page.locator(f"#v-{code}").fill(text)
    page.locator(f"#v-{code}").blur()


def test_a_refused_value_stays_on_the_list_until_it_is_mended(page: Page, log_in):
    log_in("nhap.h184")
    open_form(page)
    state = page.locator("#save-state")

    type_and_leave(page, "N508", "12 buổi")
    expect(page.locator("#tb-N508")).to_contain_text("Cần số nguyên")
    type_and_leave(page, "N110", "3")
    expect(state).to_contain_text("còn 1 ô chưa lưu được")
    expect(page.locator("#tb-N508")).to_contain_text("Cần số nguyên")

    type_and_leave(page, "N508", "12")
    expect(state).to_have_text(SAVED)
    expect(page.locator("#tb-N508")).not_to_contain_text("Cần số nguyên")


def test_what_was_typed_while_the_server_was_dead_arrives_when_it_is_back(page: Page, log_in, portal):
    log_in("nhap.vp")
    open_form(page)
    masters = subprocess.run(
        ["pgrep", "-f", f"gunicorn.*{portal.url.rsplit(':', 1)[1]}"], capture_output=True, text=True, check=True
    )
    for pid in masters.stdout.split():
        with suppress(ProcessLookupError):  # a worker ends by itself when its master is gone
            os.kill(int(pid), signal.SIGKILL)

    type_and_leave(page, "N104", "41")
    type_and_leave(page, "N105", "42")

    expect(page.locator("#save-state")).to_have_text(SAVED)
    page.reload()
    expect(page.locator("#v-N104")).to_have_value("41")
    expect(page.locator("#v-N105")).to_have_value("42")


def test_two_tabs_never_overwrite_each_other_silently(page: Page, log_in):
    log_in("nhap.cscn")
    open_form(page)
    other = page.context.new_page()
    other.goto(page.url)

    type_and_leave(page, "N104", "10")
    expect(page.locator("#save-state")).to_have_text(SAVED)
    type_and_leave(other, "N104", "20")

    expect(other.locator("#tb-N104")).to_contain_text("Người khác vừa nhập ô này: 10")
    expect(other.locator("#v-N104")).to_have_value("20")


def test_not_applicable_opens_the_note_it_asks_for(page: Page, log_in):
    log_in("nhap.h184")
    open_form(page)

    page.locator("select[name='s-N420']").select_option("na")

    expect(page.locator("#n-N420")).to_be_focused()


def test_a_page_whose_session_has_ended_goes_on_by_itself_after_a_login_in_another_tab(page: Page, log_in, portal):
    log_in("nhap.ttra")
    open_form(page)
    page.context.clear_cookies()

    type_and_leave(page, "N104", "77")
    expect(page.locator("#save-state")).to_contain_text("phiên làm việc")
    other = page.context.new_page()
    other.goto("/dang-nhap/")
    other.get_by_label("Tên đăng nhập").fill("nhap.ttra")
    other.get_by_label("Mật khẩu").fill(portal.passwords["nhap.ttra"])
    other.get_by_role("button", name="Đăng nhập").click()
    expect(other.get_by_role("heading", level=1)).not_to_have_text("Đăng nhập")

    expect(page.locator("#save-state")).to_have_text(SAVED)
    expect(page.locator("#v-N104")).to_have_value("77")
