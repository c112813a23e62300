"""Entry points for the workers."""

from django_q.tasks import async_task

from community import actions, digests, notices
from community.models import Delivery

# More than go out before its time is over.
SWEPT = 5000


def deliver(*pks):
    """Try the deliveries with these keys; what no time was left for goes to the next free worker. While the mail server
    hangs they are left to the sweep, so that workers do not spend their time on waiting."""
    if notices.is_server_hanging():
        return
    if rest := notices.deliver_mails(pks):
        async_task("community.tasks.deliver", *rest)


def sweep_deliveries():
    """Every minute: try what is due again, what a lost job left behind, and what was too much for jobs, the oldest
    first, for as long as a worker may take."""
    notices.deliver_mails(list(Delivery.objects.due().values_list("pk", flat=True)[:SWEPT]))


def sweep_marks():
    """Every ten minutes: marks by the name that no longer say what their bearers are."""
    actions.refresh_marks()


def end_sessions(pk):
    """Delete the sessions of the member with this key, who has another address now."""
    actions.end_sessions(pk)


def deliver_digests(pks):
    """Send the digests with these keys that wait for it; what no time was left for goes to the next free worker."""
    if rest := digests.deliver_digests(pks):
        async_task("community.tasks.deliver_digests", rest)


def hand_out_digests():
    """Every minute: digests whose hour has come, those to be tried again, and what a lost job left behind."""
    digests.hand_out_digests()
