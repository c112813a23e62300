"""The whole loop in Chromium: said on a phone, triaged at the desk, fixed, rated; and the anonymous way."""

import pytest

from feedback.models import Feedback, FixNote, Rating
from tests.browser.conftest import LAPTOP, PHONE
from tests.factories import make_feedback

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "草莓盒子底部总是压坏，八颗里面有三颗烂的，箱子叠得太高了。"


def test_said_on_a_phone_answered_fixed_and_rated(open_page, sign_in, alice, tessa):
    phone = open_page(PHONE)
    sign_in(phone, alice)
    phone.goto("/feedback/new/")
    phone.fill("#id_text", WORDS)
    phone.click("#say-form .submit button")
    phone.wait_for_url("**/feedback/*/")
    item = Feedback.objects.get()
    assert str(item.pk) in phone.text_content(".messages")
    assert phone.evaluate("localStorage.getItem('draft:feedback')") is None

    desk = open_page(LAPTOP)
    sign_in(desk, tessa)
    desk.goto("/admin/feedback/feedback/triage/")
    desk.click("a.t")
    desk.fill("#id_answer", "谢谢，我们换成更硬的盒子。")
    desk.select_option("#id_status", "in_progress")
    desk.keyboard.press("Escape")
    desk.keyboard.press("a")
    assert desk.input_value("#id_owner") == str(tessa.pk)
    desk.click("[data-main]")
    desk.wait_for_load_state()
    item.refresh_from_db()
    assert (item.status, item.owner) == ("in_progress", tessa)

    phone.reload()
    assert "谢谢，我们换成更硬的盒子。" in phone.text_content(".ans")
    assert phone.locator(".tl > li").count() == 2

    note = FixNote.objects.create(title="草莓换成硬盒", you_said="八颗里面有三颗烂的", text="盒子加了隔板。")
    note.items.add(item)
    desk.goto(f"/admin/feedback/fixnote/{note.pk}/publish/")
    desk.click("button[name=now]")
    desk.wait_for_load_state()
    phone.goto("/fixed/")
    assert "草莓换成硬盒" in phone.text_content(".stories")

    phone.goto(f"/feedback/{item.pk}/rate/")
    assert not Rating.objects.exists()
    phone.click("label[for=score-5]")
    phone.click(".go button")
    phone.wait_for_url(f"**/feedback/{item.pk}/")
    item.refresh_from_db()
    assert (item.rating_sum, item.rating_count) == (5, 1)


def test_three_items_by_keys_alone(open_page, sign_in, alice, tessa):
    items = [make_feedback(alice, f"Number {n} waits for a word.") for n in range(3)]
    desk = open_page(LAPTOP)
    sign_in(desk, tessa)
    desk.goto("/admin/feedback/feedback/triage/")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    for item in items:
        desk.wait_for_url(f"**/{item.pk}/desk/**")
        desk.keyboard.press("a")
        desk.keyboard.press("Escape")
        desk.keyboard.press("r")
        desk.keyboard.type(f"We look at {item.pk}. jkrae")
        desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/triage/**")
    assert desk.locator("tr[data-row]").count() == 0
    for item in items:
        item.refresh_from_db()
        assert (item.status, item.owner) == ("under_review", tessa)
        assert item.entries.newest_first()[0].text == f"We look at {item.pk}. jkrae"


def test_a_step_left_half_written_is_there_again(open_page, sign_in, alice, tessa):
    item = make_feedback(alice, "Somebody will close the window by mistake.")
    desk = open_page(LAPTOP)
    sign_in(desk, tessa)
    desk.goto(f"/admin/feedback/feedback/{item.pk}/desk/")
    desk.fill("#id_answer", "Half a sentence")
    desk.reload()
    assert desk.input_value("#id_answer") == "Half a sentence"
    desk.click("[data-main]")
    desk.wait_for_load_state()
    desk.goto(f"/admin/feedback/feedback/{item.pk}/desk/")
    assert desk.input_value("#id_answer") == ""


def test_the_anonymous_loop(open_page, sign_in, tessa):
    phone = open_page(PHONE)
    phone.goto("/feedback/new/")
    phone.fill("#id_text", WORDS)
    phone.check("input[value=anonymous]")
    phone.click("#say-form .submit button")
    code = phone.text_content("#code").strip()
    item = Feedback.objects.get()
    assert item.author is None

    desk = open_page(LAPTOP)
    sign_in(desk, tessa)
    desk.goto(f"/admin/feedback/feedback/{item.pk}/desk/")
    desk.fill("#id_answer", "是哪个自提点呢？")
    desk.select_option("#id_status", "needs_info")
    desk.click("[data-main]")
    desk.wait_for_load_state()

    later = open_page(PHONE)
    later.goto("/receipt/")
    later.fill("#id_code", code.lower())
    later.click(".go button")
    later.wait_for_url("**/receipt/view/")
    assert "是哪个自提点呢？" in later.text_content(".tl")
    assert later.locator("#code").count() == 0
    later.fill("#id_comment", "文一路的那个。")
    later.click(".reply button")
    later.wait_for_load_state()
    item.refresh_from_db()
    assert item.status == "under_review"
    assert item.comments.get().by_author


def test_a_draft_survives_a_reload(open_page):
    phone = open_page(PHONE)
    phone.goto("/feedback/new/")
    phone.fill("#id_text", WORDS)
    phone.wait_for_selector("#saved:not([hidden])")
    phone.reload()
    assert phone.input_value("#id_text") == WORDS


def test_a_look_alike_is_supported_instead(open_page, sign_in, alice, bob):
    known = make_feedback(alice, WORDS)
    phone = open_page(PHONE)
    sign_in(phone, bob)
    phone.goto("/feedback/new/")
    phone.fill("#id_text", "草莓盒子底部压坏了")
    phone.click("#similar .vote")
    phone.wait_for_selector("#similar .vote[aria-pressed=true]")
    known.refresh_from_db()
    assert known.vote_count == 1
    assert phone.input_value("#id_text")


def test_the_board_filters_by_its_sheet_on_a_phone(open_page, alice):
    make_feedback(alice, WORDS)
    make_feedback(alice, "优惠券到底能不能叠加，规则看不懂。", fields={"status": "planned"})
    phone = open_page(PHONE)
    phone.goto("/feedback/")
    assert phone.locator("#rows article").count() == 2
    phone.click(".fbtn")
    phone.check("input[name=status][value=planned]", force=True)
    phone.click(".apply button")
    phone.wait_for_url("**status=planned**")
    assert phone.locator("#rows article").count() == 1
