"""What somebody has, and how far it is to the next: for the pages of badges, "me" and the profile."""

from dataclasses import dataclass, field

from community.prepared import prepared
from rewards.honours.criteria import figures_of, label_of_criterion
from rewards.honours.models import Badge, BadgeAward, Title
from rewards.models import Account

SHOWN = 12


@dataclass
class Step:
    """How far somebody is with one thing that is asked for."""

    label: str
    have: int
    need: int

    @property
    def missing(self):
        return max(0, self.need - self.have)

    @property
    def shown(self):
        """What of it is there, as far as a bar shows it."""
        return min(self.have, self.need)


@dataclass
class BadgeStanding:
    """A badge with its levels [(BadgeLevel, award or None)], the highest award one has, and the step to the next."""

    badge: Badge
    levels: list
    award: BadgeAward | None = None
    step: Step | None = None

    @property
    def level(self):
        return self.award.level if self.award else 0

    @property
    def top_level(self):
        """The highest level that there is of it."""
        return max((level.level for level, _award in self.levels), default=self.level)

    @property
    def is_by_hand(self):
        return all(level.is_by_hand for level, _award in self.levels)


def badge_standings(account):
    """[BadgeStanding] of all badges that are given, and of those that this account's member has besides; of nobody for
    an account that is not kept. Four queries at most."""
    awards = {}
    figures = {}
    if account and account.pk:
        figures = figures_of([account])[account.pk]
    if account and account.member_id:
        rows = BadgeAward.objects.standing().filter(member=account.member_id).select_related("badge")
        awards = {(award.badge_id, award.level): award for award in rows}
    badges = list(Badge.objects.given().prefetch_related("levels"))
    known = {badge.pk for badge in badges}
    kept = {award.badge_id: award.badge for award in awards.values() if award.badge_id not in known}
    return [standing_of(badge, awards, figures) for badge in [*badges, *kept.values()]]


def standing_of(badge, awards, figures):
    # One that is no longer given has no levels to go for.
    levels = [(level, awards.get((badge.pk, level.level))) for level in badge.levels.all()] if badge.is_active else []
    mine = [award for (pk, _level), award in awards.items() if pk == badge.pk]
    highest = max(mine, key=lambda award: award.level, default=None)
    above = [level for level, _award in levels if not level.is_by_hand and (not highest or level.level > highest.level)]
    step = None
    if above and figures:
        nearest = above[0]
        label = label_of_criterion(nearest.criterion)
        step = Step(label, figures.get(nearest.criterion, 0), nearest.threshold)
    return BadgeStanding(badge, levels, highest, step)


@dataclass
class Honours:
    """What "me" shows: the account, the badges one has, and what the next title asks for (None: there is none)."""

    account: Account
    badges: list
    next_title: Title | None = None
    steps: list = field(default_factory=list)

    @property
    def badge_count(self):
        return len(self.badges)


@dataclass
class Ahead:
    """The next title and how far it is with each thing that it asks for."""

    title: Title
    steps: list

    @property
    def missing(self):
        """The steps that are still to be done."""
        return [step for step in self.steps if step.missing]


def next_title(account):
    """What lies ahead of an account, or None where it has the highest title. One query."""
    ladder = titles()
    met = [place for place, title in enumerate(ladder) if title.is_met(account.earned, account.contributions)]
    above = ladder[met[-1] + 1 :] if met else ladder
    if not above:
        return None
    title = above[0]
    figures = [("earned", account.earned, title.min_points)]
    figures += [("contributions", account.contributions, title.min_contributions)]
    return Ahead(title, [Step(label_of_criterion(name), have, need) for name, have, need in figures if need])


def honours_of(member):
    """The Honours of a member. Three queries."""
    account = Account.objects.of(member)
    badges = BadgeAward.objects.highest([member.pk]).get(member.pk, [])
    ahead = next_title(account)
    return Honours(account, badges, ahead.title, ahead.steps) if ahead else Honours(account, badges)


@prepared
def titles():
    return Title.objects.ladder()


def ladder_with(member):
    """[(title, whether this member goes by it)] from the lowest to the highest. One query."""
    return [(title, bool(member) and title.name == member.title) for title in Title.objects.ladder()]
