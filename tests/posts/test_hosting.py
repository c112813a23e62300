"""What hosts and the team do: pin, take away with a reason, hide and show."""

import pytest
from django.contrib.auth.models import Group as StaffGroup

from community.models import AuditEntry, SearchDoc
from community.moderation.actions import decide_case, report_thing
from community.posts import actions
from community.posts.care import posts as post_care
from community.posts.care import replies as reply_care
from community.posts.models import Post, Reply
from tests.factories import join, make_group, make_member, make_post, make_reply
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

REASON = {"reason": "Advertising. Tell us what you baked instead."}


@pytest.fixture
def moderator(sign_in):
    member = make_member("Mo", is_staff=True)
    member.groups.add(StaffGroup.objects.get(name="moderators"))
    member.client = sign_in(member)
    return member


def test_hosts_pin_and_take_down(group, bob, alice_client, bob_client, carol_client, visitor):
    post = make_post(bob, "Timetable", group=group)
    address = f"/talk/{post.pk}/pin/"
    for client in (bob_client, carol_client):
        assert client.post(address, {"want": "1"}).status_code == 404
    assert asks_to_sign_in(visitor.post(address))
    assert alice_client.get(address).status_code == 405
    for _twice in range(2):
        assert alice_client.post(address, {"want": "1"}).status_code == 302
    assert list(visitor.get(f"/groups/{group.slug}/talk/").context["pinned"]) == [post]
    assert AuditEntry.objects.filter(action="posts.post.pinned").count() == 1
    for _twice in range(2):
        alice_client.post(address, {"want": "0"})
    assert not Post.objects.get().is_pinned


def test_three_pins_at_most(group, bob, alice, alice_client):
    posts = [make_post(bob, group=group) for _n in range(4)]
    for post in posts:
        alice_client.post(f"/talk/{post.pk}/pin/", {"want": "1"})
    assert Post.objects.filter(is_pinned=True).count() == Post.PINS == 3


def test_a_host_of_another_group_runs_nothing_here(group, bob, carol, carol_client):
    join(make_group(), carol, host=True)
    post, reply = make_post(bob, group=group), make_reply(make_post(bob, group=group), bob)
    for address in (f"/talk/{post.pk}/pin/", f"/talk/{post.pk}/remove/", f"/talk/replies/{reply.pk}/remove/"):
        assert carol_client.post(address, REASON).status_code == 404
    assert Post.objects.published().count() == 2


def test_taken_away_with_a_reason_that_its_author_reads(group, bob, alice_client, bob_client, visitor, carol_client):
    post = make_post(bob, "Buy my flour", group=group)
    address = f"/talk/{post.pk}/remove/"
    assert alice_client.get(address).status_code == 200
    assert alice_client.post(address, {"reason": " "}).status_code == 422
    for _twice in range(2):
        alice_client.post(address, REASON)
    for client in (visitor, carol_client):
        assert client.get(post.get_absolute_url()).status_code == 404
    for client in (visitor, carol_client, alice_client):
        assert "Buy my flour" not in client.get("/talk/").content.decode()
    page = words_of(bob_client.get(post.get_absolute_url()))
    assert "Buy my flour" in page
    assert "Advertising" in page
    notice = bob.notifications.get()
    assert notice.kind == "posts.taken_away"
    assert "Advertising" in notice.params["reason"]
    assert not SearchDoc.objects.exists()


def test_a_reply_taken_away(group, alice, bob, alice_client, bob_client, visitor):
    post = make_post(alice, group=group)
    reply = make_reply(post, bob, "Buy my flour")
    address = f"/talk/replies/{reply.pk}/remove/"
    assert bob_client.post(address, REASON).status_code == 404
    assert alice_client.post(address, {"reason": ""}).status_code == 422
    assert alice_client.post(address, REASON).status_code == 302
    assert alice_client.post(address, REASON).status_code == 302
    post.refresh_from_db()
    assert post.reply_count == 0
    assert "Buy my flour" not in visitor.get(post.get_absolute_url()).content.decode()
    assert bob.notifications.get().kind == "posts.taken_away"


def test_the_team_opens_what_was_taken_away_and_shows_it_again(alice, bob, moderator, visitor, bob_client, queue):
    post = make_post(alice, "Rye for @Bob")
    queue.run()
    for _twice in range(2):
        post_care.hide(post_care.get_or_404(moderator, post.pk), actor=moderator)
    assert visitor.get(post.get_absolute_url()).status_code == 404
    assert moderator.client.get(post.get_absolute_url()).status_code == 200
    assert bob.notifications.get().params["text"] == "—"
    for _twice in range(2):
        post_care.show(post_care.get_or_404(moderator, post.pk), actor=moderator)
    assert visitor.get(post.get_absolute_url()).status_code == 200
    assert bob.notifications.get().params["text"] == "Rye for @Bob"
    assert "Rye" in words_of(visitor.get("/talk/?q=rye"))
    actions_done = AuditEntry.objects.filter(actor=moderator).values_list("action", flat=True)
    assert sorted(actions_done) == ["posts.post.hidden", "posts.post.shown"]


def test_what_care_needs_to_know(alice, bob, moderator):
    post = make_post(alice, "Rye", kind="question", title="Which?")
    reply = make_reply(post, bob, "This")
    assert (post_care.author_of(post), post_care.words_of(post)) == (alice, "Which?\nRye")
    assert post_care.url_of(post) == f"/talk/{post.pk}/"
    assert (reply_care.author_of(reply), reply_care.words_of(reply)) == (bob, "This")
    assert reply_care.url_of(reply).startswith(f"/talk/{post.pk}/")
    assert str(post_care.LABEL)
    assert str(reply_care.LABEL)


def test_a_hidden_reply_is_shown_again_and_counted(alice, bob, moderator):
    post = make_post(alice)
    reply = make_reply(post, bob)
    for _twice in range(2):
        reply_care.hide(reply, actor=moderator)
    post.refresh_from_db()
    assert post.reply_count == 0
    for _twice in range(2):
        reply_care.show(reply_care.get_or_404(moderator, reply.pk), actor=moderator)
    post.refresh_from_db()
    assert (post.reply_count, Reply.objects.get().state) == (1, "shown")


def told(member):
    return list(member.notifications.order_by("pk").values_list("kind", flat=True))


def test_a_host_shows_again_what_a_host_took_away(group, bob, alice_client, bob_client, carol_client, visitor):
    post = make_post(bob, "Buy my flour", group=group)
    take, show = f"/talk/{post.pk}/remove/", f"/talk/{post.pk}/show/"
    assert alice_client.post(show).headers["Location"] == post.get_absolute_url()  # shown it is anyway
    assert bob_client.post(show).status_code == 404
    for _twice in range(2):
        assert alice_client.post(take, REASON).headers["Location"] == post.get_absolute_url()
        assert "Show it again" in words_of(alice_client.get(post.get_absolute_url()))
        assert "Show it again" not in words_of(bob_client.get(post.get_absolute_url()))
        for client in (bob_client, carol_client):
            assert client.post(show).status_code == 404
        assert asks_to_sign_in(visitor.post(show))
        assert alice_client.get(show).status_code == 405
        assert alice_client.post(show).headers["Location"] == post.get_absolute_url()
        assert "Buy my flour" in words_of(visitor.get(post.get_absolute_url()))
    assert told(bob) == ["posts.taken_away", "posts.given_back"] * 2
    assert "Shown again: Buy my flour" in words_of(bob_client.get("/me/inbox/"))


def test_what_the_team_took_away_the_team_alone_shows_again(group, bob, moderator, alice_client, tessa):
    post = make_post(bob, "Buy my flour", group=group)
    # A host was first: from the decision of the team on it is the team's.
    alice_client.post(f"/talk/{post.pk}/remove/", REASON)
    case = report_thing("post", post, actor=make_member(), reason="spam")[0].case
    decide_case(case, actor=moderator, outcome="hide", reason="spam")
    assert alice_client.get(post.get_absolute_url()).status_code == 404
    assert alice_client.post(f"/talk/{post.pk}/show/").status_code == 404
    assert "Show it again" in words_of(moderator.client.get(post.get_absolute_url()))
    assert moderator.client.post(f"/talk/{post.pk}/show/").status_code == 302
    case.refresh_from_db()
    assert case.restored_at
    assert Post.objects.get().is_shown
    assert told(bob) == ["posts.taken_away", "moderation.hidden", "moderation.restored"]


def test_nobody_shows_his_own_again(moderator, adam):
    post = make_post(moderator, "Mine")
    actions.take_post_away(post, actor=adam, reason="No.")
    assert moderator.client.post(f"/talk/{post.pk}/show/").status_code == 404


def test_a_reply_taken_away_stays_readable_for_some(
    group, alice, bob, moderator, alice_client, bob_client, carol_client, visitor
):
    post = make_post(alice, group=group)
    reply = make_reply(post, bob, "Buy my flour")
    alice_client.post(f"/talk/replies/{reply.pk}/remove/", REASON)
    page, show = post.get_absolute_url(), f"/talk/replies/{reply.pk}/show/"
    for client, reads, may in (
        (visitor, False, False),
        (carol_client, False, False),
        (bob_client, True, False),
        (alice_client, True, True),
        (moderator.client, True, True),
    ):
        html = client.get(page).content.decode()
        assert ("Buy my flour" in html, show in html) == (reads, may)
    for client in (bob_client, carol_client):
        assert client.post(show).status_code == 404
    assert alice_client.post(show).status_code == 302
    assert "Buy my flour" in words_of(visitor.get(page))
    assert told(bob) == ["posts.taken_away", "posts.given_back"]
    actions.hide_reply(reply, actor=moderator)
    assert "Buy my flour" not in alice_client.get(page).content.decode()
    assert alice_client.post(show).status_code == 404
    assert moderator.client.post(show).status_code == 302


def test_a_reply_shown_again_is_in_the_notices_again(alice, bob, moderator, queue):
    post = make_post(alice, "Rye")
    reply = make_reply(post, bob, "With honey")
    queue.run()
    actions.hide_reply(reply, actor=moderator)
    assert alice.notifications.get().params["text"] == "—"
    actions.hide_post(post, actor=moderator)
    actions.show_reply(reply, actor=moderator)
    assert alice.notifications.get().params["text"] == "—"
    actions.show_post(post, actor=moderator)
    assert alice.notifications.get().params["text"] == "With honey"
    actions.hide_reply(reply, actor=moderator)
    actions.show_reply(reply, actor=moderator)
    assert alice.notifications.get().params == alice.notifications.get().params | {"text": "With honey"}
    assert "is_taken_back" not in alice.notifications.get().params


def test_what_is_taken_back_cannot_be_shown_again(alice, moderator):
    post = make_post(alice)
    actions.hide_post(post, actor=moderator)
    actions.remove_post(post, actor=alice)
    assert not actions.show_post(post, actor=moderator)
    assert Post.objects.get().visibility == "removed"


def test_a_host_reads_what_hosts_took_away_and_not_what_the_team_hid(group, alice, bob, carol, adam, sign_in, queue):
    """Also where hosts took it away before: what the team hides may be what nobody is to read."""
    post = make_post(bob, group=group)
    by_host = make_reply(post, bob, "Buy my flour")
    by_team, by_both = make_reply(post, bob, "Carol lives at mill lane"), make_reply(post, bob, "Her number is seven")
    actions.take_reply_away(by_host, actor=alice, reason="Advertising.")
    actions.take_reply_away(by_both, actor=alice, reason="Private.")
    for reply in (by_team, by_both):
        reply_care.hide(reply, actor=adam)
    seen = {
        "host": sign_in(alice).get(post.get_absolute_url()).content.decode(),
        "author": sign_in(bob).get(post.get_absolute_url()).content.decode(),
        "team": sign_in(adam).get(post.get_absolute_url()).content.decode(),
        "other": sign_in(carol).get(post.get_absolute_url()).content.decode(),
    }
    texts = [by_host.text, by_team.text, by_both.text]
    assert {who: [text in page for text in texts] for who, page in seen.items()} == {
        "host": [True, False, False],
        "author": [True, True, True],
        "team": [True, True, True],
        "other": [False, False, False],
    }
    # The words above them say who can read them.
    assert seen["author"].count("only its author and the team read it") == 2
    assert seen["author"].count("only its author, the hosts and the team read it") == 1
