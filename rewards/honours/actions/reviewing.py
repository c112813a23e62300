"""Looking again at who has earned what, after points came or were taken back.

An account is held and its mark taken off before it is looked at, in one transaction: an award that comes meanwhile
waits for it and sets the mark again, and a worker that dies leaves it set.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from community.models import Community, Member
from rewards.honours.actions.awarding import give_again
from rewards.honours.actions.telling import tell_of_award, tell_of_loss, tell_of_title
from rewards.honours.criteria import figures_of
from rewards.honours.models import BadgeAward, BadgeLevel, Title
from rewards.models import Account

BATCH = 100


def mark_due(pks):
    """Have the accounts with these keys looked at again, because what badges and titles ask for has changed."""
    Account.objects.filter(pk__in=pks, honours_due=False).update(honours_due=True)


def review_due(pks=None, *, tells=True):
    """Give and take back what is due in up to 100 marked accounts, or those of them with these keys, and tell their
    members (unless `tells` is off, as for a demo's past); returns how many accounts were looked at. May run twice, and
    several at once: an account that somebody else holds is left for the next time."""
    with transaction.atomic():
        due = Account.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(honours_due=True)
        if pks is not None:
            due = due.filter(pk__in=pks)
        accounts = list(due.select_related("member").order_by("pk")[:BATCH])
        if not accounts:
            return 0
        Account.objects.filter(pk__in=[account.pk for account in accounts], honours_due=True).update(honours_due=False)
        # Whoever has left is given nothing, and keeps what he has for when he comes back.
        present = [account for account in accounts if account.member and account.member.is_active]
        if present and Review(present, tells).write():
            Community.bump()
    return len(accounts)


@dataclass
class Review:
    """What is due to some accounts that are held (with their members); four queries for all of them."""

    accounts: list
    tells: bool = True
    now: object = field(default_factory=timezone.now)

    def __post_init__(self):
        self.figures = figures_of(self.accounts)
        levels = BadgeLevel.objects.filter(badge__is_active=True).exclude(criterion="")
        self.levels = list(levels.select_related("badge").order_by("badge__position", "badge", "level"))
        self.ladder = list(Title.objects.ladder())
        self.held = {account.member_id: {} for account in self.accounts}
        for award in BadgeAward.objects.filter(member__in=self.held).select_related("badge"):
            self.held[award.member_id][award.badge_id, award.level] = award

    def write(self):
        """Bring everything in line; whether anything had to be changed."""
        changed = False
        for account in self.accounts:
            lost = [award for award in self.held[account.member_id].values() if self.is_lost(award, account)]
            gained = [level for level in self.levels if self.is_due(level, account)]
            self.take_back(lost)
            self.give(account.member_id, gained)
            changed |= bool(lost or gained) | self.set_title(account)
        return changed

    def is_lost(self, award, account):
        """Whether a badge was earned by what is no longer there; what the team awarded stays."""
        if award.revoked_at or not award.is_earned:
            return False
        return self.figures[account.pk].get(award.criterion, 0) < award.threshold

    def is_due(self, level, account):
        """Whether a level is met and not had; one that a person took back stays back."""
        if self.figures[account.pk].get(level.criterion, 0) < level.threshold:
            return False
        award = self.held[account.member_id].get((level.badge_id, level.level))
        if award is None:
            return True
        return bool(award.revoked_at) and not award.revoke_reason

    def take_back(self, awards):
        pks = [award.pk for award in awards]
        if pks:
            BadgeAward.objects.standing().filter(pk__in=pks).update(revoked_at=self.now)
        for award in highest_of_each(awards) if self.tells else ():
            award.revoked_at = self.now
            tell_of_loss(award)

    def give(self, member_id, levels):
        awards = []
        for level in levels:
            asked = {"criterion": level.criterion, "threshold": level.threshold}
            award = BadgeAward(member_id=member_id, badge=level.badge, level=level.level, given_at=self.now, **asked)
            if gone := self.held[member_id].get((level.badge_id, level.level)):
                give_again(gone.pk, citation="", awarded_by=None, **asked)
            awards.append(award)
        # Those given again are there, and are left as they are.
        BadgeAward.objects.bulk_create(awards, ignore_conflicts=True)
        for award in highest_of_each(awards) if self.tells else ():
            tell_of_award(award)

    def set_title(self, account):
        """Write the title that a member has come up to on his row; whether it was another one."""
        member = account.member
        met = [title for title in self.ladder if title.is_met(account.earned, account.contributions)]
        title = met[-1] if met else None
        names, before = title.names if title else ("", ""), (member.title, member.title_en)
        row = Member.objects.filter(pk=member.pk, title=before[0], title_en=before[1])
        if names == before or not row.update(title=names[0], title_en=names[1]):
            return False
        ranks = {rung.name: place for place, rung in enumerate(self.ladder)}
        is_higher = title and (not before[0] or ranks.get(before[0], len(ranks)) < ranks[title.name])
        if self.tells:
            tell_of_title(member, "title_reached" if is_higher else "title_changed", title, self.now)
        return True


def highest_of_each(awards):
    """Of several levels of one badge the highest alone: three notices of one badge are two too many."""
    highest = {}
    for award in awards:
        if award.badge_id not in highest or award.level > highest[award.badge_id].level:
            highest[award.badge_id] = award
    return highest.values()
