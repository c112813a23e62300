"""Sanctions reach everything at once, end by themselves, and can be appealed against once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from community.models import AuditEntry, Member, Notification
from community.moderation import actions, tasks
from community.moderation.models import Appeal, Sanction
from community.moderation.permissions import sanction_token
from community.moderation.standing import ENDLESS, may_sign_in
from community.notices import notify, render_notice
from feedback import actions as feedback_actions
from feedback.models import Comment, FixNote
from feedback.tasks import publish_due_fix_notes
from tests.factories import PASSWORD, make_comment, make_feedback, make_fix_note, make_member
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

LOGIN, MINE = "/accounts/login/", "/me/sanctions/"


def give(member, actor, kind="suspend", days=7, **fields):
    words = {"reason": "harassment", "words": "About the lift, please."} | fields
    return actions.give_sanction(member, actor=actor, kind=kind, days=None if kind == "warn" else days, **words)


def sign_in_form(member, password=PASSWORD):
    return {"login": member.email, "password": password}


@pytest.fixture
def reader():
    """A browser without a session, set to English."""
    return Client(headers={"Accept-Language": "en"})


# --- at once --------------------------------------------------------------------------------------------------


def test_every_session_is_refused_at_the_next_request(alice, tessa, sign_in):
    browsers = [sign_in(alice), sign_in(alice)]
    for browser in browsers:
        assert browser.get("/me/").status_code == 200
    give(alice, tessa)
    for browser in browsers:
        assert asks_to_sign_in(browser.get("/me/"))
        assert asks_to_sign_in(browser.post("/feedback/1/vote/"))


def test_the_row_of_a_member_says_what_his_suspension_says(alice, tessa):
    def copied():
        alice.refresh_from_db()
        return alice.suspended_until

    assert copied() is None
    short = give(alice, tessa, days=1)
    assert copied() == short.until
    endless = give(alice, tessa, days=None)
    assert copied() == ENDLESS
    assert alice.is_suspended
    assert give(alice, tessa, days=30) == endless
    assert copied() == ENDLESS
    actions.lift_sanction(endless, actor=tessa)
    assert copied() is None


def test_a_row_that_was_read_before_does_not_end_it(alice, tessa):
    before = Member.objects.get(pk=alice.pk)
    partly = Member.objects.only("bio").get(pk=alice.pk)
    given = give(alice, tessa)
    for row, words in ((before, "Anew"), (partly, "Once more")):
        row.bio = words
        row.save()
        alice.refresh_from_db()
        assert (alice.bio, alice.suspended_until) == (words, given.until)


def test_a_pause_or_a_warning_is_no_suspension(alice, tessa):
    for kind in ("warn", "pause"):
        actions.lift_sanction(give(alice, tessa, kind=kind), actor=tessa)
        give(alice, tessa, kind=kind)
        alice.refresh_from_db()
        assert not alice.is_suspended


def test_lifting_an_old_sanction_leaves_the_suspension(alice, tessa):
    pause = give(alice, tessa, kind="pause")
    suspension = give(alice, tessa)
    actions.lift_sanction(pause, actor=tessa)
    alice.refresh_from_db()
    assert alice.suspended_until == suspension.until


def test_other_members_stay_signed_in(alice, tessa, bob_client):
    give(alice, tessa)
    assert bob_client.get("/me/").status_code == 200


def test_old_sessions_do_not_come_back_with_the_end(alice, bob_client, tessa, alice_client, queue):
    alice_client.get("/me/")
    bob_client.get("/me/")
    sanction = give(alice, tessa, days=1)
    queue.run()
    sanction.refresh_from_db()
    assert sanction.sessions_ended_at
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert asks_to_sign_in(alice_client.get("/me/"))
        assert bob_client.get("/me/").status_code == 200


def test_the_sweep_ends_what_a_lost_job_left(alice, tessa, alice_client, queue):
    sanction = give(alice, tessa)
    queue.lose()
    tasks.sweep_sessions()
    sanction.refresh_from_db()
    assert sanction.sessions_ended_at
    assert not Session.objects.filter(session_key=alice_client.cookies["sessionid"].value).exists()
    tasks.end_sessions(sanction.pk)


def test_signing_in_tells_until_when_why_and_how_to_appeal(alice, tessa, reader):
    give(alice, tessa)
    answer = reader.post(LOGIN, sign_in_form(alice), follow=True)
    page = words_of(answer)
    assert answer.request["PATH_INFO"].startswith("/suspended/")
    for said in ("Your account is suspended", "You can sign in again from", "Insults or pursues", "About the lift"):
        assert said in page
    assert asks_to_sign_in(reader.get("/me/"))


def test_strangers_learn_nothing(alice, tessa, reader):
    give(alice, tessa)
    unknown = reader.post(LOGIN, {"login": "nobody@example.org", "password": "x" * 12})
    wrong = reader.post(LOGIN, sign_in_form(alice, "wrong-password-1"))
    assert unknown.status_code == wrong.status_code == 200
    assert "suspended" not in words_of(wrong)
    assert words_of(unknown).replace("nobody@example.org", "") == words_of(wrong).replace(alice.email, "")


def test_a_code_by_mail_leads_to_the_same_page(alice, tessa, reader):
    give(alice, tessa)
    reader.post("/accounts/login/code/", {"email": alice.email})
    code = re.search(r"^([0-9A-Z]{3,}-?[0-9A-Z]{3,})$", mail.outbox[-1].body, re.MULTILINE).group(1)
    answer = reader.post("/accounts/login/code/confirm/", {"code": code}, follow=True)
    assert "Your account is suspended" in words_of(answer)
    assert asks_to_sign_in(reader.get("/me/"))


def test_a_link_to_a_new_password_leads_to_the_same_page(alice, tessa, reader):
    reader.post("/accounts/password/reset/", {"email": alice.email})
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    path = "/" + link.split("/", 3)[3]
    before = reader.get(path, follow=True)
    assert "Your account is suspended" not in words_of(before)
    give(alice, tessa)
    for address in (path, before.request["PATH_INFO"]):
        assert "Your account is suspended" in words_of(reader.get(address, follow=True))
    reader.post(before.request["PATH_INFO"], {"password1": "a long walk home", "password2": "a long walk home"})
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_it_ends_by_itself(alice, tessa, reader):
    give(alice, tessa, days=3)
    assert not may_sign_in(alice)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert may_sign_in(alice)
        assert reader.post(LOGIN, sign_in_form(alice)).headers["Location"] == "/"
        assert reader.get("/me/").status_code == 200


def test_without_an_end_it_lasts_until_it_is_lifted(alice, tessa, lea):
    sanction = give(alice, tessa, days=None)
    with time_machine.travel(timezone.now() + timedelta(days=900)):
        assert not may_sign_in(alice)
    assert actions.lift_sanction(sanction, actor=lea)
    assert not actions.lift_sanction(sanction, actor=lea)
    assert may_sign_in(alice)
    assert Notification.objects.filter(member=alice, kind="moderation.lifted").count() == 1
    assert AuditEntry.objects.filter(action="moderation.sanction.lifted").count() == 1


def test_verbs_ask_as_well(alice, bob, tessa):
    item = make_feedback(bob)
    give(alice, tessa)
    for say in (lambda: make_feedback(alice), lambda: make_comment(item, alice)):
        with pytest.raises(ValidationError) as refused:
            say()
        assert refused.value.code == "suspended"


def test_mails_stop_but_the_one_about_it(alice, bob, tessa, queue, mailoutbox):
    notify([alice.pk], kind="feedback.approved", cause_key="x:1", params={"number": 1}, url="/", mail_kind="progress")
    give(alice, tessa)
    queue.run()
    assert [message.to for message in mailoutbox] == [[alice.email]]
    assert "suspended" in mailoutbox[0].subject
    assert set(Notification.objects.filter(member=alice).values_list("deliveries__state", flat=True)) == {
        "sent",
        "dropped",
    }


def test_words_not_told_yet_are_not_told_any_more(alice, bob, tessa, queue):
    item = make_feedback(bob)
    make_comment(item, alice, "You are all fools.")
    give(alice, tessa)
    queue.run()
    assert not Notification.objects.filter(kind="feedback.commented").exists()


def test_planned_notes_of_a_suspended_author_go_back_to_the_drafts(alice, tessa, adam):
    note = make_fix_note([make_feedback(alice)], actor=tessa, publish=False)
    FixNote.objects.filter(pk=note.pk).update(state="scheduled", publish_at=timezone.now() - timedelta(minutes=1))
    give(tessa, adam)
    publish_due_fix_notes()
    note.refresh_from_db()
    assert note.state == "draft"
    assert not tessa.notifications.filter(kind="feedback.note_not_published").exists()
    notice = adam.notifications.get(kind="feedback.note_not_published")
    assert "whoever wrote it is suspended" in render_notice(notice)[1]
    assert notice.url == f"/admin/feedback/fixnote/{note.pk}/publish/"


# --- rows -----------------------------------------------------------------------------------------------------


def test_a_longer_one_replaces_and_a_shorter_one_changes_nothing(alice, tessa):
    short = give(alice, tessa, "pause", 3)
    long = give(alice, tessa, "pause", 30)
    assert give(alice, tessa, "pause", 1) == long
    short.refresh_from_db()
    assert short.lifted_at
    assert Sanction.objects.in_force("pause").get() == long
    assert give(alice, tessa, "suspend", 1).kind == "suspend"


def test_rows_are_not_changed_and_keep_their_shape(alice, tessa):
    sanction = give(alice, tessa, "pause", 3)
    with pytest.raises(PermissionDenied):
        Sanction.objects.update(until=timezone.now())
    with pytest.raises(PermissionDenied):
        Sanction.objects.all().delete()
    now = timezone.now()
    for wrong in (
        {"kind": "warn", "until": now + timedelta(days=1)},
        {"kind": "pause", "until": None},
        {"kind": "suspend", "until": now - timedelta(days=1)},
        {"kind": "warn", "lifted_by": tessa},
        {"kind": "pause", "until": now + timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sanction.objects.create(member=alice, reason="spam", **wrong)
    assert Sanction.objects.get() == sanction


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "pause", "days": None}, "days_missing"),
        ({"kind": "pause", "days": 0}, "days_missing"),
        ({"kind": "suspend", "days": 9999}, "days_missing"),
        ({"kind": "warn", "reason": "because"}, "reason_unknown"),
    ],
)
def test_what_is_refused(fields, code, alice, tessa):
    with pytest.raises(ValidationError) as refused:
        actions.give_sanction(alice, actor=tessa, **({"reason": "spam"} | fields))
    assert refused.value.code == code
    assert not Sanction.objects.exists()


def test_nobody_sanctions_or_frees_himself(tessa, adam):
    with pytest.raises(ValidationError) as refused:
        give(tessa, tessa)
    assert refused.value.code == "oneself"
    pause = give(tessa, adam, "pause", 3)
    with pytest.raises(ValidationError):
        actions.lift_sanction(pause, actor=tessa)


def test_lifting_on_the_desk(alice, bob, tessa, tessa_client, alice_client):
    sanction = give(alice, tessa, "pause", 3)
    address = f"/admin/moderation/case/sanctions/{sanction.pk}/lift/"
    assert alice_client.post(address).status_code in (302, 403)
    assert tessa_client.get(address).status_code == 405
    for _twice in range(2):
        assert tessa_client.post(address).status_code == 302
    assert not Sanction.objects.in_force().exists()


# --- what the member reads ------------------------------------------------------------------------------------


def test_a_member_reads_his_own(alice, bob, tessa, alice_client, bob_client, visitor):
    give(alice, tessa, "warn")
    words = words_of(alice_client.get(MINE))
    assert "Warning" in words
    assert "About the lift, please." in words
    assert "Tessa" not in words
    assert "may it stay so" in words_of(bob_client.get(MINE))
    assert asks_to_sign_in(visitor.get(MINE))
    assert alice_client.post(MINE).status_code == 405


@pytest.mark.parametrize("kind", ["warn", "pause"])
def test_the_notice_says_why(kind, alice, tessa, alice_client):
    give(alice, tessa, kind)
    inbox = words_of(alice_client.get("/me/inbox/"))
    assert "Reason: Insults or pursues somebody." in inbox


# --- the appeal -----------------------------------------------------------------------------------------------


def appeal_address(sanction):
    return f"/appeal/{sanction.pk}/"


def test_one_appeal_and_twice_is_once(alice, tessa, alice_client):
    sanction = give(alice, tessa, "warn")
    assert appeal_address(sanction) in alice_client.get(MINE).content.decode()
    for _twice in range(2):
        assert alice_client.post(appeal_address(sanction), {"words": "I meant the lift."}).headers["Location"] == MINE
    assert Appeal.objects.get().words == "I meant the lift."
    refused = alice_client.post(appeal_address(sanction), {"words": "And another thing."})
    assert refused.status_code == 422
    assert "You have asked once" in words_of(refused)
    assert AuditEntry.objects.filter(action="moderation.appeal.made").count() == 1


@pytest.mark.parametrize("words", ["", " ", "x" * 1001])
def test_what_is_wrong_with_an_appeal_is_said(words, alice, tessa, alice_client):
    page = alice_client.post(appeal_address(give(alice, tessa, "warn")), {"words": words})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert not Appeal.objects.exists()


def test_only_ones_own_sanction(alice, tessa, bob_client, visitor):
    sanction = give(alice, tessa, "warn")
    assert asks_to_sign_in(visitor.get(appeal_address(sanction)))
    assert bob_client.get(appeal_address(sanction)).status_code == 404
    assert bob_client.post(appeal_address(sanction), {"words": "Mine."}).status_code == 404
    assert not Appeal.objects.exists()


def test_who_cannot_sign_in_appeals_by_the_link(alice, tessa, reader):
    sanction = give(alice, tessa)
    page = reader.post(LOGIN, sign_in_form(alice), follow=True)
    sent = {"words": "It was a joke.", "token": page.context["token"]}
    for _twice in range(2):
        answer = reader.post(appeal_address(sanction), sent, follow=True)
        assert "It was a joke." in words_of(answer)
    assert Appeal.objects.get().sanction == sanction


def test_a_link_opens_one_sanction_for_an_hour(alice, bob, tessa, visitor):
    sanction, other = give(alice, tessa), give(bob, tessa)
    token = sanction_token(sanction)
    sent = {"words": "Please.", "token": token}
    assert visitor.post(appeal_address(other), sent).status_code == 404
    for forged in ("x", token[:-2], "a:b:c"):
        assert visitor.get(f"/suspended/{forged}/").status_code == 404
        assert visitor.post(appeal_address(sanction), sent | {"token": forged}).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert visitor.get(f"/suspended/{token}/").status_code == 404
        assert visitor.post(appeal_address(sanction), sent).status_code == 404
    assert not Appeal.objects.exists()
    assert visitor.post(f"/suspended/{token}/").status_code == 405


def test_a_link_used_after_the_end_says_so(alice, tessa, lea, reader):
    sanction = give(alice, tessa)
    actions.lift_sanction(sanction, actor=lea)
    assert "The suspension is over" in words_of(reader.get(f"/suspended/{sanction_token(sanction)}/"))


def test_somebody_else_looks_at_it_where_there_is_somebody(alice, tessa, adam, tessa_client, adam_client):
    asked = actions.appeal(give(alice, tessa, "warn"), actor=alice, words="I meant the lift.")
    address = f"/admin/moderation/case/appeals/{asked.pk}/"
    assert "somebody else looks at it again" in words_of(tessa_client.get(address))
    refused = tessa_client.post(address, {"outcome": "upheld", "words": "No."})
    assert refused.status_code == 422
    assert adam_client.post(address, {"outcome": "upheld", "words": "It was clear enough."}).status_code == 302
    asked.refresh_from_db()
    assert (asked.outcome, asked.decided_by) == ("upheld", adam)


def test_alone_one_decides_oneself(alice, tessa):
    asked = actions.appeal(give(alice, tessa, "warn"), actor=alice, words="I meant the lift.")
    assert actions.decide_appeal(asked, actor=tessa, outcome="upheld", words="It stays.")


def test_lifting_ends_it_shows_the_words_again_and_tells_once(case, alice, tessa, adam, adam_client, alice_client):
    actions.decide_case(case, actor=tessa, outcome="pause", reason="spam", words="Pause.", days=7, hide=True)
    asked = actions.appeal(Sanction.objects.get(), actor=alice, words="It was about the lift.")
    sent = {"outcome": "lifted", "words": "You are right.", "show_again": "on"}
    for _twice in range(2):
        assert adam_client.post(f"/admin/moderation/case/appeals/{asked.pk}/", sent).status_code == 302
    assert not Sanction.objects.in_force().exists()
    case.refresh_from_db()
    assert case.restored_at
    told = Notification.objects.filter(member=alice, kind__in=["moderation.lifted", "moderation.appeal_decided"])
    assert told.count() == 1
    assert "You are right." in words_of(alice_client.get(MINE))


def test_the_other_of_two_is_told(alice, tessa, adam, lea):
    asked = actions.appeal(give(alice, tessa, "warn"), actor=alice, words="I meant the lift.")
    actions.decide_appeal(asked, actor=adam, outcome="upheld", words="It stays.")
    with pytest.raises(ValidationError) as refused:
        actions.decide_appeal(asked, actor=lea, outcome="lifted", words="No, it does not.")
    assert refused.value.code == "decided_meanwhile"
    assert "Adam" in refused.value.messages[0]


@pytest.mark.parametrize("wrong", [{"outcome": ""}, {"outcome": "burn"}, {"words": " "}, {"words": "x" * 501}])
def test_a_wrong_decision_about_an_appeal_is_kept(wrong, alice, tessa, adam_client):
    asked = actions.appeal(give(alice, tessa, "warn"), actor=alice, words="I meant the lift.")
    page = adam_client.post(
        f"/admin/moderation/case/appeals/{asked.pk}/", {"outcome": "upheld", "words": "Careful words."} | wrong
    )
    assert page.status_code == 422
    assert wrong.get("words", "Careful words.") in page.content.decode()
    asked.refresh_from_db()
    assert not asked.outcome


def test_appeals_are_for_those_who_may(alice, tessa, adam, alice_client, bob_client, visitor):
    asked = actions.appeal(give(alice, tessa, "warn"), actor=alice, words="I meant the lift.")
    for browser in (alice_client, bob_client, visitor):
        for path in ("", f"{asked.pk}/"):
            assert browser.get(f"/admin/moderation/case/appeals/{path}").status_code in (302, 403)
        sent = {"outcome": "lifted", "words": "Yes."}
        assert browser.post(f"/admin/moderation/case/appeals/{asked.pk}/", sent).status_code in (302, 403)
    own = actions.appeal(give(tessa, adam, "warn"), actor=tessa, words="Not I.")
    with pytest.raises(ValidationError):
        actions.decide_appeal(own, actor=tessa, outcome="lifted", words="Yes.")


# --- an appeal for words that were hidden ---------------------------------------------------------------------


@pytest.fixture
def hidden(case, tessa):
    """Tessa has hidden Alice's comment and done nothing more."""
    actions.decide_case(case, actor=tessa, outcome="hide", reason="harassment", words="About the lift, please.")
    case.refresh_from_db()
    return case


def case_appeal_address(case):
    return f"/appeal/case/{case.pk}/"


def test_from_the_notice_to_the_one_appeal(hidden, alice_client, bob_client, visitor):
    notice = Notification.objects.get(kind="moderation.hidden")
    assert notice.url == f"{MINE}#case-{hidden.pk}"
    assert "You may ask once" in words_of(alice_client.get("/me/inbox/"))
    page = alice_client.get(MINE).content.decode()
    assert f'id="case-{hidden.pk}"' in page
    assert case_appeal_address(hidden) in page
    assert "You are all fools." in words_of(alice_client.get(case_appeal_address(hidden)))
    for _twice in range(2):
        sent = alice_client.post(case_appeal_address(hidden), {"words": "It was a quotation."})
        assert sent.headers["Location"] == MINE
    assert alice_client.post(case_appeal_address(hidden), {"words": "And more."}).status_code == 422
    assert (Appeal.objects.get().case, Appeal.objects.get().words) == (hidden, "It was a quotation.")
    page = alice_client.get(MINE)
    assert "It was a quotation." in words_of(page)
    assert case_appeal_address(hidden) not in page.content.decode()
    assert bob_client.get(case_appeal_address(hidden)).status_code == 404
    assert bob_client.post(case_appeal_address(hidden), {"words": "Mine."}).status_code == 404
    assert asks_to_sign_in(visitor.get(case_appeal_address(hidden)))


def test_somebody_else_shows_the_words_again_once(hidden, alice, tessa, adam, alice_client, tessa_client, adam_client):
    asked = actions.appeal(hidden, actor=alice, words="It was a quotation.")
    address = f"/admin/moderation/case/appeals/{asked.pk}/"
    assert "It was a quotation." in words_of(adam_client.get("/admin/moderation/case/appeals/"))
    assert "somebody else looks at it again" in words_of(tessa_client.get(address))
    assert tessa_client.post(address, {"outcome": "lifted", "words": "Yes."}).status_code == 422
    assert "Show it again" in words_of(adam_client.get(address))
    for _twice in range(2):
        assert adam_client.post(address, {"outcome": "lifted", "words": "You are right."}).status_code == 302
    hidden.refresh_from_db()
    assert hidden.restored_at
    assert Comment.objects.shown().count() == 1
    told = Notification.objects.filter(member=alice).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["moderation.hidden", "moderation.appeal_decided"]
    assert "We looked at it again: it is shown again" in words_of(alice_client.get("/me/inbox/"))
    assert "It is shown again. You are right." in words_of(alice_client.get(MINE))


def test_words_stay_hidden_with_a_reason(hidden, alice, adam, alice_client):
    asked = actions.appeal(hidden, actor=alice, words="It was a quotation.")
    actions.decide_appeal(asked, actor=adam, outcome="upheld", words="It hurts all the same.")
    assert not Comment.objects.shown().exists()
    assert "We looked at it again: it stays hidden" in words_of(alice_client.get("/me/inbox/"))
    assert "It hurts all the same." in words_of(alice_client.get(MINE))


def test_what_is_shown_again_needs_no_appeal(hidden, alice, tessa, alice_client):
    actions.restore_case(hidden, actor=tessa)
    hidden.refresh_from_db()
    assert case_appeal_address(hidden) not in alice_client.get(MINE).content.decode()
    assert alice_client.post(case_appeal_address(hidden), {"words": "Why?"}).status_code == 422
    assert not Appeal.objects.exists()


def test_a_member_of_the_team_does_not_see_his_own_appeal(hidden, alice):
    actions.appeal(hidden, actor=alice, words="It was a quotation.")
    assert not Appeal.objects.open().not_of(alice).exists()
    assert Appeal.objects.open().not_of(make_member()).count() == 1


def test_an_appeal_is_about_one_decision(hidden, alice, tessa):
    sanction = give(alice, tessa, "warn")
    for about in ({}, {"sanction": sanction, "case": hidden}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(words="Why?", **about)


def test_the_database_holds_an_appeal_together(alice, tessa):
    asked = actions.appeal(give(alice, tessa, "warn"), actor=alice, words="I meant the lift.")
    for wrong in ({"outcome": "upheld"}, {"decided_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.filter(pk=asked.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(sanction=asked.sanction, words="Again.")


def test_pauses_of_the_approval_queue_are_sanctions(alice, tessa):
    pause = feedback_actions.pause_author(alice, actor=tessa, days=3, reason="hurtful")
    assert (pause.kind, pause.reason, pause.by) == ("pause", "harassment", tessa)
    assert "It hurts people" in pause.words


def test_members_not_concerned_have_a_clean_sheet():
    assert may_sign_in(make_member())
