"""Several accounts on one device that support each other. Families share devices: that alone is never reported."""

from collections import defaultdict

from feedback.fairness.links import links_to, subjects_of
from feedback.models import Vote
from rewards.fairness.findings import Finding, days_ago
from rewards.fairness.models import Concerned, DeviceUse, Suspicion
from rewards.models import Entry

# So many accounts on one device within a month; so many items that one of them said and another supported, or that two
# of them supported; so many of them who earned points.
ACCOUNTS, COMMON, PAID = 3, 3, 1
# What counts as lately, in days; a device with more accounts is a shared one of a school or a shop, and so many devices
# are looked at in a night.
DAYS, CROWD, DEVICES = 60, 15, 500


def find_shared_devices():
    """Devices whose accounts vote for each other, or together, and earn by it."""
    crowded = DeviceUse.objects.crowded(ACCOUNTS)
    devices = {tuple(members) for members in crowded.values() if len(members) <= CROWD}
    found = (finding_of(members) for members in sorted(devices)[:DEVICES])
    return [finding for finding in found if finding]


def finding_of(members):
    """What these accounts did in common, or None where that is too little."""
    items = common_items(members)
    awards = Entry.objects.filter(kind=Entry.Kind.AWARD, reverses=None, account__member__in=members)
    awards = awards.filter(created_at__gt=days_ago(DAYS), subject__in=subjects_of(items))
    paid = awards.order_by().values("account").distinct().count()
    if len(items) < COMMON or paid < PAID:
        return None
    return Finding(
        kind=Suspicion.Kind.SHARED_DEVICE,
        fingerprint=f"shared_device:{members[0]}",
        members=dict.fromkeys(members, Concerned.Role.ACCOUNT),
        evidence={"accounts": len(members), "common": len(items), "paid": paid, "links": links_to(items)},
        weight=len(items),
        subjects=subjects_of(items),
    )


def common_items(members):
    """Keys of the items that one of these members said and another supported, or that two of them supported."""
    votes = Vote.objects.filter(member__in=members, created_at__gt=days_ago(DAYS)).order_by("-pk")
    hands = defaultdict(set)
    for pk, author, member in votes.values_list("feedback", "feedback__author", "member")[:5000]:
        hands[pk] |= {member} | ({author} & set(members))
    return [pk for pk, who in hands.items() if len(who) > 1]
