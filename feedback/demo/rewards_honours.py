"""Honours in the demo: points for what was taken up, tested and fixed, badges and titles that follow, and a few that the
team awarded."""

from datetime import timedelta

from django.utils import timezone

from community.models import Member
from feedback.models import Feedback, Status, TestSeat
from rewards.actions import award
from rewards.honours.actions import review_due
from rewards.honours.models import Badge, BadgeAward
from rewards.models import Account, Entry, Rule

ITEMS = 150
TAKEN_UP = [Status.PLANNED, Status.IN_PROGRESS, Status.FIXED]
# What the demo's tariff pays where the community has not said otherwise.
WORTH = {"feedback_accepted": 5, "feedback_fixed": 10, "test_reported": 8}
CITATIONS = [
    ("warm-heart", 2, "连着三个周末，帮新来的人一步步弄明白怎么用。"),
    ("lantern", 1, "新成员进来的第一句问候，常常是他说的。"),
    ("good-host", 1, "把线下见面会办得井井有条，还给每个人留了茶。"),
    ("clear-words", 2, "把一个大家都说不清的问题，写成了三句话。"),
    ("voice-of-the-year", 3, "这一年改得最多的地方，都是从他的一句话开始的。"),
]


def show_honours(story, cast, rng, now):
    """In the transaction of the demo, when its items are there."""
    if not Entry.objects.filter(reason__in=WORTH).exists():
        pay_for_the_past()
    award_by_hand(cast, rng, now)
    # It is long past: nobody is told.
    while review_due(tells=False):
        pass


def pay_for_the_past():
    """Points on the days on which they would have been earned, the oldest first."""
    for reason, points in WORTH.items():
        Rule.objects.get_or_create(reason=reason, defaults={"points": points})
    items = Feedback.objects.public().filter(author__is_active=True, author__is_staff=False, status__in=TAKEN_UP)
    deeds = []
    for item in items.select_related("author").order_by("-pk")[:ITEMS]:
        about = {"group_id": item.group_id, "about": item.title[:60], "url": item.get_absolute_url()}
        deeds.append((item.answered_at or item.received_at, item.author, "feedback_accepted", item, about))
        if item.fixed_at:
            deeds.append((item.fixed_at, item.author, "feedback_fixed", item, about))
    for moment, author, reason, item, about in sorted(deeds, key=lambda deed: (deed[0], deed[2])):
        key = f"feedback:{item.pk}:{reason.partition('_')[2]}"
        award(author, reason, key=key, day=timezone.localdate(moment), **about)
    for seat in TestSeat.objects.exclude(outcome="").select_related("member", "call__feedback").order_by("pk"):
        day = timezone.localdate(seat.joined_at)
        award(seat.member, "test_reported", key=f"testseat:{seat.pk}:reported", day=day)


def award_by_hand(cast, rng, now):
    """To some of those who did most, by somebody of the team."""
    leads = Member.objects.filter(pk__in=cast.by_name.values(), is_staff=True, is_active=True)
    lead = leads.order_by("pk").first()
    accounts = Account.objects.filter(member__in=cast.voices, member__is_active=True, earned__gt=0)
    members = list(accounts.order_by("-earned", "pk").values_list("member", flat=True)[: len(CITATIONS)])
    for member_id, (slug, level, citation) in zip(members, CITATIONS, strict=False):
        badge = Badge.objects.filter(slug=slug).first()
        if badge is None or lead is None:
            continue
        fields = {"citation": citation, "awarded_by": lead, "given_at": now - timedelta(days=rng.randrange(3, 40))}
        BadgeAward.objects.get_or_create(member_id=member_id, badge=badge, level=level, defaults=fields)
