"""Telling members: once, in their language, by mail as they chose; and what becomes of mail that fails."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from community import actions
from community.models import AuditEntry, Delivery, MailChoice, Member, Notification
from community.notices import MAIL_KIND_OF, notify, render_notice, stop_mail
from community.tasks import deliver, sweep_deliveries
from tests.factories import PASSWORD, make_member

pytestmark = pytest.mark.django_db

WORDS = {"number": 7, "title": "Search forgets", "text": "We mended it.", "status": "planned", "fix_title": ""}


def tell(*members, cause_key="progress:1", kind="feedback.answered", mail_kind="answers", **params):
    return notify(
        [member.pk for member in members],
        kind=kind,
        cause_key=cause_key,
        params=WORDS | params,
        url="/feedback/7/",
        mail_kind=mail_kind,
    )


@pytest.fixture
def broken_mail(monkeypatch):
    """A mail server that refuses everything until `clear` is called; `tries` counts."""

    class Server:
        tries = 0
        down = True

        def clear(self):
            self.down = False

    server = Server()

    def send_messages(self, messages):
        server.tries += 1
        if server.down:
            raise ConnectionRefusedError("mail server is away")
        mail.outbox.extend(messages)
        return len(messages)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send_messages)
    return server


# --- once ---------------------------------------------------------------------------------------------------


def test_each_member_is_told_once_of_one_cause(alice, bob, mailoutbox):
    assert tell(alice, bob, alice) == 2
    assert tell(alice, bob) == 0
    assert tell(alice, cause_key="progress:2") == 1
    assert Notification.objects.filter(member=alice).count() == 2
    told = sorted(address for mail in mailoutbox for address in mail.to)
    assert told == ["alice@example.org", "alice@example.org", "bob@example.org"]


def test_the_database_refuses_a_second_notice_of_one_cause(alice):
    tell(alice)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notification.objects.create(member=alice, kind="feedback.answered", cause_key="progress:1", url="/")


def test_a_second_run_finishes_what_the_first_left_half_done(alice, bob, mailoutbox):
    tell(alice)
    assert tell(alice, bob) == 1
    assert len(mailoutbox) == 2


def test_many_are_told_in_batches(monkeypatch, mailoutbox):
    monkeypatch.setattr("community.notices.BATCH", 3)
    members = [make_member() for _n in range(7)]
    assert tell(*members) == 7
    assert len(mailoutbox) == 7


# --- by mail as they chose ----------------------------------------------------------------------------------


def test_who_wants_no_mail_of_a_kind_still_reads_it_in_the_inbox(alice, mailoutbox):
    stop_mail(alice.pk, "answers")
    stop_mail(alice.pk, "answers")
    tell(alice)
    assert Notification.objects.filter(member=alice).count() == 1
    assert not mailoutbox
    tell(alice, kind="feedback.status_changed", mail_kind="progress", cause_key="progress:2")
    assert len(mailoutbox) == 1


def test_at_once_is_what_is_meant_without_a_choice(alice, mailoutbox):
    MailChoice.objects.create(member=alice, kind="answers", frequency="at_once")
    tell(alice)
    assert len(mailoutbox) == 1


def test_a_member_who_was_shut_out_gets_no_mail(alice, mailoutbox):
    alice.is_active = False
    alice.save()
    tell(alice)
    assert not mailoutbox


def test_the_choice_that_holds_is_the_one_when_the_mail_goes_out(alice, queue, mailoutbox):
    tell(alice)
    stop_mail(alice.pk, "answers")
    queue.run()
    assert not mailoutbox
    assert Delivery.objects.get().state == Delivery.State.DROPPED


def test_who_is_shut_out_before_the_mail_goes_out_gets_none(alice, queue, mailoutbox):
    tell(alice)
    alice.is_active = False
    alice.save()
    queue.run()
    assert not mailoutbox


def test_nothing_goes_to_an_address_that_nobody_proved(alice, bob, mailoutbox, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    EmailAddress.objects.create(user=bob, email=bob.email, verified=False, primary=True)
    EmailAddress.objects.create(user=bob, email="bobs.own@example.org", verified=True)
    tell(alice, bob)
    assert [message.to for message in mailoutbox] == [[alice.email]]
    assert Delivery.objects.get(notification__member=bob).state == "dropped"


def test_a_victim_of_somebody_elses_signing_up_is_asked_once_and_left_alone(visitor, mailoutbox, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    visitor.post("/accounts/signup/", {"name": "Dora", "email": "victim@example.org", "password1": PASSWORD})
    tell(Member.objects.get(email="victim@example.org"))
    [message] = mailoutbox
    assert "/accounts/confirm-email/" in message.body


# --- the words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "[Huiyin] “Search forgets” has an answer"), ("zh-hans", "[回音] ")],
)
def test_each_reads_it_in_their_language(language, subject, mailoutbox):
    tell(make_member(language=language))
    [message] = mailoutbox
    assert message.subject.startswith(subject)
    assert "Search forgets" in message.subject
    assert ("Hello" in message.body) == (language == "en")


# What they say beside a title and words of somebody's.
OF_THEIR_OWN = {
    "feedback.offered": ("Search forgets", "it stays yours"),
    "announcing.published": ("Search forgets", ""),
    "announcing.robot_failed": ("is switched off", ""),
    "announcing.not_published": ("Search forgets", "It is a draft again"),
    "feedback.note_not_published": ("Search forgets", "It is a draft again"),
    "training.duty_expiring": ("Search forgets", "do the test again"),
    "training.duty_expired": ("Search forgets", "Do the test again"),
    "posts.taken_away": ("Search forgets", "Reason:"),
    "posts.not_published": ("Search forgets", "It is a draft again"),
    "posts.given_back": ("Search forgets", "stands where it stood"),
    "rewards.adjusted": ("The team took 3 points", "We mended it."),
    "rewards.ledger_wrong": ("does not add up", "We mended it."),
    "honours.badge_earned": ("earned the badge “Ear” (Bronze)", "on your profile"),
    "honours.badge_taken_back": ("“Ear” (Bronze) was taken back", "comes back by itself"),
    "honours.title_reached": ("new title of honour: Neighbour", "by your name"),
    "honours.title_changed": ("no title of honour", "how far it is"),
    "shop.given": ("A gift for you: “Tea”", "Autumn."),
    "shop.ending": ("“Tea” is good until", "worth nothing"),
    "shop.cancelled": ("“Tea” was cancelled", "Your 3 points are back."),
    "fairness.held": ("3 points of yours are held", "Nothing is decided"),
    "fairness.released": ("3 points of yours are back", "Thank you for your patience"),
    "fairness.reversed": ("3 points stay taken back", "you can do so on the page"),
    "fairness.answered": ("no. 7", "beside the evidence"),
    "events.published": ("New session on December 31: Tea", "begins on December 31 at 12:00"),
    "events.moved": ("“Tea” was moved", "begins on December 31 at 12:00 now. Place: The bakery."),
    "events.cancelled": ("“Tea” does not take place", "The oven broke."),
    "events.day": ("Tomorrow at 12:00: Tea", "give it back"),
    "events.hour": ("In an hour, at 12:00: Tea", "online link"),
    "events.minutes": ("The minutes of “Tea” are out", "promised by when"),
    "events.survey": ("How was “Tea”?", "without your name"),
    "events.moved_up": ("You have a seat: Tea", "you were next"),
    "events.seated": ("A seat is kept for you: Tea", "December 31 at 12:00"),
    "events.seat_taken": ("Your seat was taken back: Tea", "Ask them"),
    "minutes.promised": ("You are down for it: We mended it.", "Promised in “Tea”, by Dec. 31, 2026."),
    "minutes.promise_near": ("Soon due: We mended it.", "Promised in “Tea”, by Dec. 31, 2026."),
    "minutes.promise_late": ("Its day is over: We mended it.", "Say what became of it"),
}
SESSION = {"title": "茶", "title_en": "Tea", "starts_at": "2026-12-31T12:00:00+08:00"}
# What their words ask for besides.
BESIDES = {
    "rewards.adjusted": {"points": 3, "note": "We mended it."},
    "rewards.ledger_wrong": {"count": 2, "first": "We mended it."},
    "honours.badge_earned": {"badge": "耳朵", "badge_en": "Ear", "level": 1},
    "honours.badge_taken_back": {"badge": "耳朵", "badge_en": "Ear", "level": 1},
    "honours.title_reached": {"title": "邻居", "title_en": "Neighbour"},
    "honours.title_changed": {"title": "", "title_en": ""},
    "shop.given": {"item": "茶", "item_en": "Tea", "campaign": "秋天", "campaign_en": "Autumn"},
    "shop.ending": {"item": "茶", "item_en": "Tea", "ends_at": "2026-12-31T12:00:00+08:00"},
    "shop.cancelled": {"item": "茶", "item_en": "Tea", "points": 3, "reason": "Sold out"},
    "fairness.held": {"points": 3, "why": "burst"},
    "fairness.released": {"points": 3},
    "fairness.reversed": {"points": 3, "why": "burst"},
    "fairness.answered": {"number": 7},
    **{kind: SESSION for kind in MAIL_KIND_OF if kind.startswith("events.")},
    **{kind: SESSION | {"due_on": "2026-12-31"} for kind in MAIL_KIND_OF if kind.startswith("minutes.")},
    "events.moved": SESSION | {"place": "The bakery"},
    "events.cancelled": SESSION | {"reason": "The oven broke."},
}


@pytest.mark.parametrize("kind", MAIL_KIND_OF)
def test_every_kind_of_notice_has_words(kind, alice):
    tell(alice, kind=kind, who="Bob", **BESIDES.get(kind, {}))
    subject, body = render_notice(Notification.objects.get())
    in_subject, in_body = OF_THEIR_OWN.get(kind, ("Search forgets", "We mended it."))
    assert in_subject in subject
    assert "\n" not in subject
    assert in_body in body


def test_markup_in_words_stays_words(alice, mailoutbox):
    title = "<script>alert(1)</script>&amp;{{ 7*7 }}\r\nBcc: all@example.org"
    tell(alice, title=title, text="<img src=x onerror=alert(1)>")
    [message] = mailoutbox
    assert "\n" not in message.subject
    assert "<script>alert(1)</script>&amp;{{ 7*7 }}" in message.subject
    html = message.alternatives[0][0]
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert message.recipients() == ["alice@example.org"]


def test_one_press_unsubscribes(alice, mailoutbox, client, settings):
    tell(alice)
    [message] = mailoutbox
    address = message.extra_headers["List-Unsubscribe"]
    assert address.startswith(f"<{settings.SITE_URL}/me/unsubscribe/")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    path = address.strip("<>").removeprefix(settings.SITE_URL)
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert MailChoice.objects.get(member=alice).frequency == "never"
    assert path in message.body
    assert path in message.alternatives[0][0]


# --- deliveries ---------------------------------------------------------------------------------------------


def test_a_sent_mail_is_not_sent_again(alice, mailoutbox):
    tell(alice)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("sent", 1, "")
    assert delivery.sent_at
    deliver(delivery.pk)
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        deliver(delivery.pk)
        sweep_deliveries()
    assert len(mailoutbox) == 1


def test_a_delivery_that_is_gone_is_fine(mailoutbox):
    deliver(4711)
    assert not mailoutbox
    assert not Delivery.objects.exists()


def test_a_failing_mail_is_tried_five_times_further_and_further_apart(alice, broken_mail):
    tell(alice)
    now, pauses = timezone.now(), []
    for attempt in range(1, 6):
        delivery = Delivery.objects.get()
        assert (delivery.attempts, broken_mail.tries) == (attempt, attempt)
        assert "mail server is away" in delivery.last_error
        assert delivery.state == ("dead" if attempt == 5 else "pending")
        with time_machine.travel(now, tick=False):
            sweep_deliveries()  # not due yet
        assert broken_mail.tries == attempt
        pauses.append(delivery.next_try_at - now)
        now = delivery.next_try_at + timedelta(seconds=1)
        with time_machine.travel(now, tick=False):
            sweep_deliveries()
    assert broken_mail.tries == 5
    assert pauses == sorted(pauses)
    assert pauses[0] < timedelta(minutes=3)
    assert pauses[3] > timedelta(hours=5)


def test_a_mail_server_that_comes_back_gets_the_mail(alice, broken_mail):
    tell(alice)
    broken_mail.clear()
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        sweep_deliveries()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("sent", 2, "")
    assert len(mail.outbox) == 1


def test_a_sender_that_is_killed_is_counted_and_in_the_end_given_up(alice, queue, monkeypatch):
    class Killed(BaseException):
        pass

    def die(delivery):
        raise Killed

    monkeypatch.setattr("community.notices.build_mail", die)
    tell(alice)
    now = timezone.now() + timedelta(seconds=1)
    for attempt in range(1, 6):
        with time_machine.travel(now, tick=False), pytest.raises(Killed):
            sweep_deliveries()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts) == ("sending", attempt)
        now = delivery.next_try_at + timedelta(seconds=1)
    with time_machine.travel(now, tick=False):
        sweep_deliveries()
    assert Delivery.objects.get().state == "dead"


def test_a_lost_job_is_repaired_by_the_sweep(alice, queue, mailoutbox):
    tell(alice)
    assert queue.names() == ["community.tasks.deliver"]
    queue.lose()
    sweep_deliveries()
    sweep_deliveries()
    assert len(mailoutbox) == 1


def test_a_large_telling_goes_a_hundred_mails_a_job(queue, mailoutbox, monkeypatch):
    monkeypatch.setattr("community.notices.JOB", 3)
    tell(*[make_member() for _n in range(7)])
    assert [len(job["args"]) for job in queue.jobs()] == [3, 3, 1]
    queue.run()
    assert len(mailoutbox) == 7


def test_a_large_telling_does_not_fill_the_queue_where_many_wait(queue, mailoutbox, monkeypatch):
    monkeypatch.setattr("community.notices.JOB", 2)
    monkeypatch.setattr("community.notices.CROWD", 5)
    for number in range(3):
        tell(*[make_member() for _n in range(4)], cause_key=f"progress:{number}")
    assert len(queue.jobs()) == 2
    tell(make_member(), cause_key="progress:9")
    assert len(queue.jobs()) == 3  # a single one does not wait behind them
    queue.run()
    assert len(mailoutbox) == 5
    sweep_deliveries()
    assert len(mailoutbox) == 13


def test_what_was_told_before_is_not_handed_out_again(alice, bob, queue):
    tell(alice)
    tell(alice, bob)
    tell(alice, bob)
    keys = [key for job in queue.jobs() for key in job["args"]]
    assert len(keys) == len(set(keys)) == 2


@pytest.fixture
def slow_mail(monkeypatch):
    """Each mail takes ten seconds of the worker's time; `now` is its clock."""
    clock = SimpleNamespace(now=0.0)

    def send_messages(self, messages):
        clock.now += 10
        mail.outbox.extend(messages)
        return len(messages)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send_messages)
    monkeypatch.setattr("community.notices.time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def test_a_slow_mail_server_leaves_room_for_other_jobs(queue, slow_mail):
    tell(*[make_member() for _n in range(6)])
    [first] = queue.jobs()
    queue.lose()
    deliver(*first["args"])
    assert len(mail.outbox) == 4
    [rest] = queue.jobs()
    assert list(rest["args"]) == list(first["args"])[4:]
    queue.run()
    assert len(mail.outbox) == 6
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_while_the_mail_server_hangs_the_sweep_alone_asks(queue, slow_mail, broken_mail, monkeypatch):
    def hang(self, messages):
        broken_mail.tries += 1
        slow_mail.now += 10
        raise TimeoutError("timed out")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", hang)
    for number in range(6):
        tell(make_member(), cause_key=f"progress:{number}")
    queue.run()
    assert broken_mail.tries == 1
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 0, 1]
    sweep_deliveries()
    assert broken_mail.tries == 5
    cache.clear()
    tell(make_member(), cause_key="progress:9")
    queue.run()
    assert broken_mail.tries == 6


def test_so_does_the_sweep(queue, slow_mail):
    tell(*[make_member() for _n in range(6)])
    queue.lose()
    sweep_deliveries()
    assert len(mail.outbox) == 4
    sweep_deliveries()
    assert len(mail.outbox) == 6


def test_a_job_that_runs_twice_sends_once(alice, queue, mailoutbox):
    tell(alice)
    tell(alice)
    queue.run()
    assert len(mailoutbox) == 1


def test_a_rolled_back_step_tells_nobody(alice, queue):
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(alice)
        raise RuntimeError
    assert not Notification.objects.exists()
    assert queue.names() == []


def test_staff_may_try_a_dead_mail_again(alice, adam, broken_mail):
    tell(alice)
    Delivery.objects.update(state="dead", attempts=5)
    delivery = Delivery.objects.get()
    actions.retry_delivery(delivery, actor=adam)
    actions.retry_delivery(delivery, actor=adam)
    broken_mail.clear()
    sweep_deliveries()
    assert Delivery.objects.get().state == "sent"
    assert AuditEntry.objects.filter(action="community.delivery.retried", actor=adam).count() == 1


def test_staff_may_give_a_dead_mail_up(alice, adam, broken_mail):
    tell(alice)
    delivery = Delivery.objects.get()
    actions.drop_delivery(delivery, actor=adam)
    assert Delivery.objects.get().state == "pending"
    Delivery.objects.update(state="dead", attempts=5)
    actions.drop_delivery(delivery, actor=adam)
    assert Delivery.objects.get().state == "dropped"
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        sweep_deliveries()
    assert broken_mail.tries == 1
