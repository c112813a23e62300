"""Entry points for the workers."""

from django.utils import timezone
from django_q.tasks import async_task

from rewards.shop import actions
from rewards.shop.actions.campaigns import LOST_AFTER
from rewards.shop.models import Campaign, Coupon

BATCH = 500


def give_campaign(pk):
    """Give what a campaign gives for as long as there is time for; another job goes on."""
    if actions.work_campaign(pk):
        async_task("rewards.shop.tasks.give_campaign", pk)


def sweep_campaigns():
    """Every minute: campaigns whose job was lost."""
    lost = Campaign.objects.filter(state=Campaign.State.RUNNING, worked_at__lt=timezone.now() - LOST_AFTER)
    for pk in lost.values_list("pk", flat=True):
        async_task("rewards.shop.tasks.give_campaign", pk)


def sweep_reminders():
    """Every hour: the reminders of coupons that end, a batch a job; the last first, for it makes the others idle."""
    now, is_full = timezone.now(), False
    for days in sorted(Coupon.REMINDERS):
        due = list(Coupon.objects.to_remind(days, now).select_related("item")[:BATCH])
        for coupon in due:
            actions.remind_of_end(coupon, now=now)
        is_full = is_full or len(due) == BATCH
    if is_full:
        async_task("rewards.shop.tasks.sweep_reminders")
