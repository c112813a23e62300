"""At the counter: what a camera read behind the # is looked up; a browser that does not scan says what does."""

from urllib.parse import quote

import pytest

from rewards.shop import actions
from tests.browser.conftest import PHONE
from tests.rewards.shop_kit import make_item, make_listed, rich

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A browser that reads codes, and a camera that shows one.
SCANNER = """code => {
    window.BarcodeDetector = class {
        static async getSupportedFormats() { return ["qr_code"]; }
        async detect(video) { return video.srcObject ? [{rawValue: code}] : []; }
    };
    navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
    HTMLMediaElement.prototype.play = async () => {};
}"""


@pytest.fixture
def counter(open_page, sign_in, adam):
    page = open_page(PHONE, locale="en-US")
    sign_in(page, adam)
    return page


@pytest.mark.parametrize("code", ["", "面包 2026-07"])
def test_what_a_phone_read_is_looked_up(code, counter):
    item = make_listed(code) if code else make_item()
    coupon = actions.redeem_item(item, actor=rich()).coupons.get()
    counter.goto(f"/rewards/show/#{quote(coupon.code_key)}")
    counter.wait_for_selector(".found-out.good")
    # The code stands in no address that could be kept.
    assert counter.url.endswith("/rewards/verify/")
    assert counter.locator("input[name=code]").first.input_value() == coupon.code_key


def test_a_browser_that_does_not_scan_says_what_does(counter):
    counter.add_init_script("delete window.BarcodeDetector")
    counter.goto("/rewards/verify/")
    counter.wait_for_selector("#no-scan", state="visible")
    assert counter.locator("#scan").is_hidden()
    counter.fill("input[name=code]", "nothing of ours")
    counter.keyboard.press("Enter")
    counter.wait_for_selector(".found-out.bad")


def test_one_that_scans_does(counter):
    coupon = actions.redeem_item(make_item(), actor=rich()).coupons.get()
    counter.add_init_script(f"({SCANNER})('https://huiyin.example/rewards/show/#{coupon.code_key}')")
    counter.goto("/rewards/verify/")
    counter.click("#scan")
    counter.wait_for_selector(".found-out.good")
    assert counter.locator("#no-scan").is_hidden()
