"""Group robots: kept, tried, sent to, and switched off when nothing gets through any more."""

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_q.tasks import async_task

from community import outbound
from community.announcing.models import Announcement, Robot, RobotDelivery
from community.announcing.permissions import robot_keepers
from community.announcing.robots import message_for, notice_of, refusal_in, trial_notice
from community.audit import record
from community.models import MailChoice
from community.notices import notify
from community.permissions import may_act
from community.posts.models import Post

State = RobotDelivery.State
CARRIED = ("announcement", "post__group", "post__author")
# The words for what community.outbound says; the rest is the platform's own.
HINDRANCES = {
    "bad_request": gettext_lazy("this is no address that can be called"),
    "unresolved": gettext_lazy("the host is not known"),
    "forbidden_address": gettext_lazy("the address does not lead into the open internet"),
    "unreachable": gettext_lazy("the host cannot be reached"),
    "tls": gettext_lazy("the connection is not safe"),
    "timeout": gettext_lazy("no answer within ten seconds"),
    "broken_answer": gettext_lazy("the answer is broken"),
}


def save_robot(robot, *, actor, changes=None):
    """Keep a robot as it is now. Address and secret stand in no trail: of them it is only noted that they changed."""
    fresh = robot._state.adding
    noted = {
        name: ["***", "***"] if name in ("address", "secret") else change for name, change in (changes or {}).items()
    }
    with transaction.atomic():
        robot.save()
        record(f"announcing.robot.{'created' if fresh else 'edited'}", robot, actor=actor, changes=noted)
    return robot


def switch_robot(robot, *, actor, on):
    """Switch a robot on or off. Returns whether that was news. What waits for one that is off is given up; staff can
    try it again."""
    with transaction.atomic():
        changed = Robot.objects.filter(pk=robot.pk, is_active=not on).update(
            is_active=on, failed_at=None, **({"last_error": ""} if on else {})
        )
        if changed:
            record(f"announcing.robot.switched_{'on' if on else 'off'}", robot, actor=actor)
            if not on:
                give_up_waiting(robot)
    return bool(changed)


def remove_robot(robot, *, actor):
    """Take a robot away with what it carried; twice is once."""
    with transaction.atomic():
        record("announcing.robot.removed", robot, actor=actor)
        Robot.objects.filter(pk=robot.pk).delete()


def test_robot(robot, *, actor):
    """Send a test message now. Returns why it was refused, or nothing when it was taken. Call it outside
    transactions."""
    refusal = call(robot, trial_notice(robot.language))
    with transaction.atomic():
        record("announcing.robot.tested", robot, actor=actor, changes={"result": [None, refusal or "ok"]})
        note_result(robot, refusal)
    return refusal


def call(robot, notice):
    """One message to a robot; why it was not taken, or nothing."""
    message = message_for(robot, notice, timezone.now())
    try:
        return refusal_in(robot, outbound.post_json(message.url, message.body))
    except outbound.OutboundError as error:
        return str(HINDRANCES[error.code])


def note_result(robot, refusal):
    done = {"last_error": refusal[:300]} if refusal else {"last_sent_at": timezone.now(), "last_error": ""}
    Robot.objects.filter(pk=robot.pk).update(**done)


def carry_post(pk):
    """One delivery of what hosts announced for each robot that carries it; may run twice. A robot that came later
    carries nothing of before."""
    post = Post.objects.published().filter(kind=Post.Kind.ANNOUNCEMENT, pk=pk).select_related("group").first()
    if post is None:
        return
    robots = Robot.objects.carrying_post(post).filter(created_at__lte=post.published_at)
    with transaction.atomic():
        fresh = list(robots.exclude(deliveries__post=post))
        rows = [RobotDelivery(robot=robot, post=post) for robot in fresh]
        RobotDelivery.objects.bulk_create(rows, ignore_conflicts=True)
        made = RobotDelivery.objects.filter(post=post, robot__in=fresh).order_by("pk")
        for delivery in made.values_list("pk", flat=True):
            async_task("community.announcing.tasks.deliver", delivery)


# --- deliveries ---------------------------------------------------------------------------------------


def deliver_to_robot(pk):
    """Try one delivery. The attempt is counted and the next try set before the call, so a sender that dies is seen;
    after the fifth failure the row is parked as dead. Does nothing for a row that is not due."""
    delivery = RobotDelivery.objects.due().select_related("robot", *CARRIED).filter(pk=pk).first()
    if delivery is None:
        return
    claimed = RobotDelivery.objects.due().filter(pk=pk, attempts=delivery.attempts).order_by()
    if delivery.attempts >= RobotDelivery.MAX_ATTEMPTS:
        # Its sender died at the last attempt.
        if claimed.update(state=State.DEAD):
            watch_robot(delivery)
        return
    wait = RobotDelivery.BACKOFF[delivery.attempts]
    if not claimed.update(state=State.SENDING, attempts=F("attempts") + 1, next_try_at=timezone.now() + wait):
        return
    if not is_wanted(delivery):
        return
    refusal = call(delivery.robot, notice_of(delivery.thing, delivery.robot.language))
    note_result(delivery.robot, refusal)
    settle(delivery, refusal)


def is_wanted(delivery):
    """Whether it is still to be sent; else it is settled."""
    sending = RobotDelivery.objects.filter(pk=delivery.pk, state=State.SENDING)
    if not delivery.is_published:
        sending.update(state=State.DROPPED)
        return False
    if not delivery.robot.is_active:
        sending.update(state=State.DEAD, last_error=_("the robot is switched off"))
        return False
    if delivery.post and not may_carry(delivery.robot, delivery.post):
        sending.update(state=State.DROPPED)
        return False
    return True


def may_carry(robot, post):
    """Whether a robot may still carry a post: its group may be private by now, and its author suspended."""
    return may_act(post.author) and Robot.objects.carrying_post(post).filter(pk=robot.pk).exists()


def settle(delivery, refusal):
    """Write down how an attempt ended; what was withdrawn meanwhile stays dropped."""
    sending = RobotDelivery.objects.filter(pk=delivery.pk, state=State.SENDING)
    if not refusal:
        sending.update(state=State.SENT, sent_at=timezone.now(), last_error="")
        return
    is_last = delivery.attempts + 1 >= RobotDelivery.MAX_ATTEMPTS
    if sending.update(state=State.DEAD if is_last else State.PENDING, last_error=refusal[:300]) and is_last:
        watch_robot(delivery)


def watch_robot(delivery):
    """After a delivery was given up: a robot through which nothing got since that delivery began is switched off, and
    those who look after robots are told, once each time."""
    now = timezone.now()
    with transaction.atomic():
        failing = Robot.objects.filter(pk=delivery.robot_id, is_active=True)
        failing = failing.filter(Q(last_sent_at=None) | Q(last_sent_at__lt=delivery.began_at))
        if not failing.update(is_active=False, failed_at=now):
            return
        robot = Robot.objects.get(pk=delivery.robot_id)
        record("announcing.robot.switched_off", robot, actor=None, changes={"reason": [None, robot.last_error]})
        give_up_waiting(robot)
        notify(
            robot_keepers(),
            kind="announcing.robot_failed",
            cause_key=f"robot:{robot.pk}:{int(now.timestamp())}",
            params={"name": robot.name, "error": robot.last_error},
            url=reverse("admin:announcing_robot_change", args=[robot.pk]),
            mail_kind=MailChoice.Kind.DUTIES,
        )


def give_up_waiting(robot):
    waiting = RobotDelivery.objects.filter(robot=robot, state=State.PENDING)
    waiting.update(state=State.DEAD, last_error=_("the robot is switched off"))


def retry_robot_delivery(delivery, *, actor):
    """Give a dead delivery a fresh set of attempts; on any other state nothing happens. Returns whether it did."""
    with transaction.atomic():
        dead = RobotDelivery.objects.filter(pk=delivery.pk, state=State.DEAD)
        dead = dead.filter(Q(announcement__state=Announcement.State.PUBLISHED) | Q(post__in=Post.objects.published()))
        claimed = dead.update(state=State.PENDING, attempts=0, next_try_at=timezone.now(), began_at=timezone.now())
        if claimed:
            record("announcing.robotdelivery.retried", delivery, actor=actor)
            async_task("community.announcing.tasks.deliver", delivery.pk)
    return bool(claimed)


def drop_robot_delivery(delivery, *, actor):
    """Give a dead delivery up for good; on any other state nothing happens. Returns whether it did."""
    with transaction.atomic():
        claimed = RobotDelivery.objects.filter(pk=delivery.pk, state=State.DEAD).update(state=State.DROPPED)
        if claimed:
            record("announcing.robotdelivery.dropped", delivery, actor=actor)
    return bool(claimed)
