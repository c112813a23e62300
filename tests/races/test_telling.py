"""Two workers at one step or one mail: everybody is told once."""

from types import SimpleNamespace

import pytest
from django.core import mail
from django.utils import timezone

from community.models import Delivery, Notification
from community.notices import notify
from community.tasks import deliver, sweep_deliveries
from feedback import actions, tasks
from feedback.models import ProgressEntry
from tests.factories import make_comment, make_feedback, make_member
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def entry(alice, tessa):
    """An answer that the author and nine followers are still to be told of."""
    feedback = make_feedback(alice)
    for _n in range(9):
        actions.set_follow(feedback, actor=make_member(), level="all")
    return actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")


def test_two_workers_announcing_one_entry(entry, queue, mailoutbox):
    queue.lose()
    results = run_together(6, lambda _turn: tasks.announce_entry(entry.pk))
    assert errors_in(results) == []
    assert Notification.objects.count() == Delivery.objects.count() == 10
    queue.run()
    assert len(mailoutbox) == 10
    assert not ProgressEntry.objects.to_announce().exists()


def test_control_without_one_key_per_cause_everybody_is_told_again(entry, monkeypatch):
    turns = iter(range(99))

    def unkeyed(members, *, cause_key, **rest):
        return notify(members, cause_key=f"{cause_key}:{next(turns)}", **rest)

    monkeypatch.setattr(tasks, "notify", unkeyed)
    run_together(6, lambda _turn: tasks.announce_entry(entry.pk))
    assert Notification.objects.count() > 10


def test_two_workers_announcing_one_comment(alice, bob, queue, mailoutbox):
    comment = make_comment(make_feedback(alice), bob)
    queue.lose()
    assert errors_in(run_together(6, lambda _turn: tasks.announce_comment(comment.pk))) == []
    queue.run()
    assert [message.to for message in mailoutbox] == [[alice.email]]


def make_delivery(member):
    notice = Notification.objects.create(
        member=member, kind="feedback.answered", cause_key="x", params={"title": "T", "text": "x"}, url="/feedback/"
    )
    return Delivery.objects.create(notification=notice)


def test_two_workers_on_one_delivery(alice, mailoutbox):
    delivery = make_delivery(alice)
    results = run_together(8, lambda _turn: deliver(delivery.pk))
    assert errors_in(results) == []
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("sent", 1)
    assert len(mailoutbox) == 1


def test_a_job_and_the_sweep_on_one_delivery(alice, mailoutbox):
    delivery = make_delivery(alice)
    run_together(6, lambda turn: sweep_deliveries() if turn % 2 else deliver(delivery.pk))
    assert len(mailoutbox) == 1


def test_control_without_the_claim_it_is_sent_again(alice, monkeypatch, mailoutbox):
    delivery = make_delivery(alice)
    loose = SimpleNamespace(
        State=Delivery.State,
        MAX_ATTEMPTS=Delivery.MAX_ATTEMPTS,
        BACKOFF=Delivery.BACKOFF,
        objects=SimpleNamespace(
            due=lambda: SimpleNamespace(filter=lambda pk, **_claim: Delivery.objects.filter(pk=pk)),
            filter=Delivery.objects.filter,
            select_related=Delivery.objects.select_related,
        ),
    )
    monkeypatch.setattr("community.notices.Delivery", loose)
    run_together(4, lambda _turn: deliver(delivery.pk))
    assert len(mail.outbox) > 1


def test_a_failing_mail_tried_by_many_counts_one_attempt(alice, monkeypatch):
    def refuse(self, messages):
        raise ConnectionRefusedError("away")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    delivery = make_delivery(alice)
    run_together(8, lambda _turn: deliver(delivery.pk))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("pending", 1)
    assert delivery.next_try_at > timezone.now()
