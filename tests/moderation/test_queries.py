"""How many queries the pages of care cost: pinned, and the same for few rows as for many."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.moderation import actions
from community.moderation.checks import check_may_contribute
from community.moderation.figures import care_figures
from community.moderation.models import Appeal, Case, Sanction
from tests.factories import make_comment, make_feedback, make_member
from tests.test_queries import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]

BASE = "/admin/moderation/case"


@pytest.fixture
def grow_cases(bob, tessa):
    """Cases of different authors, all reported by Bob; some claimed, some with a history."""
    item = make_feedback(bob)

    def grow(number):
        for turn in range(number):
            author = make_member()
            comment = make_comment(item, author, f"Comment {turn}")
            case = actions.report_thing("comment", comment, actor=bob, reason="spam")[0].case
            if turn % 2:
                actions.claim_case(case, actor=tessa)
                Sanction.objects.create(member=author, kind="warn", reason="spam", by=tessa)

    return grow


def test_the_queue(grow_cases, tessa_client):
    assert_flat(tessa_client, f"{BASE}/queue/", grow_cases, 11)


def test_what_was_decided(grow_cases, tessa, tessa_client):
    def grow(number):
        grow_cases(number)
        Case.objects.update(outcome="none", decided_at=timezone.now(), decided_by=tessa)

    assert_flat(tessa_client, f"{BASE}/decided/", grow, 10)


def test_appeals(alice, tessa, tessa_client):
    def grow(number):
        for turn in range(number):
            sanction = Sanction.objects.create(member=make_member(), kind="warn", reason="spam", by=tessa)
            Appeal.objects.create(sanction=sanction, words=f"Why {turn}?")

    assert_flat(tessa_client, f"{BASE}/appeals/", grow, 10)


def test_a_case_with_a_long_talk_and_history(grow_cases, alice, bob, tessa, tessa_client):
    item = make_feedback(bob)
    case = actions.report_thing("comment", make_comment(item, alice, "No."), actor=bob, reason="spam")[0].case

    def grow(number):
        grow_cases(number)
        for turn in range(number):
            make_comment(item, make_member(), f"Comment {turn}")
            actions.add_case_note(case, actor=tessa, text=f"Note {number}-{turn}")
            Sanction.objects.create(member=alice, kind="warn", reason="spam", by=tessa)
            Case.objects.create(
                kind="comment",
                object_id=10_000 + Case.objects.count(),
                author=alice,
                words="x",
                was_hidden=True,
                outcome="hide",
                reason="spam",
                decided_at=timezone.now(),
            )

    assert_flat(tessa_client, f"{BASE}/{case.pk}/desk/", grow, 25)


def test_ones_own_pages(alice, alice_client, bob, tessa):
    def grow(number):
        for _turn in range(number):
            item = make_feedback(bob)
            actions.report_thing("feedback", item, actor=alice, reason="spam")
            sanction = Sanction.objects.create(member=alice, kind="warn", reason="spam", by=tessa)
            Appeal.objects.create(sanction=sanction, words="Why?")

    assert_flat(alice_client, "/me/reports/", grow, 5)
    assert_flat(alice_client, "/me/sanctions/", lambda number: None, 7)


def test_a_signed_in_page_costs_nothing_more(alice_client, django_assert_num_queries):
    """The suspension is asked for in the query that fetches the member."""
    alice_client.get("/me/mail/")
    with django_assert_num_queries(6):
        alice_client.get("/me/mail/")


def test_a_contribution_costs_this(bob, django_assert_num_queries):
    for _n in range(2):
        make_feedback(bob)
    with django_assert_num_queries(6):
        check_may_contribute(bob, "Fine.", "Twice.")


# --- figures --------------------------------------------------------------------------------------------------


def test_figures_are_counted_by_week(alice, bob, tessa, django_assert_num_queries):
    now = timezone.now()

    def case(weeks, gravest, hours=None):
        opened = now - timedelta(weeks=weeks)
        decided = None if hours is None else opened + timedelta(hours=hours)
        outcome = {"outcome": "none", "decided_at": decided} if decided else {}
        Case.objects.create(
            kind="comment", object_id=Case.objects.count() + 1, gravest=gravest, opened_at=opened, **outcome
        )

    for hours in (1, 2, 9):
        case(2, "spam", hours)
    case(0, "hate")
    case(30, "spam", 1)
    for outcome in ("upheld", "lifted"):
        sanction = Sanction.objects.create(member=alice, kind="warn", reason="spam")
        Appeal.objects.create(sanction=sanction, words="Why?", outcome=outcome, answer="So.", decided_at=now)
    with django_assert_num_queries(2):
        figures = care_figures(now)
    counts = {str(label): row for label, row in figures["rows"]}
    assert counts["Advertising or flooding"] == [0, 0, 0, 0, 0, 3, 0, 0]
    assert counts["Hatred against a group of people"][-1] == 1
    assert figures["totals"] == [0, 0, 0, 0, 0, 3, 0, 1]
    assert figures["hours"] == [None, None, None, None, None, 2.0, None, None]
    assert figures["appeals"][-1] == (2, 1)
