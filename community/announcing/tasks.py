"""Entry points for the workers; each takes keys, may run twice, and the sweeps repair what was lost."""

from datetime import timedelta

from django.utils import timezone
from django_q.tasks import async_task

from community.announcing import actions
from community.announcing.models import Announcement, RobotDelivery

# A worker is killed after 60 s.
SECONDS = 25
# A call to another host takes ten seconds at most.
CALLS = 4


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


def deliver(pk):
    """Try the delivery to a robot with this key; gone, sent or not due is fine."""
    actions.deliver_to_robot(pk)


def sweep_robots():
    """Every minute: what is due again and what a lost job left behind, no more than fits into one job."""
    for pk in RobotDelivery.objects.due().values_list("pk", flat=True)[:CALLS]:
        deliver(pk)
