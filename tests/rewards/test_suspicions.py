"""R9: machines report once and touch nothing; people hold, give back or keep, and whoever loses points is told."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import AuditEntry, Notification
from community.notices import render_notice
from rewards import actions as ledger
from rewards.fairness import actions
from rewards.fairness.models import Concerned, Suspicion
from rewards.models import Account, Entry
from rewards.proving import prove_ledger
from tests.factories import give_points
from tests.rewards.conftest import earn, suspect

pytestmark = pytest.mark.django_db


def balance(member):
    return Account.objects.get(member=member).balance


def told(member):
    own = Notification.objects.filter(member=member, kind__startswith="fairness.")
    return list(own.order_by("pk").values_list("kind", flat=True))


def audited():
    ours = AuditEntry.objects.filter(action__startswith="fairness.")
    return list(ours.order_by("pk").values_list("action", flat=True))


def refused(verb, *args, **options):
    with pytest.raises(ValidationError) as error:
        verb(*args, **options)
    return error.value.code


# --- reporting ----------------------------------------------------------------------------------------------


def test_the_same_is_found_once_and_added_to(alice, bob, carol):
    first = suspect(earn(alice, key="reply:1:accepted"), weight=10)
    again = suspect(earn(alice, key="reply:1:accepted"), weight=10)
    more = suspect(earn(bob, key="reply:2:accepted"), weight=14, others=[carol], evidence={"inner": 14})
    assert first == again == more
    assert (more.weight, more.evidence, more.entries.count(), more.concerned.count()) == (14, {"inner": 14}, 2, 3)
    assert more.seen_at >= more.found_at
    assert audited() == ["fairness.suspicion.found"]


def test_less_of_it_makes_it_no_lighter(alice):
    entry = earn(alice, key="reply:1:accepted")
    suspect(entry, weight=10)
    assert suspect(entry, weight=3).weight == 10


def test_a_machine_touches_no_points_and_tells_nobody(suspicion, alice):
    assert balance(alice) == 10
    assert not Notification.objects.exists()


def test_one_that_is_held_stays_as_it_was_seen(suspicion, lena, alice):
    actions.hold_suspicion(suspicion, actor=lena)
    same = suspect(earn(alice, key="reply:9:accepted"), weight=99)
    assert same == suspicion
    assert (same.weight, same.entries.count()) == (10, 2)
    assert balance(alice) == 10


def test_what_was_dismissed_comes_again_only_with_clearly_more(suspicion, lena, alice):
    actions.dismiss_suspicion(suspicion, actor=lena)
    old = list(suspicion.entries.all())
    assert suspect(*old, weight=40) == suspicion
    fresh = earn(alice, key="reply:9:accepted")
    assert suspect(*old, fresh, weight=19) == suspicion
    new = suspect(*old, fresh, weight=20)
    assert new != suspicion
    # What was looked at is not looked at again.
    assert list(new.entries.all()) == [fresh]
    assert suspect(fresh, weight=20) == new


# --- deciding -----------------------------------------------------------------------------------------------


def test_holding_takes_the_points_back_and_says_so(suspicion, lena, alice, bob, carol):
    assert actions.hold_suspicion(suspicion, actor=lena, note="We ask the group's host.") is True
    assert actions.hold_suspicion(suspicion, actor=lena, note="Again.") is False
    assert (balance(alice), balance(bob)) == (0, 0)
    assert Entry.objects.filter(reverses__isnull=False, note="Held while we look at it").count() == 2
    assert (told(alice), told(bob), told(carol)) == (["fairness.held"], ["fairness.held"], [])
    subject, body = render_notice(Notification.objects.get(member=alice))
    assert subject == "10 points of yours are held while we look at something"
    assert "voted for each other" in body
    assert "We ask the group's host." in body
    assert "Bob" not in body
    assert suspicion.is_held
    assert suspicion.held_by == lena
    assert audited() == ["fairness.suspicion.found", "fairness.suspicion.held"]
    assert prove_ledger().wrong_count == 0


def test_whoever_earned_nothing_by_it_hears_nothing(alice, carol, lena):
    suspicion = suspect(earn(alice, key="reply:1:accepted"), others=[carol])
    actions.hold_suspicion(suspicion, actor=lena)
    assert told(carol) == []
    assert Concerned.objects.get(member=carol).told_at is None


def test_giving_back_gives_everything_back_and_thanks(suspicion, lena, alice, bob):
    actions.hold_suspicion(suspicion, actor=lena)
    assert actions.release_suspicion(suspicion, actor=lena, note="All is well.") is True
    assert actions.release_suspicion(suspicion, actor=lena) is False
    assert (balance(alice), balance(bob)) == (10, 5)
    assert told(bob) == ["fairness.held", "fairness.released"]
    subject, body = render_notice(Notification.objects.get(member=bob, kind="fairness.released"))
    assert subject == "5 points of yours are back"
    assert "Thank you for your patience. All is well." in " ".join(body.split())
    assert prove_ledger().wrong_count == 0


def test_what_stays_taken_back_is_explained_and_can_still_be_given_back(suspicion, lena, alice):
    actions.hold_suspicion(suspicion, actor=lena)
    assert refused(actions.reverse_suspicion, suspicion, actor=lena) == "words_missing"
    assert actions.reverse_suspicion(suspicion, actor=lena, note="These votes were arranged.") is True
    assert actions.reverse_suspicion(suspicion, actor=lena, note="Once more.") is False
    assert balance(alice) == 0
    subject, body = render_notice(Notification.objects.get(member=alice, kind="fairness.reversed"))
    assert subject == "We looked at it: 10 points stay taken back"
    assert "These votes were arranged." in body
    actions.release_suspicion(suspicion, actor=lena, note="We were wrong.")
    assert balance(alice) == 10
    assert prove_ledger().wrong_count == 0


def test_nothing_in_it_touches_nothing(suspicion, lena, alice):
    assert actions.dismiss_suspicion(suspicion, actor=lena, note="Friends.") is True
    assert actions.dismiss_suspicion(suspicion, actor=lena) is False
    assert (balance(alice), told(alice)) == (10, [])


def test_steps_that_lead_nowhere_are_refused(suspicion, lena):
    assert refused(actions.release_suspicion, suspicion, actor=lena) == "not_held"
    assert refused(actions.reverse_suspicion, suspicion, actor=lena, note="x") == "not_held"
    actions.hold_suspicion(suspicion, actor=lena)
    assert refused(actions.dismiss_suspicion, suspicion, actor=lena) == "decided"
    actions.release_suspicion(suspicion, actor=lena)
    assert refused(actions.hold_suspicion, suspicion, actor=lena) == "decided"
    assert refused(actions.reverse_suspicion, suspicion, actor=lena, note="x") == "not_held"


def test_nobody_decides_about_himself(lena):
    suspicion = suspect(earn(lena, key="reply:1:accepted"))
    for verb in (actions.hold_suspicion, actions.release_suspicion, actions.dismiss_suspicion):
        assert refused(verb, suspicion, actor=lena) == "own_suspicion"
    assert refused(actions.reverse_suspicion, suspicion, actor=lena, note="x") == "own_suspicion"


def test_without_points_there_is_nothing_to_hold(alice, lena):
    suspicion = actions.report_suspicion(
        "burst", fingerprint="burst:1", members={alice.pk: "earner"}, evidence={}, entries=[]
    )
    assert refused(actions.hold_suspicion, suspicion, actor=lena) == "nothing_to_hold"
    assert Suspicion.objects.get().is_open


def test_points_that_were_spent_are_owed_while_they_are_held(suspicion, lena, old_alice):
    ledger.spend(old_alice, 8, key="redemption:1:paid")
    actions.hold_suspicion(suspicion, actor=lena)
    account = Account.objects.get(member=old_alice)
    assert (account.balance, account.owed) == (0, 8)
    actions.release_suspicion(suspicion, actor=lena)
    account.refresh_from_db()
    assert (account.balance, account.owed) == (2, 0)


# --- beside moderation --------------------------------------------------------------------------------------


def test_releasing_does_not_give_back_what_moderators_took(suspicion, lena, alice, bob):
    actions.hold_suspicion(suspicion, actor=lena)
    ledger.reverse_awards("reply:1", note="hidden")
    actions.release_suspicion(suspicion, actor=lena)
    assert (balance(alice), balance(bob)) == (0, 5)
    subject, body = render_notice(Notification.objects.get(member=alice, kind="fairness.released"))
    assert subject == "What was held of your points is held no longer"
    assert "For another reason" in body
    ledger.restore_awards("reply:1")
    assert balance(alice) == 10


def test_showing_again_does_not_end_a_hold(suspicion, lena, alice):
    ledger.reverse_awards("reply:1")
    actions.hold_suspicion(suspicion, actor=lena)
    ledger.restore_awards("reply:1")
    assert balance(alice) == 0
    actions.release_suspicion(suspicion, actor=lena)
    assert balance(alice) == 10


def test_two_suspicions_hold_the_same_points_each_on_its_own(suspicion, lena, alice):
    other = suspect(*suspicion.entries.all(), kind="burst", fingerprint="burst:1")
    actions.hold_suspicion(suspicion, actor=lena)
    actions.hold_suspicion(other, actor=lena)
    actions.release_suspicion(suspicion, actor=lena)
    assert balance(alice) == 0
    actions.release_suspicion(other, actor=lena)
    assert balance(alice) == 10


def test_points_of_who_left_are_turned_and_nobody_is_told(suspicion, lena, alice):
    alice.delete()
    actions.hold_suspicion(suspicion, actor=lena)
    assert Account.objects.get(member=None).balance == 0
    assert Notification.objects.filter(kind="fairness.held").count() == 1


# --- answering ----------------------------------------------------------------------------------------------


def test_one_answer_is_kept_and_whoever_holds_hears_of_it(suspicion, lena, alice):
    actions.hold_suspicion(suspicion, actor=lena)
    concerned = suspicion.concerned.get(member=alice)
    actions.answer_suspicion(concerned, text="We are colleagues.")
    actions.answer_suspicion(concerned, text="We are colleagues.")
    assert refused(actions.answer_suspicion, concerned, text="And friends.") == "answered_already"
    assert suspicion.concerned.get(member=alice).answer == "We are colleagues."
    assert told(lena) == ["fairness.answered"]
    assert "colleagues" not in " ".join(render_notice(Notification.objects.get(member=lena)))


def test_there_is_no_answer_before_and_after(suspicion, lena, alice):
    concerned = suspicion.concerned.get(member=alice)
    assert refused(actions.answer_suspicion, concerned, text="Hello.") == "decided"
    actions.hold_suspicion(suspicion, actor=lena)
    actions.release_suspicion(suspicion, actor=lena)
    assert refused(actions.answer_suspicion, concerned, text="Hello.") == "decided"


# --- what the database itself refuses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "held"},
        {"state": "released", "decided_at": timezone.now()},
        {"decided_at": timezone.now()},
        {"kind": "bad_mood"},
        {"state": "punished"},
    ],
)
def test_a_state_without_its_times_cannot_be_written(suspicion, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspicion.objects.filter(pk=suspicion.pk).update(**broken)


def test_a_second_one_for_the_same_cannot_be_written(suspicion):
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspicion.objects.create(kind="burst", fingerprint=suspicion.fingerprint)


def test_an_answer_to_nothing_cannot_be_written(suspicion, alice):
    give_points(alice, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        suspicion.concerned.filter(member=alice).update(answer="x", answered_at=timezone.now())
