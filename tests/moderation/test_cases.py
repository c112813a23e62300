"""The queue and the case: who sees them, in which order, and what a decision does."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from community.models import AuditEntry, Notification, Rules
from community.moderation import actions
from community.moderation.models import Case, CaseNote, HiddenProfile, Sanction
from community.moderation.things import care_of
from community.text import name_key
from feedback import actions as feedback_actions
from feedback.models import Comment, Feedback
from tests.factories import make_comment, make_feedback, make_member, make_receipt
from tests.pages import words_of

pytestmark = pytest.mark.django_db

BASE = "/admin/moderation/case/"
QUEUE = f"{BASE}queue/"
WORDS = "Say it about the lift."


def at(case, what="desk"):
    return f"{BASE}{case.pk}/{what}/"


def sent(outcome, **fields):
    return {"outcome": outcome, "reason": "harassment", "words": WORDS, "days": "7"} | fields


# --- doors ----------------------------------------------------------------------------------------------------


def test_cases_are_for_those_who_may_alone(case, visitor, alice_client, bob_client, sign_in):
    triager = make_member(is_staff=True)
    browsers = (visitor, alice_client, bob_client, sign_in(triager))
    for browser in browsers:
        for page in (QUEUE, f"{BASE}decided/", f"{BASE}appeals/", f"{BASE}figures/", at(case)):
            assert browser.get(page).status_code in (302, 403)
        for what, data in (("desk", sent("hide")), ("claim", {}), ("note", {"note": "x"}), ("restore", {})):
            assert browser.post(at(case, what), data).status_code in (302, 403)
    case.refresh_from_db()
    assert case.is_open
    assert case.claimed_by is None
    assert not CaseNote.objects.exists()


def test_the_methods_are_what_they_are(case, tessa_client):
    assert tessa_client.post(QUEUE).status_code == 405
    for what in ("claim", "note", "restore"):
        assert tessa_client.get(at(case, what)).status_code == 405
    assert tessa_client.get(f"{BASE}999999/desk/").status_code == 404
    assert tessa_client.post(f"{BASE}sanctions/999999/lift/").status_code == 404


def test_figures_are_for_leads(case, tessa_client, lea_client):
    assert tessa_client.get(f"{BASE}figures/").status_code == 403
    assert "Insults or pursues somebody" in words_of(lea_client.get(f"{BASE}figures/"))


def test_nobody_sees_a_case_about_himself(item, tessa, tessa_client, bob, report):
    own = report("comment", make_comment(item, tessa, "No."), bob)
    assert "No." not in words_of(tessa_client.get(QUEUE))
    assert tessa_client.get(at(own)).status_code == 404
    assert tessa_client.post(at(own), sent("none")).status_code == 404
    assert own.pk not in [row.pk for row in tessa_client.get(BASE).context["cl"].result_list]
    with pytest.raises(ValidationError) as refused:
        actions.decide_case(own, actor=tessa, outcome="none")
    assert refused.value.code == "own_case"


# --- the queue ------------------------------------------------------------------------------------------------


def test_the_gravest_and_most_reported_first_each_with_its_reasons(item, alice, bob, carol, tessa_client, report):
    mild = report("comment", make_comment(item, alice, "Buy mine."), bob, "spam")
    often = report("comment", make_comment(item, alice, "Fools."), bob)
    report("comment", Comment.objects.get(pk=often.object_id), carol)
    grave = report("comment", make_comment(item, alice, "I will find you."), bob, "danger")
    page = tessa_client.get(QUEUE)
    assert [case.pk for case in page.context["cases"]] == [grave.pk, often.pk, mild.pk]
    words = words_of(page)
    for said in ("Somebody is in danger", "2 members reported it", "waits for"):
        assert said in words


def test_pages_go_by_key(item, alice, bob, tessa_client, report, monkeypatch):
    monkeypatch.setattr("community.moderation.queue.PAGE", 2)
    cases = [report("comment", make_comment(item, alice, f"{n} is bad."), bob) for n in range(3)]
    first = tessa_client.get(QUEUE)
    second = tessa_client.get(f"{QUEUE}?after={first.context['after']}")
    assert [case.pk for case in (*first.context["cases"], *second.context["cases"])] == [case.pk for case in cases]
    assert not second.context["after"]
    for odd in ("x", "1~", "~", "9" * 40 + "~1"):
        assert tessa_client.get(QUEUE, {"after": odd}).status_code == 200


def test_the_rail_counts_what_waits(case, tessa_client):
    place = next(place for place in tessa_client.get("/admin/").context["rail"] if place.icon == "flag")
    assert (place.count, place.hot) == ("1", False)


# --- the page of a case ---------------------------------------------------------------------------------------


def test_the_page_shows_context_reports_history_and_rules(case, item, alice, bob, tessa, tessa_client, report):
    make_comment(item, make_member("Nora"), "I agree with the first.")
    Rules.objects.create(text="Be kind.", version=1, published_at=case.opened_at)
    other = report("comment", make_comment(item, alice, "Older words."), bob)
    actions.decide_case(other, actor=tessa, outcome="warn", reason="spam", words="Once.", hide=True)
    words = words_of(tessa_client.get(at(case)))
    for said in (
        "The lift is slow.",
        "You are all fools.",
        "I agree with the first.",
        "Bob",
        "here since",
        "Warning",
        "Older words.",
        "Be kind.",
    ):
        assert said in words


def test_words_mended_since_and_taken_back_are_shown_as_reported(case, comment, alice, tessa_client):
    feedback_actions.edit_comment(comment, actor=alice, text="You are all friends.")
    words = words_of(tessa_client.get(at(case)))
    assert "You are all friends." in words
    assert "You are all fools." in words
    feedback_actions.delete_comment(comment, actor=alice)
    words = words_of(tessa_client.get(at(case)))
    assert "Its author took it back meanwhile." in words
    assert "You are all fools." in words


def test_claiming_shows_who_is_at_it(case, tessa, tessa_client, adam_client):
    for _twice in range(2):
        assert tessa_client.post(at(case, "claim")).status_code == 302
    assert "Tessa is at it" in words_of(adam_client.get(QUEUE))
    assert AuditEntry.objects.filter(action="moderation.case.claimed").count() == 1


def test_notes_stay_inside(case, tessa_client, alice_client, bob_client):
    for _twice in range(2):
        assert tessa_client.post(at(case, "note"), {"note": "Ask the shop."}).status_code == 302
    assert CaseNote.objects.count() == 1
    assert "Ask the shop." in words_of(tessa_client.get(at(case)))
    for browser in (alice_client, bob_client):
        for page in ("/me/sanctions/", "/me/reports/", "/me/inbox/"):
            assert "Ask the shop." not in words_of(browser.get(page))
    assert tessa_client.post(at(case, "note"), {"note": " "}).status_code == 422
    assert tessa_client.post(at(case, "note"), {"note": "x" * 1001}).status_code == 422


# --- decisions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "hide", "hidden", "kind"),
    [
        ("none", "", False, ""),
        ("hide", "", True, ""),
        ("warn", "", False, "warn"),
        ("warn", "on", True, "warn"),
        ("pause", "on", True, "pause"),
        ("suspend", "on", True, "suspend"),
    ],
)
def test_one_press_decides_and_twice_is_once(outcome, hide, hidden, kind, case, alice, comment, tessa_client):
    fields = sent(outcome, hide=hide, seen_reports="1")
    for _twice in range(2):
        assert tessa_client.post(at(case), fields).headers["Location"] == QUEUE
    case.refresh_from_db()
    comment.refresh_from_db()
    assert (case.outcome, case.was_hidden, comment.hidden_at is not None) == (outcome, hidden, hidden)
    assert comment.text == "You are all fools."
    assert [row.kind for row in Sanction.objects.filter(member=alice)] == ([kind] if kind else [])
    assert Notification.objects.filter(member=alice, kind__startswith="moderation").count() == (outcome != "none")
    assert AuditEntry.objects.filter(action="moderation.case.decided").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "burn"}, "outcome"),
        ({"outcome": "restore"}, "outcome"),
        ({"outcome": "hide", "reason": ""}, "reason"),
        ({"outcome": "hide", "reason": "because"}, "reason"),
        ({"outcome": "warn", "words": " "}, "words"),
        ({"outcome": "warn", "words": "x" * 501}, "words"),
        ({"outcome": "pause", "days": ""}, "days"),
        ({"outcome": "pause", "days": "99999"}, "days"),
    ],
)
def test_what_is_wrong_is_said_by_the_field_and_nothing_is_lost(wrong, field, case, tessa_client):
    page = tessa_client.post(at(case), sent("hide") | wrong)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert wrong.get("words", WORDS) in page.content.decode()
    case.refresh_from_db()
    assert case.is_open
    assert not Sanction.objects.exists()


def test_of_two_moderators_one_wins_and_the_other_is_told(case, adam, tessa_client):
    actions.decide_case(case, actor=adam, outcome="none")
    page = tessa_client.post(at(case), sent("hide"))
    assert page.status_code == 422
    assert "Somebody was faster: Adam decided “Leave it as it is”." in words_of(page)


def test_a_report_that_came_meanwhile_is_read_first(case, comment, carol, tessa_client, report):
    report("comment", comment, carol, "danger", "He knows where I live.")
    page = tessa_client.post(at(case), sent("none", seen_reports="1"))
    assert page.status_code == 422
    assert "reported once more meanwhile" in words_of(page)
    assert "He knows where I live." in words_of(page)
    # What the page showed now is what counts next.
    assert tessa_client.post(at(case), sent("none", seen_reports="2")).status_code == 302


def test_after_a_decision_comes_the_next_case(case, item, alice, bob, tessa_client, report):
    following = report("comment", make_comment(item, alice, "Again fools."), bob)
    assert tessa_client.post(at(case), sent("none")).headers["Location"] == at(following)


def test_nobody_sanctions_who_stands_above(item, tessa, lea, adam, bob, report):
    for author, actor, fine in ((lea, tessa, False), (adam, lea, False), (tessa, lea, True), (lea, adam, True)):
        case = report("comment", make_comment(item, author, f"Words of {author}."), bob)
        if fine:
            assert actions.decide_case(case, actor=actor, outcome="warn", reason="other", words="Please.")
        else:
            with pytest.raises(ValidationError) as refused:
                actions.decide_case(case, actor=actor, outcome="warn", reason="other", words="Please.")
            assert refused.value.code == "above"
            assert Case.objects.get(pk=case.pk).is_open


def test_moderators_do_not_decide_about_moderators(item, tessa, lea, adam, bob, report):
    tom = make_member("Tom", is_staff=True)
    tom.groups.set(tessa.groups.all())
    second = make_member("Lars", is_staff=True)
    second.groups.set(lea.groups.all())
    for author, actor, fine in ((tessa, tom, False), (lea, second, True), (tessa, lea, True)):
        case = report("comment", make_comment(item, author, f"More words of {author} for {actor}."), bob)
        decision = {"actor": actor, "outcome": "suspend", "reason": "other", "words": "Please.", "days": 1}
        if fine:
            assert actions.decide_case(case, **decision)
            continue
        with pytest.raises(ValidationError) as refused:
            actions.decide_case(case, **decision)
        assert refused.value.code == "above"
    given = actions.give_sanction(tessa, actor=adam, kind="pause", reason="other", days=3)
    with pytest.raises(ValidationError):
        actions.lift_sanction(given, actor=tom)


def test_hiding_and_showing_keeps_counts_and_words(case, comment, item, tessa, tessa_client, visitor):
    actions.decide_case(case, actor=tessa, outcome="hide", reason="harassment")
    item.refresh_from_db()
    assert item.comment_count == 0
    assert "fools" not in words_of(visitor.get(item.get_absolute_url()))
    for _twice in range(2):
        assert tessa_client.post(at(case, "restore")).status_code == 302
    item.refresh_from_db()
    assert item.comment_count == 1
    assert item.hot == Feedback.heat(0, 1, item.created_at)
    assert "fools" in words_of(visitor.get(item.get_absolute_url()))
    assert Notification.objects.filter(kind="moderation.restored").count() == 1
    assert AuditEntry.objects.filter(action="moderation.case.restored").count() == 1


def test_a_hidden_comment_taken_back_is_counted_once(case, comment, item, alice, tessa):
    actions.decide_case(case, actor=tessa, outcome="hide", reason="harassment")
    comment.refresh_from_db()
    feedback_actions.delete_comment(comment, actor=alice)
    feedback_actions.show_comment(comment, actor=tessa)
    item.refresh_from_db()
    assert item.comment_count == 0


def test_what_is_hidden_already_can_be_shown_by_the_decision(case, comment, tessa, tessa_client):
    feedback_actions.hide_comment(comment, actor=tessa)
    assert tessa_client.post(at(case), sent("restore")).status_code == 302
    comment.refresh_from_db()
    assert comment.hidden_at is None


def test_hidden_words_are_neither_edited_nor_announced(queue, case, comment, alice_client, tessa):
    actions.decide_case(case, actor=tessa, outcome="hide", reason="harassment")
    assert alice_client.get(f"/feedback/comments/{comment.pk}/edit/").status_code == 404
    queue.run()
    assert not Notification.objects.filter(kind="feedback.commented").exists()


def test_an_item_is_hidden_and_its_receipt_holder_reads_why(bob, tessa, visitor, report):
    feedback, code = make_receipt()
    case = report("feedback", feedback, bob, "private")
    actions.decide_case(case, actor=tessa, outcome="hide", reason="private", words="It names a clerk.")
    visitor.post("/receipt/", {"code": code}, headers={"Accept-Language": "en"})
    page = words_of(visitor.get("/receipt/view/", headers={"Accept-Language": "en"}))
    assert "The team hid this by the community rules." in page
    assert "It names a clerk." in page
    assert visitor.get(feedback.get_absolute_url()).status_code == 404


def test_who_has_no_name_is_not_sanctioned(bob, tessa, tessa_client, report):
    case = report("feedback", make_receipt()[0], bob)
    with pytest.raises(ValidationError) as refused:
        actions.decide_case(case, actor=tessa, outcome="warn", reason="spam", words="No.")
    assert refused.value.code == "nobody"
    assert 'value="warn"' not in tessa_client.get(at(case)).content.decode()


def test_a_profile_is_taken_off_and_put_back(alice, bob, tessa, report):
    type(alice).objects.filter(pk=alice.pk).update(bio="Buy gold from me.")
    alice.refresh_from_db()
    case = report("member", alice, bob, "spam")
    actions.decide_case(case, actor=tessa, outcome="hide", reason="spam")
    alice.refresh_from_db()
    assert alice.bio == ""
    assert HiddenProfile.objects.get().bio == "Buy gold from me."
    actions.restore_case(case, actor=tessa)
    alice.refresh_from_db()
    assert alice.bio == "Buy gold from me."
    assert not HiddenProfile.objects.exists()


def profile_of(member, **fields):
    if fields:
        type(member).objects.filter(pk=member.pk).update(**fields)
    member.refresh_from_db()
    return member


def test_a_profile_written_anew_is_hidden_anew(alice, bob, carol, tessa, report, fresh):
    for reporter, bio in ((bob, "Buy gold from me."), (carol, "Buy silver from me.")):
        case = report("member", profile_of(alice, bio=bio), reporter, "spam")
        assert not care_of("member").is_hidden(fresh(case))
        assert actions.decide_case(case, actor=tessa, outcome="hide", reason="spam")
        assert care_of("member").is_hidden(fresh(case))
        assert (profile_of(alice).bio, HiddenProfile.objects.get().bio) == ("", bio)
    actions.hide_profile(alice, actor=tessa)
    assert HiddenProfile.objects.get().bio == "Buy silver from me."


def test_a_name_is_taken_too_and_given_back(alice, bob, tessa, tessa_client, report, monkeypatch):
    monkeypatch.setattr("community.moderation.actions.profiles._", lambda _words: f"{get_language()} %(number)s")
    case = report("member", profile_of(alice, language="zh-hans", bio="About me."), bob)
    decision = {"outcome": "hide", "reason": "harassment", "name_too": "on", "seen_reports": 1}
    assert "The name too" in words_of(tessa_client.get(at(case)))
    assert tessa_client.post(at(case), decision).status_code == 302
    assert profile_of(alice).name == f"zh-hans {alice.pk}"
    assert (alice.name_key, alice.bio) == (name_key(alice.name), "")
    actions.hide_profile(alice, actor=tessa, name_too=True)
    assert HiddenProfile.objects.get().name == "Alice"
    actions.restore_case(case, actor=tessa)
    assert (profile_of(alice).name, alice.name_key, alice.bio) == ("Alice", "alice", "About me.")


def test_a_neutral_name_is_nobodys_and_a_name_taken_meanwhile_stays_with_its_bearer(alice, bob, tessa, report):
    profile_of(bob, name=f"Member {alice.pk}", name_key=name_key(f"Member {alice.pk}"))
    actions.hide_profile(alice, actor=tessa, name_too=True)
    assert profile_of(alice).name == f"Member {alice.pk}-2"
    profile_of(bob, name="Alice", name_key="alice")
    actions.show_profile(alice, actor=tessa)
    assert profile_of(alice).name == f"Member {alice.pk}-2"


def test_only_a_member_has_a_name_to_take(case, tessa_client):
    assert "The name too" not in words_of(tessa_client.get(at(case)))


def test_what_is_gone_can_still_be_decided(case, comment, alice, tessa):
    feedback_actions.delete_comment(comment, actor=alice)
    assert actions.decide_case(case, actor=tessa, outcome="warn", reason="harassment", words="Please.", hide=True)
    assert Sanction.objects.get().member == alice


def test_the_author_reads_why_in_his_own_language(case, alice, tessa, alice_client):
    type(alice).objects.filter(pk=alice.pk).update(language="zh-hans")
    actions.decide_case(case, actor=tessa, outcome="hide", reason="harassment", words="请说电梯。")
    alice_client.cookies.clear()
    alice_client.force_login(type(alice).objects.get(pk=alice.pk))
    page = words_of(alice_client.get("/me/inbox/"))
    assert "按社区公约被隐藏" in page
    assert "请说电梯。" in page
    assert "辱骂或纠缠别人" in words_of(alice_client.get("/me/sanctions/"))


def test_decided_cases_are_listed_with_their_outcome(case, tessa, tessa_client):
    actions.decide_case(case, actor=tessa, outcome="hide", reason="harassment", words=WORDS)
    page = words_of(tessa_client.get(f"{BASE}decided/"))
    assert "Hide it" in page
    page = words_of(tessa_client.get(at(case)))
    assert WORDS in page
    assert "Show it again" in page


def test_reporting_a_public_item_and_hiding_it(item, carol, tessa, report, visitor):
    case = report("feedback", item, carol)
    actions.decide_case(case, actor=tessa, outcome="hide", reason="spam")
    assert visitor.get(item.get_absolute_url()).status_code == 404
    assert make_feedback(carol).is_public
