"""The groups of a demo beyond their names: covers, rules, doors, who waits at them, and a private one."""

from datetime import timedelta

from community.markdown import render_markdown
from community.models import GroupInvitation, InterestGroup, JoinRequest, Membership
from feedback.demo.market import groups as words
from feedback.demo.market.covers import cover_of


def show_groups(cast, rng, now):
    """Make the private group and give all of them what their hosts set; before anything is said in them."""
    make_private(cast, rng, now)
    for slug, rules in words.RULES.items():
        group = InterestGroup.objects.get(pk=cast.groups[slug])
        group.rules, group.rules_rendered = rules, render_markdown(rules)
        group.policy = words.POLICIES.get(slug, group.policy)
        group.cover = cover_of(slug)
        group.created_at = now - timedelta(days=rng.uniform(155, 175))
        group.save()
    JoinRequest.objects.bulk_create(
        JoinRequest(
            group_id=cast.groups[slug],
            member_id=cast.by_name[name],
            words=why,
            created_at=now - timedelta(days=age),
        )
        for slug, name, age, why in reversed(words.REQUESTS)
        if cast.by_name[name] not in cast.members_by_group[cast.groups[slug]]
    )


def make_private(cast, rng, now):
    """The group that only its members know of, with the link by which some of them came."""
    shape, uses, places = words.PRIVATE, *words.LINK
    hosts = [cast.by_name[name] for name in shape.hosts]
    people = [*hosts, *(cast.by_name[name] for name in words.MEMBERS)]
    ages = sorted((rng.uniform(12, 60) for _pk in people), reverse=True)
    group = InterestGroup.objects.create(
        name=shape.name,
        slug=shape.slug,
        description=shape.description,
        hue=shape.hue,
        policy=InterestGroup.Policy.INVITATION,
        is_private=True,
        member_count=len(people),
    )
    Membership.objects.bulk_create(
        Membership(
            group=group,
            member_id=pk,
            role=Membership.Role.HOST if pk in hosts else Membership.Role.MEMBER,
            joined_at=now - timedelta(days=age),
        )
        for pk, age in zip(people, ages, strict=True)
    )
    GroupInvitation.objects.create(
        group=group,
        invited_by_id=hosts[0],
        max_uses=places,
        uses=uses,
        created_at=now - timedelta(days=10),
        expires_at=now + timedelta(days=20),
    )
    cast.groups[shape.slug] = group.pk
    cast.members_by_group[group.pk] = people
    cast.private.add(group.pk)
