"""A process that is killed at any one point – before or after any write, before or after a mail goes out – loses
nothing: the sweeps bring every job to its end, and what was not acknowledged can be sent again.

Killed here means: nothing of ours runs any more, and every job that waited is gone with it. Nothing is patched but the
moment of death, so all other points are the product's own.
"""

import re
from contextlib import nullcontext, suppress
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from community.models import Delivery, Notification
from community.tasks import sweep_deliveries
from feedback import actions
from feedback.models import Comment, Feedback, Follow, ProgressEntry, RoutingRule, Status
from feedback.tasks import close_silent, publish_due_fix_notes, sweep_announcements, sweep_duty_calls
from tests.conftest import Queue
from tests.factories import make_comment, make_feedback, make_fix_note

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

WRITES = ("INSERT", "UPDATE", "DELETE")
SWEEPS = (publish_due_fix_notes, close_silent, sweep_announcements, sweep_duty_calls, sweep_deliveries)


class Killed(BaseException):
    """No handler of the product catches it, so nothing but the database's rollback happens after it."""


class Reaper:
    """Kills at the n-th point where something is about to be, or has just been, written or sent."""

    def __init__(self, fatal):
        self.fatal, self.passed, self.last = fatal, 0, ""

    def point(self, name):
        self.passed += 1
        if self.passed == self.fatal:
            self.last = name
            raise Killed(name)

    def around_statement(self, execute, sql, params, many, context):
        if not sql.lstrip().upper().startswith(WRITES):
            return execute(sql, params, many, context)
        table = re.search(r'"?(\w+_\w+)"?', sql)[1]
        self.point(f"before {table}")
        result = execute(sql, params, many, context)
        self.point(f"after {table}")
        return result


@pytest.fixture
def killing_at(monkeypatch):
    """A function that does `work` and kills it at point n; returns the name of the point, "" if it came through."""
    current = []
    real_send = EmailBackend.send_messages

    def send_messages(self, messages):
        for reaper in current:
            reaper.point("before the mail")
        sent = real_send(self, messages)
        for reaper in current:
            reaper.point("after the mail")
        return sent

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)

    def killing(n, work):
        current[:] = [reaper := Reaper(n)]
        try:
            with connection.execute_wrapper(reaper.around_statement):
                work()
        except Killed:
            return reaper.last
        finally:
            current.clear()
        return ""

    return killing


def time_passes(queue, **span):
    """The schedule and its worker go on for a while; more than once, as a minute's sweep leaves work to the next."""
    with time_machine.travel(timezone.now() + timedelta(**span), tick=False):
        for _minute in range(2):
            for sweep in SWEEPS:
                sweep()
            queue.run()


def all_points(killing_at, prepare, work):
    """Yield (name of the point, what `prepare` made) for every point at which `work` can be killed."""
    for n in range(1, 200):
        made = prepare()
        point = killing_at(n, lambda made=made: work(made))
        if not point:
            assert n > 5, "nothing was written at all"
            return
        yield point, made
    pytest.fail("it never came through")


# --- jobs -----------------------------------------------------------------------------------------------------


@pytest.fixture
def item(alice, bob):
    """Alice said it and Bob follows every step."""

    def make():
        feedback = make_feedback(alice)
        actions.set_follow(feedback, actor=bob, level=Follow.Level.ALL)
        return feedback

    return make


@pytest.fixture
def answered(item, tessa):
    return lambda: actions.triage_feedback(item(), actor=tessa, answer="We look at it.")


@pytest.fixture
def commented(item, carol):
    def make():
        feedback = item()
        return make_comment(feedback, carol)

    return make


@pytest.fixture
def due_note(item, tessa):
    def make():
        note = make_fix_note([item()], actor=tessa, publish=False)
        type(note).objects.filter(pk=note.pk).update(state="scheduled", publish_at=timezone.now())
        return note

    return make


@pytest.fixture
def silent(item, tessa):
    def make():
        feedback = item()
        Feedback.objects.filter(pk=feedback.pk).update(
            status=Status.FIXED,
            fixed_at=timezone.now(),
            changed_at=timezone.now() - timedelta(days=15),
            due_at=None,
        )
        return feedback

    return make


# What was done, the job that goes on from there, and how the notice of it is keyed and called.
STEPS = {
    "answered": (Queue.run, lambda entry: f"progress:{entry.pk}", "answered"),
    "commented": (Queue.run, lambda comment: f"comment:{comment.pk}", "commented"),
    "due_note": (lambda _queue: publish_due_fix_notes(), lambda note: f"progress:{note.entries.get().pk}", "fixed"),
    "silent": (
        lambda _queue: close_silent(),
        lambda item: f"progress:{item.entries.get(new_status='closed').pk}",
        "status_changed",
    ),
}


def assert_told_once(cause, kind, members):
    """Each is told once, by one delivery that is through."""
    told = Notification.objects.filter(cause_key=cause, kind=f"feedback.{kind}")
    assert sorted(told.values_list("member_id", flat=True)) == sorted(member.pk for member in members)
    states = Delivery.objects.filter(notification__in=told).values_list("state", flat=True)
    assert list(states) == ["sent"] * len(members)


def mails_by_delivery():
    return [message.extra_headers["Message-ID"].rpartition(".")[2] for message in mail.outbox]


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_point_still_tells_everybody_once(step, request, killing_at, queue, alice, bob):
    job, cause_of, kind = STEPS[step]
    points, doubled = [], []
    for point, made in all_points(killing_at, request.getfixturevalue(step), lambda _made: job(queue)):
        queue.lose()
        time_passes(queue, minutes=5)
        assert_told_once(cause_of(made), kind, [alice, bob])
        mails = mails_by_delivery()
        assert set(mails) == {f"delivery-{pk}@huiyin>" for pk in Delivery.objects.values_list("pk", flat=True)}
        if len(mails) > 2:
            doubled.append(point)
        points.append(point)
        forget_all(queue)
    # A mail goes out twice only when the worker died after sending and before it could write that down: for each of
    # the two readers right after the mail, and right before its mark.
    sends = 2 if "before the mail" in points else 0
    assert sends == (2 if job is Queue.run else 0)
    assert doubled == ["after the mail", "before community_delivery"] * sends


def count_announcing(queue):
    return sum(name.startswith("feedback.tasks.announce_") for name in queue.names())


def forget_all(queue):
    mail.outbox.clear()
    Feedback.objects.all().delete()
    Notification.objects.all().delete()
    queue.lose()


def test_control_without_the_sweeps_a_lost_job_is_never_done(answered, killing_at, queue, monkeypatch):
    """The same deaths with the schedule switched off: at most points somebody is never told."""
    monkeypatch.setattr("tests.races.test_kill_points.SWEEPS", ())
    untold = []
    for point, entry in all_points(killing_at, answered, lambda _entry: queue.run()):
        queue.lose()
        time_passes(queue, days=3)
        if Delivery.objects.filter(notification__cause_key=f"progress:{entry.pk}", state="sent").count() < 2:
            untold.append(point)
        forget_all(queue)
    assert {"before community_notification", "after feedback_progressentry", "before the mail"} <= set(untold)


def test_those_on_duty_are_called_once_wherever_the_worker_dies(killing_at, queue, alice, tessa, adam, machine):
    machine.says("charged", money=["charged"])
    RoutingRule.objects.exclude(alarms__contains="money").delete()
    for _point, item in all_points(
        killing_at, lambda: make_feedback(alice, "You charged me."), lambda _item: queue.run()
    ):
        queue.lose()
        time_passes(queue, minutes=5)
        assert_told_once(f"alarm:{item.pk}", "alarm", [tessa, adam])
        forget_all(queue)


def test_a_sweep_that_is_killed_is_taken_up_by_the_next(killing_at, queue, alice, tessa):
    """The repair itself may die at any point, and with it the jobs it had just made."""

    def lost():
        feedback = make_feedback(alice)
        entry = actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
        said = make_comment(feedback, tessa)
        queue.lose()
        return entry, said

    def work(_made):
        with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
            sweep_announcements()
            sweep_deliveries()

    for _point, (entry, said) in all_points(killing_at, lost, work):
        queue.lose()
        time_passes(queue, minutes=10)
        assert_told_once(f"progress:{entry.pk}", "answered", [alice])
        assert_told_once(f"comment:{said.pk}", "commented", [alice])
        forget_all(queue)


def test_a_mail_that_always_kills_its_sender_is_given_up_and_holds_up_no_other(answered, queue, monkeypatch, alice):
    """The queue itself never counts such a death; the row does, before the work."""
    real = mail.EmailMultiAlternatives.send
    deaths = []

    def send(self, *args, **options):
        if self.to == [alice.email]:
            deaths.append(1)
            raise Killed
        return real(self, *args, **options)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", send)
    entry = answered()
    for days in range(12):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            for _minute in range(3):
                work_until_killed(queue)
    states = Delivery.objects.filter(notification__cause_key=f"progress:{entry.pk}").order_by("notification__member")
    assert [d.state for d in states if d.notification.member_id == alice.pk] == ["dead"]
    assert [d.state for d in states if d.notification.member_id != alice.pk] == ["sent"]
    assert len(deaths) == Delivery.MAX_ATTEMPTS
    assert len(mail.outbox) == 1


def work_until_killed(queue):
    """One minute of a worker that dies at the first such job, with all that waited."""
    try:
        for sweep in SWEEPS:
            sweep()
        queue.run()
    except Killed:
        queue.lose()


# --- verbs ----------------------------------------------------------------------------------------------------

KEY = "k" * 32


def say(_made, alice, **_others):
    actions.submit_feedback("The lift is slow.", actor=alice, channel="board", submit_key=KEY)


def comment(feedback, bob, **_others):
    actions.add_comment(feedback, actor=bob, text="Same here.", submit_key=KEY)


def vote(feedback, bob, **_others):
    actions.cast_vote(feedback, actor=bob)


def answer(feedback, tessa, **_others):
    """Sent a second time it is refused when the first send came through and only its answer was cut."""
    with suppress(ValidationError):
        actions.triage_feedback(feedback, actor=tessa, answer="Soon.", status=Status.PLANNED, seen_status=Status.NEW)


def publish(feedback, tessa, **_others):
    actions.publish_fix_note(feedback.fix_notes.get(), actor=tessa)


def counts(feedback):
    """What is there of each verb's doing; each is all or nothing."""
    feedback = Feedback.objects.filter(pk=feedback.pk).first()
    said = Feedback.objects.filter(text="The lift is slow.")
    return {
        "say": {
            said.count(),
            ProgressEntry.objects.filter(feedback__in=said).count(),
            Follow.objects.filter(feedback__in=said).count(),
        },
        "comment": {Comment.objects.count(), feedback.comment_count},
        "vote": {feedback.votes.count(), feedback.vote_count, feedback.follows.filter(level="status").count()},
        "answer": {feedback.entries.filter(text="Soon.").count(), int(feedback.status == Status.PLANNED)},
        "publish": {
            feedback.entries.filter(kind="fix").count(),
            int(feedback.status == Status.FIXED),
            feedback.fix_notes.filter(state="published").count(),
        },
    }


@pytest.mark.parametrize("verb", [say, comment, vote, answer, publish])
def test_a_server_killed_at_any_point_leaves_all_or_nothing_and_the_second_send_makes_one(
    verb, killing_at, queue, alice, bob, tessa
):
    cast = {"alice": alice, "bob": bob, "tessa": tessa}

    def prepare():
        feedback = make_feedback(alice)
        make_fix_note([feedback], actor=tessa, publish=False)
        return feedback

    before = []
    for _point, feedback in all_points(killing_at, prepare, lambda made: verb(made, **cast)):
        [there] = counts(feedback)[verb.__name__]
        before.append(there)
        jobs = count_announcing(queue)
        verb(Feedback.objects.get(pk=feedback.pk), **cast)
        assert counts(feedback)[verb.__name__] == {1}
        if verb in (comment, answer, publish):
            # The job commits with its data, neither without the other.
            assert (jobs, count_announcing(queue)) == (there, 1)
        forget_all(queue)
    assert before == sorted(before)
    assert before[0] == 0


def test_control_without_one_transaction_a_killed_vote_is_half_there(killing_at, queue, alice, bob, monkeypatch):
    monkeypatch.setattr("feedback.actions.joining.transaction", SimpleNamespace(atomic=nullcontext))
    # Outside a transaction PostgreSQL locks nothing.
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    found = []
    for _point, feedback in all_points(killing_at, lambda: make_feedback(alice), lambda made: vote(made, bob=bob)):
        found.append(counts(feedback)["vote"])
        forget_all(queue)
    assert {0, 1} in found
