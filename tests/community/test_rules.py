"""Versioned rules: accepted on joining, and again after a change, before saying the next thing."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from community import actions
from community.models import AuditEntry, Community, Member, Rules, RulesAcceptance
from feedback.actions import add_comment, submit_feedback
from feedback.models import Comment, Feedback
from tests.factories import make_comment, make_feedback, make_member
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

PAGE, ACCEPT, NEW, SIGN_UP = "/rules/", "/rules/accept/", "/feedback/new/", "/accounts/signup/"
TEXT = "The app forgets my filter each time I come back."
ASKED = "Please read and accept the community rules first."


def publish(text="Be kind.", actor=None, **fields):
    rules = Rules.objects.create(text=text, **fields)
    assert actions.publish_rules(rules, actor=actor)
    return rules


def saying(**fields):
    return {"text": TEXT, "identity": "member", "submit_key": "s" * 32, "draft_key": "d" * 32} | fields


def commenting(**fields):
    return {"text": "Here too.", "submit_key": "s" * 32, "draft_key": "d" * 32} | fields


def joining(**fields):
    return {"name": "Nora", "email": "nora@example.org", "password1": "a long walk home"} | fields


@pytest.fixture
def rules(db):
    return publish()


# --- versions -------------------------------------------------------------------------------------------------


def test_publishing_numbers_the_draft_once(adam):
    first = publish(actor=adam)
    assert not actions.publish_rules(first, actor=adam)
    second = publish("Be kinder.", actor=adam)
    assert [rules.version for rules in Rules.objects.published()] == [2, 1]
    assert (second.version, Community.get().rules_version) == (2, 2)
    assert AuditEntry.objects.filter(action="community.rules.published").count() == 2


def test_the_database_keeps_one_draft_and_no_half_version():
    Rules.objects.create(text="One.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Rules.objects.create(text="Another.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Rules.objects.filter(version=None).update(version=1)


def test_accepting_is_kept_once(rules, alice):
    for _twice in range(2):
        actions.accept_rules(1, actor=alice)
    assert RulesAcceptance.objects.get().member == alice
    assert Member.objects.get(pk=alice.pk).rules_version == 1


@pytest.mark.parametrize("version", [0, 2, 10**9])
def test_only_what_is_in_force_can_be_accepted(version, rules, alice):
    with pytest.raises(ValidationError) as refused:
        actions.accept_rules(version, actor=alice)
    assert refused.value.code == "rules_changed"


def test_verbs_refuse_who_has_not_accepted(alice, bob):
    item = make_feedback(bob)
    publish()
    for attempt in (
        lambda: submit_feedback(TEXT, actor=alice, channel="board"),
        lambda: add_comment(item, actor=alice, text="Here too."),
    ):
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert refused.value.code == "rules_not_accepted"
    actions.accept_rules(1, actor=alice)
    assert submit_feedback(TEXT, actor=alice, channel="board").created
    publish("Be kinder.")
    with pytest.raises(ValidationError):
        add_comment(item, actor=alice, text="Here too.")


# --- before the next word -------------------------------------------------------------------------------------


def test_without_rules_nobody_is_asked(alice_client):
    assert "accept_rules" not in alice_client.get(NEW).content.decode()
    assert alice_client.post(NEW, saying()).status_code == 302


def test_feedback_asks_and_keeps_what_was_typed(rules, alice, alice_client):
    assert 'name="accept_rules" value="1"' in alice_client.get(NEW).content.decode()
    answer = alice_client.post(NEW, saying())
    assert answer.status_code == 422
    assert ASKED in words_of(answer)
    assert TEXT in answer.content.decode()
    assert not Feedback.objects.exists()
    assert alice_client.post(NEW, saying(accept_rules="1")).status_code == 302
    assert Feedback.objects.get().author == alice
    assert RulesAcceptance.objects.get().member == alice
    assert "accept_rules" not in alice_client.get(NEW).content.decode()


def test_a_comment_asks_and_keeps_what_was_typed(bob, alice_client):
    item = make_feedback(bob)
    publish()
    url = f"/feedback/{item.pk}/comments/"
    assert 'name="accept_rules" value="1"' in alice_client.get(item.get_absolute_url()).content.decode()
    answer = alice_client.post(url, commenting())
    assert answer.status_code == 422
    assert ASKED in words_of(answer)
    assert "Here too." in answer.content.decode()
    assert alice_client.post(url, commenting(accept_rules="1")).status_code == 302
    assert Comment.objects.count() == 1


def test_mending_ones_words_asks_too_and_goes_on(alice, alice_client):
    item = make_feedback(alice)
    comment = make_comment(item, alice)
    publish()
    edit = {"title": "Lift", "text": "The lift stops at each floor.", "category": ""}
    for url, form, row in (
        (f"/feedback/{item.pk}/edit/", edit, item),
        (f"/feedback/comments/{comment.pk}/edit/", {"text": "It stops at each."}, comment),
    ):
        assert 'name="accept_rules"' in alice_client.get(url).content.decode()
        answer = alice_client.post(url, form)
        assert answer.status_code == 422
        assert words_of(answer).count(ASKED) == 1
        assert answer.content.decode().count('name="accept_rules"') == 1
        assert form["text"] in answer.content.decode()
        version = Rules.objects.published().first().version
        assert alice_client.post(url, form | {"accept_rules": str(version)}).status_code == 302
        row.refresh_from_db()
        assert row.text == form["text"]
        publish("Be kinder.")


def test_asking_to_look_again_asks_too_and_goes_on(alice, tessa, alice_client):
    item = make_feedback(alice, status="declined", by=tessa)
    publish()
    url = f"/feedback/{item.pk}/again/"
    answer = alice_client.post(url, {"again": "It is cheap now."})
    assert answer.status_code == 422
    assert ASKED in words_of(answer)
    assert "It is cheap now." in answer.content.decode()
    assert alice_client.post(url, {"again": "It is cheap now.", "accept_rules": "1"}).status_code == 302
    item.refresh_from_db()
    assert item.status == "under_review"


@pytest.mark.parametrize("box", ["", "0", "2", "x", "1 ", "9" * 400])
def test_no_other_version_is_accepted_by_a_form(box, rules, alice_client):
    publish("Be kinder.")
    box = "1" if box == "2" else box
    assert alice_client.post(NEW, saying(accept_rules=box)).status_code == 422
    assert not RulesAcceptance.objects.exists()


def test_a_change_is_told_and_accepted_anew(rules, alice, alice_client):
    actions.accept_rules(1, actor=alice)
    publish("Be kinder.", changed_en="Kinder.", changed="更友善。")
    page = words_of(alice_client.get(NEW))
    assert "They have changed: Kinder." in page
    assert alice_client.post(NEW, saying(accept_rules="1")).status_code == 422
    assert alice_client.post(NEW, saying(accept_rules="2")).status_code == 302
    assert RulesAcceptance.objects.count() == 2


def test_without_a_name_nothing_is_accepted(rules, alice_client, visitor):
    for client in (alice_client, visitor):
        answer = client.post(NEW, saying(identity="anonymous", submit_key="a" * 32))
        assert answer.status_code == 302
    assert not RulesAcceptance.objects.exists()


def test_joining_asks(rules, visitor):
    assert 'name="accept_rules"' in visitor.get(SIGN_UP).content.decode()
    answer = visitor.post(SIGN_UP, joining())
    assert "请先读一读社区公约" in words_of(answer)
    assert not Member.objects.filter(email="nora@example.org").exists()
    visitor.post(SIGN_UP, joining(accept_rules="1"))
    nora = Member.objects.get(email="nora@example.org")
    assert nora.rules_version == 1
    assert RulesAcceptance.objects.get().member == nora


def test_joining_without_rules(visitor):
    visitor.post(SIGN_UP, joining())
    assert Member.objects.get(email="nora@example.org").rules_version == 0


# --- the page -------------------------------------------------------------------------------------------------


def test_everybody_reads_the_rules(visitor):
    assert visitor.get(PAGE).status_code == 200
    assert "rules/" not in visitor.get("/").content.decode()
    publish("**以礼相待。**<script>x</script>", text_en="Be *kind*.")
    page = visitor.get(PAGE).content.decode()
    assert "<strong>以礼相待。</strong>" in page
    assert "<script>x" not in page
    assert "Be <em>kind</em>." in Client(headers={"Accept-Language": "en"}).get(PAGE).content.decode()
    assert PAGE in visitor.get("/").content.decode()


def test_older_versions_can_be_read_and_drafts_cannot(rules, visitor):
    publish("Be kinder.")
    Rules.objects.create(text="Secret plans.")
    assert "Be kind." in words_of(visitor.get(f"{PAGE}?v=1"))
    assert "Secret plans." not in words_of(visitor.get(PAGE))
    for wrong in ("3", "0", "x", "9" * 400, "-1"):
        assert visitor.get(PAGE, {"v": wrong}).status_code == 404


def test_accept_on_the_page(rules, alice, alice_client):
    assert "I keep to them" in words_of(alice_client.get(PAGE))
    for _twice in range(2):
        answer = alice_client.post(ACCEPT, {"accept_rules": "1", "next": "https://evil.example/"})
        assert answer.headers["Location"] == PAGE
    assert RulesAcceptance.objects.count() == 1
    assert "You have accepted them." in words_of(alice_client.get(PAGE))


def test_the_doors_of_accepting(rules, visitor, alice_client):
    assert alice_client.get(ACCEPT).status_code == 405
    assert asks_to_sign_in(visitor.post(ACCEPT, {"accept_rules": "1"}))
    for wrong in ("", "2", "x", "9" * 400):
        assert alice_client.post(ACCEPT, {"accept_rules": wrong}).status_code == 302
    assert not RulesAcceptance.objects.exists()


# --- the desk -------------------------------------------------------------------------------------------------


def test_a_draft_is_written_and_published_in_the_admin(adam_client, adam, visitor):
    add = reverse("admin:community_rules_add")
    adam_client.post(add, {"text": "Be kind."})
    draft = Rules.objects.get()
    assert draft.version is None
    assert "There is a draft already" in words_of(adam_client.post(add, {"text": "Another."}))
    change = reverse("admin:community_rules_change", args=[draft.pk])
    adam_client.post(change, {"text": "Be kind, please.", "publish": "on"})
    draft.refresh_from_db()
    assert (draft.version, draft.text) == (1, "Be kind, please.")
    assert "Be kind, please." in words_of(visitor.get(PAGE))


def test_what_is_published_is_never_changed(rules, adam_client):
    change = reverse("admin:community_rules_change", args=[rules.pk])
    assert adam_client.get(change).status_code == 200
    assert adam_client.post(change, {"text": "Be cruel."}).status_code == 403
    assert (
        adam_client.post(reverse("admin:community_rules_delete", args=[rules.pk]), {"post": "yes"}).status_code == 403
    )
    rules.refresh_from_db()
    assert rules.text == "Be kind."


def test_leads_write_and_publish_them(sign_in, visitor):
    lead = make_member(is_staff=True)
    lead.groups.add(Group.objects.get(name="leads"))
    browser = sign_in(lead)
    assert browser.get(reverse("admin:community_rules_changelist")).status_code == 200
    assert browser.post(reverse("admin:community_rules_add"), {"text": "Be kind.", "publish": "on"}).status_code == 302
    assert "Be kind." in words_of(visitor.get(PAGE))


def test_moderators_do_not_write_rules(tessa_client):
    assert tessa_client.get(reverse("admin:community_rules_changelist")).status_code == 403
