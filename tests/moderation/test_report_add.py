"""Reporting: anything that can be seen, once for each member and case, and told what came of it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.models import AuditEntry, Notification
from community.moderation import actions
from community.moderation.models import Case, Report
from community.moderation.things import care_modules
from feedback.actions import delete_comment
from tests.factories import join, make_comment, make_feedback, make_group, make_member, make_receipt
from tests.pages import HTMX, asks_to_sign_in, next_address, words_of

pytestmark = pytest.mark.django_db

SENT = {"reason": "harassment", "words": "About a person, not the lift."}


def address(kind, pk):
    return f"/report/{kind}/{pk}/"


# --- the form -------------------------------------------------------------------------------------------------


def test_a_member_reports_and_twice_is_once(comment, bob, bob_client):
    for _twice in range(2):
        answer = bob_client.post(address("comment", comment.pk), SENT)
        assert answer.headers["Location"] == f"{comment.feedback.get_absolute_url()}#comment-{comment.pk}"
    report = Report.objects.get()
    assert (report.reporter, report.reason, report.words) == (bob, "harassment", SENT["words"])
    case = report.case
    assert (case.author, case.words, case.report_count, case.weight) == (comment.author, comment.text, 1, 4)
    assert "You have reported this." in words_of(bob_client.get(address("comment", comment.pk)))
    assert AuditEntry.objects.filter(action="moderation.case.reported").count() == 1


def test_the_form_names_each_reason_and_the_words(comment, bob_client):
    page = words_of(bob_client.get(address("comment", comment.pk)))
    for words in ("You are all fools.", "Shows what is private", "Threats, calls to hurt somebody", "never learns who"):
        assert words in page


def test_as_a_dialog(comment, bob_client):
    page = bob_client.get(address("comment", comment.pk), **HTMX)
    assert page.content.decode().strip().startswith("<dialog")
    refused = bob_client.post(address("comment", comment.pk), {"words": "Kept words."}, **HTMX)
    assert refused.status_code == 200
    assert "Choose what is wrong with it." in words_of(refused)
    assert "Kept words." in refused.content.decode()
    done = bob_client.post(address("comment", comment.pk), SENT, **HTMX)
    assert "Sent to the team" in words_of(done)
    assert Report.objects.count() == 1


def test_visitors_sign_in_and_come_back(comment, visitor):
    answer = visitor.get(address("comment", comment.pk))
    assert asks_to_sign_in(answer)
    assert next_address(answer) == address("comment", comment.pk)
    assert asks_to_sign_in(visitor.post(address("comment", comment.pk), SENT))
    assert visitor.get(address("comment", comment.pk), **HTMX).headers["HX-Redirect"].startswith("/accounts/login/")
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "", "words": "x"},
        {"reason": "because", "words": "x"},
        {"reason": "other", "words": " "},
        {"reason": "spam", "words": "x" * 501},
        {"reason": "spam\u0000", "words": "x"},
    ],
)
def test_what_is_wrong_is_said_and_kept(wrong, comment, bob_client):
    page = bob_client.post(address("comment", comment.pk), wrong)
    assert page.status_code in (400, 422)
    if page.status_code == 422:
        assert 'role="alert"' in page.content.decode()
        assert wrong["words"].strip() in page.content.decode()
    assert not Case.objects.exists()


def test_ones_own_is_not_reported(comment, alice, alice_client):
    assert "This is your own." in words_of(alice_client.get(address("comment", comment.pk)))
    assert alice_client.post(address("comment", comment.pk), SENT).status_code == 422
    assert not Case.objects.exists()
    assert address("comment", comment.pk) not in alice_client.get(comment.feedback.get_absolute_url()).content.decode()


def test_what_one_may_not_see_cannot_be_reported(comment, item, alice, bob_client, carol_client, tessa):
    hidden = make_feedback(alice, fields={"visibility": "hidden"})
    gone = make_comment(item, alice, "Taken back.")
    delete_comment(gone, actor=alice)
    for kind, pk in (
        ("feedback", hidden.pk),
        ("comment", gone.pk),
        ("comment", 999_999),
        ("feedback", 10**17),
        ("nothing", 1),
        ("member", 999_999),
    ):
        assert carol_client.get(address(kind, pk)).status_code == 404
        assert carol_client.post(address(kind, pk), SENT).status_code == 404
    assert carol_client.get("/report/comment/x/").status_code == 404
    assert not Case.objects.exists()


def test_who_has_left_a_private_group_reads_its_talk_nowhere(alice, bob, alice_client, carol_client):
    group = make_group("Night shift", is_private=True, policy="invitation")
    join(group, alice, bob)
    item = make_feedback(alice, group=group)
    comment = make_comment(item, bob, "Between us: the key is under the mat.")
    assert "under the mat" in words_of(alice_client.get(address("comment", comment.pk)))
    group.memberships.filter(member=alice).delete()
    assert alice_client.get(item.get_absolute_url()).status_code == 200
    for browser in (alice_client, carol_client):
        assert browser.get(address("comment", comment.pk)).status_code == 404
        assert browser.post(address("comment", comment.pk), SENT).status_code == 404


def test_the_link_stands_beside_items_and_comments_also_for_visitors(comment, visitor, bob_client, item):
    for browser in (visitor, bob_client):
        assert address("comment", comment.pk) in browser.get(item.get_absolute_url()).content.decode()
    assert address("feedback", item.pk) in visitor.get(item.get_absolute_url()).content.decode()
    assert address("feedback", item.pk) not in bob_client.get(item.get_absolute_url()).content.decode()


def test_so_many_reports_and_no_more(item, carol_client):
    for turn in range(20):
        carol_client.post(address("feedback", item.pk), {"reason": "", "words": str(turn)})
    assert carol_client.post(address("feedback", item.pk), SENT).status_code == 429


def test_a_member_can_be_reported(alice, bob_client):
    assert bob_client.post(address("member", alice.pk), SENT).status_code == 302
    assert Case.objects.get().author == alice


# --- one case for each thing ----------------------------------------------------------------------------------


def test_all_reports_of_a_thing_are_one_case_that_grows_graver(comment, bob, carol, report):
    report("comment", comment, bob, "spam")
    report("comment", comment, carol, "danger")
    case = Case.objects.get()
    assert (case.report_count, case.weight, case.gravest) == (2, 10, "danger")


def test_after_the_decision_a_new_report_opens_a_new_case(case, comment, bob, tessa, report):
    actions.decide_case(case, actor=tessa, outcome="none")
    again = report("comment", comment, bob)
    assert again.pk != case.pk
    assert Case.objects.open().get() == again


def test_words_without_a_name_can_be_reported(bob, report):
    feedback, _code = make_receipt()
    assert report("feedback", feedback, bob).author is None


def test_the_database_holds_one_open_case_and_one_report(case, bob):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(kind=case.kind, object_id=case.object_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(case=case, reporter=bob, reason="spam")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(outcome="none")
    with pytest.raises(ValidationError):
        actions.report_thing("comment", make_comment(make_feedback(bob), bob), actor=make_member(), reason="x")


def test_every_module_keeps_to_the_contract():
    for _kind, module in care_modules():
        for name in ("LABEL", "get_or_404", "find", "author_of", "words_of", "url_of", "is_hidden", "around", "hide"):
            assert hasattr(module, name)
        assert module.find(999_999) is None


# --- what the reporter hears ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "told", "listed"),
    [
        ("none", "the team left it as it is", "left it as it is"),
        ("hide", "the team acted on it", "acted on it"),
    ],
)
def test_the_reporter_is_told_once_what_came_of_it(outcome, told, listed, case, bob, bob_client, tessa):
    actions.decide_case(case, actor=tessa, outcome=outcome, reason="harassment")
    notice = Notification.objects.get(member=bob, kind="moderation.reported")
    assert told in words_of(bob_client.get("/me/inbox/"))
    assert notice.url == "/me/reports/"
    assert listed in words_of(bob_client.get("/me/reports/"))


def test_what_is_shown_again_is_told_to_reporter_and_author(case, comment, alice, carol, tessa, report, carol_client):
    actions.decide_case(case, actor=tessa, outcome="hide", reason="harassment")
    # Reported in the very moment in which it was hidden.
    second = report("comment", comment, carol)
    actions.decide_case(second, actor=tessa, outcome="restore")
    assert "What you reported: the team shows it again" in words_of(carol_client.get("/me/inbox/"))
    assert Notification.objects.filter(member=alice, kind="moderation.restored").count() == 1
    case.refresh_from_db()
    assert case.restored_at
    assert not actions.restore_case(case, actor=tessa)


def test_ones_reports_are_ones_own(case, bob_client, carol_client, visitor):
    assert "Insults or pursues somebody" in words_of(bob_client.get("/me/reports/"))
    assert "You have reported nothing" in words_of(carol_client.get("/me/reports/"))
    assert asks_to_sign_in(visitor.get("/me/reports/"))
    assert bob_client.post("/me/reports/").status_code == 405


def test_nobody_reported_learns_who_reported(case, bob, alice, alice_client, tessa):
    actions.decide_case(case, actor=tessa, outcome="warn", reason="harassment", words="About the lift, please.")
    for page in ("/me/inbox/", "/me/sanctions/", "/me/", case_url(case)):
        assert "Bob" not in words_of(alice_client.get(page)).replace("Bob by Board", "")
    for notice in Notification.objects.filter(member=alice):
        assert "Bob" not in str(notice.params)


def case_url(case):
    return f"/report/{case.kind}/{case.object_id}/"
