"""Public profiles: who somebody is, what they gave, and what of it others may see."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from community import actions
from community.models import Member, Membership
from community.posts.actions import accept_reply, hide_post, plan_post
from community.training.models import Certificate
from feedback import actions as feedback_actions
from feedback.models import Feedback
from tests.factories import (
    join,
    make_call,
    make_comment,
    make_feedback,
    make_fix_note,
    make_group,
    make_member,
    make_post,
    make_receipt,
    make_reply,
)
from tests.pages import HTMX, words_of
from tests.training.conftest import make_course, take_course

pytestmark = pytest.mark.django_db


def page_of(member):
    return f"/members/{member.pk}/"


def shown(browser, member, **query):
    return list(browser.get(page_of(member), query).context["items"])


def test_a_profile_says_who_somebody_is(alice, visitor):
    Member.objects.filter(pk=alice.pk).update(bio="Shops at night.", job_title="Baker")
    page = visitor.get(alice.get_absolute_url())
    assert alice.get_absolute_url() == page_of(alice)
    assert {"Alice", "Baker"} <= set(words_of(page).split())
    html = page.content.decode()
    assert "Shops at night." in html
    assert "alice@example.org" not in html
    assert "noindex" in html
    assert visitor.post(page_of(alice)).status_code == 405


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18])
def test_nobody_and_whoever_left_look_alike(number, visitor, alice_client):
    gone = make_member(is_active=False)
    for browser in (visitor, alice_client):
        assert browser.get(f"/members/{number}/").status_code == 404
        assert browser.get(page_of(gone)).status_code == 404


def test_what_was_said_with_a_name_and_in_public_is_shown(alice, bob, tessa, visitor):
    one, two = make_feedback(alice), make_feedback(alice)
    make_feedback(bob)
    make_receipt()
    for visibility in ("hidden", "pending", "removed"):
        make_feedback(alice, fields={"visibility": visibility})
    make_feedback(alice, status="merged", by=tessa)
    found = shown(visitor, alice)
    assert one in found
    assert two in found
    assert all(item.author_id == alice.pk and item.visibility == "public" for item in found)


def test_what_was_said_without_a_name_stays_so(alice, alice_client, visitor):
    answer = alice_client.post("/feedback/new/", {"text": "It is too dark here.", "identity": "anonymous"})
    assert answer.status_code == 302
    assert Feedback.objects.get().is_anonymous
    for browser in (alice_client, visitor):
        page = browser.get(page_of(alice))
        assert "too dark" not in words_of(page)
        assert page.context["figures"]["said"] == 0


def test_comments_are_shown_where_their_item_is(alice, bob, visitor):
    open_item, hidden = make_feedback(bob), make_feedback(bob)
    kept = make_comment(open_item, alice, "Kept.")
    gone = make_comment(open_item, alice, "Taken back.")
    make_comment(hidden, alice, "Under what is hidden.")
    make_comment(open_item, bob, "Of somebody else.")
    feedback_actions.delete_comment(gone, actor=alice)
    Feedback.objects.filter(pk=hidden.pk).update(visibility="hidden")
    page = visitor.get(page_of(alice), {"show": "comments"})
    assert list(page.context["items"]) == [kept]
    assert page.context["figures"]["comments"] == 1


def test_fix_notes_that_answer_them_are_shown(alice, bob, tessa, visitor):
    mine = make_feedback(alice)
    note = make_fix_note([mine, make_feedback(alice)], actor=tessa)
    make_fix_note([make_feedback(bob)], actor=tessa)
    make_fix_note([make_feedback(alice)], actor=tessa, publish=False)
    hidden = make_feedback(alice)
    make_fix_note([hidden], actor=tessa)
    Feedback.objects.filter(pk=hidden.pk).update(visibility="hidden")
    assert shown(visitor, alice, show="fixes") == [note]


def test_figures(alice, bob, tessa, visitor):
    item = make_feedback(alice)
    feedback_actions.cast_vote(item, actor=bob)
    make_feedback(alice, status="fixed", by=tessa)
    figures = visitor.get(page_of(alice)).context["figures"]
    assert figures == {"said": 2, "votes": 1, "fixed": 1, "comments": 0}
    assert visitor.get(page_of(bob)).context["figures"] == {"said": 0, "votes": 0, "fixed": 0, "comments": 0}


@pytest.mark.parametrize("show", ["said", "comments", "fixes"])
def test_each_list_goes_by_key(show, alice, bob, tessa, visitor):
    for _n in range(25):
        item = make_feedback(alice)
        make_comment(make_feedback(bob), alice)
        make_fix_note([item], actor=tessa)
    first = visitor.get(page_of(alice), {"show": show})
    assert len(first.context["items"]) == 20
    second = visitor.get(page_of(alice) + first.context["next_url"], **HTMX)
    assert "<html" not in second.content.decode()
    rest = list(second.context["items"])
    assert len(rest) == 5
    assert not set(rest) & set(first.context["items"])
    assert second.context["next_url"] == ""


def test_a_tab_that_is_none_shows_what_was_said(alice, visitor):
    assert visitor.get(page_of(alice), {"show": "mail", "before": "x"}).context["show"] == "said"


# --- what others may see ------------------------------------------------------------------------------------


def test_contributions_can_be_kept_to_oneself(alice, tessa, alice_client, bob_client, tessa_client, visitor):
    form = {"name": "Alice", "bio": "", "language": "en", "time_zone": "Asia/Shanghai"}
    item = make_feedback(alice, "The lamp is broken.")
    assert item.title in words_of(visitor.get(page_of(alice)))
    # A box that is not ticked is not sent.
    alice_client.post("/me/profile/", form)
    for show in ("said", "comments", "fixes"):
        for browser in (visitor, bob_client, tessa_client):
            page = browser.get(page_of(alice), {"show": show})
            assert item.title not in words_of(page)
            assert "items" not in page.context
            assert "figures" not in page.context
            part = browser.get(page_of(alice), {"show": show}, **HTMX)
            assert item.title not in words_of(part)
    assert item.title in words_of(alice_client.get(page_of(alice)))
    alice_client.post("/me/profile/", form | {"shows_contributions": "on"})
    assert item.title in words_of(visitor.get(page_of(alice)))


def test_groups_are_shown_to_whoever_may_know_of_them(alice, bob, alice_client, bob_client, carol_client, visitor):
    open_group = make_group("Night owls")
    secret = make_group("Secret circle", policy="invitation", is_private=True)
    gone = make_group("Gone", is_active=False)
    for group in (open_group, secret, gone):
        Membership.objects.create(group=group, member=alice)
    Membership.objects.create(group=secret, member=bob)
    for browser, known in (
        (visitor, {open_group}),
        (carol_client, {open_group}),
        (bob_client, {open_group, secret}),
        (alice_client, {open_group, secret}),
    ):
        page = browser.get(page_of(alice))
        assert {membership.group for membership in page.context["memberships"]} == known
        assert ("Secret circle" in page.content.decode()) == (secret in known)


def test_muting_is_offered_to_members_and_not_for_oneself(alice, bob, alice_client, bob_client, visitor):
    address = f"/members/{alice.pk}/block/"
    assert address in bob_client.get(page_of(alice)).content.decode()
    assert address not in alice_client.get(page_of(alice)).content.decode()
    assert address not in visitor.get(page_of(alice)).content.decode()


def test_whoever_is_blocked_sees_nothing_of_it(alice, bob, bob_client):
    before = words_of(bob_client.get(page_of(alice)))
    actions.set_block(bob, actor=alice, level="block")
    assert words_of(bob_client.get(page_of(alice))) == before


def test_markup_in_a_profile_stays_words(alice, visitor):
    Member.objects.filter(pk=alice.pk).update(name="<b>Al</b>", bio="<script>alert(1)</script>")
    html = visitor.get(page_of(alice)).content.decode()
    assert "<script>alert" not in html
    assert "<b>Al" not in html


def test_visitors_see_a_changed_profile_at_once(alice, alice_client, visitor):
    form = {"name": "Alice", "language": "en", "time_zone": "Asia/Shanghai"}
    visitor.get(page_of(alice))
    alice_client.post("/me/profile/", form | {"bio": "Early bird."})
    assert "Early bird." in words_of(visitor.get(page_of(alice)))


# --- me -----------------------------------------------------------------------------------------------------


def test_me_filters_by_state_and_goes_by_key(alice, tessa, alice_client):
    done = make_feedback(alice, status="fixed", by=tessa)
    declined = make_feedback(alice, status="declined", by=tessa)
    waiting = make_feedback(alice, fields={"visibility": "pending"})
    opened = [make_feedback(alice) for _n in range(22)]
    assert set(alice_client.get("/me/", {"show": "done"}).context["items"]) == {done, declined}
    first = alice_client.get("/me/", {"show": "open"})
    assert len(first.context["items"]) == 20
    second = alice_client.get("/me/" + first.context["next_url"], **HTMX)
    assert "<html" not in second.content.decode()
    assert set(second.context["items"]) | set(first.context["items"]) == {*opened, waiting}
    assert alice_client.get("/me/", {"show": "x", "before": "y"}).context["show"] == "all"


def test_me_shows_nothing_of_others(alice, bob, bob_client):
    make_feedback(alice, "The lamp is broken.")
    actions.make_invitation(actor=alice)
    page = bob_client.get("/me/")
    assert list(page.context["items"]) == []
    assert page.context["link"] is None


def test_every_link_of_me_leads_somewhere(alice, tessa, alice_client):
    make_feedback(alice, status="needs_info", by=tessa)
    html = alice_client.get("/me/").content.decode()
    for address in {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', html)}:
        if not address.startswith("/static/"):
            assert alice_client.get(address.replace("&amp;", "&")).status_code == 200, address


# --- the talk -----------------------------------------------------------------------------------------------


def test_posts_and_answers_stand_on_the_profile(alice, bob, visitor):
    said = make_post(alice, "Bread is cheap today.")
    for fields in ({"state": "draft", "published_at": None}, {"visibility": "hidden"}, {"visibility": "removed"}):
        make_post(alice, fields=fields)
    make_post(bob)
    assert shown(visitor, alice, show="posts") == [said]
    question = make_post(bob, kind="question", title="Where is the salt?")
    answer, other = make_reply(question, alice, "Behind the flour."), make_reply(question, alice, "Or below it.")
    make_reply(said, alice, "No question, no answer.")
    accept_reply(answer, actor=bob)
    page = visitor.get(page_of(alice), {"show": "answers"})
    assert list(page.context["items"]) == [other, answer]
    assert words_of(page).count("已采纳") == 1
    assert "Where is the salt?" in words_of(page)
    hide_post(question, actor=None)
    assert shown(visitor, alice, show="answers") == []


def test_who_shows_no_contributions_shows_no_talk(alice, visitor):
    make_post(alice, "Bread is cheap today.")
    Member.objects.filter(pk=alice.pk).update(shows_contributions=False)
    for show in ("posts", "answers"):
        assert "Bread" not in words_of(visitor.get(page_of(alice), {"show": show}))


# --- me -----------------------------------------------------------------------------------------------------


def test_me_leads_to_my_posts_and_says_what_waits(alice, bob, tessa, alice_client, bob_client):
    assert 'href="/talk/?mine=yes"' in alice_client.get("/me/").content.decode()
    group = make_group("Bakers", policy="request")
    join(group, alice, host=True)
    for member in (bob, make_member()):
        actions.ask_to_join(group, actor=member)
    call = make_call(make_feedback(bob, "The oven smokes."), tessa)
    seat = feedback_actions.join_test(call, actor=alice)
    draft = make_post(alice, "Half a thought", state="draft")
    planned = make_post(alice, "All of it", state="draft")
    plan_post(planned, actor=alice, publish_at=timezone.now() + timedelta(hours=1))
    tasks = alice_client.get("/me/").context["tasks"]
    assert [task.address for task in tasks] == [
        f"/groups/{group.slug}/host/",
        call.get_absolute_url(),
        f"/talk/{draft.pk}/edit/",
    ]
    page = words_of(alice_client.get("/me/"))
    assert "2 people ask to join" in page
    assert "You test this" in page
    assert bob_client.get("/me/").context["tasks"] == []
    feedback_actions.report_test(seat, actor=alice, outcome="works")
    assert len(alice_client.get("/me/").context["tasks"]) == 2


def test_a_certificate_that_ends_soon_waits(alice, alice_client):
    course = make_course("salt")
    take_course(course, alice)
    for days, waits in ((31, 0), (20, 1), (-1, 0)):
        ends = timezone.now() + timedelta(days=days)
        Certificate.objects.update(expires_at=ends, issued_at=ends - timedelta(days=365))
        tasks = alice_client.get("/me/").context["tasks"]
        assert len(tasks) == waits
        if waits:
            assert "Your certificate ends in 20 days" in words_of(alice_client.get("/me/"))
            assert tasks[0].address == "/training/salt/"
