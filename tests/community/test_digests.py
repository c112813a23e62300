"""One mail a day at most: what gathers in it, when it goes out, and what becomes of one that fails."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from community import actions, digests
from community.gathering import next_digest
from community.models import AuditEntry, Community, Delivery, Digest, MailChoice, Notification
from community.moderation.actions import give_sanction
from community.notices import forget_words, notify, reword, stop_mail
from community.tasks import deliver_digests, hand_out_digests
from tests.factories import make_group, make_member
from tests.pages import words_of

pytestmark = pytest.mark.django_db


def utc(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


# A Saturday noon in Shanghai, where the members live unless told otherwise, and eight o'clock on the days after.
SATURDAY, SUNDAY, MONDAY = utc(11, 28, 4), utc(11, 29, 0), utc(11, 30, 0)
WORDS = {"title": "Search forgets", "text": "We mended it.", "status": "planned", "who": "Bob"}
KIND_OF = {"answers": "feedback.answered", "progress": "feedback.status_changed", "comments": "feedback.commented"}


@pytest.fixture
def clock():
    with time_machine.travel(SATURDAY, tick=False) as traveller:
        yield traveller


def choose(member, hour=8, weekday=0, **frequencies):
    actions.choose_mail(member, frequencies=frequencies, hour=hour, weekday=weekday)


def tell(member, mail_kind="answers", *, cause="", **params):
    cause = cause or f"cause:{Notification.objects.count()}"
    kind = params.pop("kind", KIND_OF[mail_kind])
    notify([member.pk], kind=kind, cause_key=cause, params=WORDS | params, url="/feedback/7/", mail_kind=mail_kind)


def at(clock, moment, run=hand_out_digests):
    clock.move_to(moment)
    run()


# --- the hour -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency", "zone", "hour", "after", "day", "moment"),
    [
        ("daily", "Asia/Shanghai", 8, utc(11, 28, 4), date(2026, 11, 29), utc(11, 29, 0)),
        ("daily", "Asia/Shanghai", 20, utc(11, 28, 4), date(2026, 11, 28), utc(11, 28, 12)),
        ("daily", "Asia/Shanghai", 12, utc(11, 28, 4), date(2026, 11, 29), utc(11, 29, 4)),
        ("weekly", "Asia/Shanghai", 8, utc(11, 28, 4), date(2026, 11, 30), utc(11, 30, 0)),
        ("weekly", "Asia/Shanghai", 8, utc(11, 30, 0), date(2026, 12, 7), utc(12, 7, 0)),
        # Still Friday there.
        ("daily", "Pacific/Honolulu", 20, utc(11, 28, 4), date(2026, 11, 27), utc(11, 28, 6)),
        # The hour that is left out, and the one that comes twice.
        ("daily", "Europe/Berlin", 2, utc(3, 28, 12), date(2026, 3, 29), utc(3, 29, 1)),
        ("daily", "Europe/Berlin", 2, utc(10, 24, 12), date(2026, 10, 25), utc(10, 25, 0)),
        ("daily", "Europe/Berlin", 2, utc(10, 25, 0, 30), date(2026, 10, 26), utc(10, 26, 1)),
    ],
)
def test_the_next_one(frequency, zone, hour, after, day, moment):
    assert next_digest(frequency, zone=zone, hour=hour, weekday=0, after=after) == (day, moment)


@pytest.mark.parametrize("start", [utc(3, 27, 4), utc(10, 23, 4)])
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 8])
def test_the_change_of_clocks_costs_no_day_and_gives_none_twice(start, hour, alice, mailoutbox):
    days = 5
    alice.time_zone = "Europe/Berlin"
    alice.save()
    with time_machine.travel(start, tick=False) as clock:
        choose(alice, hour=hour, answers="daily")
        for step in range(days * 48):
            at(clock, start + timedelta(minutes=30 * step))
            if step % 48 == 0:
                tell(alice)
    assert len(mailoutbox) == days
    assert Digest.objects.filter(state="sent").count() == days


# --- one mail -----------------------------------------------------------------------------------------------


def test_what_gathers_comes_once_at_its_hour(clock, alice, mailoutbox):
    choose(alice, answers="daily", comments="daily")
    tell(alice, cause="x")
    tell(alice, cause="x")
    tell(alice, "comments")
    at(clock, SUNDAY - timedelta(minutes=1))
    assert not mailoutbox
    for late in (0, 1, 2):
        at(clock, SUNDAY + timedelta(minutes=late))
    [message] = mailoutbox
    assert message.to == [alice.email]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    digest = Digest.objects.get()
    assert (digest.state, digest.attempts, digest.told_count, digest.next_try_at) == ("sent", 1, 2, None)


def test_none_goes_to_an_address_that_nobody_proved(clock, alice, mailoutbox, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    choose(alice, answers="daily")
    tell(alice)
    at(clock, SUNDAY)
    assert not mailoutbox
    assert Digest.objects.get().state == "empty"
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    tell(alice)
    at(clock, MONDAY)
    assert len(mailoutbox) == 1


def test_handing_out_holds_what_has_come_and_in_one_order(clock, alice):
    choose(alice, answers="daily")
    tell(alice)
    clock.move_to(SUNDAY)
    Digest.objects.create(member=alice, period=date(2026, 11, 30), next_try_at=MONDAY)
    with CaptureQueriesContext(connection) as asked:
        hand_out_digests()
    [held] = [query["sql"] for query in asked if "EXISTS" in query["sql"] and "community_digest" in query["sql"]]
    assert '"period" >=' in held
    # PostgreSQL says after it that the rows are held.
    assert held.removesuffix(" FOR NO KEY UPDATE").endswith('ORDER BY "community_digest"."id" ASC')
    assert Digest.objects.get(period=date(2026, 11, 30)).state == "pending"


def test_daily_and_weekly_meet_in_one_mail_on_the_weekly_day(clock, alice, mailoutbox):
    choose(alice, answers="daily", comments="weekly")
    tell(alice, "comments", title="Weekly one")
    tell(alice, "answers", title="Daily one")
    at(clock, SUNDAY)
    assert ["Daily one" in message.body for message in mailoutbox] == [True]
    assert "Weekly one" not in mailoutbox[0].body
    tell(alice, "answers", title="Next daily one")
    at(clock, MONDAY)
    assert len(mailoutbox) == 2
    assert "Weekly one" in mailoutbox[1].body
    assert "Next daily one" in mailoutbox[1].body


def test_after_days_without_a_worker_all_comes_in_one(clock, alice, mailoutbox):
    choose(alice, answers="daily", comments="weekly")
    for day in range(4):
        clock.move_to(SATURDAY + timedelta(days=day))
        tell(alice, title=f"Answer {day}")
        tell(alice, "comments", title=f"Comment {day}")
    # Tuesday's noon notices wait for Wednesday, and this week's comment for next Monday.
    at(clock, SATURDAY + timedelta(days=3, hours=1))
    [message] = mailoutbox
    for told in ("Answer 0", "Answer 1", "Answer 2", "Comment 0", "Comment 1"):
        assert told in message.body
    assert "Answer 3" not in message.body
    states = dict(Digest.objects.values_list("period", "state"))
    assert [states[date(2026, 11, day)] for day in (29, 30)] == ["joined", "joined"]
    assert states[date(2026, 12, 1)] == "sent"


def test_at_once_and_never_stay_what_they_are(clock, alice, mailoutbox):
    choose(alice, answers="at_once", comments="never", progress="daily")
    tell(alice)
    tell(alice, "comments")
    assert len(mailoutbox) == 1
    assert not Digest.objects.exists()
    tell(alice, "progress")
    assert len(mailoutbox) == 1
    assert Digest.objects.count() == 1


def test_what_comes_while_it_is_sent_goes_into_the_next(clock, alice, queue, mailoutbox):
    choose(alice, answers="daily")
    tell(alice, title="First")
    clock.move_to(SUNDAY - timedelta(seconds=1))
    Digest.objects.update(state="queued")  # a worker's clock may be a little ahead
    tell(alice, title="Second")
    assert dict(Digest.objects.values_list("period", "state")) == {
        date(2026, 11, 29): "queued",
        date(2026, 11, 30): "pending",
    }
    queue.lose()
    deliver_digests(list(Digest.objects.filter(state="queued").values_list("pk", flat=True)))
    assert "Second" not in mailoutbox[0].body
    at(clock, MONDAY)
    queue.run()
    assert "Second" in mailoutbox[1].body


def test_the_database_refuses_a_second_one_of_a_day(alice):
    Digest.objects.create(member=alice, period=date(2026, 11, 29), next_try_at=SUNDAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Digest.objects.create(member=alice, period=date(2026, 11, 29), next_try_at=SUNDAY)


@pytest.mark.parametrize("fields", [{"state": "sent"}, {"next_try_at": None}, {"attempts": 6}])
def test_the_database_refuses_what_cannot_be(fields, alice):
    digest = Digest.objects.create(member=alice, period=date(2026, 11, 29), next_try_at=SUNDAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Digest.objects.filter(pk=digest.pk).update(**fields)


# --- what it says -------------------------------------------------------------------------------------------


def test_it_is_grouped_by_kind_and_in_the_readers_language(clock, alice, mailoutbox):
    alice.language = "zh-hans"
    alice.save()
    choose(alice, answers="daily", comments="daily")
    tell(alice, "comments", title="搜索")
    tell(alice, title="登录")
    at(clock, SUNDAY)
    [message] = mailoutbox
    assert message.subject.startswith("[回音] ")
    assert "Hello" not in message.body
    assert message.body.index("登录") < message.body.index("搜索")
    html = message.alternatives[0][0]
    assert html.count("<h2>") == 2
    assert 'lang="zh-hans"' in html
    assert "11月29日" in html


def test_many_are_counted_and_not_told(clock, alice, mailoutbox, monkeypatch):
    monkeypatch.setattr(digests, "LOOKED_AT", 30)
    choose(alice, answers="daily", comments="daily")
    for number in range(25):
        tell(alice, title=f"Answer {number}.")
        tell(alice, "comments", title=f"Comment {number}.")
    at(clock, SUNDAY)
    [message] = mailoutbox
    assert message.body.count("* ") == 20
    assert "Answer 24." in message.body
    assert "Answer 10." not in message.body
    assert "and 5 more: http" in message.body
    assert "And 20 older ones: http" in message.body
    assert "and 49 more" in message.subject
    assert len(message.body.splitlines()) < 120
    assert Digest.objects.get().told_count == 50


def test_what_was_read_taken_back_or_refused_meanwhile_is_left_out(clock, alice, mailoutbox):
    choose(alice, answers="daily", comments="daily", progress="daily")
    tell(alice, title="Still news")
    tell(alice, title="Read")
    actions.read_notifications(Notification.objects.filter(params__title="Read"))
    tell(alice, title="Hidden", cause="hidden")
    forget_words(["hidden"], "title", "text")
    tell(alice, title="Hidden", cause="shown")
    forget_words(["shown"], "title", "text")
    reword(["shown"], title="Shown again", text="x")
    tell(alice, "comments", title="Refused")
    stop_mail(alice.pk, "comments")
    at(clock, SUNDAY)
    [message] = mailoutbox
    assert "Still news" in message.body
    assert "Shown again" in message.body
    for gone in ("“Read”", "Hidden", "—”", "Refused"):
        assert gone not in message.body
    states = [delivery.state for delivery in Delivery.objects.order_by("pk")]
    assert states == ["sent", "dropped", "dropped", "sent", "dropped"]


@pytest.mark.parametrize("why", ["read", "inactive", "never", "suspended"])
def test_without_anything_to_tell_there_is_no_mail(why, clock, alice, adam, mailoutbox):
    choose(alice, answers="daily")
    tell(alice)
    if why == "read":
        actions.read_all_notifications(alice)
    elif why == "never":
        stop_mail(alice.pk, "answers")
    elif why == "suspended":
        give_sanction(alice, kind="suspend", actor=adam, reason="spam", days=7)
        mailoutbox.clear()
    else:
        alice.is_active = False
        alice.save()
    at(clock, SUNDAY)
    assert not mailoutbox
    assert Digest.objects.get().state == "empty"
    assert Delivery.objects.get(notification__kind="feedback.answered").state == "dropped"


def test_markup_in_words_stays_words(clock, alice, mailoutbox):
    choose(alice, answers="daily")
    tell(alice, title="<script>x</script>\r\nBcc: all@example.org", text="<img src=x> **bold** [l](javascript:x)")
    at(clock, SUNDAY)
    [message] = mailoutbox
    assert "\n" not in message.subject
    html = message.alternatives[0][0]
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_one_press_stops_what_comes_in_digests(clock, alice, mailoutbox, client, settings):
    choose(alice, answers="daily", comments="weekly", progress="at_once")
    tell(alice)
    at(clock, SUNDAY)
    [message] = mailoutbox
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)
    assert path in message.body
    assert path in message.alternatives[0][0]
    assert "Daily and weekly mail" in words_of(client.get(path, headers={"Accept-Language": "en"}))
    for _twice in range(2):
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert dict(MailChoice.objects.values_list("kind", "frequency")) == {
            "answers": "never",
            "comments": "never",
            "progress": "at_once",
        }


# --- another choice while something waits -------------------------------------------------------------------


def test_what_waits_goes_along_to_another_hour(clock, alice, mailoutbox):
    choose(alice, answers="daily")
    tell(alice)
    choose(alice, hour=20, answers="daily")
    at(clock, SATURDAY + timedelta(hours=8))
    assert len(mailoutbox) == 1
    at(clock, SUNDAY)
    assert len(mailoutbox) == 1


def test_the_same_day_at_another_hour(clock, alice, mailoutbox):
    choose(alice, hour=20, answers="daily")
    tell(alice)
    choose(alice, hour=22, answers="daily")
    at(clock, SATURDAY + timedelta(hours=8))
    assert not mailoutbox
    at(clock, SATURDAY + timedelta(hours=10))
    assert len(mailoutbox) == 1


def test_from_weekly_to_daily_and_back(clock, alice, mailoutbox):
    choose(alice, answers="weekly")
    tell(alice)
    choose(alice, answers="daily")
    choose(alice, answers="weekly", weekday=6)
    at(clock, SUNDAY)
    assert len(mailoutbox) == 1
    at(clock, MONDAY)
    assert len(mailoutbox) == 1


def test_a_press_on_at_once_brings_no_flood(clock, alice, mailoutbox):
    choose(alice, answers="daily")
    for _n in range(5):
        tell(alice)
    choose(alice, answers="at_once")
    assert not mailoutbox
    at(clock, SUNDAY)
    assert len(mailoutbox) == 1


def test_an_hour_that_was_used_today_is_not_used_again(clock, alice, mailoutbox):
    """Sent at eight, then the hour is moved to twenty: the day has had its mail."""
    choose(alice, answers="daily")
    tell(alice)
    at(clock, SUNDAY)
    choose(alice, hour=20, answers="daily")
    tell(alice)
    at(clock, SUNDAY + timedelta(hours=13))
    assert len(mailoutbox) == 1
    at(clock, SUNDAY + timedelta(hours=37))
    assert len(mailoutbox) == 2


# --- what fails ---------------------------------------------------------------------------------------------


@pytest.fixture
def broken_mail(monkeypatch):
    """A mail server that refuses all but what `mends` lets through."""

    class Server:
        tries, down = 0, True

    server = Server()

    def send_messages(self, messages):
        server.tries += 1
        if server.down:
            raise ConnectionRefusedError("mail server is away")
        mail.outbox.extend(messages)
        return len(messages)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send_messages)
    return server


def test_a_failing_one_is_tried_five_times_and_then_given_up(clock, alice, adam, broken_mail):
    choose(alice, answers="daily")
    tell(alice)
    clock.move_to(SUNDAY)
    for attempt in range(1, 6):
        hand_out_digests()
        digest = Digest.objects.get()
        assert (digest.attempts, broken_mail.tries) == (attempt, attempt)
        assert "mail server is away" in digest.last_error
        hand_out_digests()
        assert broken_mail.tries == attempt
        if digest.next_try_at:
            clock.move_to(digest.next_try_at)
    assert digest.state == "dead"
    actions.retry_digest(digest, actor=adam)
    actions.retry_digest(digest, actor=adam)
    broken_mail.down = False
    hand_out_digests()
    assert Digest.objects.get().state == "sent"
    assert len(mail.outbox) == 1
    assert AuditEntry.objects.filter(action="community.digest.retried", actor=adam).count() == 1


def test_a_dead_one_may_be_dropped(clock, alice, adam, broken_mail):
    choose(alice, answers="daily")
    tell(alice)
    digest = Digest.objects.get()
    actions.drop_digest(digest, actor=adam)
    assert Digest.objects.get().state == "pending"
    Digest.objects.update(state="dead", attempts=5, next_try_at=None)
    actions.drop_digest(digest, actor=adam)
    assert Digest.objects.get().state == Delivery.objects.get().state == "dropped"
    assert AuditEntry.objects.filter(action="community.digest.dropped").count() == 1


def test_what_could_not_be_sent_goes_with_the_next(clock, alice, broken_mail):
    choose(alice, answers="daily")
    tell(alice, title="Saturday's")
    at(clock, SUNDAY)
    tell(alice, title="Sunday's")
    broken_mail.down = False
    at(clock, MONDAY)
    at(clock, MONDAY + timedelta(days=2))
    [message] = mail.outbox
    assert "Saturday's" in message.body
    assert "Sunday's" in message.body


class Killed(BaseException):
    pass


def test_a_worker_that_is_killed_is_counted_and_in_the_end_given_up(clock, alice, monkeypatch):
    def die(*arguments, **options):
        raise Killed

    choose(alice, answers="daily")
    tell(alice)
    monkeypatch.setattr(digests, "build_digest", die)
    clock.move_to(SUNDAY)
    for attempt in range(1, 6):
        # The job runs inside the sweep here; what it did before it died stays.
        hand_out_alone()
        with pytest.raises(Killed):
            deliver_digests([Digest.objects.get().pk])
        digest = Digest.objects.get()
        assert (digest.state, digest.attempts) == ("sending", attempt)
        clock.move_to(digest.next_try_at)
    hand_out_alone()
    assert Digest.objects.get().state == "dead"


def hand_out_alone():
    """The sweep without the job that it enqueues."""
    patched = pytest.MonkeyPatch()
    patched.setattr(digests, "async_task", lambda *job: None)
    hand_out_digests()
    patched.undo()


def test_a_worker_killed_before_the_mail_went_out_leaves_one_mail(clock, alice, monkeypatch, mailoutbox):
    choose(alice, answers="daily")
    tell(alice)
    clock.move_to(SUNDAY)
    hand_out_alone()
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(digests, "sift", lambda digest: (_ for _ in ()).throw(Killed))
        deliver_digests([Digest.objects.get().pk])
    for minutes in (1, 5, 6, 90):
        at(clock, SUNDAY + timedelta(minutes=minutes))
    assert len(mailoutbox) == 1


def test_a_mail_that_is_sent_again_is_known_by_its_number(clock, alice, mailoutbox, monkeypatch):
    """Killed after the mail server took it: it is sent once more, under the same Message-ID."""
    choose(alice, answers="daily")
    tell(alice)
    clock.move_to(SUNDAY)
    hand_out_alone()
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(digests, "settle", lambda *row, **fields: (_ for _ in ()).throw(Killed))
        deliver_digests([Digest.objects.get().pk])
    at(clock, SUNDAY + timedelta(minutes=6))
    assert len(mailoutbox) == 2
    assert len({message.extra_headers["Message-ID"] for message in mailoutbox}) == 1


def test_a_lost_job_is_repaired(clock, alice, queue, mailoutbox):
    choose(alice, answers="daily")
    tell(alice)
    at(clock, SUNDAY)
    assert queue.names() == ["community.tasks.deliver_digests"]
    queue.lose()
    at(clock, SUNDAY + timedelta(minutes=10))
    assert queue.names() == []
    at(clock, SUNDAY + timedelta(minutes=61))
    queue.run()
    assert len(mailoutbox) == 1


def test_a_job_that_runs_twice_sends_once(clock, alice, queue, mailoutbox):
    choose(alice, answers="daily")
    tell(alice)
    at(clock, SUNDAY)
    queue.run()
    deliver_digests([Digest.objects.get().pk])
    assert len(mailoutbox) == 1


def test_what_no_time_was_left_for_goes_to_another_worker(clock, queue, mailoutbox, monkeypatch):
    for member in [make_member() for _n in range(3)]:
        choose(member, answers="daily")
        tell(member)
    at(clock, SUNDAY)
    monkeypatch.setattr(digests, "SECONDS", -1)
    [job] = queue.jobs()
    rest = digests.deliver_digests(*job["args"], seconds=-1)
    assert sorted(rest) == sorted(Digest.objects.values_list("pk", flat=True))
    queue.run()
    assert len(mailoutbox) == 3


def test_a_poisoned_one_holds_nobody_up(clock, mailoutbox, monkeypatch):
    members = [make_member() for _n in range(3)]
    for member in members:
        choose(member, answers="daily")
        tell(member)
    build = digests.build_digest

    def fussy(digest, *rest, **options):
        if digest.member == members[0]:
            raise ValueError("no such word")
        return build(digest, *rest, **options)

    monkeypatch.setattr(digests, "build_digest", fussy)
    at(clock, SUNDAY)
    assert len(mailoutbox) == 2
    assert Digest.objects.get(member=members[0]).state == "pending"


# --- cost ---------------------------------------------------------------------------------------------------


def test_a_sweep_with_nothing_due_costs_one_indexed_query(clock, alice, bob):
    choose(alice, answers="daily")
    tell(alice)
    with CaptureQueriesContext(connection) as queries:
        hand_out_digests()
    assert len(queries) == 1
    if connection.vendor == "sqlite":
        assert "digest_due" in Digest.objects.due()[:9].explain()


def test_gathering_costs_the_same_for_five_and_for_fifty(clock):
    def cost(number):
        members = [make_member() for _n in range(number)]
        for member in members:
            choose(member, answers="daily")
        with CaptureQueriesContext(connection) as queries:
            notify(
                [member.pk for member in members],
                kind="feedback.answered",
                cause_key=f"many:{number}",
                params=WORDS,
                url="/",
                mail_kind="answers",
            )
        return len(queries)

    assert cost(5) == cost(50)


def test_handing_out_costs_the_same_for_five_and_for_fifty(clock, queue):
    def cost(number, moment):
        for member in [make_member() for _n in range(number)]:
            choose(member, answers="daily")
            tell(member)
        clock.move_to(moment)
        with CaptureQueriesContext(connection) as queries:
            assert digests.hand_out_digests() == number
        queue.run()
        return len(queries)

    assert cost(5, SUNDAY) == cost(50, MONDAY)


def test_one_digest_costs_the_same_with_few_notices_and_with_many(clock, alice, queue):
    def cost(number, moment):
        choose(alice, answers="daily")
        for _n in range(number):
            tell(alice)
        at(clock, moment)
        with CaptureQueriesContext(connection) as queries:
            queue.run()
        return len(queries)

    Community.get()
    assert cost(2, SUNDAY) == cost(40, MONDAY)


# --- private groups -----------------------------------------------------------------------------------------


def test_who_left_a_private_group_hears_no_more_of_it(alice, bob, clock):
    group = make_group(policy="invitation", is_private=True)
    actions.set_hosts(group, [bob], actor=bob)
    actions.enter_group(group, alice, actor=alice)
    choose(alice, answers="daily")
    notify(
        [alice.pk],
        kind=KIND_OF["answers"],
        cause_key="inside",
        params=WORDS | {"title": "Among us"},
        url="/feedback/7/",
        mail_kind="answers",
        group=group,
    )
    tell(alice)
    actions.leave_group(group, actor=alice)
    at(clock, SUNDAY)
    [message] = mail.outbox
    assert "Search forgets" in message.body
    assert "Among us" not in message.body
    assert Delivery.objects.get(notification__cause_key="inside").state == "dropped"


def test_another_time_zone_moves_what_waits(alice, alice_client, clock):
    choose(alice, answers="daily")
    tell(alice)
    form = {"name": "Alice", "bio": "", "language": "en", "time_zone": "Europe/Berlin"}
    assert alice_client.post("/me/profile/", form).status_code == 302
    # It is five in the morning there.
    assert Delivery.objects.get().digest.next_try_at == utc(11, 28, 7)
