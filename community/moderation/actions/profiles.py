"""What a member shows of himself, taken off and put back."""

from django.db import transaction

from community.audit import record
from community.models import Community, Member
from community.moderation.models import HiddenProfile


def hide_profile(member, *, actor):
    """Take picture and words about oneself off a profile; they are kept for the team. May run twice."""
    with transaction.atomic():
        member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        _kept, created = HiddenProfile.objects.get_or_create(
            member=member, defaults={"bio": member.bio, "avatar": member.avatar.name}
        )
        if created:
            Member.objects.filter(pk=member.pk).update(bio="", avatar="")
            record("moderation.profile.hidden", member, actor=actor)
            Community.bump()


def show_profile(member, *, actor):
    """Put back what was taken off, where the member has not written anew meanwhile. May run twice."""
    with transaction.atomic():
        member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        kept = HiddenProfile.objects.filter(member=member).first()
        if kept is None:
            return
        Member.objects.filter(pk=member.pk).update(bio=member.bio or kept.bio, avatar=member.avatar.name or kept.avatar)
        kept.delete()
        record("moderation.profile.shown", member, actor=actor)
        Community.bump()
