"""The groups of a demo beyond their names: covers, rules, who waits at their doors, and the link of a private one."""

from datetime import timedelta

from community.markdown import render_markdown
from community.models import GroupInvitation, InterestGroup, JoinRequest
from feedback.demo.drawing import cover_of


def show_groups(story, cast, rng, now):
    """Give the groups what their hosts set; before anything is said in them."""
    words = story.group_life
    if words is None:
        return
    for slug, rules in words.RULES.items():
        group = InterestGroup.objects.get(pk=cast.groups[slug])
        group.rules, group.rules_rendered = rules, render_markdown(rules)
        if slug in words.COVERS:
            group.cover = cover_of(words.COVERS[slug])
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
    for slug, uses, places in words.LINKS:
        GroupInvitation.objects.create(
            group_id=cast.groups[slug],
            invited_by_id=cast.members_by_group[cast.groups[slug]][0],
            max_uses=places,
            uses=uses,
            created_at=now - timedelta(days=10),
            expires_at=now + timedelta(days=20),
        )
