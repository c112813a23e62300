"""Entry points for the workers; each takes keys, may run twice, and the sweeps repair what was lost."""

from datetime import timedelta

from django.utils import timezone
from django_q.tasks import async_task

from community.announcing import actions
from community.announcing.models import Announcement, RobotDelivery
from community.posts.models import Post

# A worker is killed after 60 s.
SECONDS = 25
# A call to another host takes ten seconds at most.
CALLS = 4
# What hosts announced is looked for among so much of the past; later nobody in a chat would understand it.
LOST = timedelta(hours=6)


def publish_due():
    """Every minute: planned announcements whose time has come."""
    for pk in Announcement.objects.due().values_list("pk", flat=True)[:50]:
        actions.publish_due_announcement(pk)


def tell(pk):
    """Tell whom an announcement is for, as many as there is time for; another job goes on."""
    if not actions.tell_announcement(pk, seconds=SECONDS):
        async_task("community.announcing.tasks.tell", pk)


def take_back(pk):
    """Take back what was told of a withdrawn announcement; another job goes on where there is more than time."""
    if not actions.take_back_announcement(pk, seconds=SECONDS):
        async_task("community.announcing.tasks.take_back", pk)


def sweep_announcements():
    """Every minute: announcements of which a lost job left somebody untold, or notices about."""
    late = timezone.now() - timedelta(minutes=1)
    untold = Announcement.objects.to_tell().filter(published_at__lt=late).order_by("pk")
    for pk in untold.values_list("pk", flat=True)[:50]:
        async_task("community.announcing.tasks.tell", pk)
    about = Announcement.objects.to_take_back().filter(withdrawn_at__lt=late).order_by("pk")
    for pk in about.values_list("pk", flat=True)[:50]:
        async_task("community.announcing.tasks.take_back", pk)


def carry_post(pk):
    """Hand what hosts announced to the robots of their group."""
    actions.carry_post(pk)


def deliver(pk):
    """Try the delivery to a robot with this key; gone, sent or not due is fine."""
    actions.deliver_to_robot(pk)


def sweep_robots():
    """Every minute: what is due again and what a lost job left behind, no more than fits into one job."""
    now = timezone.now()
    lost = Post.objects.published().filter(kind=Post.Kind.ANNOUNCEMENT, robot_deliveries=None)
    lost = lost.filter(published_at__lt=now - timedelta(minutes=1), published_at__gt=now - LOST)
    for pk in lost.order_by("published_at").values_list("pk", flat=True)[:50]:
        carry_post(pk)
    for pk in RobotDelivery.objects.due().values_list("pk", flat=True)[:CALLS]:
        deliver(pk)
