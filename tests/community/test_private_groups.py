"""Private groups leak nothing: one test for each place where somebody else could learn of them."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community import actions as community_actions
from community.images import clean_image
from community.models import InterestGroup, Membership, Notification, SearchDoc
from feedback import actions
from feedback.actions.counting import find_broken_merges, find_miscounted
from feedback.models import Channel, Comment, DuplicatePair, Feedback, Follow, ReplyTemplate
from feedback.tasks import announce_entry
from tests.factories import (
    image_upload,
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
from tests.pages import words_of

pytestmark = pytest.mark.django_db

NAME, TITLE = "Night circle", "Pangolin lamps flicker"
TEXT = "The pangolin lamps in the back room flicker whenever it rains."


@pytest.fixture
def group(alice, bob):
    """Private; Alice runs it, Bob is in it, Carol knows nothing of it."""
    group = make_group(NAME, policy="invitation", is_private=True)
    community_actions.set_hosts(group, [alice], actor=None)
    community_actions.accept_invitation(community_actions.invite_member(group, bob, actor=alice), actor=bob)
    Notification.objects.all().delete()
    return group


@pytest.fixture
def item(group, alice):
    return make_feedback(alice, TEXT, title=TITLE, group=group)


def test_a_profile_tells_nothing_of_what_was_said_in_it(group, alice, bob, bob_client, others):
    question = make_post(alice, TEXT, kind="question", title=TITLE, group=group)
    make_reply(question, bob, "Pangolin lamps need dry sockets.")
    for member in (alice, bob):
        for show in ("posts", "answers"):
            for browser in (*others, bob_client):
                page = words_of(browser.get(f"/members/{member.pk}/", {"show": show}))
                assert "angolin" not in page
                assert TITLE not in page


def test_of_a_seat_in_a_group_that_one_left_me_tells_nothing(group, alice, bob, tessa, bob_client):
    open_item = make_feedback(alice, TEXT, title=TITLE)
    actions.join_test(make_call(open_item, tessa), actor=bob)
    Feedback.objects.filter(pk=open_item.pk).update(group=group, visibility="group")
    assert TITLE in words_of(bob_client.get("/me/"))
    leave(group, bob)
    page = words_of(bob_client.get("/me/"))
    assert TITLE not in page.split("What I said")[0]


@pytest.fixture
def others(visitor, carol_client):
    """Browsers of those who are not in it."""
    return [visitor, carol_client]


def at(group, path=""):
    return f"/groups/{group.slug}/{path}"


def leave(group, member):
    community_actions.leave_group(group, actor=member)


def nothing_in(browsers, *addresses):
    for browser in browsers:
        for address in addresses:
            page = browser.get(address)
            text = page.content.decode()
            for secret in (NAME, TITLE, "whenever it rains"):
                assert secret not in text, f"{secret} on {address}"


# --- the group ------------------------------------------------------------------------------------------------


def test_directory_and_search(group, item, others, bob_client):
    nothing_in(others, "/groups/", "/groups/?q=night", "/groups/?q=circle")
    assert NAME in words_of(bob_client.get("/groups/"))
    assert NAME in words_of(bob_client.get("/groups/?q=night"))


def test_suggestions_and_counts_of_the_directory(group, bob, carol, carol_client):
    public = make_group("Open one")
    for member in (bob, carol):
        community_actions.join_group(public, actor=member)
    assert carol_client.get("/groups/").context["suggested"] == []


def test_every_page_of_it(group, item, others, bob_client, tessa_client):
    for path in ("", "feedback/", "members/", "figures/", "cover.webp", "ask/", "host/", "host/edit/"):
        for browser in others:
            assert browser.get(at(group, path), follow=False).status_code in (302, 404)
            if path not in ("ask/", "host/", "host/edit/") or browser is not others[0]:
                assert browser.get(at(group, path)).status_code == 404
    for path in ("", "feedback/", "members/", "figures/"):
        assert bob_client.get(at(group, path)).status_code == 200
        assert tessa_client.get(at(group, path)).status_code == 404


@pytest.mark.parametrize("path", ["join/", "leave/", "ask/", "ask/withdraw/", "host/invite/", "host/links/"])
def test_presses_find_nothing(path, group, carol_client):
    assert carol_client.post(at(group, path), {"words": "x"}).status_code == 404


def test_its_cover_is_asked_for_each_time(group, alice, others, bob, bob_client):
    community_actions.edit_group(group, actor=alice, cover=clean_image(image_upload())[0])
    answer = bob_client.get(group.cover_url)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert [browser.get(group.cover_url).status_code for browser in others] == [404, 404]
    leave(group, bob)
    assert bob_client.get(group.cover_url).status_code == 404


def test_the_page_of_an_invitation_ends_with_it(group, alice, others):
    link = community_actions.make_link(group, actor=alice, uses=2, days=2)
    assert NAME in words_of(others[0].get(link.get_absolute_url()))
    assert TITLE not in words_of(others[0].get(link.get_absolute_url()))
    community_actions.revoke_invitation(link, actor=alice)
    for browser in others:
        assert browser.get(link.get_absolute_url()).status_code == 404
    nothing_in(others, link.get_absolute_url())


def test_a_name_that_it_has_is_free_to_others(group, carol):
    carol.user_permissions.add(Permission.objects.get(codename="add_interestgroup"))
    assert community_actions.found_group(actor=carol, name=NAME).slug != group.slug


# --- lists, counts, feeds, search -----------------------------------------------------------------------------


def test_an_address_tells_nobody_that_a_private_group_is_there(alice, carol):
    hidden = community_actions.found_group(actor=alice, name="Night shift", is_private=True, policy="invitation")
    assert re.fullmatch(r"night-shift-[0-9a-f]{6}", hidden.slug)
    assert community_actions.found_group(actor=carol, name="Night shift").slug == "night-shift"


def test_an_item_is_for_the_group(item, group):
    assert (item.visibility, item.is_public, item.is_shared) == ("group", False, True)
    group.refresh_from_db()
    assert group.feedback_count == 1
    assert not Feedback.objects.public().exists()
    assert not SearchDoc.objects.filter(is_public=True).exists()


def test_no_public_list_shows_it(item, group, others, tessa, bob, bob_client):
    actions.cast_vote(item, actor=bob)
    places = [
        "/", "/feedback/", "/feedback/?order=new", "/feedback/?order=wanted", "/feedback/?order=answered",
        "/feedback/?q=pangolin", "/feedback/?mine=supported", "/feedback/?mine=said", f"/feedback/?group={group.slug}",
        "/feedback/feed.atom", "/roadmap/", "/fixed/", "/fixed/feed.atom", "/feedback/new/", "/receipt/",
    ]  # fmt: skip
    actions.triage_feedback(item, actor=tessa, answer="Yes.", status="planned")
    nothing_in(others, *places)
    for address in places:
        # Public lists are public for members too.
        assert TITLE not in words_of(bob_client.get(address)), address


def test_it_is_not_among_filters_and_figures(item, others):
    for browser in others:
        board = browser.get("/feedback/")
        assert board.context["total"] == 0
        assert all(
            option["value"] != item.group.slug for facet in board.context["facets"]() for option in facet["options"]
        )
        assert browser.get("/").context["promise_share"] is None


def test_it_is_not_proposed_while_typing_nor_beside_others(item, others, bob, carol):
    for browser in others:
        answer = browser.get("/feedback/new/similar/", {"text": TEXT})
        assert answer.context["items"] == []
    alike = make_feedback(carol, TEXT)
    actions.find_pairs(item)
    actions.find_pairs(alike)
    assert not DuplicatePair.objects.exists()
    nothing_in([others[0]], "/feedback/reasons/")
    assert others[0].get(alike.get_absolute_url()).context["similar"] == []


def test_its_group_is_offered_to_its_members_alone(group, others, bob_client):
    nothing_in(others, "/feedback/new/", f"/feedback/new/?group={group.slug}")
    assert NAME in words_of(bob_client.get("/feedback/new/"))
    form = {"text": "Hear me out.", "group": group.slug, "identity": "member"}
    assert others[1].post("/feedback/new/", form).status_code == 422
    assert bob_client.post("/feedback/new/", form).status_code == 302
    assert Feedback.objects.get().visibility == "group"


# --- the item -------------------------------------------------------------------------------------------------


def test_its_page_is_for_the_group_and_the_team(item, others, alice_client, bob_client, tessa_client):
    for browser in others:
        assert browser.get(item.get_absolute_url()).status_code == 404
    for browser in (alice_client, bob_client, tessa_client):
        page = words_of(browser.get(item.get_absolute_url()))
        assert TITLE in page
        assert "Said in the private group" in page


def test_members_support_follow_and_talk_and_others_do_not(item, group, bob_client, carol_client):
    place = item.get_absolute_url()
    presses = [("vote/", {"want": "1"}), ("follow/", {"level": "all"}), ("comments/", {"text": "So it is."})]
    for path, form in presses:
        assert carol_client.post(place + path, form).status_code == 404
        assert bob_client.post(place + path, form).status_code == 302
    item.refresh_from_db()
    assert (item.vote_count, item.comment_count) == (1, 1)
    assert Follow.objects.filter(feedback=item).count() == 2
    comment = Comment.objects.get()
    assert carol_client.post(f"/feedback/comments/{comment.pk}/edit/", {"text": "x"}).status_code == 404
    assert bob_client.post(f"/feedback/comments/{comment.pk}/edit/", {"text": "Still."}).status_code == 302


def test_its_pictures(group, alice, bob, others, bob_client):
    actions.keep_draft_images([image_upload()], actor=alice, draft_key="k" * 32)
    item = make_feedback(alice, TEXT, group=group, draft_key="k" * 32)
    actions.keep_draft_images([image_upload()], actor=bob, draft_key="c" * 32)
    make_comment(item, bob, draft_key="c" * 32)
    pictures = [picture.get_absolute_url() for picture in item.attachments.all()]
    assert len(pictures) == 2
    for address in pictures:
        answer = bob_client.get(address)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert [browser.get(address).status_code for browser in others] == [404, 404]
    leave(group, bob)
    assert [bob_client.get(address).status_code for address in pictures] == [404, 404]


def test_the_groups_own_page_lists_it(item, group, bob_client):
    assert list(bob_client.get(at(group, "feedback/")).context["items"]) == [item]
    assert TITLE in words_of(bob_client.get(at(group, "feedback/")))


def test_my_page_says_who_sees_it(item, alice_client):
    assert f"Only “{NAME}” and the team see this." in words_of(alice_client.get("/me/"))


# --- who leaves loses sight at once ---------------------------------------------------------------------------


def test_who_leaves_sees_no_page_no_notice_and_gets_no_mail(item, group, bob, tessa, queue, bob_client, mailoutbox):
    actions.set_follow(item, actor=bob, level="all")
    actions.triage_feedback(item, actor=tessa, answer="We look at it.")
    announce_entry(item.entries.get(kind="answer").pk)
    assert Notification.objects.get(member=bob).group == group
    assert TITLE in words_of(bob_client.get("/me/inbox/"))
    notice = Notification.objects.get(member=bob)
    leave(group, bob)
    queue.run()
    assert not [mail for mail in mailoutbox if bob.email in mail.to and "We look at it." in mail.body]
    inbox = bob_client.get("/me/inbox/")
    assert TITLE not in words_of(inbox)
    assert inbox.context["unread_count"] == 0
    assert bob_client.post(f"/me/inbox/{notice.pk}/read/").status_code == 404
    assert bob_client.get(item.get_absolute_url()).status_code == 404


def test_who_left_is_no_longer_told(item, group, alice, bob, tessa):
    actions.set_follow(item, actor=bob, level="all")
    leave(group, bob)
    actions.triage_feedback(item, actor=tessa, answer="We look at it.")
    make_comment(item, alice, "Thanks.")
    assert not Notification.objects.filter(member=bob).exists()
    assert Notification.objects.filter(member=alice).exists()


def test_members_and_the_team_are_told(item, bob, tessa, alice, mailoutbox):
    actions.set_follow(item, actor=bob, level="all")
    actions.set_follow(item, actor=tessa, level="all")
    make_comment(item, alice, "More of it.")
    told = Notification.objects.filter(kind="feedback.commented")
    assert set(told.values_list("member__name", "group")) == {("Bob", item.group_id), ("Tessa", None)}
    assert {mail.to[0] for mail in mailoutbox if TITLE in mail.subject} == {bob.email, tessa.email}


def test_an_author_who_left_reads_his_words_and_the_answer_but_not_the_talk(group, alice, bob, tessa, bob_client):
    item = make_feedback(bob, TEXT, title=TITLE, group=group)
    make_comment(item, alice, "Only among us.")
    leave(group, bob)
    actions.triage_feedback(item, actor=tessa, answer="New lamps are on the way.")
    page = words_of(bob_client.get(item.get_absolute_url()))
    assert "New lamps are on the way." in page
    assert "Only among us." not in page
    assert bob_client.post(item.get_absolute_url() + "comments/", {"text": "x"}).status_code == 404
    assert "New lamps" in words_of(bob_client.get("/me/inbox/"))
    make_comment(item, alice, "He left.")
    told = Notification.objects.filter(member=bob, kind="feedback.commented")
    assert [notice.params["text"] for notice in told] == ["Only among us."]
    assert "Only among us." not in words_of(bob_client.get("/me/inbox/"))
    assert bob_client.post(item.get_absolute_url() + "delete/").status_code == 302


def test_a_receipt_opens_the_answer_and_not_the_talk(group, alice, visitor):
    item, code = make_receipt(TEXT, group=group)
    assert item.visibility == "group"
    make_comment(item, alice, "Only among us.")
    page = visitor.post("/receipt/", {"code": code}, follow=True)
    assert TEXT in words_of(page)
    assert "Only among us." not in words_of(page)
    assert visitor.get(item.get_absolute_url()).status_code == 404


# --- approval, hiding, merging, fixing ------------------------------------------------------------------------


def test_what_is_approved_is_for_the_group(group, alice, tessa, others):
    Channel.objects.update(publishing="nothing")
    item = make_feedback(alice, TEXT, title=TITLE, group=group)
    assert item.visibility == "pending"
    actions.approve_feedback(item, actor=tessa)
    item.refresh_from_db()
    assert item.visibility == "group"
    assert actions.approve_feedback(item, actor=tessa) is False
    nothing_in(others, "/feedback/", "/feedback/?q=pangolin")
    assert Notification.objects.get(member=alice).params["in_group"] == NAME


def test_what_is_hidden_and_shown_again_is_for_the_group(item, group, tessa):
    actions.hide_feedback(item, actor=tessa)
    assert Feedback.objects.get().visibility == "hidden"
    group.refresh_from_db()
    assert group.feedback_count == 0
    actions.show_feedback(item, actor=tessa)
    assert Feedback.objects.get().visibility == "group"
    group.refresh_from_db()
    assert group.feedback_count == 1
    assert not SearchDoc.objects.filter(is_public=True).exists()


def test_what_is_taken_back_counts_no_longer(item, group, alice):
    actions.remove_feedback(item, actor=alice)
    group.refresh_from_db()
    assert group.feedback_count == 0


def test_items_of_different_readers_are_not_merged(item, group, alice, bob, tessa, tessa_client):
    outside = make_feedback(bob, "Flickering lamps.")
    other = make_group(is_private=True, policy="invitation")
    elsewhere = make_feedback(bob, "Flickering lamps.", group=other)
    for one, into in ((item, outside), (outside, item), (item, elsewhere)):
        with pytest.raises(ValidationError) as refused:
            actions.merge_feedback(one, into=into, actor=tessa)
        assert refused.value.code == "other_readers"
    answer = tessa_client.get(f"/admin/feedback/feedback/{item.pk}/merge/?other={outside.pk}")
    assert "not seen by the same people" in words_of(answer)
    inside = make_feedback(bob, "Flickering again.", group=group)
    actions.merge_feedback(inside, into=item, actor=tessa)
    item.refresh_from_db()
    assert (item.merged_count, item.vote_count) == (1, 1)
    assert not find_broken_merges()
    assert not find_miscounted()


def test_a_fix_note_names_nobody_of_the_group(item, group, bob, carol, tessa, others):
    actions.cast_vote(item, actor=bob)
    public = make_feedback(carol, "Dark shelves.")
    note = make_fix_note([item, public], actor=tessa)
    assert note.people_count == 1
    nothing_in(others, "/fixed/", note.get_absolute_url(), "/fixed/feed.atom", "/roadmap/", "/")
    for browser in others:
        page = browser.get(note.get_absolute_url()).content.decode()
        assert "Alice" not in page
        assert item.get_absolute_url() not in page
    actions.rate_feedback(Feedback.objects.get(pk=item.pk), actor=bob, score=5)
    note.refresh_from_db()
    assert note.rating_count == 0


def test_a_vote_on_behalf_is_for_members(item, bob, carol, tessa):
    words = {"actor": tessa, "source": "By phone.", "channel": Channel.objects.get(slug="phone")}
    with pytest.raises(ValidationError, match="not in it"):
        actions.vote_on_behalf(item, member=carol, **words)
    assert actions.vote_on_behalf(item, member=bob, **words)


# --- the desk -------------------------------------------------------------------------------------------------


@pytest.fixture
def looker(sign_in):
    """Staff who may look at tables and write fix notes, but not triage."""
    member = make_member("Lou", is_staff=True)
    names = ["view_feedback", "view_comment", "view_progressentry", "add_fixnote", "view_fixnote", "view_interestgroup"]
    member.user_permissions.set(Permission.objects.filter(codename__in=names))
    return sign_in(member)


def test_tables_and_autocomplete_of_those_who_do_not_triage(item, alice, looker, tessa_client):
    make_comment(item, alice, "The pangolin again.")
    complete = {"app_label": "feedback", "model_name": "fixnote", "field_name": "items", "term": f"{item.pk}"}
    assert looker.get("/admin/autocomplete/", complete).json()["results"] == []
    assert tessa_client.get("/admin/autocomplete/", complete).json()["results"]
    tables = ["feedback/feedback/", "feedback/comment/", "feedback/progressentry/", "community/interestgroup/"]
    nothing_in([looker], *(f"/admin/{table}" for table in tables), "/admin/feedback/feedback/?q=pangolin")
    assert looker.get(f"/admin/feedback/feedback/{item.pk}/change/").status_code == 302


def test_the_team_answers_it(item, tessa, tessa_client):
    ReplyTemplate.objects.create(title="T", language="en", text="Hello {name}.")
    page = words_of(tessa_client.get(f"/admin/feedback/feedback/{item.pk}/desk/"))
    assert f"It was said in the private group “{NAME}”" in page


# --- becoming private and public ------------------------------------------------------------------------------


@pytest.fixture
def open_group(alice, bob):
    group = make_group("Day circle")
    community_actions.set_hosts(group, [alice], actor=None)
    community_actions.join_group(group, actor=bob)
    return group


def test_what_was_said_follows_the_group(open_group, alice, bob, carol, tessa, carol_client, visitor):
    item = make_feedback(alice, TEXT, title=TITLE, group=open_group)
    hidden = make_feedback(alice, "Hidden.", group=open_group)
    actions.hide_feedback(hidden, actor=tessa)
    actions.set_follow(item, actor=carol, level="all")
    make_comment(item, bob, "Yes.")
    assert TITLE in words_of(visitor.get("/feedback/"))
    assert TITLE in words_of(carol_client.get("/me/inbox/"))
    community_actions.edit_group(open_group, actor=alice, is_private=True, policy="invitation")
    assert Feedback.objects.get(pk=item.pk).visibility == "group"
    assert not SearchDoc.objects.filter(object_id=item.pk, is_public=True).exists()
    assert TITLE not in words_of(visitor.get("/feedback/"))
    assert TITLE not in words_of(carol_client.get("/me/inbox/"))
    assert visitor.get(item.get_absolute_url()).status_code == 404
    assert Feedback.objects.get(pk=hidden.pk).visibility == "hidden"
    open_group.refresh_from_db()
    assert open_group.feedback_count == 1


SAID = {
    "feedback": lambda group, author: make_feedback(author, TEXT, group=group),
    "post": lambda group, author: make_post(author, group=group),
}


@pytest.mark.parametrize("kind", SAID)
def test_what_was_said_in_private_keeps_the_group_private(kind, open_group, alice, alice_client):
    """Whoever spoke there counted on its members alone."""
    community_actions.edit_group(open_group, actor=alice, is_private=True, policy="invitation")
    said = SAID[kind](open_group, alice)
    form = {"name": "Day circle", "description": "", "rules": "", "hue": "0", "door": "open"}
    answer = alice_client.post(f"/groups/{open_group.slug}/host/edit/", form)
    assert answer.status_code == 422
    assert answer.context["form"].errors["door"].as_data()[0].code == "said_in_private"
    open_group.refresh_from_db()
    said.refresh_from_db()
    assert (open_group.is_private, said.visibility) == (True, "group")


def test_a_private_group_in_which_nothing_was_said_can_be_opened(open_group, alice, alice_client, visitor):
    community_actions.edit_group(open_group, actor=alice, is_private=True, policy="invitation")
    gone = make_feedback(alice, TEXT, group=open_group)
    actions.remove_feedback(gone, actor=alice)
    form = {"name": "Day circle", "description": "", "rules": "", "hue": "0", "door": "open"}
    assert alice_client.post(f"/groups/{open_group.slug}/host/edit/", form).status_code == 302
    assert visitor.get(f"/groups/{open_group.slug}/").status_code == 200


def test_what_was_merged_across_its_border_stands_on_its_own_again(open_group, alice, bob, tessa, visitor):
    into = make_feedback(bob, "Lamps, outside.")
    inside, outside = make_feedback(alice, "Lamps one.", group=open_group), make_feedback(alice, "Lamps two.")
    canonical = make_feedback(bob, "Lamps, inside.", group=open_group)
    neighbour = make_feedback(alice, "Lamps three.", group=open_group)
    actions.merge_feedback(inside, into=into, actor=tessa)
    actions.merge_feedback(outside, into=canonical, actor=tessa)
    actions.merge_feedback(neighbour, into=canonical, actor=tessa)
    community_actions.edit_group(open_group, actor=alice, is_private=True, policy="invitation")
    rows = dict(Feedback.objects.values_list("pk", "merged_into"))
    assert rows == {into.pk: None, inside.pk: None, outside.pk: None, canonical.pk: None, neighbour.pk: canonical.pk}
    assert not find_broken_merges()
    assert not find_miscounted()
    open_group.refresh_from_db()
    assert open_group.feedback_count == 2
    page = words_of(visitor.get(into.get_absolute_url()))
    assert f"#{inside.pk} " not in page
    assert visitor.get(outside.get_absolute_url()).status_code == 200


def test_the_database_keeps_words_of_a_group_in_one(item):
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=item.pk).update(group=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        InterestGroup.objects.filter(pk=item.group_id).update(policy="open")


def test_membership_alone_opens_it(item, group, carol, carol_client):
    Membership.objects.create(group=group, member=carol)
    assert carol_client.get(item.get_absolute_url()).status_code == 200
    Membership.objects.filter(member=carol).delete()
    assert carol_client.get(item.get_absolute_url()).status_code == 404
