"""What the demo shows of its people: interests, marks, who brought whom, and a campaign."""

import random
from datetime import timedelta

from django.contrib.auth.models import Group as StaffGroup
from django.db.models import F

from community.actions import refresh_marks
from community.models import Arrival, Block, Community, Interest, InterestGroup, Invitation, Member, Membership

# How long ago the links that are shown were renewed.
LINK_AGE = timedelta(days=20)


def show_profiles(story, cast, now, seed):
    """In the transaction of the demo, when its people and groups are there."""
    words, by_name, members_by_group = story.profiles, cast.by_name, cast.members_by_group
    if words is None:
        return
    rng = random.Random(seed)
    interests = dict(Interest.objects.values_list("name", "pk"))
    choose_interests(words, by_name, members_by_group, interests, rng)
    ambassadors = StaffGroup.objects.filter(name="ambassadors").first()
    if ambassadors:
        ambassadors.user_set.add(*(by_name[name] for name in words.AMBASSADORS))
    for inviter, brought in words.BROUGHT.items():
        bring(by_name[inviter], [by_name[name] for name in brought], now)
    run_campaign(words.CAMPAIGN, members_by_group, set(by_name.values()), now)
    Block.objects.bulk_create(
        Block(member_id=by_name[who], other_id=by_name[whom], level=Block.Level.MUTE, created_at=now - LINK_AGE)
        for who, whom in words.MUTED
    )
    settled = [pk for pks in members_by_group.values() for pk in pks]
    settled += [pk for name, pk in by_name.items() if name not in story.newcomers]
    Member.objects.filter(pk__in=settled).update(settled_at=F("joined_at"))
    refresh_marks()


def choose_interests(words, by_name, members_by_group, interests, rng):
    """The written people as written, the quiet neighbours of a group what the group is about, and one thing more."""
    chosen = {
        (by_name[who], interests[name]) for who, names in words.INTERESTS.items() for name in names if name in interests
    }
    for group in InterestGroup.objects.filter(pk__in=members_by_group):
        about = [interests[name] for name in words.GROUP_INTERESTS.get(group.slug, ()) if name in interests]
        group.interests.set(about)
        for pk in members_by_group[group.pk]:
            if pk not in by_name.values() and about:
                chosen |= {(pk, rng.choice(about)), (pk, rng.choice(list(interests.values())))}
    choices = Member.interests.through
    choices.objects.bulk_create(choices(member_id=member, interest_id=interest) for member, interest in sorted(chosen))


def bring(inviter_id, brought_ids, now):
    """A member's link, renewed of late, and those who came by it before. Whoever invites was here first."""
    brought = list(Member.objects.filter(pk__in=brought_ids).order_by("joined_at"))
    inviter = Member.objects.get(pk=inviter_id)
    inviter.joined_at = min(inviter.joined_at, brought[0].joined_at - timedelta(days=9))
    inviter.save(update_fields=["joined_at"])
    community = Community.get()
    link = Invitation.objects.create(
        member=inviter,
        limit=community.invite_limit,
        starts_at=now - LINK_AGE,
        ends_at=now - LINK_AGE + timedelta(days=community.invite_days),
        opened_count=3 * len(brought),
        created_at=brought[0].joined_at - timedelta(days=2),
    )
    arrive(link, brought)


def run_campaign(poster, members_by_group, written, now):
    """A campaign, and the first neighbours of its group who came by it."""
    group = InterestGroup.objects.get(slug=poster["group"], pk__in=members_by_group)
    quiet = Membership.objects.filter(group=group).exclude(member__in=written).values("member")
    came = list(Member.objects.filter(pk__in=quiet).order_by("joined_at")[: poster["came"]])
    begun = min((member.joined_at for member in came), default=now) - timedelta(days=3)
    link = Invitation.objects.create(
        name=poster["name"],
        group=group,
        limit=poster["limit"],
        starts_at=begun,
        joined_count=len(came),
        opened_count=poster["opened"],
        created_at=begun,
    )
    arrive(link, came)


def arrive(link, members):
    Arrival.objects.bulk_create(
        Arrival(
            member=member,
            invitation=link,
            brought_by_id=link.member_id,
            signed_up_at=member.joined_at,
            arrived_at=member.joined_at,
        )
        for member in members
    )
