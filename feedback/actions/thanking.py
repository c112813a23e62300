"""What is thanked for with points, in the transaction of the deed: for quality, when a person of the team has judged.

How much each is worth stands in the tariff of the rewards; nobody is paid for what he decides about himself.
"""

from django.db.models import Q

from community.models import Member
from feedback.models import Feedback, ProgressEntry, Status
from feedback.models.status import SHARED
from rewards.actions import award, hold_accounts, restore_awards, restore_entry, reverse_award, reverse_awards
from rewards.models import Entry

# Where an item stands that was taken up, by whichever way it came there.
TAKEN_UP = (Status.UNDER_REVIEW, Status.PLANNED, Status.IN_PROGRESS, Status.FIXED)
# By which steps a person of the team takes an item there.
JUDGED = (ProgressEntry.Kind.STATUS, ProgressEntry.Kind.ANSWER, ProgressEntry.Kind.FIX)


def thank_for_step(feedback, new, *, actor):
    """Thank the author when a person (no rule, no clock) takes an item up, and more when it is fixed; each once,
    however often it comes there."""
    if actor is None or not feedback.is_shared or new not in TAKEN_UP:
        return
    thank(feedback, "feedback_accepted", "accepted", actor=actor)
    if new == Status.FIXED:
        thank(feedback, "feedback_fixed", "fixed", actor=actor)
        first = first_of_many(feedback)
        if first:
            thank(first, "first_reporter", "first", actor=actor)


def hold_authors(items):
    """Hold the accounts of all who may be thanked for these items, before the first is: of two notes that thank the
    same people none waits for the other in a circle."""
    said = Feedback.objects.filter(Q(pk__in=[item.pk for item in items]) | Q(merged_into__in=items))
    hold_accounts(Member.objects.filter(pk__in=said.values("author")))


def first_of_many(feedback):
    """The item that was said first of a set that speaks for several; None where nobody else said it."""
    said = Feedback.objects.filter(Q(pk=feedback.pk) | Q(merged_into=feedback), visibility__in=SHARED)
    items = list(said.select_related("author").order_by("received_at", "pk"))
    others = {item.author_id for item in items}
    return items[0] if len(others) > 1 else None


def thank_for_duplicate(item, target, *, actor):
    """A little for who said what others had said, unless it was taken up for itself before, or was his own."""
    if actor is None or item.author_id in (None, target.author_id):
        return
    taken_up = Entry.objects.filter(key=f"feedback:{item.pk}:accepted").exists()
    if not taken_up and (entry := thank(item, "feedback_duplicate", "duplicate", actor=actor)):
        restore_entry(entry)


def unthank_duplicate(item):
    """It stands on its own again."""
    reverse_award(f"feedback:{item.pk}:duplicate")


def thank(feedback, reason, why, *, actor):
    return award(
        feedback.author,
        reason,
        key=f"feedback:{feedback.pk}:{why}",
        group_id=feedback.group_id,
        about=f"#{feedback.pk}",
        url=feedback.get_absolute_url(),
        actor=actor,
    )


def unthank(feedback, *, actor=None):
    """Take back all that was paid for an item that nobody sees any more. May run twice."""
    reverse_awards(f"feedback:{feedback.pk}", actor=actor)


def thank_again(feedback, *, actor=None):
    """The item is there again, and so is what was paid for it; what the team judged while nobody saw it is paid now.
    May run twice."""
    thank_for_past(feedback)
    restore_awards(f"feedback:{feedback.pk}", actor=actor)
    if not feedback.is_merged:
        unthank_duplicate(feedback)


def thank_for_past(feedback):
    """Thank for the steps that an item took before others saw it, as if they came now; each is paid once. May run
    twice."""
    steps = feedback.entries.filter(kind__in=JUDGED, new_status__in=TAKEN_UP, actor__isnull=False)
    steps = list(steps.select_related("actor").order_by("pk"))
    if any(step.new_status == Status.FIXED for step in steps):
        hold_authors([feedback])
    for step in steps:
        thank_for_step(feedback, step.new_status, actor=step.actor)


def thank_tester(seat, feedback, *, actor):
    """For a report, when a person ends the call or its time is over; of a hidden report nothing."""
    if seat.hidden_at is None:
        award(
            seat.member,
            "test_reported",
            key=f"test:{seat.pk}:reported",
            group_id=feedback.group_id,
            about=f"#{feedback.pk}",
            url=feedback.get_absolute_url(),
            actor=actor,
        )
