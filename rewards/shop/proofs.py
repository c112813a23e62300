"""What check_ledger asks of the shop: that points, stock and limits say what the redemptions say.

Nothing is held meanwhile, so what looks wrong is looked at twice: what was booked between two statements of the first
look is there for the second.
"""

from collections import Counter

from django.db.models import Count, Q

from rewards.models import Entry
from rewards.shop.models import Coupon, Item, MemberItemCount, Redemption

BATCH = 2000


def prove_shop():
    """Findings as sentences; none where all is right. Asked by check_ledger, see settings.LEDGER_PROOFS."""
    if not (found := look()):
        return []
    again = set(look())
    return [words for words in found if words in again]


def look():
    return [*wrong_payments(), *wrong_states(), *wrong_stock(), *wrong_counts()]


def wrong_payments():
    """Redemptions whose points are not where their state says: taken once while they live, given back afterwards."""
    after = 0
    rows = Redemption.objects.order_by("pk")
    while batch := list(rows.filter(pk__gt=after)[:BATCH]):
        entries = Entry.objects.filter(key__in=[row.paid_key for row in batch]).annotate(turns=Count("links"))
        paid = {entry.key: entry for entry in entries}
        for row in batch:
            if words := wrong_payment(row, paid.get(row.paid_key)):
                yield f"redemption {row.pk}: {words}"
        after = batch[-1].pk


def wrong_payment(row, entry):
    if entry is None:
        return f"{row.cost} points were never taken" if row.cost else ""
    is_taken = entry.turns % 2 == 0
    if entry.worth != -row.cost:
        return f"{-entry.worth} points were taken, it cost {row.cost}"
    if is_taken != (row.state == Redemption.State.LIVE):
        return "its points are taken, and it is cancelled" if is_taken else "its points are given back, and it lives"
    return ""


def wrong_states():
    """Coupons that say something else than their redemption."""
    mixed = Coupon.objects.filter(
        Q(state="cancelled", redemption__state="live") | Q(state__in=["live", "used"], redemption__state="cancelled")
    )
    for pk, state, of in mixed.values_list("pk", "state", "redemption__state"):
        yield f"coupon {pk} is {state}, its redemption {of}"
    for pk in Redemption.objects.filter(coupons=None).values_list("pk", flat=True):
        yield f"redemption {pk} has no coupon"


def counted(rows, name):
    return dict(rows.order_by().values_list(name).annotate(Count("pk")))


def wrong_stock():
    """Items whose `taken` is not what is given of them, and partners' lists whose stock is not their codes."""
    coupons = Coupon.objects.all()
    seen = counted(coupons.exclude(state="free"), "item")
    kept = counted(coupons.filter(state__in=["live", "used"]), "item")
    codes = counted(coupons.filter(item__codes="uploaded"), "item")
    packs = counted(Redemption.objects.live().filter(item__kind="pack"), "item")
    for item in Item.objects.only("pk", "kind", "codes", "taken", "stock").order_by("pk"):
        source = packs if item.is_pack else seen if item.is_uploaded else kept
        if item.taken != source.get(item.pk, 0):
            yield f"item {item.pk}: {item.taken} are counted as given, {source.get(item.pk, 0)} are"
        if item.is_uploaded and item.stock != codes.get(item.pk, 0):
            yield f"item {item.pk}: {item.stock} codes are counted, {codes.get(item.pk, 0)} are there"


def wrong_counts():
    """What members are counted to have, against what they have."""
    live = Redemption.objects.live().filter(campaign=None, member__isnull=False)
    due = Counter()
    for item, member, number in live.order_by().values_list("item", "member").annotate(Count("pk")):
        due[item, member] = number
    stands = {(row.item_id, row.member_id): row.count for row in MemberItemCount.objects.all()}
    for key in sorted(due.keys() | stands.keys()):
        if due[key] != stands.get(key, 0):
            yield f"member {key[1]} is counted to have {stands.get(key, 0)} of item {key[0]}, and has {due[key]}"
