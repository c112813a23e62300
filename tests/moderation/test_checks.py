"""What stands before every contribution: standing, blocked words however they are written, and limits of newcomers."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.actions import publish_rules
from community.models import Community, Rules
from community.moderation import checks
from community.moderation.actions import give_sanction
from community.moderation.checks import check_may_contribute, check_words
from community.moderation.models import BlockedWord
from community.moderation.words import find_hits, has_link, squeeze
from feedback import actions
from feedback.models import Comment, Feedback
from tests.factories import make_comment, make_feedback, make_member, make_receipt
from tests.pages import words_of

pytestmark = pytest.mark.django_db

NEW = "/feedback/new/"


def block(words, action="refuse"):
    return BlockedWord.objects.create(words=words, squeezed=squeeze(words), action=action)


def saying(text, **fields):
    return {"text": text, "identity": "member", "submit_key": "s" * 32, "draft_key": "d" * 32} | fields


def commenting(text):
    return {"text": text, "submit_key": "s" * 32, "draft_key": "d" * 32}


@pytest.fixture
def known(bob):
    """Bob, who is no newcomer any more."""
    for _n in range(2):
        make_feedback(bob)
    return bob


# --- comparing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "text", "is_hit"),
    [
        ("刷单返现", "来刷单返现啦", True),
        ("刷单返现", "来 刷 单 返 现", True),
        ("刷单返现", "刷\u200b单\u200d返\ufeff现", True),
        ("刷单返现", "刷-单·返。现", True),
        ("刷单返现", "刷\n单\n返\n现", True),
        ("刷单返现", "刷单可以返现", False),
        ("vip卡", "ＶＩＰ卡", True),
        ("VIP卡", "vip 卡", False),
        ("spam", "This is SPAM!", True),
        ("spam", "ｓｐａｍ", True),
        ("spam", "sp\u00adam", True),
        ("spam", "antispam", False),
        ("ass", "first class", False),
        ("ass", "An ass.", True),
        ("buy gold", "Buy   Gold now", True),
        ("c++", "I write c++ here", True),
        (".*", "anything", False),
        ("é", "e\u0301", True),
        ("加v", "加v信", True),
        ("24h", "124h", False),
    ],
)
def test_tricks_of_writing_fall_away_and_pieces_are_no_hits(word, text, is_hit):
    block(word)
    assert bool(find_hits(text)) == is_hit


def test_refusing_comes_before_holding():
    block("gold", "hold")
    block("silver")
    assert [hit.words for hit in find_hits("gold and silver")] == ["silver", "gold"]
    assert find_hits("", "nothing of that") == []


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("see https://x.example", True),
        ("see www.x.example", True),
        ("buy at gold.shop now", True),
        ("ｇｏｌｄ．ｃｏｍ", True),
        ("I came home.Then I left", False),
        ("v2.0 is out", False),
        ("会员.com", False),
    ],
)
def test_what_leads_somewhere_else(text, leads):
    assert has_link(text) == leads


def test_a_long_text_is_read_fast():
    for n in range(200):
        block(f"word{n}")
    text = "刷 单 " * 4000
    started = timezone.now()
    assert find_hits(text) == []
    assert (timezone.now() - started).total_seconds() < 2


def test_the_database_keeps_each_word_once():
    block("gold")
    for wrong in ("gold", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            BlockedWord.objects.create(words=wrong or "!", squeezed=wrong)


# --- the order of the checks ----------------------------------------------------------------------------------


def refusal_of(*args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        check_may_contribute(*args, **kwargs)
    assert refused.value.code in checks.CODES
    return refused.value.code


def test_what_keeps_a_member_from_saying_something(alice, tessa):
    block("gold")
    block("silver", "hold")
    assert check_may_contribute(alice, "Fine.") == ""
    assert refusal_of(alice, "Fine.", "GOLD") == "blocked_word"
    assert refusal_of(alice, "silver") == "held_word"
    assert check_may_contribute(alice, "silver", may_hold=True) == checks.HELD_WORD
    assert refusal_of(alice, "http://x.example") == "newcomer_link"
    assert check_may_contribute(alice, "http://x.example", may_hold=True) == checks.HELD_LINK
    publish_rules(Rules.objects.create(text="Be kind."), actor=tessa)
    assert refusal_of(alice, "Fine.") == "rules_not_accepted"
    give_sanction(alice, actor=tessa, kind="pause", reason="spam", days=1)
    assert refusal_of(alice, "Fine.") == "paused"
    give_sanction(alice, actor=tessa, kind="suspend", reason="spam", days=1)
    assert refusal_of(alice, "Fine.", is_answer=True) == "suspended"


def test_who_is_known_may_set_links(known, tessa):
    for member in (known, tessa):
        assert check_may_contribute(member, "http://x.example") == ""


def test_newcomers_say_so_much_a_day(alice, monkeypatch):
    monkeypatch.setattr(checks, "NEWCOMER_PER_DAY", 3)
    for _n in range(3):
        check_may_contribute(alice, "Fine.")
    assert refusal_of(alice, "Fine.") == "newcomer_limit"
    assert check_may_contribute(alice, "Fine.", is_answer=True) == ""
    assert check_may_contribute(alice, "Fine.", is_counted=True) == ""
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert check_may_contribute(alice, "Fine.") == ""


def test_the_community_says_how_long_one_is_new(alice):
    Community.get()
    Community.objects.update(new_until_items=0, new_until_days=0)
    assert not checks.is_newcomer(alice)
    Community.objects.update(new_until_days=3)
    assert checks.is_newcomer(alice)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert not checks.is_newcomer(alice)


def test_refused_words_are_not_counted(alice, monkeypatch):
    monkeypatch.setattr(checks, "NEWCOMER_PER_DAY", 1)
    block("gold")
    for _n in range(3):
        assert refusal_of(alice, "gold") == "blocked_word"
    assert check_may_contribute(alice, "Fine.") == ""


def test_words_without_a_name_are_only_read():
    block("gold")
    block("silver", "hold")
    assert check_words("http://x.example") == ""
    with pytest.raises(ValidationError):
        check_words("gold")
    assert check_words("silver", may_hold=True) == checks.HELD_WORD


# --- in the verbs ---------------------------------------------------------------------------------------------


def test_a_refused_item_is_kept_in_its_field(alice_client):
    block("gold")
    page = alice_client.post(NEW, saying("Buy gold today."))
    assert page.status_code == 422
    assert "“gold” cannot be said here." in page.context["form"].errors["text"][0]
    assert "Buy gold today." in page.content.decode()
    assert alice_client.post(NEW, saying("Fine words.", title="Gold!")).status_code == 422
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        ("Buy silver today.", "word", "holds a word that is looked at first"),
        ("See https://x.example today.", "link", "a link from a new member"),
    ],
)
def test_a_held_item_waits_for_approval(text, why, words, alice_client, tessa_client):
    block("silver", "hold")
    assert alice_client.post(NEW, saying(text)).status_code == 302
    item = Feedback.objects.get()
    assert (item.visibility, item.approval.why) == ("pending", why)
    assert words in words_of(tessa_client.get("/admin/feedback/feedback/approval/"))


def test_a_held_item_without_a_name_waits_too():
    block("silver", "hold")
    assert make_receipt("They sell silver here.")[0].is_pending
    block("gold")
    with pytest.raises(ValidationError):
        make_receipt("They sell gold here.")


@pytest.mark.parametrize("action", ["refuse", "hold"])
def test_a_comment_is_refused_by_its_field(action, known, alice, alice_client):
    block("gold", action)
    item = make_feedback(known)
    page = alice_client.post(f"/feedback/{item.pk}/comments/", commenting("Buy gold."))
    assert page.status_code == 422
    assert page.context["comment_form"].errors["text"]
    assert "Buy gold." in page.content.decode()
    assert not Comment.objects.exists()


def test_mended_words_are_read_as_well(alice, alice_client, known):
    item, comment = make_feedback(alice), make_comment(make_feedback(known), alice)
    block("gold")
    for path, sent in (
        (f"/feedback/{item.pk}/edit/", {"text": "Buy gold now.", "title": "", "category": ""}),
        (f"/feedback/comments/{comment.pk}/edit/", {"text": "Buy gold now."}),
    ):
        page = alice_client.post(path, sent)
        assert page.status_code == 422
        assert page.context["form"].errors["text"]
        assert "Buy gold now." in page.content.decode()


def test_an_answer_by_receipt_is_read_as_well(visitor):
    feedback, code = make_receipt()
    block("gold")
    visitor.post("/receipt/", {"code": code})
    page = visitor.post("/receipt/view/", {"text": "Buy gold.", "submit_key": "s" * 32})
    assert page.status_code == 422
    assert page.context["comment_form"].errors["text"]
    assert not feedback.comments.exists()


def test_asking_again_is_read_as_well(alice, tessa, alice_client):
    item = make_feedback(alice, status="declined", by=tessa)
    block("gold")
    page = alice_client.post(f"/feedback/{item.pk}/again/", {"again": "Buy gold."})
    assert page.status_code == 422
    assert not item.entries.filter(kind="again").exists()


def test_who_is_paused_answers_under_his_own_but_says_nothing_new(alice, known, tessa):
    own, other = make_feedback(alice), make_feedback(known)
    give_sanction(alice, actor=tessa, kind="pause", reason="spam", days=1)
    assert make_comment(own, alice)
    for say in (lambda: make_comment(other, alice), lambda: make_feedback(alice)):
        with pytest.raises(ValidationError) as refused:
            say()
        assert refused.value.code == "paused"
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert make_comment(other, alice)


def test_what_the_team_enters_is_not_held(alice, tessa):
    block("gold")
    behalf = actions.Behalf(tessa, "By phone.", True)
    assert actions.submit_feedback("Buy gold.", actor=alice, channel="phone", behalf=behalf).feedback.is_public


def test_a_second_tap_is_not_counted(alice, monkeypatch):
    monkeypatch.setattr(checks, "NEWCOMER_PER_DAY", 1)
    for _twice in range(2):
        actions.submit_feedback("The lift is slow.", actor=alice, channel="board", submit_key="k" * 32)
    assert Feedback.objects.count() == 1
    assert make_member()
