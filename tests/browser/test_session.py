"""A session as it is really run: the host's desk, three members with telephones, and the big screen, all at once."""

import time

import pytest

from events.live.models import Question
from events.models import Event
from tests.browser.conftest import LAPTOP, PHONE
from tests.events.live_kit import make_item
from tests.factories import make_event, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What one does, the others see within so many seconds.
SOON = 5


class Room:
    """All the browsers of one session."""

    def __init__(self, event, **pages):
        self.event, self.slowest = event, 0.0
        self.desk, self.screen, self.bob, self.carol, self.dana = pages.values()

    @property
    def members(self):
        return self.bob, self.carol, self.dana

    def see(self, words, *pages, gone=False):
        """Each of these pages shows the words, or no longer, soon."""
        begun = time.monotonic()
        for page in pages or (*self.members, self.screen):
            left = max(1, 1000 * (SOON - (time.monotonic() - begun)))
            found = page.locator("[data-shared]").get_by_text(words, exact=False).first
            found.wait_for(state="hidden" if gone else "visible", timeout=left)
        self.slowest = max(self.slowest, time.monotonic() - begun)

    def row(self, page, words):
        return page.locator("[data-shared] li").filter(has_text=words)


@pytest.fixture
def room(open_page, sign_in, alice, bob, carol):
    event = make_event(alice, title="Delivery and pick-up", code_word="bamboo gate")
    for title, minutes in (("Opening", 10), ("The pick-up point stays open until ten", 20), ("From the room", 20)):
        make_item(event, title, minutes)
    pages = {}
    for name, member, place, viewport in (
        *(("desk", alice, "desk", LAPTOP), ("screen", alice, "screen", {"width": 1920, "height": 1080})),
        *(("bob", bob, "live", PHONE), ("carol", carol, "live", PHONE), ("dana", make_member("Dana"), "live", PHONE)),
    ):
        pages[name] = page = open_page(viewport=viewport, locale="en-US")
        sign_in(page, member)
        page.goto(f"/events/{event.pk}/{place}/")
    return Room(event, **pages)


def test_a_session_from_begin_to_end(room):
    desk, screen, bob, carol, dana = room.desk, room.screen, *room.members
    room.see("Not begun yet", bob)
    desk.get_by_role("button", name="Begin the session").click()
    room.see("Live")
    desk.get_by_role("button", name="Start Opening").click()
    room.see("Opening")
    desk.get_by_role("button", name="Next: The pick-up point").first.click()
    room.see("The pick-up point stays open until ten")
    left = bob.locator(".on-now .left")
    assert left.inner_text().endswith("left")
    before = left.inner_text()
    bob.wait_for_timeout(1200)
    assert left.inner_text() != before

    # Asked with a name and without.
    bob.get_by_label("Your question").fill("Do the lockers take a crate of water?")
    bob.get_by_role("button", name="Ask", exact=True).click()
    bob.get_by_text("You can take it back until it is answered").wait_for()
    carol.get_by_label("Your question").fill("Why was the depot sold?")
    carol.get_by_label("Without my name").check()
    carol.get_by_role("button", name="Ask", exact=True).click()
    carol.get_by_text("Nobody can find out that it was you").wait_for()
    room.see("Do the lockers take a crate of water?", *room.members, screen, desk)
    room.see("Why was the depot sold?", *room.members, screen, desk)
    assert "Without a name" in room.row(dana, "Why was the depot sold?").inner_text()

    # Votes.
    for page in (carol, dana):
        room.row(page, "crate of water").get_by_role("button", name="I want to know that too").click()
        room.row(page, "crate of water").locator("[aria-pressed=true]").wait_for(timeout=5000)
    room.row(bob, "crate of water").get_by_text("2", exact=True).wait_for(timeout=5000)
    assert room.row(bob, "crate of water").get_by_role("button", name="I want to know").is_disabled()
    room.row(screen, "crate of water").get_by_text("2", exact=True).wait_for(timeout=5000)

    # What comes now waits for the host.
    desk.get_by_role("button", name="New questions wait for me").click()
    desk.locator("[aria-pressed=true]", has_text="New questions wait for me").wait_for()
    dana.get_by_label("Your question").fill("When do other quarters get it?")
    dana.get_by_role("button", name="Ask", exact=True).click()
    dana.get_by_text("have a look before others see it").wait_for()
    room.see("When do other quarters get it?", desk)
    assert bob.get_by_text("When do other quarters get it?").count() == 0
    room.row(desk, "other quarters").get_by_role("button", name="Approve").click()
    room.see("When do other quarters get it?")

    # Now, and answered; whoever cannot see hears it.
    room.row(desk, "crate of water").get_by_role("button", name="Now").click()
    for page in room.members:
        page.locator(".asked-now", has_text="crate of water").wait_for(timeout=1000 * SOON)
        assert "crate of water" in page.locator("#announce").inner_text()
    screen.locator(".s-now", has_text="crate of water").wait_for(timeout=1000 * SOON)
    desk.get_by_role("link", name="Answer in words").click()
    desk.get_by_label("Answer").fill("Yes: **three** crates.")
    desk.get_by_role("button", name="It is answered").click()
    desk.get_by_text("It is answered.").wait_for()
    bob.locator(".asked-now").wait_for(state="detached", timeout=1000 * SOON)
    bob.get_by_text("Answered", exact=True).first.click()
    bob.get_by_text("three").wait_for()
    # What was opened stays open while news come.
    room.row(desk, "Why was the depot").get_by_role("button", name="For later").click()
    room.see("For later", bob, carol)
    assert bob.get_by_text("three").is_visible()

    # A poll, and its figures on the screen.
    desk.get_by_text("Write a poll").click()
    desk.get_by_label("What do you ask?").fill("Until when?")
    for number, text in enumerate(("Nine", "Ten", "Eleven"), 1):
        desk.get_by_label(f"Option {number}").fill(text)
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("button", name="Open", exact=True).click()
    room.see("Until when?")
    for page, choice in ((bob, "Ten"), (carol, "Ten"), (dana, "Nine")):
        ballot = page.locator("[data-personal]")
        ballot.get_by_label(choice).check(timeout=1000 * SOON)
        ballot.get_by_role("button", name="Vote", exact=True).click()
        ballot.get_by_text("You took part.").wait_for(timeout=1000 * SOON)
    room.see("67 %")
    desk.get_by_role("button", name="Code word on the screen").click()
    screen.get_by_text("bamboo gate").wait_for(timeout=1000 * SOON)
    assert bob.get_by_text("bamboo gate").count() == 0

    desk.once("dialog", lambda dialog: dialog.accept())
    desk.get_by_role("button", name="End the session").click()
    room.see("This session is over")
    event = Event.objects.get(pk=room.event.pk)
    assert (event.state, event.question_count) == ("finished", 3)
    assert sorted(Question.objects.values_list("state", flat=True)) == ["answered", "approved", "later"]
    assert room.slowest <= SOON


def test_it_all_works_without_script(open_page, sign_in, alice, bob, carol):
    event = make_event(alice, title="Delivery")
    make_item(event, "Opening")
    desk, phone, other = (
        open_page(viewport=viewport, locale="en-US", java_script_enabled=False) for viewport in (LAPTOP, PHONE, PHONE)
    )
    for page, member, place in ((desk, alice, "desk"), (phone, bob, "live"), (other, carol, "live")):
        sign_in(page, member)
        page.goto(f"/events/{event.pk}/{place}/")
    desk.get_by_role("button", name="Begin the session").click()
    desk.get_by_role("button", name="Start Opening").click()
    phone.get_by_label("Your question").fill("Who has the key?")
    phone.get_by_role("button", name="Ask", exact=True).click()
    other.get_by_role("link", name="Load again").click()
    assert other.get_by_text("Opening").is_visible()
    other.get_by_role("button", name="I want to know that too").click()
    assert other.locator("[aria-pressed=true]").is_visible()
    desk.get_by_role("link", name="Load again").click()
    desk.get_by_role("button", name="Now").click()
    desk.get_by_role("button", name="Answered in the room").click()
    phone.get_by_role("link", name="Load again").click()
    assert phone.locator("[data-personal]").get_by_text("Answered").is_visible()
    desk.get_by_text("Write a poll").click()
    desk.get_by_label("What do you ask?").fill("Until when?")
    for number, text in enumerate(("Nine", "Ten"), 1):
        desk.get_by_label(f"Option {number}").fill(text)
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("button", name="Open", exact=True).click()
    phone.get_by_role("link", name="Load again").click()
    phone.get_by_label("Ten").check()
    phone.get_by_role("button", name="Vote", exact=True).click()
    assert phone.get_by_text("You took part.").is_visible()
    desk.get_by_role("button", name="End the session").click()
    other.get_by_role("link", name="Load again").click()
    assert other.get_by_text("This session is over").is_visible()
