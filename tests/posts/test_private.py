"""What is said in a private group is nowhere for others: one row for each surface."""

import pytest
from django.contrib.auth.models import Group as StaffGroup

from community.actions import edit_group, set_hosts
from community.models import Notification, SearchDoc
from community.posts import actions
from community.posts.actions import Ballot
from community.posts.models import Participation, Reaction, Reply
from tests.factories import image_upload, make_group, make_member, make_post, make_reply
from tests.pages import asks_to_sign_in

pytestmark = pytest.mark.django_db

SECRET = "Zymurgy"


@pytest.fixture
def said(private, alice, bob, carol, queue):
    """A poll with a picture, a reply and an earlier wording, all with the secret word, said where Carol is not."""
    actions.keep_draft_pictures([image_upload()], actor=alice, draft_key="d" * 32)
    post, _created = actions.write_post(
        "poll",
        actor=alice,
        title=f"{SECRET}?",
        text=f"{SECRET} @Carol",
        group=private,
        ballot=Ballot([f"{SECRET} yes", "No"], results="always"),
        draft_key="d" * 32,
    )
    actions.edit_post(post, actor=alice, title=post.title, text=f"More {SECRET}")
    actions.pin_post(post, actor=alice)
    post.reply = make_reply(post, bob, f"{SECRET} reply @Carol")
    queue.run()
    return post


PAGES = [
    "/",
    "/talk/",
    "/talk/?order=lively",
    "/talk/?kind=poll",
    "/talk/?q=zymurgy",
    "/talk/?mine=yes",
    "/talk/feed.atom",
    "/groups/",
    "/roadmap/",
    "/feedback/?q=zymurgy",
]
GONE = [
    "/talk/{post}/",
    "/talk/{post}/history/",
    "/talk/pictures/{picture}.webp",
    "/groups/{group}/talk/",
    "/groups/{group}/polls/",
    "/groups/{group}/talk/?q=zymurgy",
]


def places(said):
    return {
        "post": said.pk,
        "picture": said.pictures.get().pk,
        "group": said.group.slug,
        "reply": said.reply.pk,
        "poll": said.poll.pk,
    }


@pytest.fixture(params=["visitor", "carol_client", "moderator"])
def stranger(request, sign_in):
    if request.param != "moderator":
        return request.getfixturevalue(request.param)
    member = make_member(is_staff=True)
    member.groups.add(StaffGroup.objects.get(name="moderators"))
    return sign_in(member)


@pytest.mark.parametrize("address", PAGES)
def test_no_list_search_or_feed_says_it(address, said, stranger):
    page = stranger.get(address)
    assert page.status_code == 200
    # What the reader typed himself is shown in the search field.
    assert SECRET not in page.content.decode()


@pytest.mark.parametrize("address", GONE)
@pytest.mark.parametrize("who", ["visitor", "carol_client"])
def test_no_page_is_there(address, who, said, request):
    assert request.getfixturevalue(who).get(address.format(**places(said))).status_code == 404


@pytest.mark.parametrize("address", [*PAGES[1:5], *GONE])
def test_control_its_members_read_it(address, said, bob_client):
    page = bob_client.get(address.format(**places(said)))
    assert page.status_code == 200
    if not address.endswith(".webp"):
        assert SECRET in page.content.decode()


POSTS = {
    "/talk/{post}/replies/": {"text": "Hello"},
    "/talk/{post}/react/": {"give": "like"},
    "/talk/replies/{reply}/react/": {"give": "like"},
    "/talk/replies/{reply}/edit/": {"text": "Mine"},
    "/talk/replies/{reply}/delete/": {},
    "/talk/replies/{reply}/accept/": {"want": "1"},
    "/talk/replies/{reply}/remove/": {"reason": "x"},
    "/talk/{post}/edit/": {"text": "Mine"},
    "/talk/{post}/delete/": {},
    "/talk/{post}/pin/": {"want": "0"},
    "/talk/{post}/remove/": {"reason": "x"},
    "/talk/polls/{poll}/vote/": {"option": "1"},
    "/talk/polls/{poll}/close/": {},
    "/talk/pictures/{picture}/drop/": {},
    "/feedback/from-talk/{post}/": {"text": "Mine"},
    "/feedback/from-talk/{post}/offer/": {},
}


@pytest.mark.parametrize("address", POSTS)
def test_nothing_can_be_done_to_it(address, said, carol_client, visitor):
    replies = Reply.objects.count()
    place = address.format(**places(said))
    assert carol_client.post(place, POSTS[address]).status_code == 404
    assert asks_to_sign_in(visitor.post(place, POSTS[address]))
    said.refresh_from_db()
    assert said.is_shown
    assert said.is_pinned
    assert said.poll.is_open
    assert not Participation.objects.exists()
    assert not Reaction.objects.exists()
    assert Reply.objects.shown().count() == replies


def test_nobody_outside_was_told(said, carol):
    assert not Notification.objects.filter(member=carol).exists()


def test_the_group_is_not_offered_to_write_in(said, carol_client):
    assert said.group.name not in carol_client.get("/talk/new/").content.decode()


def test_whoever_left_reads_nothing_any_more_not_even_his_own(said, bob, bob_client, private):
    mine = make_post(bob, SECRET, group=private)
    bob.memberships.all().delete()
    for address in (said.get_absolute_url(), mine.get_absolute_url()):
        assert bob_client.get(address).status_code == 404
    assert SECRET not in bob_client.get("/talk/?mine=yes").content.decode()


def test_the_kept_page_of_visitors_does_not_show_what_members_see(said, bob_client, visitor):
    bob_client.get("/talk/")
    assert SECRET not in visitor.get("/talk/").content.decode()


def test_posts_follow_their_group_in_the_same_moment(alice, visitor):
    group = make_group(policy="invitation")
    set_hosts(group, [alice], actor=alice)
    post = make_post(alice, f"{SECRET} in the group", group=group)
    assert visitor.get(post.get_absolute_url()).status_code == 200
    edit_group(group, actor=alice, is_private=True)
    post.refresh_from_db()
    assert post.visibility == "group"
    assert not SearchDoc.objects.get(kind="post", object_id=post.pk).is_public
    assert visitor.get(post.get_absolute_url()).status_code == 404
