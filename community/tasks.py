"""Entry points for the workers."""

from django_q.tasks import async_task

from community import actions, digests
from community.models import Delivery
from community.notices import deliver_mail


def deliver(pk):
    """Try the delivery with this key; gone, sent or not due is fine."""
    delivery = Delivery.objects.select_related("notification__member").filter(pk=pk).first()
    if delivery:
        deliver_mail(delivery)


def sweep_deliveries():
    """Every minute: try what is due again and what a lost job left behind, a batch at a time."""
    for pk in Delivery.objects.due().values_list("pk", flat=True)[:200]:
        deliver(pk)


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
