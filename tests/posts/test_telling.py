"""Mentions, and who is told of what, once."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from community.models import MailChoice, Notification
from community.moderation.actions import give_sanction
from community.notices import render_notice
from community.posts import actions
from community.posts.mentions import render_with_mentions
from community.posts.models import Post, Reply
from community.posts.tasks import sweep_telling, tell_of_post, tell_of_reply
from tests.factories import join, make_member, make_post, make_reply

pytestmark = pytest.mark.django_db


def told(member):
    return [notice.kind for notice in member.notifications.order_by("pk")]


# --- names in running text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ask @Bob.", ["Bob"]),
        ("Ask ＠bob, please", ["Bob"]),
        ("Ask @Bob Miller today", ["Bob Miller"]),
        ("Ask @Bobby", ["Bob"]),
        ("谢谢@陈默的回答", ["陈默"]),
        ("@Bob @Bob @Bob", ["Bob"]),
        ("`@Bob` and [@Bob](https://example.org)", []),
        ("    @Bob in code", []),
        ("bob@Bob.example", []),
        ("@", []),
        ("@nobody-of-this-name", []),
        ("*@Bob*", ["Bob"]),
        ("@A&B", ["A&B"]),
    ],
)
def test_names_are_found(text, names, db):
    for name in ("Bob", "Bob Miller", "陈默", "A&B"):
        make_member(name, email=f"{abs(hash(name))}@example.org")
    html, named = render_with_mentions(text)
    assert [member.name for member in named] == names
    for member in named:
        assert f'<a class="mention" href="/members/{member.pk}/">@' in html


def test_a_name_that_looks_like_markup_is_escaped(db):
    make_member("A&B", email="ab@example.org")
    html, _named = render_with_mentions("@A&B <b>x</b> &amp; y")
    assert ">@A&amp;B</a>" in html
    assert "<b>" not in html


def test_ten_at_most(db, django_assert_max_num_queries):
    names = [make_member().name for _n in range(14)]
    with django_assert_max_num_queries(1):
        _html, named = render_with_mentions(" ".join(f"@{name}" for name in names))
    assert len(named) == 10


def test_a_text_of_nothing_but_signs_is_quick(db, django_assert_max_num_queries):
    for text in ("@" * 5000, "@a " * 1600):
        with django_assert_max_num_queries(1):
            _html, named = render_with_mentions(text)
        assert not named


def test_in_a_private_group_its_members_alone(private, bob, carol):
    _html, named = render_with_mentions("@Bob @Carol", group=private)
    assert named == [bob]


# --- who is told ----------------------------------------------------------------------------------------------------


def test_a_mention_tells_once(alice, bob, queue):
    post = make_post(alice, "What does @Bob say?")
    queue.run()
    for _twice in range(2):
        tell_of_post(post.pk)
    assert told(bob) == ["posts.mentioned"]
    assert told(alice) == []


def test_a_reply_tells_who_is_answered_and_who_is_named(alice, bob, carol, queue):
    post = make_post(alice)
    first = make_reply(post, bob, "First")
    queue.run()
    make_reply(post, carol, "So says @Alice and @Carol", parent=first)
    queue.run()
    assert told(alice) == ["posts.replied", "posts.replied"]
    assert told(bob) == ["posts.replied"]
    assert told(carol) == []
    notice = alice.notifications.last()
    assert notice.url == Reply.objects.last().get_absolute_url()
    subject, body = render_notice(notice)
    assert "Carol" in subject
    assert body == "So says @Alice and @Carol"


def test_who_answers_himself_is_not_told(alice, queue):
    make_reply(make_post(alice), alice, "@Alice")
    queue.run()
    assert told(alice) == []


def test_an_accepted_answer_tells_its_writer_once(alice, bob, queue):
    reply = make_reply(make_post(alice, kind="question"), bob)
    for _twice in range(2):
        actions.accept_reply(reply, actor=alice)
        actions.withdraw_acceptance(reply, actor=alice)
    queue.run()
    assert told(bob) == ["posts.accepted"]


def test_an_announcement_tells_the_group_once(group, alice, bob, carol, queue):
    gone = make_member(is_active=False)
    join(group, gone)
    post = make_post(alice, "@Bob @Carol: on Saturday", kind="announcement", title="Tasting", group=group)
    queue.run()
    for _twice in range(2):
        tell_of_post(post.pk)
    assert told(bob) == ["posts.announced"]
    assert told(carol) == ["posts.mentioned"]
    assert told(alice) == told(gone) == []


def test_an_announcement_costs_the_same_for_many(group, alice, queue, django_assert_max_num_queries):
    from community.models import Membership

    members = [make_member() for _n in range(40)]
    Membership.objects.bulk_create(Membership(group=group, member=member) for member in members)
    post = make_post(alice, kind="announcement", group=group)
    MailChoice.objects.bulk_create(MailChoice(member=m, kind="groups", frequency="never") for m in members)
    queue.lose()
    with django_assert_max_num_queries(30):
        tell_of_post(post.pk)
    assert Notification.objects.filter(kind="posts.announced").count() == 41


def test_mail_follows_the_choice(alice, bob, queue):
    MailChoice.objects.create(member=bob, kind="talk", frequency="never")
    make_post(alice, "@Bob")
    queue.run()
    assert told(bob) == ["posts.mentioned"]
    assert mail.outbox == []
    MailChoice.objects.update(frequency="at_once")
    make_post(alice, "@Bob again")
    queue.run()
    assert [message.to for message in mail.outbox] == [["bob@example.org"]]


def test_who_blocks_or_mutes_hears_nothing(alice, bob, carol, queue, monkeypatch):
    def refuse(actor, other):
        if other == bob:
            raise ValidationError("no", code="blocked")

    monkeypatch.setattr("community.posts.actions.telling.check_not_blocked", refuse)
    monkeypatch.setattr(
        "community.posts.actions.telling.muted_by", lambda user: {alice.pk} if user == carol else frozenset()
    )
    make_post(alice, "@Bob @Carol")
    queue.run()
    assert told(bob) == told(carol) == []


def test_of_a_private_group_nobody_else_hears(private, alice, bob, carol, queue):
    post = make_post(alice, "@Bob @Carol", group=private)
    make_reply(post, alice, "@Carol")
    bob.memberships.all().delete()
    queue.run()
    assert told(bob) == told(carol) == []


def test_a_lost_job_is_made_up_for(alice, bob, queue):
    make_reply(make_post(alice, "@Bob"), bob, "Here, @Alice")
    queue.lose()
    sweep_telling()
    assert not Notification.objects.exists()  # it may still be under way
    Post.objects.update(published_at="2026-01-01T00:00Z")
    Reply.objects.update(created_at="2026-01-01T00:00Z")
    for _twice in range(2):
        sweep_telling()
    assert told(bob) == ["posts.mentioned"]
    assert told(alice) == ["posts.replied"]


def test_what_was_taken_back_before_is_not_told(alice, bob, queue):
    post = make_post(alice)
    reply = make_reply(post, bob)
    actions.remove_reply(reply, actor=bob)
    other = make_post(bob, "@Alice")
    actions.remove_post(other, actor=bob)
    queue.run()
    tell_of_reply(reply.pk)
    assert told(alice) == []


def test_of_somebody_suspended_meanwhile_nobody_is_told(alice, bob, carol, tessa, queue):
    post = make_post(carol, "Rye for @Bob")
    reply = make_reply(make_post(alice, "Who bakes?"), carol, "I do.")
    give_sanction(carol, actor=tessa, kind="suspend", reason="spam", days=3)
    tell_of_post(post.pk)
    tell_of_reply(reply.pk)
    assert told(alice) == told(bob) == []
    assert not Post.objects.filter(pk=post.pk).to_tell().exists()
    assert not Reply.objects.to_tell().exists()
