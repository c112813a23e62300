"""Entry points for the workers."""

import time

from django_q.tasks import async_task

from rewards.honours import actions
from rewards.models import Account

# A worker is killed after 60 seconds.
SECONDS = 40
SCOPE = 500


def review_honours():
    """Every minute: badges and titles of all accounts that earned something or lost it since; what no time was left for
    is taken up a minute later."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and actions.review_due():
        pass


def review_all(after=0):
    """Look at everybody again, because what badges or titles ask for has changed: so many accounts a job, from the key
    `after` on. Killed half way it is run again by the queue."""
    pks = list(Account.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:SCOPE])
    actions.mark_due(pks)
    while actions.review_due(pks):
        pass
    if len(pks) == SCOPE:
        async_task("rewards.honours.tasks.review_all", pks[-1])
