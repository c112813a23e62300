"""Enter in a field of a form with several buttons never presses one that cannot be taken back."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from community import actions
from community.models import JoinRequest
from community.moderation.models import BlockedWord
from community.posts.models import Post
from feedback.models import Feedback, RoutingRule
from tests.announcing.conftest import make_announcement
from tests.factories import join, make_feedback, make_fix_note, make_group, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(open_page, sign_in):
    """A page of somebody who may do everything on the staff desk."""
    lead = make_member("Lea", is_staff=True, is_superuser=True)
    lead.groups.set(Group.objects.filter(name__in=["moderators", "leads"]))
    page = open_page(locale="en-US")
    sign_in(page, lead)
    return page


def press_enter(page, selector, words):
    """Fill a field, press Enter in it, and wait for what may come of it."""
    field = page.locator(selector).first
    field.fill(words)
    field.press("Enter")
    page.wait_for_timeout(400)
    page.wait_for_load_state()


def test_beside_a_time_it_plans(desk, alice):
    when = timezone.localtime() + timedelta(days=3)
    announcement = make_announcement(publish=False)
    note = make_fix_note([make_feedback(alice)], publish=False)
    desk.goto(f"/admin/announcing/announcement/{announcement.pk}/plan/")
    press_enter(desk, "#id_when", f"{when:%Y-%m-%dT%H:%M}")
    desk.goto(f"/admin/feedback/fixnote/{note.pk}/publish/")
    press_enter(desk, "#id_when", f"{when:%Y-%m-%dT%H:%M}")
    announcement.refresh_from_db()
    note.refresh_from_db()
    assert (announcement.state, note.state) == ("planned", "scheduled")
    desk.goto(f"/admin/announcing/announcement/{announcement.pk}/plan/")
    desk.get_by_role("button", name="Call it off").click()
    desk.get_by_role("button", name="Publish now").click()
    desk.get_by_text("is published").wait_for()


def test_in_a_word_to_who_asks_to_join_it_decides_nothing(open_page, sign_in):
    host, member, group = make_member("Hosty"), make_member("Cora"), make_group(policy="request")
    join(group, host, host=True)
    actions.ask_to_join(group, actor=member)
    page = open_page(locale="en-US")
    sign_in(page, host)
    page.goto(f"/groups/{group.slug}/host/")
    press_enter(page, "input[name=answer]", "We are full.")
    assert JoinRequest.objects.get().state == "open"
    page.get_by_role("button", name="Turn down").click()
    page.get_by_text("is told that it is a no").wait_for()
    assert (JoinRequest.objects.get().state, JoinRequest.objects.get().answer) == ("declined", "We are full.")


@pytest.mark.parametrize("is_host", [True, False], ids=["host", "member"])
def test_in_a_poll_that_is_written_it_publishes_nothing(is_host, open_page, sign_in):
    member = make_member("Nina")
    join(make_group(), member, host=is_host)
    page = open_page(locale="en-US")
    sign_in(page, member)
    page.goto("/talk/new/?kind=poll")
    press_enter(page, "#id_title", "Which day?")
    page.locator("input[name=options]").nth(1).fill("Tuesday")
    press_enter(page, "input[name=options]", "Monday")
    assert not Post.objects.exists()
    assert page.locator("#id_title").input_value() == "Which day?"
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("It is said").wait_for()
    assert Post.objects.get().poll.options.count() == 2


def test_where_one_can_try_first_it_tries(desk):
    desk.goto("/admin/moderation/blockedword/add/")
    desk.locator("#id_sample").fill("All that glitters is gold.")
    press_enter(desk, "#id_words", "gold")
    assert desk.get_by_text("The text holds it.").is_visible()
    desk.goto("/admin/feedback/routingrule/add/")
    desk.get_by_label("It says one of these").fill("broken")
    desk.get_by_label("Severity at least").select_option("2")
    press_enter(desk, "#id_name", "Broken cups")
    assert desk.locator(".trial").is_visible()
    desk.goto("/admin/segments/savedsegment/add/")
    press_enter(desk, "#id_name", "Everybody")
    assert desk.url.endswith("/savedsegment/add/")
    assert not BlockedWord.objects.filter(words="gold").exists()
    assert not RoutingRule.objects.filter(name__startswith="Broken").exists()


def test_on_the_desk_it_neither_answers_nor_enters_nor_votes(desk, alice):
    item = make_feedback(alice, "The cup is broken since Monday morning.")
    make_member("Olga", is_staff=True).groups.add(Group.objects.get(name="moderators"))
    desk.goto(f"/admin/feedback/feedback/{item.pk}/desk/")
    desk.locator("#id_answer").fill("We look into it.")
    desk.locator("#id_owner").select_option(label="Olga")
    press_enter(desk, "#id_word_to_owner", "Yours, please.")
    item.refresh_from_db()
    assert (item.status, item.owner) == ("new", None)
    desk.goto("/admin/feedback/feedback/enter/")
    desk.locator("#id_text").fill("The cup is broken since Monday morning.")
    desk.locator("#id_source").fill("Phoned on Monday.")
    desk.get_by_label("Yes, it may be published").check()
    for _again in range(2):
        press_enter(desk, "#id_title", "Broken cup")
        assert desk.get_by_role("button", name="Vote for this one instead").is_visible()
    assert (Feedback.objects.count(), Feedback.objects.get().vote_count) == (1, item.vote_count)
