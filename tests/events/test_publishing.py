"""From draft to published, moved, cancelled, live and over; and who is told of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import AuditEntry, Delivery, Notification
from events import actions, tasks
from events.models import Event, Invitee, Telling
from tests.factories import join, make_event, make_group, make_member, move_event, take_seats

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told_of(event, what):
    notices = Notification.objects.filter(kind=f"events.{what}", url=event.get_absolute_url())
    return set(notices.values_list("member__name", flat=True))


def refused(verb, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        verb(*args, **kwargs)
    return caught.value


def test_a_draft_is_seen_by_those_who_run_it(hanna, hanna_client, bob_client, visitor, queue):
    event = make_event(hanna, publish=False)
    assert hanna_client.get(event.get_absolute_url()).status_code == 200
    assert bob_client.get(event.get_absolute_url()).status_code == 404
    assert visitor.get(event.get_absolute_url()).status_code == 404
    assert event.title not in visitor.get("/events/").content.decode()


def test_publishing_tells_all_once(hanna, alice, bob, queue):
    event = make_event(hanna, told=True)
    assert not actions.publish_event(event, actor=hanna)
    queue.run()
    tasks.sweep_tellings()
    queue.run()
    assert told_of(event, "published") == {"Hanna", "Alice", "Bob"}
    assert Telling.objects.get().told_count == 3


def test_a_group_is_told_and_nobody_else(hanna, alice, bob, queue):
    group = make_group("Bread", is_private=True, policy="invitation")
    join(group, alice)
    event = make_event(hanna, group=group, told=True)
    queue.run()
    assert told_of(event, "published") == {"Alice"}


def test_chosen_members_are_told_and_see_it(hanna, alice, bob, sign_in, queue):
    event = make_event(hanna, audience="segment", segment="newcomer", publish=False)
    from community.segments.models import MemberSegment

    MemberSegment.objects.create(
        member=alice, segment="newcomer", since=timezone.localdate(), computed_on=timezone.localdate()
    )
    actions.publish_event(event, actor=hanna, told=False)
    queue.run()
    assert Invitee.objects.values_list("member__name", flat=True).get() == "Alice"
    assert sign_in(alice).get(event.get_absolute_url()).status_code == 200
    assert sign_in(bob).get(event.get_absolute_url()).status_code == 404


def test_publishing_what_is_past_or_of_a_closed_group(hanna, queue):
    event = make_event(hanna, publish=False)
    move_event(event, starts_in=-DAY)
    assert refused(actions.publish_event, event, actor=hanna).code == "past"
    group = make_group("Bread")
    event = make_event(hanna, group=group, publish=False)
    group.is_active = False
    group.save()
    event.group.refresh_from_db()
    assert refused(actions.publish_event, event, actor=hanna).code == "group_closed"


def test_one_send_of_one_form_is_one_session(hanna, queue):
    times = {"starts_at": timezone.now() + DAY, "ends_at": timezone.now() + 2 * DAY}
    first = actions.draft_event(Event(title="A", **times), actor=hanna, submit_key="k")
    assert actions.draft_event(Event(title="A", **times), actor=hanna, submit_key="k").pk == first.pk


def test_moving_it_tells_the_guests_when_it_is_now(hanna, alice, bob, queue):
    event = make_event(hanna, capacity=1)
    take_seats(event, alice, bob)
    event.starts_at, event.ends_at, event.place = event.starts_at + DAY, event.ends_at + DAY, "The bakery"
    actions.save_event(event, actor=hanna)
    queue.run()
    assert told_of(event, "moved") == {"Alice", "Bob"}
    assert event.revision == 1
    words = Notification.objects.filter(kind="events.moved").first().params
    assert words["starts_at"] == event.starts_at.isoformat()
    assert words["place"] == "The bakery"
    assert AuditEntry.objects.filter(action="events.event.moved").count() == 1


def test_saving_what_did_not_change_writes_nothing(hanna, alice, queue):
    event = make_event(hanna)
    take_seats(event, alice)
    actions.save_event(event, actor=hanna)
    assert not AuditEntry.objects.filter(action__in=["events.event.moved", "events.event.edited"]).exists()
    event.title = "Another"
    actions.save_event(event, actor=hanna)
    queue.run()
    assert told_of(event, "moved") == set()
    assert event.revision == 1


def test_what_may_not_be_changed_any_more(hanna, queue):
    event = make_event(hanna)
    event.starts_at = timezone.now() - DAY
    assert "past" in {error.code for error in refused(actions.save_event, event, actor=hanna).error_dict["starts_at"]}
    event.refresh_from_db()
    event.audience, event.segment = "segment", "core"
    assert refused(actions.save_event, event, actor=hanna).code == "audience"
    event.refresh_from_db()
    actions.cancel_event(event, actor=hanna, reason="Ill.")
    event.title = "Another"
    assert refused(actions.save_event, event, actor=hanna).code == "over"


def test_cancelling_tells_everybody_with_a_seat_or_waiting(hanna, alice, bob, carol, queue, visitor):
    event = make_event(hanna, capacity=1)
    take_seats(event, alice, bob)
    assert "reason" in refused(actions.cancel_event, event, actor=hanna, reason=" ").error_dict
    assert actions.cancel_event(event, actor=hanna, reason="The oven broke.")
    assert not actions.cancel_event(event, actor=hanna, reason="Again.")
    queue.run()
    assert told_of(event, "cancelled") == {"Alice", "Bob"}
    assert Delivery.objects.filter(notification__kind="events.cancelled").count() == 2
    page = visitor.get(event.get_absolute_url()).content.decode()
    assert "The oven broke." in page
    assert "/register/" not in page


def test_a_session_that_is_called_off_reminds_nobody(hanna, alice, queue):
    event = make_event(hanna, told=True)
    take_seats(event, alice)
    actions.cancel_event(event, actor=hanna, reason="Ill.")
    queue.run()
    assert told_of(event, "published") == set()
    move_event(event, starts_in=timedelta(minutes=30), published_at=timezone.now() - 9 * DAY)
    tasks.sweep_reminders()
    queue.run()
    assert told_of(event, "hour") == set()


def test_it_opens_at_its_hour_and_ends_by_itself(hanna, queue):
    event = make_event(hanna)
    tasks.turn_events()
    event.refresh_from_db()
    assert event.state == "published"
    move_event(event, starts_in=timedelta(minutes=-1))
    tasks.turn_events()
    event.refresh_from_db()
    assert event.state == "live"
    move_event(event, starts_in=-(event.ends_at - event.starts_at) - timedelta(hours=2))
    tasks.turn_events()
    event.refresh_from_db()
    assert event.state == "live"
    move_event(event, starts_in=-(event.ends_at - event.starts_at) - timedelta(hours=4))
    tasks.turn_events()
    event.refresh_from_db()
    assert (event.state, event.finished_at is not None) == ("finished", True)


def test_what_was_published_stays_on_record(hanna, queue):
    draft, event = make_event(hanna, publish=False), make_event(hanna)
    actions.remove_event(draft, actor=hanna)
    assert refused(actions.remove_event, event, actor=hanna).code == "published"
    assert Event.objects.get() == event


# --- reminders ---------------------------------------------------------------------------------------------------


@pytest.fixture
def tomorrow(hanna, alice, bob, queue):
    """A session in twenty hours that was published long ago; Alice has the seat, Bob waits."""
    event = make_event(hanna, capacity=1)
    take_seats(event, alice, bob)
    return move_event(event, starts_in=timedelta(hours=20), published_at=timezone.now() - 9 * DAY)


def run_sweep(queue):
    tasks.sweep_reminders()
    queue.run()


def test_a_day_before_and_an_hour_before_each_once(tomorrow, queue):
    for _turn in range(3):
        run_sweep(queue)
    assert told_of(tomorrow, "day") == {"Alice"}
    assert told_of(tomorrow, "hour") == set()
    move_event(tomorrow, starts_in=timedelta(minutes=59))
    Telling.objects.all().delete()
    for _turn in range(3):
        run_sweep(queue)
    assert told_of(tomorrow, "hour") == {"Alice"}
    assert Notification.objects.filter(kind="events.hour").count() == 1


def test_lost_and_repeated_jobs_remind_once(tomorrow, queue):
    tasks.sweep_reminders()
    queue.lose()
    Telling.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    tasks.sweep_tellings()
    queue.run()
    tasks.tell(Telling.objects.get().pk)
    assert Notification.objects.filter(kind="events.day").count() == 1


def test_a_moved_session_reminds_again_of_its_new_time(tomorrow, queue, hanna):
    run_sweep(queue)
    tomorrow.starts_at, tomorrow.ends_at = tomorrow.starts_at + DAY, tomorrow.ends_at + DAY
    actions.save_event(tomorrow, actor=hanna)
    queue.run()
    move_event(tomorrow, starts_in=timedelta(hours=19))
    run_sweep(queue)
    assert Notification.objects.filter(kind="events.day", member__name="Alice").count() == 2


def test_a_reminder_of_a_time_that_is_no_longer_true_is_not_told(tomorrow, queue, hanna):
    tasks.sweep_reminders()
    tomorrow.starts_at, tomorrow.ends_at = tomorrow.starts_at + DAY, tomorrow.ends_at + DAY
    actions.save_event(tomorrow, actor=hanna)
    queue.run()
    assert told_of(tomorrow, "day") == set()
    assert told_of(tomorrow, "moved") == {"Alice", "Bob"}


def test_what_is_published_a_few_hours_before_needs_no_reminder_of_a_day(hanna, alice, queue):
    event = make_event(hanna, starts_in=timedelta(hours=10))
    take_seats(event, alice)
    run_sweep(queue)
    assert told_of(event, "day") == set()


def test_after_an_outage_no_reminder_of_a_day_two_hours_before(tomorrow, queue):
    move_event(tomorrow, starts_in=timedelta(hours=2))
    run_sweep(queue)
    assert told_of(tomorrow, "day") == set()


def test_words_in_the_readers_zone_and_language(tomorrow, queue, alice):
    alice.time_zone, alice.language = "America/New_York", "en"
    alice.save()
    run_sweep(queue)
    from community.models import Member
    from community.notices import build_mail

    delivery = Delivery.objects.get(notification__kind="events.day")
    mail = build_mail(delivery)
    local = tomorrow.starts_at.astimezone(__import__("zoneinfo").ZoneInfo("America/New_York"))
    assert f"{local:%H:%M}" in mail.subject
    Member.objects.filter(pk=alice.pk).update(language="zh-hans", time_zone="Asia/Shanghai")
    mail = build_mail(Delivery.objects.get(pk=delivery.pk))
    assert "明天" in mail.subject


def test_hundreds_are_told_in_batches(hanna, queue, monkeypatch):
    monkeypatch.setattr("events.actions.telling.BATCH", 3)
    members = [make_member() for _n in range(7)]
    event = make_event(hanna)
    take_seats(event, *members)
    actions.cancel_event(event, actor=hanna, reason="Ill.")
    telling = Telling.objects.get()
    assert not actions.work_telling(telling.pk, seconds=-1)
    assert Notification.objects.filter(kind="events.cancelled").count() == 3
    queue.run()
    assert Notification.objects.filter(kind="events.cancelled").count() == 7
    telling.refresh_from_db()
    assert (telling.told_count, telling.told_at is not None) == (7, True)
