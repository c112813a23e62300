"""Entry points for the workers; each takes keys, may run twice, and the sweeps repair what was lost."""

from datetime import timedelta

from django.utils import timezone
from django_q.tasks import async_task

from events import actions
from events.models import Event, Series, Telling

# A worker is killed after 60 s.
SECONDS = 25
# A host who forgot to end a session: it ends by itself.
FORGOTTEN = timedelta(hours=3)
BATCH = 50


def tell(pk):
    """Tell as many as there is time for; another job goes on."""
    if not actions.work_telling(pk, seconds=SECONDS):
        async_task("events.tasks.tell", pk)


def sweep_tellings():
    """Every minute: what a lost job left untold."""
    late = timezone.now() - timedelta(minutes=1)
    for pk in Telling.objects.to_tell().filter(created_at__lt=late).values_list("pk", flat=True)[:BATCH]:
        async_task("events.tasks.tell", pk)


def sweep_reminders():
    """Every minute: reminders whose time has come."""
    now = timezone.now()
    soon = Event.objects.between(now, now + timedelta(days=1, minutes=1)).filter(state=Event.State.PUBLISHED)
    for event in soon:
        actions.remind_of(event, now=now)


def turn_events():
    """Every minute: sessions go live at their hour, and end by themselves where nobody ends them."""
    now = timezone.now()
    for event in Event.objects.to_begin(now).select_related("host")[:BATCH]:
        actions.begin_due_event(event)
    for event in Event.objects.to_finish(now - FORGOTTEN)[:BATCH]:
        actions.finish_event(event, actor=None)


def make_due_events():
    """Every hour: the next sessions of each series; in a job of its own, so that one that fails stops no other."""
    for pk in Series.objects.running().order_by("pk").values_list("pk", flat=True):
        async_task("events.tasks.make_events_of", pk)


def make_events_of(pk):
    """The sessions of a series that are due."""
    if series := Series.objects.filter(pk=pk).first():
        actions.make_due_events(series)
