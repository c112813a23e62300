"""The course of an announcement: drafted, planned, published once, told once, withdrawn."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community import actions as community_actions
from community.announcing import actions, tasks
from community.announcing.actions import telling
from community.announcing.models import Announcement, RobotDelivery
from community.models import AuditEntry, Delivery, MailChoice, Notification
from community.moderation.actions import give_sanction
from community.notices import render_notice
from tests.announcing.conftest import make_announcement, make_robot, make_segment
from tests.factories import make_member

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def plan(announcement, when=HOUR):
    return actions.plan_announcement(announcement, actor=None, publish_at=timezone.now() + when)


def state_of(announcement):
    announcement.refresh_from_db()
    return announcement.state


def pass_time(**fields):
    """What lay in the future has come."""
    Announcement.objects.update(publish_at=timezone.now() - timedelta(**fields))


def told():
    return sorted(Notification.objects.filter(kind="announcing.published").values_list("member__name", flat=True))


# --- publishing ---------------------------------------------------------------------------------------------


def test_published_twice_it_is_published_once(lead, alice):
    announcement = make_announcement(publish=False)
    assert actions.publish_announcement(announcement, actor=lead) is True
    moment = Announcement.objects.get().published_at
    assert actions.publish_announcement(announcement, actor=lead) is False
    assert Announcement.objects.get().published_at == moment
    assert told() == ["Alice", "Lena"]
    assert AuditEntry.objects.filter(action="announcing.announcement.published").count() == 1


def test_a_planned_one_publishes_itself_at_its_time(alice):
    announcement = make_announcement(publish=False)
    assert plan(announcement)
    tasks.publish_due()
    assert state_of(announcement) == "planned"
    pass_time(seconds=1)
    for _twice in range(2):
        tasks.publish_due()
    assert state_of(announcement) == "published"
    assert told() == ["Alice"]
    assert AuditEntry.objects.get(action="announcing.announcement.published").actor_label == "system"


def test_nothing_goes_out_in_the_name_of_somebody_who_is_suspended(lead, adam, alice):
    announcement = make_announcement(publish=False, by=lead, author=lead)
    assert plan(announcement)
    give_sanction(lead, actor=adam, kind="suspend", reason="other")
    pass_time(seconds=1)
    tasks.publish_due()
    assert state_of(announcement) == "draft"
    assert not alice.notifications.exists()
    assert not lead.notifications.filter(kind="announcing.not_published").exists()
    notice = adam.notifications.get()
    assert "whoever wrote it is suspended" in render_notice(notice)[1]
    assert notice.url == f"/admin/announcing/announcement/{announcement.pk}/plan/"


def test_what_was_planned_for_a_group_that_is_closed_by_now_stays_unpublished(lead, bob, group, queue):
    announcement = make_announcement(publish=False, by=lead, author=lead, audience="group", group=group)
    assert plan(announcement)
    close(group)
    pass_time(seconds=1)
    for _twice in range(2):
        tasks.publish_due()
    queue.run()
    assert state_of(announcement) == "draft"
    assert not bob.notifications.exists()
    assert "its group is closed" in render_notice(lead.notifications.get())[1]


def close(group):
    type(group).objects.filter(pk=group.pk).update(is_active=False)


def test_for_a_closed_group_nothing_is_published_or_planned_by_hand(lead, group, sign_in):
    announcement = make_announcement(publish=False, by=lead, audience="group", group=group)
    close(group)
    for act in (lambda: plan(announcement), lambda: actions.publish_announcement(announcement, actor=lead)):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "group_closed"
    answer = sign_in(lead).post(f"/admin/announcing/announcement/{announcement.pk}/plan/", {"publish": "1"})
    assert answer.status_code == 422
    assert state_of(announcement) == "draft"


def test_a_group_that_closes_while_it_is_told_hears_no_more(lead, bob, group, queue):
    announcement = make_announcement(by=lead, audience="group", group=group)
    close(group)
    queue.run()
    assert not bob.notifications.exists()
    assert Announcement.objects.get(pk=announcement.pk).told_at


def test_late_after_an_outage_it_is_published_at_once_with_the_true_time(alice):
    announcement = make_announcement(publish=False)
    plan(announcement)
    pass_time(days=3)
    before = timezone.now()
    tasks.publish_due()
    announcement.refresh_from_db()
    assert before <= announcement.published_at <= timezone.now()


def test_a_moved_one_waits_for_its_new_time():
    announcement = make_announcement(publish=False)
    plan(announcement)
    pass_time(minutes=1)
    # The sweep has read the key; then somebody moves it.
    assert plan(announcement, 2 * HOUR)
    assert actions.publish_due_announcement(announcement.pk) is False
    assert state_of(announcement) == "planned"


def test_called_off_it_is_a_draft_and_stays_one():
    announcement = make_announcement(publish=False)
    plan(announcement)
    assert actions.return_announcement(announcement, actor=None) is True
    assert actions.return_announcement(announcement, actor=None) is False
    pass_time(minutes=1)
    tasks.publish_due()
    assert state_of(announcement) == "draft"


def test_a_time_that_is_over_is_refused():
    announcement = make_announcement(publish=False)
    with pytest.raises(ValidationError) as refused:
        plan(announcement, -HOUR)
    assert refused.value.code == "past"
    assert state_of(announcement) == "draft"


def test_what_is_published_is_not_planned_again():
    announcement = make_announcement()
    assert plan(announcement) is False
    assert state_of(announcement) == "published"


def test_one_that_cannot_be_published_does_not_hold_up_the_others(monkeypatch):
    for _n in range(3):
        plan(make_announcement(publish=False))
    pass_time(minutes=1)
    tasks.publish_due()
    assert Announcement.objects.filter(state="published").count() == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "planned"},
        {"state": "published"},
        {"state": "withdrawn", "withdrawn_at": timezone.now()},
        {"withdrawn_at": timezone.now()},
        {"audience": "group"},
        {"audience": "segment"},
        {"audience": "saved"},
        {"segment": "core"},
    ],
)
def test_the_database_keeps_the_states_apart(fields):
    make_announcement(publish=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.update(**fields)


def test_only_what_was_never_published_is_thrown_away(lead):
    draft, published = make_announcement(publish=False), make_announcement()
    actions.remove_announcement(draft, actor=lead)
    with pytest.raises(ValidationError) as refused:
        actions.remove_announcement(published, actor=lead)
    assert refused.value.code == "published"
    assert list(Announcement.objects.all()) == [published]
    assert AuditEntry.objects.filter(action="announcing.announcement.removed").count() == 1


# --- telling ------------------------------------------------------------------------------------------------


def test_everybody_is_told_in_their_language(alice, mailoutbox):
    chinese = make_member("Chen", language="zh-hans")
    make_announcement("八点关门", text="今晚八点。", title_en="Closing at eight", text_en="At eight.")
    subjects = {mail.to[0]: mail.subject for mail in mailoutbox}
    assert subjects[alice.email].endswith("Closing at eight")
    assert subjects[chinese.email].endswith("八点关门")
    assert render_notice(Notification.objects.get(member=alice))[1] == "At eight."


def test_who_wants_no_mail_of_announcements_reads_it_in_the_inbox(alice, bob, mailoutbox):
    MailChoice.objects.create(member=alice, kind="announcements", frequency="never")
    make_announcement()
    assert told() == ["Alice", "Bob"]
    assert [mail.to for mail in mailoutbox] == [[bob.email]]


def test_who_joins_later_is_not_told(alice, queue):
    announcement = make_announcement()
    late = make_member("Late", joined_at=announcement.published_at + timedelta(seconds=1))
    queue.run()
    assert told() == ["Alice"]
    assert not Notification.objects.filter(member=late).exists()


def test_who_joins_the_group_later_is_not_told(group, bob, alice, queue):
    make_announcement(audience="group", group=group)
    community_actions.enter_group(group, alice, actor=alice)
    queue.run()
    assert told() == ["Bob"]


def test_who_left_is_not_told(alice, bob):
    bob.is_active = False
    bob.save()
    make_announcement()
    assert told() == ["Alice"]


def test_a_segment_is_told(alice, bob, carol):
    make_segment(alice, carol, segment="at_risk")
    make_segment(bob, segment="core")
    announcement = make_announcement(audience="segment", segment="at_risk")
    assert told() == ["Alice", "Carol"]
    assert announcement.recipients.count() == announcement.told_count == 2


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 2)


def test_batches_reach_everybody_once_and_are_counted(small_batches, queue):
    for _n in range(7):
        make_member()
    announcement = make_announcement()
    queue.run()
    announcement.refresh_from_db()
    assert announcement.told_count == Notification.objects.count() == Delivery.objects.count() == 7
    assert announcement.told_at
    tasks.tell(announcement.pk)
    assert Notification.objects.count() == 7


def test_killed_in_the_middle_it_goes_on_where_it_stopped(small_batches, queue):
    for _n in range(5):
        make_member()
    announcement = make_announcement()
    queue.lose()
    telling.tell_batch(announcement.pk)
    first = set(Notification.objects.values_list("pk", flat=True))
    assert len(first) == 2
    tasks.tell(announcement.pk)
    assert Notification.objects.count() == 5
    assert first < set(Notification.objects.values_list("pk", flat=True))


def test_the_sweep_tells_what_a_lost_job_left_untold(small_batches, queue):
    members = [make_member(joined_at=timezone.now() - HOUR) for _n in range(5)]
    announcement = make_announcement()
    queue.lose()
    telling.tell_batch(announcement.pk)
    Announcement.objects.update(published_at=timezone.now() - timedelta(minutes=2))
    tasks.sweep_announcements()
    queue.run()
    assert Notification.objects.count() == len(members)


def test_when_the_time_is_over_another_job_goes_on(small_batches, queue, monkeypatch):
    monkeypatch.setattr(tasks, "SECONDS", 1e-9)
    for _n in range(5):
        make_member()
    make_announcement()
    queue.run()
    assert Notification.objects.count() == 5


def test_mended_words_reach_the_notices_and_the_mails_that_wait(alice, queue, mailoutbox):
    announcement = make_announcement("Befor")
    tasks.tell(announcement.pk)
    announcement.title = "Before"
    actions.save_announcement(announcement, actor=None, changes={"title": ["Befor", "Before"]})
    assert render_notice(Notification.objects.get())[0] == "Before"
    queue.run()
    assert mailoutbox[0].subject.endswith("Before")


def test_whom_it_was_for_stays(group, lead):
    announcement = make_announcement()
    announcement.audience, announcement.group = "group", group
    with pytest.raises(ValidationError) as refused:
        actions.save_announcement(announcement, actor=lead, changes={"audience": ["all", "group"]})
    assert refused.value.code == "published_meanwhile"
    assert Announcement.objects.get().audience == "all"


def test_a_moderator_who_began_with_a_draft_does_not_change_what_was_planned_meanwhile(moderator, lead):
    announcement = make_announcement("As planned", publish=False)
    seen = Announcement.objects.get()
    plan(announcement)
    seen.title = "Changed"
    with pytest.raises(ValidationError) as refused:
        actions.save_announcement(seen, actor=moderator, changes={"title": ["As planned", "Changed"]})
    assert refused.value.code == "moved_meanwhile"
    assert Announcement.objects.get().title == "As planned"
    actions.save_announcement(seen, actor=lead, changes={"title": ["As planned", "Changed"]})
    assert Announcement.objects.get().title == "Changed"


# --- withdrawing --------------------------------------------------------------------------------------------


def test_withdrawn_it_is_gone_everywhere(alice, bob, lead, queue, mailoutbox):
    robot = make_robot()
    announcement, other = make_announcement(), make_announcement()
    for pk in (announcement.pk, other.pk):
        tasks.tell(pk)
    assert actions.withdraw_announcement(announcement, actor=lead) is True
    assert actions.withdraw_announcement(announcement, actor=lead) is False
    RobotDelivery.objects.filter(announcement=other).delete()
    queue.run()
    assert not Notification.objects.filter(cause_key=announcement.cause_key).exists()
    # Two members and the lead are told of the other alone.
    assert len(mailoutbox) == Notification.objects.count() == 3
    assert robot.deliveries.get().state == "dropped"
    assert Announcement.objects.get(pk=announcement.pk).taken_back_at
    assert AuditEntry.objects.filter(action="announcing.announcement.withdrawn").count() == 1


def test_withdrawn_while_it_is_being_told_nobody_more_is_told(small_batches, queue, lead):
    for _n in range(5):
        make_member()
    announcement = make_announcement()
    telling.tell_batch(announcement.pk)
    actions.withdraw_announcement(announcement, actor=lead)
    queue.run()
    assert not Notification.objects.exists()


def test_the_sweep_takes_back_what_a_lost_job_left(small_batches, queue, lead, alice):
    announcement = make_announcement()
    tasks.tell(announcement.pk)
    actions.withdraw_announcement(announcement, actor=lead)
    queue.lose()
    Announcement.objects.update(withdrawn_at=timezone.now() - timedelta(minutes=2))
    tasks.sweep_announcements()
    queue.run()
    assert not Notification.objects.exists()


def test_what_was_withdrawn_is_neither_published_nor_mended_again(lead):
    announcement = make_announcement()
    actions.withdraw_announcement(announcement, actor=lead)
    assert actions.publish_announcement(announcement, actor=lead) is False
    assert plan(announcement) is False
    with pytest.raises(ValidationError) as refused:
        actions.save_announcement(announcement, actor=lead, changes={"title": ["a", "b"]})
    assert refused.value.code == "withdrawn"


def test_a_draft_cannot_be_withdrawn(lead):
    announcement = make_announcement(publish=False)
    assert actions.withdraw_announcement(announcement, actor=lead) is False
    assert state_of(announcement) == "draft"
