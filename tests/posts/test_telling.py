"""Mentions, and who is told of what, once."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.actions import choose_mail, leave_group, set_block
from community.announcing.actions import publish_announcement, save_announcement
from community.announcing.models import Announcement
from community.models import MailChoice, Notification
from community.moderation.actions import give_sanction
from community.notices import render_notice
from community.posts import actions
from community.posts.actions import telling
from community.posts.mentions import render_with_mentions
from community.posts.models import Post, Reply
from community.posts.tasks import sweep_telling, tell_of_post, tell_of_reply
from community.tasks import hand_out_digests
from feedback.actions import offer_as_feedback
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


def test_an_announcement_goes_on_where_it_stopped(group, alice, queue, monkeypatch):
    members = [make_member() for _n in range(5)]
    join(group, *members)
    monkeypatch.setattr(telling, "BATCH", 2)
    post = make_post(alice, f"@{members[0].name}", kind="announcement", group=group)
    queue.lose()
    assert telling.tell_next(post.pk)
    first = set(Notification.objects.values_list("pk", flat=True))
    assert 0 < len(first) <= 2
    clock = iter(range(0, 10_000, 20))
    monkeypatch.setattr(telling, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    tell_of_post(post.pk)
    # Two more turns, then the time was over.
    assert Notification.objects.count() < 6
    assert "community.posts.tasks.tell_of_post" in queue.names()
    queue.run()
    assert Notification.objects.filter(kind="posts.announced").count() == 6
    assert Post.objects.get(pk=post.pk).told_at
    assert first < set(Notification.objects.values_list("pk", flat=True))


def test_hosts_whom_one_mutes_or_blocks_announce_in_vain(group, alice, bob, carol, queue):
    dora = make_member("Dora")
    join(group, carol, dora)
    set_block(alice, actor=bob, level="mute")
    set_block(alice, actor=carol, level="block")
    make_post(alice, kind="announcement", group=group)
    queue.run()
    assert told(bob) == told(carol) == []
    assert told(dora) == ["posts.announced"]


def test_nothing_goes_out_in_the_name_of_somebody_suspended(group, alice, bob, tessa, queue):
    post = make_post(alice, "@Bob", kind="announcement", group=group)
    mine = make_post(bob)
    make_post(alice, "Look, @Bob")
    make_reply(mine, alice, "@Bob")
    give_sanction(alice, actor=tessa, kind="suspend", reason="spam")
    bob.notifications.all().delete()
    queue.run()
    assert told(bob) == []
    assert Post.objects.get(pk=post.pk).told_at
    assert not Reply.objects.to_tell().exists()


def tell_everything(group, alice, bob, tessa):
    """Whatever Bob is told of what is said in the group, one of each kind."""
    post = make_post(bob, "Mine", group=group)
    make_post(alice, "@Bob", group=group)
    make_reply(post, alice, "An answer")
    question = make_post(alice, kind="question", group=group)
    actions.accept_reply(make_reply(question, bob), actor=alice)
    make_post(alice, kind="announcement", group=group)
    offer_as_feedback(post, actor=alice)
    actions.take_post_away(make_post(bob, "Spam", group=group), actor=tessa, reason="Spam")
    announcement = Announcement(title="Moved", text="We moved.", audience="group", group=group)
    save_announcement(announcement, actor=tessa)
    publish_announcement(announcement, actor=tessa)


KINDS = [
    *("posts.mentioned", "posts.replied", "posts.accepted", "posts.announced", "posts.taken_away"),
    *("feedback.offered", "announcing.published"),
]


@pytest.fixture
def gathering(bob):
    """Bob's digests, all of them, at once."""
    everything = dict.fromkeys(("talk", "groups", "announcements"), "daily")
    choose_mail(bob, frequencies=everything, hour=8, weekday=0)

    def mails():
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            hand_out_digests()
        return [message for message in mail.outbox if message.to == [bob.email]]

    return mails


def test_whoever_leaves_a_private_group_reads_no_more_of_it(
    private, alice, bob, tessa, adam, queue, gathering, bob_client
):
    tell_everything(private, alice, bob, adam)
    queue.run()
    assert sorted(told(bob)) == sorted(KINDS)
    assert Notification.objects.of(bob).count() == len(KINDS)
    leave_group(private, actor=bob)
    assert not Notification.objects.of(bob).exists()
    assert "Night shift" not in bob_client.get("/me/inbox/").content.decode()
    assert gathering() == []


def test_neither_do_those_who_left_before_it_became_private(group, alice, bob, adam, queue, gathering):
    tell_everything(group, alice, bob, adam)
    queue.run()
    leave_group(group, actor=bob)
    assert Notification.objects.of(bob).count() == len(KINDS)
    type(group).objects.filter(pk=group.pk).update(is_private=True, policy="invitation")
    assert not Notification.objects.of(bob).exists()
    assert gathering() == []


def test_a_mail_that_waits_does_not_follow_who_left(private, alice, bob, queue):
    make_post(alice, "@Bob", group=private)
    [job] = queue.jobs()
    queue.lose()
    tell_of_post(*job["args"])
    leave_group(private, actor=bob)
    queue.run()
    assert mail.outbox == []


def test_what_was_told_before_goes_under_its_group(private, alice, bob, queue):
    make_reply(make_post(bob, group=private), alice)
    make_post(alice, "@Bob for all")
    queue.run()
    assert told(bob) == ["posts.replied", "posts.mentioned"]
    Notification.objects.update(group=None)
    migration = import_module("community.posts.migrations.0004_notices_of_groups")
    for _twice in range(2):
        migration.put_under_groups(apps, None)
    assert [notice.group for notice in bob.notifications.order_by("pk")] == [private, None]


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
