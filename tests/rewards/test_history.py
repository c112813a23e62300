"""Deeds of the past are booked as the verbs would have booked them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rewards import actions
from rewards.history import Deed, write_history
from rewards.models import Account, Entry, PeriodScore, ReasonTotal
from rewards.proving import prove_ledger
from tests.factories import make_group, make_member, set_rule

pytestmark = pytest.mark.django_db

FIGURES = ("balance", "owed", "earned", "contributions", "honours_due")


def ledger_of(member):
    """All that stands of a member, without keys of rows."""
    account = Account.objects.get(member=member)
    entries = Entry.objects.filter(account=account).order_by("pk")
    return (
        [getattr(account, name) for name in FIGURES],
        list(entries.values_list("reason", "amount", "balance", "step", "is_capped", "counts_on", "group")),
        sorted(ReasonTotal.objects.filter(account=account).values_list("reason", "count", "points")),
        sorted(PeriodScore.objects.filter(account=account).values_list("period", "starts_on", "points")),
    )


def test_it_is_the_same_as_one_by_one():
    set_rule("answer_accepted", points=5, daily_cap=12, monthly_cap=30)
    set_rule("feedback_fixed", points=20)
    group, now = make_group(), timezone.now()
    one, other = make_member(), make_member()
    whens = [now - timedelta(days=n // 4, hours=n) for n in range(40)][::-1]
    acts = [
        (("answer_accepted", "feedback_fixed")[n % 5 == 0], at, timezone.localtime(at).date(), (None, group.pk)[n % 2])
        for n, at in enumerate(whens)
    ]
    acts.sort(key=lambda act: act[1])
    for n, (reason, _at, day, group_id) in enumerate(acts):
        actions.award(one, reason, key=f"one:{n}:done", day=day, group_id=group_id)
    deeds = [Deed(other.pk, reason, f"other:{n}:done", at, day, gid) for n, (reason, at, day, gid) in enumerate(acts)]
    assert write_history(deeds) == len(acts)
    assert ledger_of(one) == ledger_of(other)
    assert prove_ledger().wrong_count == 0


def test_what_pays_nothing_is_not_booked(alice):
    set_rule("answer_accepted", points=0)
    deed = Deed(alice.pk, "answer_accepted", "reply:1:accepted", timezone.now(), timezone.localdate())
    assert write_history([deed]) == 0
    assert not Account.objects.exists()
