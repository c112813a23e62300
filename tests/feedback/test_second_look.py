"""A sample of each week's decisions, made once more by somebody else, and what it says of how right the team is."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from feedback import actions
from feedback.accuracy import Figure, accuracy, agreement
from feedback.models import Category, DuplicatePair, Feedback, ReadingDecision, SecondLook
from tests.factories import make_category, make_feedback, make_member

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 16)
NEXT_MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIGURES = "/admin/feedback/feedback/accuracy/"
LOOK = f"{FIGURES}second-look/"


@pytest.fixture
def pay(db):
    return make_category("pay")


@pytest.fixture
def decided(alice, tessa, pay):
    """A function: so many items that Tessa sorted within the week of MONDAY."""

    def decide(number=1, by=tessa, **changes):
        with time_machine.travel(datetime(2026, 11, 18, 12, tzinfo=UTC), tick=False):
            items = [make_feedback(alice, f"The till takes no card, number {n}.") for n in range(number)]
            for item in items:
                step = {"category": pay, "severity": 2, "answer": "Soon.", **changes}
                actions.triage_feedback(item, actor=by, **step)
        return items

    return decide


@pytest.fixture
def drawn(decided):
    """The one look that waits."""
    decided()
    with time_machine.travel(NEXT_MONDAY, tick=False):
        actions.draw_second_looks()
        yield SecondLook.objects.get()


def press(look):
    return f"{LOOK}{look.pk}/"


def chosen(pay, **changes):
    return {"category": pay.pk, "severity": "2", "mood": "negative", **changes}


# --- drawing --------------------------------------------------------------------------------------------------


def test_twenty_of_last_week_are_drawn_once(decided):
    decided(30)
    assert actions.draw_second_looks(at=NEXT_MONDAY) == 20
    assert actions.draw_second_looks(at=NEXT_MONDAY) == 0
    assert actions.draw_second_looks(at=NEXT_MONDAY + timedelta(days=3)) == 0
    assert SecondLook.objects.filter(week=MONDAY).count() == 20


def test_what_was_decided_first_is_copied(decided, tessa, pay):
    [item] = decided()
    actions.draw_second_looks(at=NEXT_MONDAY)
    actions.triage_feedback(item, actor=tessa, category=make_category("lifts"), severity=4)
    look = SecondLook.objects.get()
    assert (look.first_by, look.first_category, look.first_severity) == (tessa, pay, 2)


@pytest.mark.parametrize("days", [-7, 7])
def test_other_weeks_are_not_drawn(decided, days):
    decided()
    assert actions.draw_second_looks(at=NEXT_MONDAY + timedelta(days=days)) == 0


def test_what_members_did_or_is_taken_back_is_not_drawn(decided, alice):
    first, second = decided(2)
    actions.remove_feedback(first, actor=alice)
    Feedback.objects.filter(pk=second.pk).update(category=None, severity=None)
    make_feedback(alice, "Nobody has touched this one.")
    assert actions.draw_second_looks(at=NEXT_MONDAY) == 0


# --- deciding -------------------------------------------------------------------------------------------------


def test_the_second_does_not_see_what_the_first_decided(adam_client, drawn):
    Feedback.objects.update(severity=None)
    page = adam_client.get(LOOK).content.decode()
    assert drawn.feedback.title in page
    assert "checked" not in page
    assert "Tessa" not in page


def test_decide_and_hear_what_the_first_had_said(adam_client, adam, drawn, pay):
    response = adam_client.post(press(drawn), chosen(pay, severity="4"), follow=True)
    said = " ".join(str(message) for message in response.context["messages"])
    assert "Tessa" in said
    assert "S2" in said or "Serious" in said
    drawn.refresh_from_db()
    assert (drawn.category, drawn.severity, drawn.mood, drawn.decided_by) == (pay, 4, "negative", adam)
    assert "Nothing waits" in response.content.decode()


def test_who_agrees_hears_it(adam_client, drawn, pay):
    response = adam_client.post(press(drawn), chosen(pay, mood=drawn.first_mood or "neutral"), follow=True)
    assert "agree" in " ".join(str(message) for message in response.context["messages"])


def test_nothing_of_the_item_changes(adam_client, drawn, pay):
    before = Feedback.objects.values().get(pk=drawn.feedback_id)
    adam_client.post(press(drawn), chosen(make_category("lifts"), severity="1"))
    assert Feedback.objects.values().get(pk=drawn.feedback_id) == before


def test_one_s_own_decision_is_not_shown_and_not_taken(tessa_client, tessa, drawn, pay):
    assert drawn.feedback.title not in tessa_client.get(LOOK).content.decode()
    tessa_client.post(press(drawn), chosen(pay))
    drawn.refresh_from_db()
    assert drawn.decided_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondLook.objects.update(decided_by=tessa, decided_at=NEXT_MONDAY)


def test_the_first_to_press_counts(adam, drawn, pay):
    other = make_member("Otto", is_staff=True)
    stale = SecondLook.objects.get()
    assert actions.decide_second_look(drawn, actor=adam, category=pay, severity=2, mood="neutral")
    assert not actions.decide_second_look(drawn, actor=adam, category=pay, severity=2, mood="neutral")
    with pytest.raises(ValidationError, match="just looked"):
        actions.decide_second_look(stale, actor=other, category=pay, severity=1, mood="negative")
    assert SecondLook.objects.get().severity == 2


@pytest.mark.parametrize("wrong", [{"category": ""}, {"category": "99999"}, {"severity": "9"}, {"mood": "<b>"}])
def test_a_wrong_choice_is_explained_and_the_others_kept(adam_client, drawn, pay, wrong):
    response = adam_client.post(press(drawn), chosen(pay, **wrong))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert response.content.decode().count("checked") == 2


def test_what_was_taken_back_meanwhile_is_gone(adam_client, alice, drawn, pay):
    actions.remove_feedback(drawn.feedback, actor=alice)
    assert drawn.feedback.title not in adam_client.get(LOOK).content.decode()
    assert adam_client.post(press(drawn), chosen(pay)).status_code == 404


def test_what_waited_four_weeks_waits_no_more(adam, drawn):
    assert SecondLook.objects.to_decide(adam, NEXT_MONDAY).exists()
    assert not SecondLook.objects.to_decide(adam, NEXT_MONDAY + timedelta(days=30)).exists()


def test_the_doors(drawn, pay, visitor, alice_client, ivy_client, adam_client):
    assert adam_client.get(press(drawn)).status_code == 405
    for client in (visitor, alice_client, ivy_client):
        for answer in (client.get(LOOK), client.get(FIGURES), client.post(press(drawn), chosen(pay))):
            assert answer.status_code in (302, 403)
    drawn.refresh_from_db()
    assert drawn.decided_at is None
    assert adam_client.post(f"{LOOK}999999/", chosen(pay)).status_code == 404


def test_today_says_that_some_wait(adam_client, tessa_client, drawn):
    assert LOOK in adam_client.get("/admin/").content.decode()
    assert LOOK not in tessa_client.get("/admin/").content.decode()


# --- figures --------------------------------------------------------------------------------------------------


def test_agreement_beyond_chance():
    """The example of Cohen's own kind: 45 of 60 by two readers who lean the same way."""
    pairs = [("a", "a")] * 25 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 20
    figure = agreement(pairs)
    assert (figure.total, figure.right, figure.percent) == (60, 45, 75)
    # Expected by chance: 30/60 × 35/60 + 30/60 × 25/60 = 0.5, so κ = (0.75 − 0.5) / 0.5.
    assert figure.kappa == pytest.approx(0.5)


def test_agreement_where_there_is_no_choice():
    assert agreement([("a", "a")] * 3) == Figure(3, 3, kappa=None)
    assert agreement([]) == Figure(0, 0, kappa=None)
    assert agreement([]).percent is None


@pytest.mark.usefixtures("drawn")
def test_figures_of_the_month(adam, drawn, pay):
    actions.decide_second_look(drawn, actor=adam, category=pay, severity=1, mood="negative")
    months, figures = accuracy()
    # No column for months before anything was counted.
    assert [month.month for month in months] == [11]
    assert figures["agree_category"][0] == Figure(1, 1, kappa=None)
    assert (figures["agree_severity"][0].right, figures["agree_severity"][0].total) == (0, 1)
    # The item had been sorted without a suggestion.
    assert figures["category"][0] == Figure(0, 0, beside=1)


@time_machine.travel(NEXT_MONDAY, tick=False)
def test_what_people_said_of_readings_and_pairs(alice, tessa):
    one, two = make_feedback(alice, "One of two."), make_feedback(alice, "Two of two.")
    for read, choice in (("negative", "negative"), ("negative", "neutral"), ("", "positive")):
        ReadingDecision.objects.create(feedback=one, what="mood", read=read, chosen=choice, decided_by=tessa)
    DuplicatePair.objects.all().delete()
    pair = DuplicatePair.objects.create(first=one, second=two, method="similar-1", score=0.5)
    DuplicatePair.objects.filter(pk=pair.pk).update(state="dismissed", decided_by=tessa, decided_at=NEXT_MONDAY)
    _months, figures = accuracy()
    # Where nothing had been read nothing was wrong.
    assert (figures["mood"][0].right, figures["mood"][0].total) == (1, 2)
    assert (figures["pairs"][0].right, figures["pairs"][0].total) == (0, 1)


def test_the_page_costs_the_same_however_much_was_decided(
    adam_client, decided, django_assert_max_num_queries, adam, pay
):
    decided(12)
    with time_machine.travel(NEXT_MONDAY, tick=False):
        actions.draw_second_looks()
        for look in SecondLook.objects.all():
            actions.decide_second_look(look, actor=adam, category=pay, severity=2, mood="negative")
        adam_client.get(FIGURES)
        with django_assert_max_num_queries(14):
            page = adam_client.get(FIGURES).content.decode()
    assert "12 of 12" in page
    assert Category.objects.count() > 1
