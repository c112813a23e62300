"""Every public page in each theme and language: nothing for axe to find, nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from feedback import actions
from feedback.models import FixNote
from tests.browser.conftest import LAPTOP, PHONE
from tests.factories import make_feedback

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
FOR_ALL = [
    "/",
    "/feedback/",
    "/feedback/?q=nothing-like-it",
    "{item}",
    "/feedback/new/",
    "/fixed/",
    "{note}",
    "/roadmap/",
]
FOR_ALL += ["/groups/", "/receipt/", "/no-such-page/"]
FOR_VISITORS = ["/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/"]
FOR_MEMBERS = ["/me/", "/me/inbox/", "/me/profile/", "/me/mail/", "/accounts/email/", "/accounts/password/change/"]
# Each screen, theme, language and kind of reader at least twice.
LOOKS = {
    "phone-light-zh-visitor": (PHONE, "light", "zh-CN", False),
    "wide-dark-en-visitor": (LAPTOP, "dark", "en-US", False),
    "phone-dark-en-member": (PHONE, "dark", "en-US", True),
    "wide-light-zh-member": (LAPTOP, "light", "zh-CN", True),
}


@pytest.fixture
def addresses(alice, bob, tessa):
    """An item with an answer and talk, and a fix note, to fill the pages."""
    item = make_feedback(author=alice, title="Pick-up points close at eight")
    actions.cast_vote(item, actor=bob)
    actions.add_comment(item, actor=bob, text="So it is.")
    actions.triage_feedback(item, actor=tessa, answer="We look at it.", status="in_progress")
    mended = make_feedback(author=bob, title="Shelves are too dark")
    note = FixNote.objects.create(
        title="New lamps", you_said="Too dark", text="Lamps.", before_figure="1", after_figure="9"
    )
    note.items.add(mended)
    actions.publish_fix_note(note, actor=tessa)
    return {"item": item.get_absolute_url(), "note": note.get_absolute_url()}


def faults_on(page, address):
    page.goto(address)
    found = [f"{v['id']} {v['nodes'][0]['target']}" for v in Axe().run(page, options=RULES).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("wider than the screen")
    return [f"{address}: {fault}" for fault in found]


@pytest.mark.parametrize(("viewport", "theme", "locale", "signed_in"), LOOKS.values(), ids=LOOKS)
def test_every_page_is_sound(viewport, theme, locale, signed_in, addresses, browser, live_server, sign_in, alice):
    # Not open_page: axe puts a style of its own into the page, which our policy reports as an error.
    context = browser.new_context(base_url=live_server.url, viewport=viewport, locale=locale, color_scheme=theme)
    page = context.new_page()
    if signed_in:
        alice.language = "en" if locale.startswith("en") else "zh-hans"
        alice.save(update_fields=["language"])
        sign_in(page, alice)
    places = [place.format(**addresses) for place in FOR_ALL + (FOR_MEMBERS if signed_in else FOR_VISITORS)]
    faults = [fault for place in places for fault in faults_on(page, place)]
    context.close()
    assert not faults
