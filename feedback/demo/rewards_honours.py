"""Honours in the demo: badges and titles that follow from what was paid, and a few badges that the team awarded."""

from datetime import timedelta

from community.models import Member
from rewards.honours.actions import review_due
from rewards.honours.models import Badge, BadgeAward
from rewards.models import Account

CITATIONS = [
    ("warm-heart", 2, "连着三个周末，帮新来的人一步步弄明白怎么用。"),
    ("lantern", 1, "新成员进来的第一句问候，常常是他说的。"),
    ("good-host", 1, "把线下见面会办得井井有条，还给每个人留了茶。"),
    ("clear-words", 2, "把一个大家都说不清的问题，写成了三句话。"),
    ("voice-of-the-year", 3, "这一年改得最多的地方，都是从他的一句话开始的。"),
]


def show_honours(story, cast, rng, now):
    """In the transaction of the demo, when its points are there."""
    award_by_hand(cast, rng, now)
    # It is long past: nobody is told.
    while review_due(tells=False):
        pass


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
