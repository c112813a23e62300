"""Ready words by keys alone, asking to look again, and the approval queue, in Chromium."""

import pytest

from feedback import actions
from feedback.models import Channel, Feedback, ReplyTemplate, Status
from tests.browser.conftest import LAPTOP, PHONE
from tests.factories import make_category, make_feedback

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def item(alice):
    return make_feedback(alice, "The order list forgets my filter.", category=make_category("app"))


def test_a_template_by_keys_alone(open_page, sign_in, tessa, item):
    ReplyTemplate.objects.create(title="Thanks", language="en", text="Hello {name}.\n\nMore soon.", position=1)
    asking = ReplyTemplate.objects.create(
        title="Ask", language="en", text="Which phone, {name}?", status="needs_info", position=2
    )
    page = open_page(LAPTOP)
    sign_in(page, tessa)
    page.goto(f"/admin/feedback/feedback/{item.pk}/desk/")
    page.keyboard.press("t")
    page.keyboard.press("Enter")
    assert page.input_value("#id_answer") == "Hello Alice.\n\nMore soon."
    assert page.input_value("#id_status") == ""
    # The next one goes in where the cursor is, and chooses its status.
    page.evaluate("document.querySelector('#id_answer').setSelectionRange(12, 12)")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#id_answer") == "Hello Alice.\n\nWhich phone, Alice?\n\nMore soon."
    assert page.input_value("#id_status") == "needs_info"
    assert page.evaluate("document.activeElement.id") == "id_answer"
    # Kept as a draft like what is typed.
    assert "Which phone, Alice?" in page.evaluate(f"localStorage.getItem('draft:desk-{item.pk}')")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".messagelist")
    item.refresh_from_db()
    asking.refresh_from_db()
    assert item.status == Status.NEEDS_INFO
    assert "Which phone, Alice?" in item.entries.newest_first()[0].text
    assert asking.use_count == 1


def test_the_templates_close_by_escape(open_page, sign_in, tessa, item):
    page = open_page(LAPTOP)
    sign_in(page, tessa)
    page.goto(f"/admin/feedback/feedback/{item.pk}/desk/")
    page.keyboard.press("t")
    assert page.evaluate("document.querySelector('details.ready').open")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('details.ready').open")


def test_the_author_asks_to_look_again_on_a_phone(open_page, sign_in, alice, tessa, item):
    actions.triage_feedback(item, actor=tessa, status="declined", decline_reason="too_costly", answer="Too dear.")
    page = open_page(PHONE, locale="en-US")
    sign_in(page, alice)
    page.goto(item.get_absolute_url())
    page.click(".again summary")
    page.fill("#id_again", "The price fell.")
    page.click(".again button.primary")
    page.wait_for_selector(".messages")
    item.refresh_from_db()
    assert item.status == Status.UNDER_REVIEW


def test_the_queue_is_worked_through(open_page, sign_in, alice, tessa):
    Channel.objects.update(publishing="nothing")
    first, second = make_feedback(alice), make_feedback(alice)
    page = open_page(LAPTOP, locale="en-US")
    sign_in(page, tessa)
    page.goto("/admin/feedback/feedback/approval/")
    page.click(f"#item-{first.pk} button[value=approve]")
    page.wait_for_selector(".messagelist")
    page.click(f"#item-{second.pk} summary")
    page.select_option(f"#reason-{second.pk}", "spam")
    page.fill(f"#words-{second.pk}", "No shops here.")
    page.click(f"#item-{second.pk} button[value=withhold]")
    page.wait_for_selector(".none-here")
    assert set(Feedback.objects.values_list("pk", "visibility")) == {(first.pk, "public"), (second.pk, "hidden")}


def test_a_person_at_the_form_is_not_held_back(open_page, sign_in, alice, settings):
    """With the real minimum time, typing included."""
    settings.FORM_MIN_SECONDS = 1
    page = open_page(PHONE, locale="en-US")
    sign_in(page, alice)
    page.goto("/feedback/new/")
    page.type("#id_text", "The lift at the north door is out of order since Monday.", delay=40)
    page.click("#say-form .submit button")
    page.wait_for_url("**/feedback/*/")
    assert Feedback.objects.get().is_public
