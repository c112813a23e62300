"""Many workers, many notices: a member gets one mail for a day."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.utils import timezone

from community import actions, digests
from community.models import Delivery, Digest, Notification
from community.notices import notify
from community.tasks import deliver_digests, hand_out_digests
from tests.factories import make_member
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def choose_daily(*members):
    for member in members:
        actions.choose_mail(member, frequencies={"answers": "daily"}, hour=8, weekday=0)


def tell(members, cause):
    words = {"title": cause, "text": "x", "status": ""}
    pks = [member.pk for member in members]
    notify(pks, kind="feedback.answered", cause_key=cause, params=words, url="/", mail_kind="answers")


def make_due():
    Digest.objects.open().update(next_try_at=timezone.now() - timedelta(minutes=1))


def mails():
    return Counter(address for message in mail.outbox for address in message.to)


def test_notices_of_many_causes_at_once_gather_in_one(alice, bob):
    choose_daily(alice, bob)
    assert errors_in(run_together(12, lambda turn: tell([alice, bob], f"cause {turn}"))) == []
    assert Digest.objects.count() == 2
    assert Delivery.objects.filter(state="held").count() == 24


def test_the_same_cause_at_once_is_held_once(alice):
    choose_daily(alice)
    assert errors_in(run_together(8, lambda _turn: tell([alice], "one"))) == []
    assert Notification.objects.count() == Delivery.objects.count() == Digest.objects.count() == 1


def test_many_sweeps_and_workers_send_each_once(queue, mailoutbox):
    members = [make_member() for _n in range(6)]
    choose_daily(*members)
    tell(members, "one")
    make_due()
    pks = list(Digest.objects.values_list("pk", flat=True))

    def work(turn):
        if turn % 2:
            return hand_out_digests()
        return deliver_digests(pks)

    assert errors_in(run_together(10, work)) == []
    run_together(6, lambda _turn: deliver_digests(pks))
    queue.run()
    assert mails() == dict.fromkeys([member.email for member in members], 1)
    assert set(Digest.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_control_without_the_claim_it_is_sent_again(alice, monkeypatch, mailoutbox):
    choose_daily(alice)
    tell([alice], "one")
    make_due()
    hand_out_digests()
    [pk] = Digest.objects.values_list("pk", flat=True)
    loose = SimpleNamespace(update=lambda **fields: 1)

    class Rows:
        """The table, in which every claim succeeds."""

        def __getattr__(self, name):
            return getattr(Digest.objects, name)

        def filter(self, *args, **kwargs):
            return loose if "attempts" in kwargs else Digest.objects.filter(*args, **kwargs)

    monkeypatch.setattr(
        digests,
        "Digest",
        SimpleNamespace(State=Digest.State, BACKOFF=Digest.BACKOFF, MAX_ATTEMPTS=Digest.MAX_ATTEMPTS, objects=Rows()),
    )
    monkeypatch.setattr(digests, "settle", lambda *row, **fields: None)
    run_together(4, lambda _turn: deliver_digests([pk]))
    assert len(mail.outbox) > 1


def test_what_comes_while_it_is_handed_out_is_never_lost(alice, queue, mailoutbox):
    choose_daily(alice)
    tell([alice], "first")
    make_due()

    def work(turn):
        if turn == 0:
            return hand_out_digests()
        return tell([alice], f"cause {turn}")

    assert errors_in(run_together(8, work)) == []
    queue.run()
    make_due()
    hand_out_digests()
    queue.run()
    told = "".join(message.body for message in mail.outbox)
    assert all(f"“{cause}”" in told for cause in ("first", *(f"cause {turn}" for turn in range(1, 8))))
    assert not Delivery.objects.filter(state="held").exists()


def test_choosing_another_hour_while_notices_come(alice):
    choose_daily(alice)

    def work(turn):
        if turn % 2:
            return actions.choose_mail(alice, frequencies={"answers": "daily"}, hour=turn, weekday=0)
        return tell([alice], f"cause {turn}")

    assert errors_in(run_together(10, work)) == []
    held = Delivery.objects.filter(state="held")
    assert held.count() == 5
    assert set(held.values_list("digest__state", flat=True)) == {"pending"}
