"""Entered by staff for somebody who phoned, wrote or was met: feedback, a vote, a consent that came later."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.models import Activity, AuditEntry, Notification
from feedback import actions
from feedback.models import Channel, Feedback, Follow, OnBehalf, Status, Vote
from tests.factories import make_category, make_feedback, make_group, make_member
from tests.pages import words_of

pytestmark = pytest.mark.django_db

ENTER = "/admin/feedback/feedback/enter/"
TEXT = "The lift at the north door has been out of order since Monday."
SOURCE = "Mrs Wang, phoned on Tuesday at ten, 555-0199"


def form(**fields):
    known = {"text": TEXT, "channel": "phone", "source": SOURCE, "consent": "yes", "submit_key": "s" * 32}
    return known | fields


def support_address(item):
    return f"/admin/feedback/feedback/{item.pk}/support/"


@pytest.fixture
def lead_client(sign_in):
    lead = make_member("Lena", is_staff=True)
    lead.groups.add(Group.objects.get(name="leads"))
    return sign_in(lead)


# --- feedback -------------------------------------------------------------------------------------------------


def test_a_member_is_the_author_and_is_told(alice, tessa, tessa_client):
    category, group = make_category("lift"), make_group()
    sent = form(who="ALICE@example.org", title="Lift", category="lift", group=group.slug)
    answer = tessa_client.post(ENTER, sent)
    item = Feedback.objects.get()
    assert answer.headers["Location"].startswith(f"/admin/feedback/feedback/{item.pk}/desk/")
    assert (item.author, item.title, item.category, item.group) == (alice, "Lift", category, group)
    assert (item.channel.slug, item.visibility, item.is_anonymous) == ("phone", "public", False)
    assert item.answer_due_at is not None
    assert Follow.objects.get(feedback=item).member == alice
    assert Notification.objects.get(member=alice).kind == "feedback.entered"
    assert Activity.objects.get().member == alice
    row = OnBehalf.objects.get()
    assert (row.what, row.member, row.source, row.has_consent, row.entered_by) == ("item", alice, SOURCE, True, tessa)
    assert AuditEntry.objects.get(action="feedback.feedback.submitted").actor == tessa
    group.refresh_from_db()
    assert group.feedback_count == 1


def test_somebody_without_an_account_is_no_author_and_not_anonymous(tessa_client, english_visitor):
    tessa_client.post(ENTER, form())
    item = Feedback.objects.get()
    assert (item.author, item.is_anonymous, item.receipt_hash) == (None, False, "")
    page = words_of(english_visitor.get(item.get_absolute_url()))
    assert TEXT in page
    assert "Phone" in page


def test_the_source_is_the_teams_alone(alice, tessa_client, alice_client, english_visitor):
    tessa_client.post(ENTER, form(who="Alice"))
    item = Feedback.objects.get()
    assert SOURCE in words_of(tessa_client.get(f"/admin/feedback/feedback/{item.pk}/desk/"))
    for browser in (english_visitor, alice_client):
        for place in (item.get_absolute_url(), "/me/inbox/", "/feedback/", "/feedback/feed.atom", "/?q=555"):
            assert "555-0199" not in browser.get(place, follow=True).content.decode()


def test_without_consent_the_team_alone_reads_it(alice, bob_client, english_visitor, alice_client, tessa, tessa_client):
    tessa_client.post(ENTER, form(who="Alice", consent="no"))
    item = Feedback.objects.get()
    assert item.visibility == "hidden"
    assert not Activity.objects.exists()
    assert english_visitor.get(item.get_absolute_url()).status_code == 404
    assert bob_client.get(item.get_absolute_url()).status_code == 404
    assert "only you and the team" in words_of(alice_client.get("/me/inbox/"))
    # Nobody publishes it past the consent.
    with pytest.raises(ValidationError) as refused:
        actions.show_feedback(item, actor=tessa)
    assert refused.value.code == "no_consent"
    page = tessa_client.post(f"/admin/feedback/feedback/{item.pk}/visibility/", {"want": "show"}, follow=True)
    assert "did not agree" in words_of(page)
    item.refresh_from_db()
    assert item.visibility == "hidden"


def test_a_consent_that_came_later_publishes_once(tessa, tessa_client, visitor):
    group = make_group()
    tessa_client.post(ENTER, form(consent="no", group=group.slug))
    item = Feedback.objects.get()
    address = f"/admin/feedback/feedback/{item.pk}/consent/"
    assert tessa_client.get(address).status_code == 405
    for _twice in range(2):
        assert tessa_client.post(address).status_code == 302
    assert visitor.get(item.get_absolute_url()).status_code == 200
    group.refresh_from_db()
    assert group.feedback_count == 1
    assert AuditEntry.objects.filter(action="feedback.feedback.consented").count() == 1


def test_sent_twice_is_entered_once(tessa_client):
    for _twice in range(2):
        tessa_client.post(ENTER, form())
    assert Feedback.objects.count() == OnBehalf.objects.count() == 1


def test_the_look_shows_the_like_and_writes_nothing(alice, tessa_client):
    known = make_feedback(alice, "The lift at the north door is out of order.")
    page = tessa_client.post(ENTER, form(look="1"))
    assert page.status_code == 200
    assert [item for item, _percent in page.context["similar"]] == [known]
    assert TEXT in page.content.decode()
    assert SOURCE in page.content.decode()
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "ab"}, "text"),
        ({"source": "   "}, "source"),
        ({"source": "x" * 501}, "source"),
        ({"consent": ""}, "consent"),
        ({"consent": "maybe"}, "consent"),
        ({"channel": "anonymous"}, "channel"),
        ({"channel": "board"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"who": "nobody@example.org"}, "who"),
        ({"who": "\u202e"}, None),
        ({"category": "no-such"}, "category"),
    ],
)
@pytest.mark.parametrize("look", [True, False])
def test_what_is_wrong_is_said_by_its_field_and_the_rest_is_kept(wrong, field, look, tessa_client):
    page = tessa_client.post(ENTER, form(title="My title", **wrong) | ({"look": "1"} if look else {}))
    if field is None:
        assert page.status_code in (200, 302)
        return
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "My title" in page.content.decode()
    assert not Feedback.objects.exists()


def test_who_left_is_nobody(alice, tessa_client):
    alice.is_active = False
    alice.save()
    assert tessa_client.post(ENTER, form(who="Alice")).status_code == 422


def test_a_lead_picks_from_the_members(alice, lead_client):
    assert "admin-autocomplete" in lead_client.get(ENTER).content.decode()
    lead_client.post(ENTER, form(member=alice.pk))
    assert Feedback.objects.get().author == alice
    for wrong in ("x", "999999", "9" * 30):
        assert lead_client.post(ENTER, form(member=wrong, submit_key="t" * 32)).status_code == 422


def test_a_pause_and_a_policy_do_not_hold_what_the_team_enters(alice, tessa, tessa_client):
    Channel.objects.update(publishing="nothing")
    actions.pause_author(alice, actor=tessa, days=7, reason="spam")
    tessa_client.post(ENTER, form(who="Alice"))
    assert Feedback.objects.get().is_public


def test_only_those_who_may_enter(visitor, alice_client, sign_in, alice):
    triager = make_member(is_staff=True)
    triager.user_permissions.add(Permission.objects.get(codename="triage_feedback"))
    item = make_feedback(alice)
    for browser in (visitor, alice_client, sign_in(triager), sign_in(make_member(is_staff=True))):
        assert browser.get(ENTER).status_code in (302, 403)
        assert browser.post(ENTER, form()).status_code in (302, 403)
        assert browser.post(support_address(item), form(who="Alice")).status_code in (302, 403)
        assert browser.post(f"/admin/feedback/feedback/{item.pk}/consent/").status_code in (302, 403)
    assert Feedback.objects.count() == 1
    assert not Vote.objects.exists()


def test_the_database_wants_a_source_and_one_row(tessa_client, alice):
    tessa_client.post(ENTER, form())
    row = OnBehalf.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        OnBehalf.objects.update(source="")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


# --- a vote ---------------------------------------------------------------------------------------------------


@pytest.fixture
def item(alice):
    return make_feedback(alice)


def test_a_vote_is_the_members_one_vote(item, bob, tessa, tessa_client, bob_client):
    sent = {"who": "Bob", "source": SOURCE, "channel": "phone"}
    for _twice in range(2):
        assert tessa_client.post(support_address(item), sent).status_code == 302
    item.refresh_from_db()
    assert (item.vote_count, Vote.objects.get().member) == (1, bob)
    row = OnBehalf.objects.get()
    assert (row.what, row.member, row.source, row.entered_by) == ("vote", bob, SOURCE, tessa)
    entry = AuditEntry.objects.get(action="feedback.feedback.supported_for")
    assert (entry.actor, entry.changes["member"]) == (tessa, [None, "Bob"])
    assert "noted your support" in words_of(bob_client.get("/me/inbox/"))
    # He takes it back like any other, and may be voted for anew.
    bob_client.post(f"/feedback/{item.pk}/vote/", {"want": "0"})
    assert not Vote.objects.exists()
    tessa_client.post(support_address(item), sent)
    item.refresh_from_db()
    assert item.vote_count == 1


def test_a_vote_of_ones_own_stays_ones_own(item, bob, tessa):
    actions.cast_vote(item, actor=bob)
    channel = Channel.objects.get(slug="phone")
    assert not actions.vote_on_behalf(item, member=bob, actor=tessa, source=SOURCE, channel=channel)
    assert not OnBehalf.objects.exists()
    assert item.vote_count == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"who": ""}, "Only a member has a vote."),
        ({"who": "Nobody"}, "Nobody here has this address or name."),
        ({"who": "Alice"}, "You said it yourself"),
        ({"source": ""}, "Note who said it"),
        ({"channel": "x"}, "valid choice"),
    ],
)
def test_a_vote_that_cannot_be(sent, words, item, bob, tessa_client):
    page = tessa_client.post(support_address(item), {"who": "Bob", "source": SOURCE, "channel": "phone"} | sent)
    assert page.status_code == 422
    assert words in words_of(page)
    assert not Vote.objects.exists()


def test_nobody_supports_what_is_settled_or_not_public(item, bob, tessa, tessa_client):
    sent = {"who": "Bob", "source": SOURCE, "channel": "phone"}
    actions.hide_feedback(item, actor=tessa)
    assert tessa_client.post(support_address(item), sent).status_code == 422
    actions.show_feedback(item, actor=tessa)
    actions.triage_feedback(item, actor=tessa, status=Status.FIXED)
    assert tessa_client.post(support_address(item), sent).status_code == 422
    assert not Vote.objects.exists()
    assert tessa_client.post("/admin/feedback/feedback/999999/support/", sent).status_code == 404
