"""What waits for a look by the team: which words do, what the team decides, and what the author reads."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import Activity, AuditEntry, Community, InterestGroup, Notification
from community.moderation.models import Sanction
from feedback import actions
from feedback.actions.approving import is_newcomer
from feedback.models import Approval, Channel, Feedback, TrustedAuthor
from tests.factories import make_feedback, make_group, make_member, make_receipt
from tests.pages import words_of

pytestmark = pytest.mark.django_db

NEW, QUEUE = "/feedback/new/", "/admin/feedback/feedback/approval/"
TEXT = "The app forgets my filter each time I come back."


def publishing(rule, *slugs):
    Channel.objects.filter(slug__in=slugs or ["board", "anonymous"]).update(publishing=rule)


def decide_address(item):
    return f"/admin/feedback/feedback/{item.pk}/approval/"


def form(**fields):
    return {"text": TEXT, "identity": "member", "submit_key": "s" * 32, "draft_key": "d" * 32} | fields


@pytest.fixture
def pending(alice):
    """Alice's first words, in a group, waiting for approval."""
    publishing("newcomers")
    return make_feedback(alice, TEXT, group=make_group())


# --- which words wait -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "waits"),
    [
        ("at_once", set()),
        ("nameless", {"nameless"}),
        ("newcomers", {"nameless", "newcomer"}),
        ("nothing", {"nameless", "newcomer", "known"}),
    ],
)
def test_each_rule_holds_back_what_those_before_it_do(rule, waits, tessa):
    known, trusted, newcomer = make_member(), make_member(), make_member()
    for _n in range(2):
        make_feedback(known)
    actions.trust_author(trusted, actor=tessa)
    publishing(rule)
    said = {
        "nameless": make_receipt()[0],
        "newcomer": make_feedback(newcomer),
        "known": make_feedback(known),
        "trusted": make_feedback(trusted),
        "staff": make_feedback(tessa),
    }
    assert {who for who, item in said.items() if item.visibility == "pending"} == waits
    assert set(Feedback.objects.pending()) == {said[who] for who in waits}
    assert Approval.objects.count() == len(waits)


def test_the_rule_is_the_channels_own(alice):
    publishing("nothing", "phone")
    assert make_feedback(alice).is_public
    assert make_feedback(alice, channel="phone").is_pending


def test_somebody_is_new_until_enough_was_published(alice, tessa):
    publishing("newcomers")
    first = make_feedback(alice)
    second = make_feedback(alice)
    assert is_newcomer(alice)
    actions.approve_feedback(first, actor=tessa)
    assert make_feedback(alice).is_pending
    actions.approve_feedback(second, actor=tessa)
    assert not is_newcomer(alice)
    assert make_feedback(alice).is_public


def test_somebody_is_new_for_so_many_days(alice):
    Community.get()
    Community.objects.update(new_until_items=0, new_until_days=3)
    assert is_newcomer(alice)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert not is_newcomer(alice)
    Community.objects.update(new_until_days=0)
    assert not is_newcomer(alice)


def test_the_promise_runs_from_receipt(pending, tessa):
    assert pending.answer_due_at - pending.received_at == timedelta(hours=24)
    due = pending.answer_due_at
    with time_machine.travel(timezone.now() + timedelta(hours=30)):
        assert pending in Feedback.objects.overdue()
        actions.approve_feedback(pending, actor=tessa)
    pending.refresh_from_db()
    assert pending.answer_due_at == due


# --- in the browser -------------------------------------------------------------------------------------------


def test_the_author_is_told_that_it_waits(alice, alice_client):
    publishing("newcomers")
    answer = alice_client.post(NEW, form(), follow=True)
    words = words_of(answer)
    assert "The team has a look before it is public." in words
    assert "It waits for a look by the team." in words
    assert Feedback.objects.get().is_pending
    assert "It waits for a look by the team." in words_of(alice_client.get("/me/"))


def test_the_anonymous_author_reads_it_on_the_receipt(english_visitor):
    publishing("nameless")
    words = words_of(english_visitor.post(NEW, form(identity="anonymous"), follow=True))
    assert "It waits for a look by the team." in words
    assert "public page" not in words


def test_an_answer_to_what_waits_reaches_its_author_alone(pending, alice, bob, tessa):
    actions.triage_feedback(pending, actor=tessa, answer="Which phone is it?")
    assert list(Notification.objects.values_list("member", "kind")) == [(alice.pk, "feedback.answered")]
    pending.refresh_from_db()
    assert pending.is_pending


# --- deciding -------------------------------------------------------------------------------------------------


def test_approved_words_are_public_and_counted(pending, alice, tessa):
    group = pending.group
    assert InterestGroup.objects.get().feedback_count == 0
    assert not Activity.objects.exists()
    assert actions.approve_feedback(pending, actor=tessa)
    group.refresh_from_db()
    assert (pending.is_public, group.feedback_count) == (True, 1)
    assert Activity.objects.get().member == alice
    row = Approval.objects.get()
    assert (row.outcome, row.decided_by) == ("approved", tessa)
    assert Notification.objects.get(member=alice).kind == "feedback.approved"
    entry = pending.entries.newest_first()[0]
    assert (entry.kind, entry.actor, entry.is_public) == ("approved", tessa, False)


def test_a_day_passes_before_the_look_and_the_activity_stays_on_its_day(pending, tessa):
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        actions.approve_feedback(pending, actor=tessa)
    assert Activity.objects.get().day == timezone.localdate(pending.created_at)


def test_approving_twice_is_once(pending, alice, tessa):
    assert [actions.approve_feedback(pending, actor=tessa) for _n in range(3)] == [True, False, False]
    assert InterestGroup.objects.get().feedback_count == 1
    assert Notification.objects.filter(member=alice).count() == 1
    assert AuditEntry.objects.filter(action="feedback.feedback.approved").count() == 1


def test_trusting_lets_the_next_words_through(pending, alice, tessa):
    for _twice in range(2):
        actions.approve_feedback(pending, actor=tessa, trust=True)
    assert TrustedAuthor.objects.get().member == alice
    assert AuditEntry.objects.filter(action="feedback.trust.created").count() == 1
    publishing("nothing")
    assert make_feedback(alice).is_public


def test_withheld_words_stay_hidden_and_the_author_reads_why(pending, alice, tessa, alice_client, bob_client):
    words = "Please leave the clerk's name out."
    assert actions.withhold_feedback(pending, actor=tessa, reason="private", words=words)
    assert not actions.withhold_feedback(pending, actor=tessa, reason="spam")
    assert (pending.visibility, InterestGroup.objects.get().feedback_count) == ("hidden", 0)
    page = words_of(alice_client.get(pending.get_absolute_url()))
    assert "The team did not publish this." in page
    assert words in page
    inbox = words_of(alice_client.get("/me/inbox/"))
    assert "was not published" in inbox
    assert words in inbox
    assert bob_client.get(pending.get_absolute_url()).status_code == 404
    assert not Sanction.objects.exists()
    assert Notification.objects.count() == 1


def test_the_receipt_says_why_it_was_not_published(english_visitor, tessa):
    publishing("nameless")
    feedback, code = make_receipt()
    actions.withhold_feedback(feedback, actor=tessa, reason="hurtful", words="No insults, please.", pause_days=7)
    english_visitor.post("/receipt/", {"code": code})
    words = words_of(english_visitor.get("/receipt/view/"))
    assert "The team did not publish this." in words
    assert "No insults, please." in words
    # Nobody is paused for what nobody can be found by.
    assert not Sanction.objects.exists()


def test_a_reason_is_required(pending, tessa):
    for reason in ("", "because", None):
        with pytest.raises(ValidationError) as refused:
            actions.withhold_feedback(pending, actor=tessa, reason=reason)
        assert refused.value.code == "withhold_needs_reason"
    pending.refresh_from_db()
    assert pending.is_pending


def test_what_was_decided_otherwise_is_told(pending, alice, tessa):
    actions.approve_feedback(pending, actor=tessa)
    with pytest.raises(ValidationError) as refused:
        actions.withhold_feedback(pending, actor=tessa, reason="spam", pause_days=7)
    assert refused.value.code == "decided_meanwhile"
    assert not Sanction.objects.exists()
    actions.remove_feedback(pending, actor=alice)
    with pytest.raises(ValidationError) as refused:
        actions.approve_feedback(pending, actor=tessa)
    assert refused.value.code == "decided_meanwhile"


def test_words_mended_meanwhile_are_read_again(pending, alice, tessa):
    actions.edit_feedback(pending, actor=alice, title="Buy gold", text="Buy gold at gold.example!", category=None)
    with pytest.raises(ValidationError) as refused:
        actions.approve_feedback(pending, actor=tessa, seen_edited_at=None)
    assert refused.value.code == "mended_meanwhile"
    pending.refresh_from_db()
    assert pending.is_pending
    actions.approve_feedback(pending, actor=tessa, seen_edited_at=pending.edited_at)
    assert pending.is_public


def test_approved_words_stay_as_they_were_read(pending, alice, alice_client, tessa):
    seen_before = Feedback.objects.get()
    actions.approve_feedback(pending, actor=tessa)
    words = {"title": "Buy gold", "text": "Buy gold at gold.example!", "category": None}
    # Also for a page that was opened while it still waited.
    for item in (pending, seen_before):
        with pytest.raises(ValidationError) as refused:
            actions.edit_feedback(item, actor=alice, **words)
        assert refused.value.code == "too_late"
    assert Feedback.objects.get().text == TEXT
    assert "Edit my words" not in words_of(alice_client.get(pending.get_absolute_url()))


def test_the_database_holds_the_decision_together(pending):
    for wrong in (
        {"outcome": "approved"},
        {"outcome": "withheld", "decided_at": timezone.now()},
        {"decided_at": timezone.now()},
        {"outcome": "x", "decided_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.update(**wrong)


# --- a pause --------------------------------------------------------------------------------------------------


def test_whoever_has_to_pause_says_nothing_new_and_keeps_his_words(pending, alice, alice_client, bob_client, tessa):
    actions.withhold_feedback(pending, actor=tessa, reason="spam", pause_days=3)
    page = alice_client.post(NEW, form(text="Something else.", submit_key="t" * 32))
    assert page.status_code == 422
    assert "You can say something new again from" in words_of(page)
    assert page.context["form"]["text"].value() == "Something else."
    assert bob_client.post(NEW, form(submit_key="u" * 32)).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        alice_client.force_login(alice)
        assert alice_client.post(NEW, form(text="Something else.", submit_key="t" * 32)).status_code == 302


def test_a_pause_ends_trust_and_a_longer_one_stays(alice, tessa):
    actions.trust_author(alice, actor=tessa)
    actions.pause_author(alice, actor=tessa, days=30, reason="spam")
    actions.pause_author(alice, actor=tessa, days=1, reason="empty")
    pause = Sanction.objects.get()
    assert pause.until - timezone.now() > timedelta(days=29)
    assert (pause.kind, pause.reason) == ("pause", "spam")
    assert not TrustedAuthor.objects.exists()
    for action in ("moderation.sanction.given", "feedback.trust.removed"):
        assert AuditEntry.objects.filter(action=action).count() == 1


def test_an_ended_pause_can_be_set_anew(alice, tessa):
    actions.pause_author(alice, actor=tessa, days=1, reason="spam")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        actions.pause_author(alice, actor=tessa, days=1, reason="spam")
        assert Sanction.objects.in_force("pause").get().member == alice


def test_trust_is_ended_in_the_admin(alice, tessa, adam_client, tessa_client):
    row, base = actions.trust_author(alice, actor=tessa), "/admin/feedback/trustedauthor/"
    assert tessa_client.get(base).status_code == 403
    assert adam_client.get(f"{base}add/").status_code == 403
    assert adam_client.get(f"{base}{row.pk}/change/").status_code == 200
    assert adam_client.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not TrustedAuthor.objects.exists()
    assert AuditEntry.objects.filter(action="feedback.trust.removed").count() == 1


# --- the queue ------------------------------------------------------------------------------------------------


def test_the_queue_stands_among_the_views_with_its_count(pending, tessa_client):
    page = tessa_client.get("/admin/feedback/feedback/triage/?view=approval")
    [tab] = [tab for tab in page.context["tabs"] if tab["name"] == "approval"]
    assert (tab["count"], tab["current"]) == (1, True)
    assert [row.pk for row in page.context["rows"]] == [pending.pk]
    assert "waits for approval" in words_of(page)


def test_the_cards_say_what_helps_to_decide(pending, alice, tessa_client):
    page = tessa_client.get(QUEUE)
    words = words_of(page)
    assert TEXT in words
    assert "from a new member" in words
    assert "0 items published" in words
    assert "Approve, and trust the author" in words


@pytest.mark.parametrize(
    ("decision", "visibility", "trusted", "paused"),
    [
        ("approve", "public", False, False),
        ("trust", "public", True, False),
        ("withhold", "hidden", False, False),
        ("pause", "hidden", False, True),
    ],
)
def test_one_press_decides(decision, visibility, trusted, paused, pending, tessa_client):
    sent = {"decision": decision, "reason": "spam", "words": "No shops here.", "days": "30"}
    for _twice in range(2):
        assert tessa_client.post(decide_address(pending), sent).headers["Location"] == QUEUE
    pending.refresh_from_db()
    assert pending.visibility == visibility
    assert TrustedAuthor.objects.exists() == trusted
    assert Sanction.objects.exists() == paused
    if paused:
        assert Sanction.objects.get().until - timezone.now() > timedelta(days=29)
    assert "Nothing waits for approval." in words_of(tessa_client.get(QUEUE))


def test_today_and_the_desk_say_why_it_waits_and_why_it_was_not_published(pending, tessa, tessa_client):
    desk = f"/admin/feedback/feedback/{pending.pk}/desk/"
    assert "Nobody but their authors sees these yet." in words_of(tessa_client.get("/admin/"))
    assert "Waiting for approval · from a new member" in words_of(tessa_client.get(desk))
    actions.withhold_feedback(pending, actor=tessa, reason="spam")
    assert "Hidden by moderators · It is advertising" in words_of(tessa_client.get(desk))
    assert "Nobody but their authors" not in words_of(tessa_client.get("/admin/"))


def test_decided_at_the_desk_one_stays_there(pending, tessa_client):
    assert "Publish it?" in words_of(tessa_client.get(f"/admin/feedback/feedback/{pending.pk}/desk/"))
    answer = tessa_client.post(decide_address(pending), {"decision": "approve", "back": "desk"})
    assert answer.headers["Location"].startswith(f"/admin/feedback/feedback/{pending.pk}/desk/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "withhold", "reason": ""},
        {"decision": "pause", "reason": "x"},
        {"decision": "withhold", "reason": "spam", "words": "x" * 301},
        {"decision": "pause", "reason": "spam", "days": "99999"},
        {"decision": "burn"},
        {},
    ],
)
def test_what_is_wrong_is_said_and_the_words_are_kept(wrong, pending, tessa_client):
    page = tessa_client.post(decide_address(pending), {"words": "My careful words."} | wrong)
    assert page.status_code == 422
    assert wrong.get("words", "My careful words.") in page.content.decode()
    assert 'role="alert"' in page.content.decode()
    pending.refresh_from_db()
    assert pending.is_pending


def test_a_card_decided_by_somebody_else_says_so(pending, adam, tessa_client):
    actions.approve_feedback(pending, actor=adam)
    page = tessa_client.post(decide_address(pending), {"decision": "withhold", "reason": "spam"})
    assert page.status_code == 422
    assert "Somebody was faster: Everyone." in words_of(page)


def test_mended_words_are_shown_again_before_they_are_approved(pending, alice, tessa_client):
    sent = {"decision": "approve", "seen_edited_at": ""}
    actions.edit_feedback(pending, actor=alice, title="", text="Buy gold at gold.example!", category=None)
    page = tessa_client.post(decide_address(pending), sent)
    assert page.status_code == 422
    assert "Buy gold" in words_of(page)
    pending.refresh_from_db()
    sent["seen_edited_at"] = pending.edited_at.isoformat()
    assert tessa_client.post(decide_address(pending), sent).status_code == 302


def test_the_queue_is_the_teams_alone(pending, visitor, alice_client, bob_client, sign_in):
    staff = sign_in(make_member(is_staff=True))
    for browser in (visitor, alice_client, bob_client, staff):
        assert browser.get(QUEUE).status_code in (302, 403)
        assert browser.post(decide_address(pending), {"decision": "approve"}).status_code in (302, 403)
    pending.refresh_from_db()
    assert pending.is_pending


def test_the_methods_are_what_they_are(pending, tessa_client):
    assert tessa_client.post(QUEUE).status_code == 405
    assert tessa_client.get(decide_address(pending)).status_code == 405
    assert tessa_client.post("/admin/feedback/feedback/999999/approval/", {"decision": "approve"}).status_code == 404


def test_the_card_says_what_cannot_wait(alice, tessa_client, machine):
    machine.says("漏电", "negative", -0.8, ["漏电"], danger=["漏电"])
    publishing("nothing")
    make_feedback(alice, "自提柜漏电了")
    page = words_of(tessa_client.get(QUEUE))
    assert "said “漏电”: somebody may get hurt" in page
