"""The whole way of a call for testers: the team calls, members try and report, the end is told; with and without
scripts."""

import pytest

from feedback.models import ProgressEntry
from tests.browser.conftest import PHONE
from tests.factories import image_bytes, make_feedback, make_fix_note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_call_to_the_thanks(scripts, open_page, sign_in, tessa, alice, bob):
    item = make_feedback(alice, title="Letters are too small", status="in_progress", by=tessa)
    desk = open_page(locale="en-US", java_script_enabled=scripts)
    sign_in(desk, tessa)
    desk.goto(f"/admin/feedback/feedback/{item.pk}/desk/")
    desk.get_by_role("link", name="Testers").click()
    desk.get_by_label("What to try").fill("Turn the letters **up**.")
    desk.get_by_label("Seats").fill("2")
    desk.get_by_role("button", name="Open the call").click()
    desk.get_by_text("0 of 2 seats taken").wait_for()

    phone = open_page(viewport=PHONE, locale="en-US", java_script_enabled=scripts)
    sign_in(phone, bob)
    phone.goto("/roadmap/")
    phone.get_by_role("link", name="Testers wanted").click()
    phone.get_by_role("button", name="I try it").click()
    phone.get_by_role("link", name="Say what you found").click()
    phone.get_by_text("It works in part").click()
    phone.get_by_label("What did you see?").fill("The map stays small.")
    phone.get_by_label("Pictures").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": image_bytes()})
    phone.get_by_role("button", name="Send").click()
    phone.get_by_text("Thank you. Whoever works on it reads this now.").wait_for()
    assert phone.get_by_text("The map stays small.").is_visible()

    desk.reload()
    assert desk.get_by_text("The map stays small.").is_visible()
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_label("Your words to it").fill("We mend the map.")
    desk.get_by_role("button", name="End the call and thank the testers").click()
    desk.get_by_text("The call has ended; what was found stands in the progress.").wait_for()
    assert ProgressEntry.objects.get(kind="test").tested == "1 tester: 0 works, 1 partly, 0 not"

    note = make_fix_note([item], actor=tessa)
    phone.goto(item.get_absolute_url())
    assert phone.get_by_text("1 tester: 0 works, 1 partly, 0 not").is_visible()
    phone.goto(note.get_absolute_url())
    assert phone.get_by_text("Tested by Bob").is_visible()
    phone.goto("/me/inbox/")
    assert phone.get_by_text("Thank you for testing “Letters are too small”").is_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_what_comes_by_mail(scripts, open_page, sign_in, alice):
    page = open_page(viewport=PHONE, locale="en-US", java_script_enabled=scripts)
    sign_in(page, alice)
    page.goto("/me/mail/")
    row = page.get_by_role("group", name="Comments on what I follow")
    row.get_by_label("Weekly").check()
    page.get_by_label("Hour").select_option("20")
    page.get_by_label("Day of the weekly mail").select_option("4")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved. We write only what you asked for.").wait_for()
    assert row.get_by_label("Weekly").is_checked()
    alice.refresh_from_db()
    assert (alice.digest_hour, alice.digest_weekday) == (20, 4)
