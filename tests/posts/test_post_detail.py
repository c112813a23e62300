"""A post's page, its history, mending and taking back; the lists."""

import pytest
from django.core.exceptions import ValidationError

from community.actions import set_block
from community.models import AuditEntry, InterestGroup, Membership, SearchDoc
from community.posts import actions
from community.posts.models import Poll, Post, Revision
from tests.factories import image_upload, join, make_group, make_post, make_reply
from tests.pages import HTMX, asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db


def test_everybody_reads_what_was_said_to_all(alice, visitor):
    post = make_post(alice, "Rye keeps for a *week*.")
    page = visitor.get(post.get_absolute_url())
    assert "<em>week</em>" in page.content.decode()
    assert 'property="og:title" content="Rye keeps for a week."' in page.content.decode()


def test_what_is_not_there_is_not_found(visitor, alice_client):
    for client in (visitor, alice_client):
        assert client.get("/talk/404/").status_code == 404
        assert client.get(f"/talk/{'9' * 18}/").status_code == 404
        assert client.get(f"/talk/{'9' * 19}/").status_code == 404


def test_markup_in_every_field_is_dead(alice, visitor):
    evil = "<script>alert(1)</script>"
    post = make_post(alice, evil, kind="poll", title=evil, options=[evil, "b"])
    make_reply(post, alice, evil)
    for address in (post.get_absolute_url(), "/talk/", f"/talk/{post.pk}/history/", "/talk/feed.atom"):
        assert "<script>alert" not in visitor.get(address).content.decode()


# --- mending ----------------------------------------------------------------------------------------------------


def test_what_stood_before_stays_readable(alice, alice_client, visitor):
    post = make_post(alice, "Old words", kind="question", title="Old title")
    form = {"title": "New title", "text": "New words"}
    assert alice_client.post(f"/talk/{post.pk}/edit/", form).headers["Location"] == post.get_absolute_url()
    post.refresh_from_db()
    assert (post.title, post.revision_count, post.excerpt) == ("New title", 1, "New words")
    history = words_of(visitor.get(f"/talk/{post.pk}/history/"))
    assert "Old words" in history
    assert "New words" in history
    assert "Old" not in words_of(visitor.get(post.get_absolute_url()))


def test_unchanged_words_write_nothing(alice):
    post = make_post(alice, "Words")
    for _twice in range(2):
        actions.edit_post(post, actor=alice, title="", text="Words ")
    assert not Revision.objects.exists()
    assert Post.objects.get().edited_at is None


def test_of_two_windows_one_wins(alice):
    post = make_post(alice, "Words")
    other = Post.objects.get()
    actions.edit_post(post, actor=alice, title="", text="First")
    with pytest.raises(ValidationError) as refused:
        actions.edit_post(other, actor=alice, title="", text="Second")
    assert refused.value.code == "changed_meanwhile"
    assert Revision.objects.count() == Post.objects.get().revision_count == 1


def test_only_its_author_mends_it(alice, bob_client, visitor, adam_client):
    post = make_post(alice)
    for client in (bob_client, adam_client):
        assert client.post(f"/talk/{post.pk}/edit/", {"text": "Mine"}).status_code == 404
    assert asks_to_sign_in(visitor.post(f"/talk/{post.pk}/edit/", {"text": "Mine"}))


def test_a_mended_post_must_still_say_something(alice, alice_client):
    post = make_post(alice)
    answer = alice_client.post(f"/talk/{post.pk}/edit/", {"text": ""})
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]


def test_the_question_of_a_poll_stays_once_somebody_voted(alice, bob):
    post = make_post(alice, kind="poll", title="When?")
    actions.edit_post(post, actor=alice, title="At what time?", text="")
    actions.cast_ballot(post.poll, [post.poll.options.first().pk], actor=bob)
    with pytest.raises(ValidationError) as refused:
        actions.edit_post(post, actor=alice, title="Why?", text="")
    assert refused.value.code == "ballots_cast"


# --- taking back ------------------------------------------------------------------------------------------------


def test_taken_back_everything_of_it_is_gone(alice, alice_client, bob, visitor, queue):
    actions.keep_draft_pictures([image_upload()], actor=alice, draft_key="d" * 32)
    post = make_post(alice, "Secret recipe for @Bob", kind="poll", title="Recipe", draft_key="d" * 32)
    actions.edit_post(post, actor=alice, title="Recipe", text="Another recipe for @Bob")
    queue.run()
    picture = post.pictures.get()
    assert alice_client.get(f"/talk/{post.pk}/delete/").status_code == 200
    for _twice in range(2):
        actions.remove_post(post, actor=alice)
    assert visitor.get(post.get_absolute_url()).status_code == 404
    assert alice_client.get(post.get_absolute_url()).status_code == 404
    assert visitor.get(picture.get_absolute_url()).status_code == 404
    assert not picture.file.storage.exists(picture.file.name)
    assert not Revision.objects.exists()
    assert not Poll.objects.exists()
    assert not SearchDoc.objects.exists()
    assert bob.notifications.get().params["text"] == "—"
    assert "ecipe" not in str(AuditEntry.objects.filter(action="posts.post.removed").values())


def test_taking_back_is_pressed_not_opened(alice, alice_client, bob_client, visitor):
    post = make_post(alice)
    address = f"/talk/{post.pk}/delete/"
    alice_client.get(address)
    assert bob_client.post(address).status_code == 404
    assert asks_to_sign_in(visitor.post(address))
    assert Post.objects.get().is_shown
    assert alice_client.post(address).headers["Location"] == "/talk/"
    assert alice_client.post(address).status_code == 302


# --- lists ------------------------------------------------------------------------------------------------------


def headlines(client, address="/talk/", **headers):
    return headlines_on(client.get(address, **headers))


def headlines_on(page):
    return [Post.objects.get(pk=row.pk).headline for row in page.context["posts"]]


def test_the_newest_first_and_the_liveliest(alice, bob, visitor):
    first, _second = make_post(alice, "First"), make_post(alice, "Second")
    make_reply(first, bob)
    assert headlines(visitor) == ["Second", "First"]
    assert headlines(visitor, "/talk/?order=lively") == ["First", "Second"]


def test_narrowed_by_kind_author_and_words(alice, bob, alice_client, visitor):
    make_post(alice, "Rye")
    make_post(bob, "Wheat", kind="question", title="Which flour?")
    make_post(bob, kind="poll", title="When?")
    answered = make_post(bob, kind="question", title="How long?")
    actions.accept_reply(make_reply(answered, alice), actor=bob)
    assert headlines(visitor, "/talk/?kind=share") == ["Rye"]
    assert headlines(visitor, "/talk/?kind=question") == ["How long?", "Which flour?"]
    assert headlines(visitor, "/talk/?kind=unanswered") == ["Which flour?"]
    assert headlines(visitor, "/talk/?kind=unanswered&order=lively") == ["Which flour?"]
    assert headlines(visitor, "/talk/?q=wheat") == ["Which flour?"]
    assert headlines(visitor, "/talk/?q=nothing") == []
    assert headlines(alice_client, "/talk/?mine=yes") == ["Rye"]
    assert headlines(visitor, "/talk/?mine=yes") == []
    assert len(headlines(visitor, "/talk/?kind=x&order=y&after=z")) == 4


@pytest.mark.parametrize("order", ["new", "lively"])
def test_pages_by_key_miss_nothing_and_repeat_nothing(order, alice, bob, bob_client):
    private = make_group(is_private=True, policy="invitation")
    join(private, alice, bob)
    said = [make_post(alice, f"Post {n}", group=private if n % 2 else None).headline for n in range(45)]
    # Several at the same moment.
    for pk in Post.objects.values_list("pk", flat=True)[10:30]:
        Post.objects.filter(pk=pk).update(published_at=Post.objects.first().published_at)
    address, found = f"/talk/?order={order}", []
    while address:
        page = bob_client.get(address)
        found += headlines_on(page)
        address = page.context["next_url"] and f"/talk/{page.context['next_url']}"
    assert sorted(found) == sorted(said)


def test_htmx_brings_the_rows_alone(alice, visitor):
    make_post(alice, "Rye")
    page = visitor.get("/talk/", **HTMX).content.decode()
    assert "Rye" in page
    assert "<html" not in page


def test_a_groups_talk_and_polls(alice, bob, group, visitor, carol_client):
    make_post(alice, "Rye", group=group)
    make_post(bob, kind="poll", title="When?", group=group)
    make_post(bob, "Elsewhere")
    for client in (visitor, carol_client):
        assert headlines(client, f"/groups/{group.slug}/talk/") == ["When?", "Rye"]
        assert headlines(client, f"/groups/{group.slug}/polls/") == ["When?"]
    assert visitor.get("/groups/nowhere/talk/").status_code == 404


def test_the_feed(alice, visitor):
    make_post(alice, "Rye \x0b", kind="question", title="Which flour?")
    feed = visitor.get("/talk/feed.atom")
    assert feed.status_code == 200
    assert "Which flour?" in feed.content.decode()


def test_words_of_a_muted_member_are_folded(alice, bob, bob_client, monkeypatch):
    post = make_post(alice, "Loud words")
    make_reply(post, alice, "Louder words")
    for module in ("lists", "post"):
        monkeypatch.setattr(f"community.posts.views.{module}.muted_by", lambda user: frozenset({alice.pk}))
    assert bob_client.get(post.get_absolute_url()).content.decode().count('<details class="muted">') == 2
    assert '<details class="muted">' in bob_client.get("/talk/").content.decode()


def test_empty_lists_say_what_to_do(visitor, group):
    for address in ("/talk/", "/talk/?q=x", "/talk/?kind=unanswered", f"/groups/{group.slug}/polls/"):
        assert "/talk/new/" in visitor.get(address).content.decode()


def test_browsers_keep_only_pictures_that_everybody_may_see(group, private, alice, bob, bob_client, alice_client):
    def picture_in(group):
        actions.keep_draft_pictures([image_upload()], actor=alice, draft_key="d" * 32)
        return make_post(alice, group=group, draft_key="d" * 32).pictures.get().get_absolute_url()

    def kept(address):
        return bob_client.get(address).headers["Cache-Control"]

    shown, secret = picture_in(group), picture_in(private)
    assert kept(shown) == "private, max-age=86400, immutable"
    assert kept(secret) == "private, no-store"
    group.is_private, group.policy = True, "invitation"
    group.save()
    assert kept(shown) == "private, no-store"
    [draft] = actions.keep_draft_pictures([image_upload()], actor=alice, draft_key="e" * 32)
    assert alice_client.get(draft.get_absolute_url()).headers["Cache-Control"] == "private, no-store"


def test_a_kept_row_is_folded_for_whoever_muted_its_author_alone(alice, bob, bob_client, carol_client):
    make_post(alice, "Loud words")
    folded = '<details class="muted">'
    assert folded not in carol_client.get("/talk/").content.decode()
    assert folded not in bob_client.get("/talk/").content.decode()
    set_block(alice, actor=bob, level="mute")
    assert folded in bob_client.get("/talk/").content.decode()
    assert folded not in carol_client.get("/talk/").content.decode()
    set_block(alice, actor=bob, level="")
    assert folded not in bob_client.get("/talk/").content.decode()


@pytest.mark.parametrize("order", ["new", "lively"])
def test_a_search_finds_what_each_reader_may_see_and_no_longer_what_is_gone(
    order, alice, bob_client, bob, carol_client
):
    private, left = (make_group(is_private=True, policy="invitation") for _turn in range(2))
    open_group = make_group()
    join(private, alice, bob)
    join(left, alice)
    join(open_group, alice)
    for title, group in (
        ("Bread one", None),
        ("Bread two", private),
        ("Bread three", left),
        ("Bread four", open_group),
    ):
        make_post(alice, title, group=group)
    make_post(alice, "Soup")
    question = make_post(alice, "Bread?", kind="question")
    asked, address = question.headline, f"/talk/?q=bread&order={order}"
    assert headlines(bob_client, address) == [asked, "Bread four", "Bread two", "Bread one"]
    assert headlines(carol_client, address) == [asked, "Bread four", "Bread one"]
    assert headlines(bob_client, f"{address}&kind=question") == [asked]
    actions.hide_post(question, actor=alice)
    InterestGroup.objects.filter(pk=open_group.pk).update(is_active=False)
    assert headlines(bob_client, address) == ["Bread two", "Bread one"]
    Membership.objects.filter(member=bob).delete()
    assert headlines(bob_client, address) == ["Bread one"]
    assert headlines(bob_client, "/talk/?q=!!") == []


def test_a_search_with_more_than_a_page_goes_on(alice, bob_client):
    said = [make_post(alice, f"Bread {n}").headline for n in range(25)]
    first = bob_client.get("/talk/?q=bread")
    assert len(first.context["posts"]) == 20
    second = bob_client.get(f"/talk/{first.context['next_url']}")
    assert headlines_on(first) + headlines_on(second) == said[::-1]


def test_reactions_show_at_once(alice, bob, bob_client, carol, carol_client):
    post = make_post(alice)
    reply = make_reply(post, alice, "A reply")
    like = {"give": "like"}
    part = bob_client.post(f"/talk/{post.pk}/react/", like, headers={"HX-Request": "true"}).content.decode()
    assert '<b class="num">1</b>' in part
    assert 'aria-pressed="true"' in part
    part = carol_client.post(f"/talk/replies/{reply.pk}/react/", like, headers={"HX-Request": "true"}).content.decode()
    assert '<b class="num">1</b>' in part
    page = bob_client.get(post.get_absolute_url())
    assert [shown.is_mine for shown in page.context["post"].shown_reactions if shown.count] == [True]
    assert [shown.is_mine for shown in page.context["replies"][0].shown_reactions if shown.count] == [False]
