"""Entry points for the workers."""

from community.actions import refresh_marks
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
    refresh_marks()
