"""What was said in a group: who sees it, and what becomes of it when the group becomes private or public."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from community.actions.founding import said_in_private
from community.models import Activity, InterestGroup, Membership, SearchDoc
from feedback.actions.merging import take_out
from feedback.models import Feedback, GroupMonth, Status
from feedback.models.status import SHARED

MONTHS, ACTIVE_DAYS = 12, 30


def shared_visibility(group_id):
    """Who sees what is shared in a group (None: in none): its members where it is private, else everybody. The group
    is held until the caller's transaction ends, so that it cannot become private unseen."""
    if group_id is None:
        return Feedback.Visibility.PUBLIC
    group = InterestGroup.objects.select_for_update(no_key=True).only("is_private").get(pk=group_id)
    return Feedback.Visibility.GROUP if group.is_private else Feedback.Visibility.PUBLIC


def follow_privacy(group):
    """Show what was said in a group that became private to its members alone, in the transaction that changes it. May
    run twice.

    Two statements for all of it, so that nothing is seen by others meanwhile. What was merged with something outside
    the group stands on its own again: they are read by different people now. Raises ValidationError('said_in_private')
    when the group would become public and something was said in it.
    """
    public, ours = Feedback.Visibility.PUBLIC, Feedback.Visibility.GROUP
    if not group.is_private:
        if Feedback.objects.filter(group=group).exclude(visibility=Feedback.Visibility.REMOVED).exists():
            raise said_in_private()
        return
    merged = Feedback.objects.filter(merged_into__isnull=False, visibility__in=SHARED)
    touched = merged.filter(Q(group=group) | Q(merged_into__group=group)).select_related("merged_into").order_by("pk")
    for item in touched:
        if item.group_id != item.merged_into.group_id:
            take_out(item, item.merged_into, actor=None, tell=False)
    Feedback.objects.filter(group=group, visibility=public).update(visibility=ours)
    moved = Feedback.objects.filter(group=group, visibility=ours).values("pk")
    SearchDoc.objects.filter(kind="feedback", object_id__in=moved).update(is_public=False)


# --- figures ------------------------------------------------------------------------------------------------


def roll_up_groups(*, now=None):
    """Count the last twelve months of every group anew; returns how many rows were written. May run twice.

    Its cost is that of four grouped readings, however many pages show the figures. The members of past months are those
    of today who had come by then; what stands for a month that was over when it was first counted is not changed.
    """
    now = timezone.localtime(now or timezone.now())
    months = last_months(now, MONTHS)
    joined, items = joined_by_month(months), items_by_month(months)
    active = active_members(now)
    rows = []
    for group in InterestGroup.objects.filter(is_active=True).only("member_count", "created_at").order_by("pk"):
        members, founded = group.member_count, timezone.localtime(group.created_at).date().replace(day=1)
        for month in reversed(months):
            came = joined.get((group.pk, month), 0)
            counted = items.get((group.pk, month), {})
            if month < founded and not (came or counted):
                continue
            rows.append(
                GroupMonth(
                    group_id=group.pk,
                    month=month,
                    members=members,
                    joined=came,
                    items=counted.get("items", 0),
                    answered=counted.get("answered", 0),
                    fixed=counted.get("fixed", 0),
                    active=active.get(group.pk, 0) if month == months[-1] else 0,
                )
            )
            members = max(members - came, 0)
    write_months(rows, current=months[-1])
    return len(rows)


def last_months(now, number):
    """The first days of the last `number` months, the oldest first."""
    months = [now.date().replace(day=1)]
    while len(months) < number:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return months


def joined_by_month(months):
    rows = Membership.objects.filter(joined_at__date__gte=months[0]).order_by()
    rows = rows.annotate(month=TruncMonth("joined_at")).values_list("group", "month").annotate(n=Count("pk"))
    return {(group, month.date()): n for group, month, n in rows}


def items_by_month(months):
    """{(group, month): {items, answered, fixed}} of what was said in groups, by the month it was said in."""
    rows = Feedback.objects.filter(group__isnull=False, created_at__date__gte=months[0], visibility__in=SHARED)
    rows = rows.exclude(status=Status.MERGED).order_by().annotate(month=TruncMonth("created_at"))
    rows = rows.values("group", "month").annotate(
        items=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        fixed=Count("pk", filter=Q(status__in=[Status.FIXED, Status.CLOSED], fixed_at__isnull=False)),
    )
    return {(row["group"], row["month"].date()): row for row in rows}


def active_members(now):
    """{group: how many of its members did something in it in the last thirty days}."""
    since = now.date() - timedelta(days=ACTIVE_DAYS)
    still_in = Membership.objects.filter(group=OuterRef("group"), member=OuterRef("member"))
    rows = Activity.objects.filter(Exists(still_in), group__isnull=False, day__gt=since).order_by()
    rows = rows.values_list("group")
    return dict(rows.annotate(n=Count("member", distinct=True)))


def write_months(rows, *, current):
    """The current month is written over; of a month that is over, members and active ones stay as they were."""
    facts = ["joined", "items", "answered", "fixed"]
    key = {"update_conflicts": True, "unique_fields": ["group", "month"], "batch_size": 500}
    with transaction.atomic():
        GroupMonth.objects.bulk_create([row for row in rows if row.month != current], update_fields=facts, **key)
        GroupMonth.objects.bulk_create(
            [row for row in rows if row.month == current], update_fields=[*facts, "members", "active"], **key
        )
