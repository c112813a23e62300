"""Writing: published, as a draft, looked at first, with pictures, twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.actions import publish_rules
from community.models import Activity, AuditEntry, Notification, Rules
from community.moderation.models import BlockedWord
from community.moderation.words import squeeze
from community.posts import actions
from community.posts.actions import Ballot
from community.posts.models import Picture, Poll, Post
from community.posts.tasks import forget_drafts, publish_due_posts
from tests.factories import image_upload, join, make_group, make_post
from tests.pages import HTMX, asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

NEW = "/talk/new/"
KEY, DRAFT = "s" * 32, "d" * 32
SHARE = {"kind": "share", "text": "Rye keeps for a **week**.", "submit_key": KEY, "draft_key": DRAFT}
POLL = {"kind": "poll", "title": "When?", "options": ["Nine", "Ten", ""], "ballots": "open", "submit_key": KEY}
PUBLISH, KEEP, LOOK = {"publish": "1"}, {"draft": "1"}, {"preview": "1"}


def test_a_share_to_all(alice, alice_client):
    answer = alice_client.post(NEW, SHARE | PUBLISH)
    post = Post.objects.get()
    assert answer.headers["Location"] == f"/talk/{post.pk}/"
    assert (post.state, post.visibility, post.author, post.group) == ("published", "public", alice, None)
    assert "<strong>week</strong>" in post.rendered
    assert post.excerpt == "Rye keeps for a week."
    assert Activity.objects.get().kind == "post"
    assert AuditEntry.objects.get().action == "posts.post.published"


def test_sent_twice_it_is_said_once(alice_client):
    first = alice_client.post(NEW, SHARE | PUBLISH | {"images": [image_upload()]})
    second = alice_client.post(NEW, SHARE | PUBLISH | {"images": [image_upload()]})
    assert first.headers["Location"] == second.headers["Location"]
    assert Post.objects.count() == Picture.objects.count() == Post.objects.get().picture_count == 1


def test_the_same_form_with_other_words_is_another_post(alice_client):
    alice_client.post(NEW, SHARE | PUBLISH)
    alice_client.post(NEW, SHARE | PUBLISH | {"text": "Something else."})
    assert Post.objects.count() == 2


def test_visitors_sign_in_first(visitor):
    assert asks_to_sign_in(visitor.get(NEW))
    assert asks_to_sign_in(visitor.post(NEW, SHARE | PUBLISH))
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"kind": "share", "text": " "}, "text"),
        ({"kind": "question", "text": "Why?"}, "title"),
        ({"kind": "poll", "title": "When?", "options": ["Nine"]}, "options"),
        ({"kind": "poll", "title": "When?", "options": ["Nine", "nine"]}, "options"),
        ({"kind": "poll", "title": "When?", "options": [str(n) for n in range(11)]}, "options"),
        ({"kind": "poll", "title": "When?", "options": ["a", "b" * 81]}, "options"),
        ({"kind": "poll", "title": "When?", "options": ["a", "b"], "closes_at": "2001-01-01T10:00"}, "closes_at"),
        ({"kind": "poll", "title": "When?", "options": ["a", "b"], "closes_at": "0001-01-01T00:00"}, "closes_at"),
        ({"kind": "poll", "title": "When?", "options": ["a", "b"], "closes_at": "9999-12-31T23:59"}, "closes_at"),
        ({"kind": "poll", "title": "When?", "options": ["a", "b"], "closes_at": "soon"}, "closes_at"),
        ({"kind": "share", "text": "x" * 5001}, "text"),
        ({"kind": "share", "text": "x", "title": "t" * 81}, "title"),
        ({"kind": "share", "text": "x", "group": "nowhere"}, "group"),
        ({"kind": "announcement", "title": "t", "text": "x"}, "group"),
        ({"kind": "sermon", "text": "x"}, "kind"),
    ],
)
def test_what_is_missing_is_said_by_its_field_and_the_words_stay(form, field, alice_client):
    answer = alice_client.post(NEW, form | PUBLISH)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    if form.get("text", "").strip():
        assert form["text"][:50] in answer.content.decode()
    assert not Post.objects.exists()


def test_a_draft_takes_no_time_before_all_times(alice_client):
    answer = alice_client.post(NEW, POLL | KEEP | {"closes_at": "0001-01-01T00:00"})
    assert answer.status_code == 422
    assert "closes_at" in answer.context["form"].errors
    # What is in a field that is not shown keeps nobody from going on.
    assert alice_client.post(NEW, SHARE | KEEP | {"closes_at": "0001-01-01T00:00"}).status_code == 302


def test_only_members_speak_in_a_group(group, bob_client, carol_client):
    assert carol_client.post(NEW, SHARE | PUBLISH | {"group": group.slug}).status_code == 422
    assert not Post.objects.exists()
    assert bob_client.post(NEW, SHARE | PUBLISH | {"group": group.slug}).status_code == 302
    assert Post.objects.get().group == group


def test_who_left_meanwhile_does_not_speak_there(group, bob):
    bob.memberships.all().delete()
    with pytest.raises(ValidationError) as refused:
        make_post(bob, group=group)
    assert refused.value.code == "not_a_member"


def test_a_poll(alice_client):
    alice_client.post(NEW, POLL | PUBLISH | {"max_choices": "2", "closes_at": "", "results": "closed"})
    poll = Poll.objects.get()
    assert [option.text for option in poll.options.order_by("position")] == ["Nine", "Ten"]
    assert (poll.is_anonymous, poll.max_choices, poll.results) == (False, 2, "closed")
    assert poll.heading == "When?"


def test_hosts_announce_and_others_do_not(group, alice_client, bob_client):
    form = {"kind": "announcement", "title": "Tasting", "text": "On Saturday.", "group": group.slug} | PUBLISH
    assert bob_client.post(NEW, form).status_code == 422
    assert alice_client.post(NEW, form).status_code == 302
    assert Post.objects.get().kind == "announcement"


def test_to_the_whole_community_announces_who_may(adam_client, alice_client):
    form = {"kind": "announcement", "title": "Closed", "text": "On Monday."} | PUBLISH
    assert alice_client.post(NEW, form).status_code == 422
    assert adam_client.post(NEW, form).status_code == 302


def test_a_draft_is_its_authors_alone(alice, alice_client, bob_client, adam_client, visitor):
    answer = alice_client.post(NEW, {"kind": "question", "text": "Not yet", "submit_key": KEY} | KEEP)
    post = Post.objects.get()
    assert answer.headers["Location"] == f"/talk/{post.pk}/edit/"
    assert post.is_draft
    assert post.published_at is None
    assert not Activity.objects.exists()
    for client in (bob_client, adam_client, visitor):
        assert client.get(f"/talk/{post.pk}/").status_code == 404
        assert "Not yet" not in client.get("/talk/").content.decode()
    assert "Not yet" in words_of(alice_client.get("/talk/"))
    assert "Not yet" in alice_client.get(f"/talk/{post.pk}/edit/").content.decode()


def test_a_draft_goes_on_and_is_published(alice_client, group):
    alice_client.post(NEW, POLL | KEEP)
    post = Post.objects.get()
    form = alice_client.get(f"/talk/{post.pk}/edit/").context["form"]
    assert form.option_texts()[:3] == ["Nine", "Ten", ""]
    assert form["ballots"].value() == "open"
    more = POLL | {"title": "At what hour?", "options": ["Eight", "Nine"], "group": group.slug}
    assert alice_client.post(f"/talk/{post.pk}/edit/", more | PUBLISH).headers["Location"] == f"/talk/{post.pk}/"
    post.refresh_from_db()
    assert (post.state, post.title, post.group) == ("published", "At what hour?", group)
    assert set(post.poll.options.values_list("text", flat=True)) == {"Eight", "Nine"}


def test_a_draft_that_is_no_poll_any_more_has_none(alice_client):
    alice_client.post(NEW, POLL | KEEP)
    post = Post.objects.get()
    alice_client.post(f"/talk/{post.pk}/edit/", SHARE | KEEP)
    assert not Poll.objects.exists()


def test_looking_first_keeps_nothing_but_the_pictures(alice_client, alice):
    answer = alice_client.post(NEW, SHARE | LOOK | {"images": [image_upload()]})
    assert answer.status_code == 200
    assert "<strong>week</strong>" in answer.content.decode()
    assert Picture.objects.waiting(DRAFT).count() == 1
    assert not Post.objects.exists()
    alice_client.post(NEW, SHARE | PUBLISH)
    assert Post.objects.get().picture_count == 1


def test_looking_first_with_htmx_brings_the_words_alone(alice_client):
    answer = alice_client.post(NEW, {"text": "*so*", "title": "<b>"} | LOOK, **HTMX)
    page = answer.content.decode()
    assert "<em>so</em>" in page
    assert "&lt;b&gt;" in page
    assert "<html" not in page


def test_nine_pictures_at_most(alice_client):
    answer = alice_client.post(NEW, SHARE | PUBLISH | {"images": [image_upload() for _n in range(10)]})
    assert answer.status_code == 422
    assert "images" in answer.context["form"].errors
    assert alice_client.post(NEW, SHARE | PUBLISH | {"images": [image_upload() for _n in range(9)]}).status_code == 302


def test_a_picture_is_its_senders_until_the_post_is_there(alice_client, bob_client, visitor):
    alice_client.post(NEW, SHARE | LOOK | {"images": [image_upload()]})
    address = Picture.objects.get().get_absolute_url()
    assert alice_client.get(address).status_code == 200
    assert bob_client.get(address).status_code == visitor.get(address).status_code == 404
    alice_client.post(NEW, SHARE | PUBLISH)
    assert visitor.get(address).headers["Content-Type"] == "image/webp"


def test_a_picture_is_left_out_by_its_sender(alice_client, bob_client):
    alice_client.post(NEW, SHARE | KEEP | {"images": [image_upload()]})
    picture = Picture.objects.get()
    drop = f"/talk/pictures/{picture.pk}/drop/"
    assert bob_client.post(drop).status_code == 404
    assert alice_client.get(drop).status_code == 405
    assert alice_client.post(drop).headers["Location"] == f"/talk/{picture.post_id}/edit/"
    assert alice_client.post(drop, {"post": picture.post_id}).headers["Location"] == f"/talk/{picture.post_id}/edit/"
    for nonsense in ("", "x", "999999"):
        assert alice_client.post(drop, {"post": nonsense}).headers["Location"] == "/talk/new/"
    assert Post.objects.get().picture_count == 0


def test_pictures_of_lost_forms_are_forgotten_after_a_day(alice):
    [lost] = actions.keep_draft_pictures([image_upload()], actor=alice, draft_key=DRAFT)
    forget_drafts()
    assert Picture.objects.filter(pk=lost.pk).exists()
    Picture.objects.update(created_at=timezone.now() - timedelta(days=2))
    for _twice in range(2):
        forget_drafts()
    assert not Picture.objects.exists()
    assert not lost.file.storage.exists(lost.file.name)


def test_rules_are_accepted_first(alice_client, adam):
    publish_rules(Rules.objects.create(text="Be kind."), actor=adam)
    assert "accept_rules" in alice_client.post(NEW, SHARE | PUBLISH).context["form"].errors
    assert alice_client.post(NEW, SHARE | KEEP).status_code == 302
    assert alice_client.post(NEW, SHARE | PUBLISH | {"accept_rules": "1"}).status_code == 302
    assert Post.objects.filter(state="published").count() == 1


# --- planned ----------------------------------------------------------------------------------------------------


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def make_draft(author, **words):
    return make_post(author, state="draft", **words)


def test_a_planned_post_publishes_itself_once(alice, group, queue):
    post = make_draft(alice, group=group)
    actions.plan_post(post, actor=alice, publish_at=in_an_hour())
    publish_due_posts()
    assert list(Post.objects.planned()) == [post]
    Post.objects.update(publish_at=timezone.now())
    for _twice in range(2):
        publish_due_posts()
    post.refresh_from_db()
    assert post.is_published
    assert Activity.objects.count() == 1
    assert queue.names() == ["community.posts.tasks.tell_of_post"]


def test_planning_may_be_repeated_moved_and_called_off(alice):
    post, hour = make_draft(alice), in_an_hour()
    for _twice in range(2):
        actions.plan_post(post, actor=alice, publish_at=hour)
    assert AuditEntry.objects.count() == 1
    actions.plan_post(post, actor=alice, publish_at=None)
    assert Post.objects.get().is_draft


@pytest.mark.parametrize(
    ("words", "hour", "code"),
    [
        ({"kind": "question", "title": ""}, in_an_hour, "title_missing"),
        ({}, timezone.now, "publish_at_past"),
    ],
)
def test_what_could_not_be_published_is_not_planned(words, hour, code, alice):
    post = make_draft(alice, **words)
    with pytest.raises(ValidationError) as refused:
        actions.plan_post(post, actor=alice, publish_at=hour())
    assert refused.value.code == code


def test_published_words_are_not_planned(alice):
    with pytest.raises(ValidationError) as refused:
        actions.plan_post(make_post(alice), actor=alice, publish_at=in_an_hour())
    assert refused.value.code == "published_meanwhile"


def hour_field(hours=1):
    """A moment as Alice's browser writes it."""
    return timezone.localtime(timezone.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


PLAN = {"plan": "1"}


def test_hosts_plan_a_post_move_it_and_call_it_off(group, alice_client, bob_client):
    words = SHARE | {"group": group.slug}
    for _twice in range(2):
        answer = alice_client.post(NEW, words | PLAN | {"publish_at": hour_field()})
    post = Post.objects.get()
    assert answer.headers["Location"] == f"/talk/{post.pk}/"
    assert post.is_planned
    assert bob_client.get(f"/talk/{post.pk}/").status_code == 404
    assert "publishes itself" in words_of(alice_client.get(f"/talk/{post.pk}/", headers={"accept-language": "en"}))
    page = alice_client.get(f"/talk/{post.pk}/edit/")
    assert f'value="{hour_field()}"' in page.content.decode()
    assert words_of(alice_client.get("/talk/")).count(post.headline) == 1
    alice_client.post(f"/talk/{post.pk}/edit/", words | PLAN | {"publish_at": hour_field(2)})
    post.refresh_from_db()
    assert post.publish_at > timezone.now() + timedelta(hours=1.5)
    alice_client.post(f"/talk/{post.pk}/edit/", words | KEEP)
    post.refresh_from_db()
    assert (post.state, post.publish_at) == ("draft", None)
    alice_client.post(f"/talk/{post.pk}/edit/", words | PLAN | {"publish_at": hour_field()})
    alice_client.post(f"/talk/{post.pk}/edit/", words | PUBLISH)
    post.refresh_from_db()
    assert post.is_published


@pytest.mark.parametrize("hour", ["", "x", "2020-01-01T10:00", "2099-01-01T10:00"])
def test_an_hour_that_cannot_be_is_said_by_its_field(hour, group, alice_client):
    answer = alice_client.post(NEW, SHARE | PLAN | {"publish_at": hour})
    assert answer.status_code == 422
    assert answer.context["form"].errors["publish_at"]
    assert "Rye keeps" in answer.content.decode()
    assert not Post.objects.exists()


@pytest.mark.parametrize("wrong", [{"kind": "question", "title": ""}, {"text": "Buy cheap gold."}])
def test_a_plan_that_is_refused_leaves_no_draft_behind(wrong, group, alice_client):
    BlockedWord.objects.create(words="cheap gold", squeezed=squeeze("cheap gold"), action="refuse")
    answer = alice_client.post(NEW, SHARE | PLAN | {"publish_at": hour_field()} | wrong)
    assert answer.status_code == 422
    assert f'value="{hour_field()}"' in answer.content.decode()
    assert not Post.objects.exists()


def test_a_newcomer_who_publishes_what_was_planned_said_one_thing(group, alice_client, monkeypatch):
    monkeypatch.setattr("community.moderation.checks.NEWCOMER_PER_DAY", 1)
    alice_client.post(NEW, SHARE | PLAN | {"publish_at": hour_field()})
    post = Post.objects.get()
    assert alice_client.post(f"/talk/{post.pk}/edit/", SHARE | PUBLISH).status_code == 302
    post.refresh_from_db()
    assert post.is_published


def test_others_do_not_plan(group, bob_client):
    assert "publish_at" not in bob_client.get(NEW).context["form"].fields
    bob_client.post(NEW, SHARE | PLAN | {"publish_at": hour_field()})
    assert not Post.objects.exclude(state="draft").exists()


def test_whoever_left_meanwhile_says_nothing_there_and_others_are_not_held_up(alice, bob, group):
    left, other = make_draft(bob, group=group), make_draft(alice)
    for post in (left, other):
        actions.plan_post(post, actor=post.author, publish_at=in_an_hour())
    bob.memberships.all().delete()
    Post.objects.update(publish_at=timezone.now())
    publish_due_posts()
    publish_due_posts()
    left.refresh_from_db()
    other.refresh_from_db()
    assert left.is_draft
    assert other.is_published
    notice = Notification.objects.get()
    assert (notice.member, notice.kind, notice.url) == (bob, "posts.not_published", f"/talk/{left.pk}/edit/")
    assert "Join the group first" in notice.params["reason"]


def test_a_refusal_is_told_in_the_language_of_its_author(bob, group):
    bob.language = "zh-hans"
    bob.save()
    post = make_draft(bob, group=group)
    actions.plan_post(post, actor=bob, publish_at=in_an_hour())
    bob.memberships.all().delete()
    Post.objects.update(publish_at=timezone.now())
    publish_due_posts()
    assert "Join the group first" not in Notification.objects.get().params["reason"]


def test_a_planned_post_counts_once_among_those_of_a_newcomer(alice, monkeypatch):
    monkeypatch.setattr("community.moderation.checks.NEWCOMER_PER_DAY", 1)
    post = make_draft(alice)
    for _twice in range(2):
        actions.plan_post(post, actor=alice, publish_at=in_an_hour())
    Post.objects.update(publish_at=timezone.now())
    publish_due_posts()
    assert Post.objects.get().is_published


# --- a draft whose group is lost ----------------------------------------------------------------------------


@pytest.fixture
def lost(bob, private):
    """A draft of Bob's for a private group that he has left since."""
    post = make_draft(bob, text="Between us.", group=private)
    bob.memberships.all().delete()
    return post


def test_a_draft_for_a_lost_group_is_not_published_to_everybody(lost, private, bob_client, visitor):
    address = f"/talk/{lost.pk}/edit/"
    page = bob_client.get(address)
    assert '<option value="?" selected>' in page.content.decode()
    answer = bob_client.post(address, SHARE | PUBLISH | {"group": "?"})
    assert answer.status_code == 422
    assert "Choose where to say it." in words_of(answer)
    lost.refresh_from_db()
    assert (lost.state, lost.group) == ("draft", private)
    assert bob_client.post(address, SHARE | KEEP | {"group": "?"}).status_code == 302
    lost.refresh_from_db()
    assert (lost.state, lost.group, lost.text) == ("draft", private, SHARE["text"])
    assert bob_client.post(address, SHARE | PUBLISH | {"group": ""}).status_code == 302
    lost.refresh_from_db()
    assert (lost.is_public, lost.group) == (True, None)


def test_the_same_for_a_group_that_was_switched_off(alice_client, alice, group):
    post = make_draft(alice, group=group)
    type(group).objects.update(is_active=False)
    page = alice_client.get(f"/talk/{post.pk}/edit/")
    assert '<option value="?" selected>' in page.content.decode()


def test_a_draft_for_a_lost_group_is_opened_and_thrown_away_by_its_author_alone(lost, bob_client, carol_client):
    assert f"/talk/{lost.pk}/edit/" in bob_client.get("/talk/").content.decode()
    for path in ("edit/", "delete/"):
        assert bob_client.get(f"/talk/{lost.pk}/{path}").status_code == 200
        assert carol_client.get(f"/talk/{lost.pk}/{path}").status_code == 404
    assert bob_client.get(f"/talk/{lost.pk}/").status_code == 404
    assert bob_client.post(f"/talk/{lost.pk}/delete/").status_code == 302
    assert bob_client.get(f"/talk/{lost.pk}/edit/").status_code == 404


def test_nobody_leaves_the_place_of_a_new_post_unchosen(alice_client):
    answer = alice_client.post(NEW, SHARE | PUBLISH | {"group": "?"})
    assert "group" in answer.context["form"].errors


def test_pictures_of_what_is_published_can_be_left_out(alice_client, bob_client):
    alice_client.post(NEW, SHARE | PUBLISH | {"images": [image_upload()]})
    post, picture = Post.objects.get(), Picture.objects.get()
    drop = f"/talk/pictures/{picture.pk}/drop/"
    assert drop in alice_client.get(f"/talk/{post.pk}/edit/").content.decode()
    assert alice_client.post(drop).headers["Location"] == f"/talk/{post.pk}/edit/"
    post.refresh_from_db()
    assert post.picture_count == 0
    assert drop not in alice_client.get(f"/talk/{post.pk}/edit/").content.decode()


def test_a_ballot_without_closing_time_is_fine(alice):
    post, _created = actions.write_post("poll", actor=alice, title="When?", ballot=Ballot(["a", "b"], max_choices=9))
    assert post.poll.max_choices == 2


def test_a_group_that_became_private_hides_what_was_said_there(alice, visitor):
    group = make_group()
    join(group, alice)
    post = make_post(alice, "Sourdough", group=group)
    group.is_private, group.policy = True, "invitation"
    group.save()
    assert visitor.get(f"/talk/{post.pk}/").status_code == 404
    assert "Sourdough" not in visitor.get("/talk/").content.decode()
