"""Gifts to many, in batches by key: interrupted anywhere they go on where they were, and nobody gets two."""

import time
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from community.audit import record
from community.models import Community, MailChoice, Member
from community.notices import notify
from community.segments import members_of
from rewards.models import Account, Entry
from rewards.reasons import known_reasons
from rewards.shop.actions.redeeming import give_codes, parts_of, take
from rewards.shop.models import Campaign, Redemption

BATCH = 50
# A worker is killed after 60 s.
SECONDS = 30
# So long without a batch says that its job was lost.
LOST_AFTER = timedelta(minutes=3)


def recipients(campaign):
    """The members that a campaign means, as a QuerySet; who left is not among them."""
    members = Member.objects.filter(is_active=True)
    kinds = Campaign.Audience
    if campaign.audience == kinds.LISTED:
        return members.filter(pk__in=campaign.listed.values("pk"))
    if campaign.audience == kinds.SEGMENT:
        return members_of(campaign.segment)
    if campaign.audience == kinds.SAVED:
        return members_of(campaign.saved_segment)
    if campaign.audience == kinds.CONTRIBUTIONS:
        accounts = Account.objects.filter(contributions__gte=campaign.min_contributions)
        return members.filter(pk__in=accounts.values("member"))
    return members.filter(Exists(deeds_of(campaign).filter(account__member=OuterRef("pk"))))


def deeds_of(campaign):
    """The awards in force that a campaign asks for."""
    deeds = Entry.objects.filter(kind=Entry.Kind.AWARD, step=1, reversed_by=None)
    counted = [name for name, reason in known_reasons().items() if reason.is_contribution]
    deeds = deeds.filter(reason=campaign.reason) if campaign.reason else deeds.filter(reason__in=counted)
    if campaign.starts_on:
        deeds = deeds.filter(counts_on__gte=campaign.starts_on)
    if campaign.ends_on:
        deeds = deeds.filter(counts_on__lte=campaign.ends_on)
    return deeds


def start_campaign(campaign, *, actor):
    """Begin to give, or go on where it stopped; returns whether this call started it. Raises
    ValidationError('nobody') where it means no member, 'empty_pack', 'over'."""
    if campaign.item.is_pack and not campaign.item.parts.exists():
        raise ValidationError(_("The pack is empty."), code="empty_pack")
    if campaign.item.is_over():
        raise ValidationError(_("Its time is over: nobody could use it any more."), code="over")
    total = recipients(campaign).count()
    if not total:
        raise ValidationError(_("It means nobody yet."), code="nobody")
    with transaction.atomic():
        waits = Campaign.objects.filter(pk=campaign.pk, state__in=[Campaign.State.DRAFT, Campaign.State.STOPPED])
        state = {"state": Campaign.State.RUNNING, "halt": Campaign.Halt.NONE}
        if not waits.update(total=total, started_by=actor, worked_at=timezone.now(), **state):
            return False
        record("shop.campaign.started", campaign, actor=actor, changes={"members": [None, total]})
        async_task("rewards.shop.tasks.give_campaign", campaign.pk)
    campaign.refresh_from_db()
    return True


def stop_campaign(campaign, *, actor):
    """Give no more for now; what is given stays. Returns whether this call stopped it."""
    with transaction.atomic():
        runs = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.RUNNING)
        if not runs.update(state=Campaign.State.STOPPED, halt=Campaign.Halt.BY_HAND):
            return False
        record("shop.campaign.stopped", campaign, actor=actor)
    campaign.refresh_from_db()
    return True


def work_campaign(pk, *, seconds=SECONDS):
    """Give batch after batch for as long as a worker may take; returns whether something is left to do. May run twice,
    also at once: whoever comes second finds the place moved."""
    deadline = time.monotonic() + seconds
    while give_batch(pk):
        if time.monotonic() > deadline:
            return True
    return False


def give_batch(pk):
    """Give to the next members, all in one transaction with the place reached; returns whether to go on."""
    with transaction.atomic():
        campaign = Campaign.objects.select_related("item").filter(pk=pk, state=Campaign.State.RUNNING).first()
        # The place is the claim: it is moved before anything is given, and held until all is.
        if campaign is None or not at_its_place(campaign).update(worked_at=timezone.now()):
            return False
        members = list(recipients(campaign).filter(pk__gt=campaign.after).order_by("pk")[:BATCH])
        done, given, halt = give_to(campaign, members)
        now, moves = timezone.now(), {}
        if halt:
            moves = {"state": Campaign.State.STOPPED, "halt": halt}
        elif not members:
            moves = {"state": Campaign.State.DONE, "finished_at": now}
        after = members[done - 1].pk if done else campaign.after
        counts = {"done_count": F("done_count") + done, "given_count": F("given_count") + len(given)}
        Campaign.objects.filter(pk=pk).update(after=after, **counts, **moves)
        tell(campaign, given)
        if moves:
            name = "stopped" if halt else "finished"
            record(f"shop.campaign.{name}", campaign, actor=None)
        if given:
            Community.bump()
    return not moves


def at_its_place(campaign):
    """The row of a campaign, if nobody went on with it meanwhile."""
    return Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.RUNNING, after=campaign.after)


def give_to(campaign, members):
    """(how many were gone through, keys of those who were given something, why it cannot go on or "")."""
    if members and campaign.item.is_over():
        return 0, [], Campaign.Halt.OVER
    had = set(Redemption.objects.filter(campaign=campaign, member__in=members).values_list("member", flat=True))
    given = []
    for place, member in enumerate(members):
        if member.pk in had:
            continue
        try:
            with transaction.atomic():
                give(campaign, member)
        except ValidationError as error:
            if error.code != "sold_out":
                raise
            return place, given, Campaign.Halt.SOLD_OUT
        given.append(member.pk)
    return len(members), given, Campaign.Halt.NONE


def give(campaign, member):
    """One gift: no points, no limit for the member, but stock as ever."""
    needed, parts = parts_of(campaign.item)
    take(needed)
    now = timezone.now()
    redemption = Redemption.objects.create(member=member, item=campaign.item, campaign=campaign, created_at=now)
    give_codes(redemption, parts, now)


def tell(campaign, member_ids):
    notify(
        member_ids,
        kind="shop.given",
        cause_key=f"campaign:{campaign.pk}",
        params={
            "item": campaign.item.name,
            "item_en": campaign.item.name_en,
            "campaign": campaign.name,
            "campaign_en": campaign.name_en,
        },
        url="/rewards/mine/",
        mail_kind=MailChoice.Kind.REWARDS,
    )
