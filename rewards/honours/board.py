"""The honour board: who earned the most in a week, a month or ever, in all or in one group.

It reads PeriodScore alone, in the order of its indexes, so that its cost does not grow with the ledger. Those of the
team, who has left, and who would rather not stand there are passed over; their points count for themselves all the
same. What was earned in a private group counts in the whole number, which names no group; the group's own board is
there for its members alone.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import InterestGroup
from community.permissions import get_group_or_404
from community.text import is_key
from rewards.models import Account, PeriodScore
from rewards.times import EVER, month_of, week_of

PAGE = 20
# Nobody leafs further, and counting those above somebody would cost the more the lower he stands.
RANKED = 1000
GROUPS = 12
# What a line needs of the score, the account and the member's name and picture.
SHOWN = [
    *("points", "account__contributions"),
    *(f"account__member__{name}" for name in ("name", "avatar", "job_title", "mark", "title", "title_en")),
    *("account__member__is_active", "account__member__is_staff"),
]
PERIODS = {"week": _("This week"), "month": _("This month"), "all": _("All time")}


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see: a period, the first day of one of them, and one group or all."""

    period: str
    starts_on: date
    group: object = None

    @classmethod
    def asked_for(cls, query, user):
        """The wish that an address says; what is none of ours is this week in all. Raises Http404 for a group that this
        reader may not know of."""
        period = query.get("period", "")
        period = period if period in PERIODS else "week"
        slug = query.get("group", "")
        group = get_group_or_404(user, slug) if slug else None
        return cls(period, first_day(period, query.get("on", "")), group)

    @property
    def is_current(self):
        return self.starts_on == first_day(self.period, "")

    def address(self, **changes):
        """The query of the same board, changed so; the shortest that says it."""
        wish = {"period": self.period, "on": self.starts_on, "group": self.group} | changes
        if "period" in changes:
            wish["on"] = None
        parts = []
        if wish["period"] != "week":
            parts.append(f"period={wish['period']}")
        if wish["on"] and wish["on"] != first_day(wish["period"], ""):
            parts.append(f"on={wish['on'].isoformat()}")
        if wish["group"]:
            parts.append(f"group={wish['group'].slug}")
        return "?" + "&".join(parts)

    def scores(self):
        """All scores of this board, those that are not shown too. With at most one lower bound on the points SQLite
        begins at the right place of the index."""
        return PeriodScore.objects.filter(period=self.period, starts_on=self.starts_on, group=self.group)

    def listed(self, **more):
        """Those that are shown, of which this is true besides."""
        here = {"account__member__is_active": True, "account__member__is_staff": False}
        return self.scores().filter(account__is_listed=True, **here, **more)

    def neighbours(self):
        """(the period before with scores, the one after): their first days, or None. Two queries; none for all time."""
        if self.period == "all":
            return None, None
        others = PeriodScore.objects.filter(period=self.period, group=self.group)
        days = others.values_list("starts_on", flat=True)
        before = days.filter(starts_on__lt=self.starts_on).order_by("-starts_on").first()
        after = None
        if not self.is_current:
            # The running one is always there to come back to, even while nobody has earned anything in it.
            after = days.filter(starts_on__gt=self.starts_on).order_by("starts_on").first()
            after = after or first_day(self.period, "")
        return before, after


def first_day(period, on):
    """The first day of the period in which the day `on` ("2026-11-23") lies; of the running one for what is no day, or
    one to come."""
    today = timezone.localdate()
    try:
        day = min(date.fromisoformat(on[:10]), today)
    except ValueError:
        day = today
    return {"week": week_of, "month": month_of, "all": lambda _day: EVER}[period](max(day, EVER))


@dataclass
class Row:
    """One line of the board; those with equal points have one rank, and the next has as many before it."""

    rank: int
    score: PeriodScore
    badges: list

    @property
    def member(self):
        return self.score.account.member


def page_of(wish, after=""):
    """([Row], key) of up to 20 lines behind the key `after`, and the key where the next begin (empty at the end). A key
    that is none starts at the top. Three queries at most, two where no tie goes over the end of the page before."""
    rows = wish.listed(points__gt=0).select_related("account__member").only(*SHOWN).order_by("-points", "account")
    points, account = parse_key(after)
    if account:
        rows = rows.filter(points__lte=points).exclude(points=points, account__lte=account)
    scores = list(rows[: PAGE + 1])
    shown = scores[:PAGE]
    if not shown:
        return [], ""
    first = rank_of(wish, shown[0].points) if account else 1
    lines, before = [], None
    # How many stand above the first line: of those with its points some stand on the page before, if that ended with
    # them; with fewer points it is the first of its equals.
    place = first - 1
    if account and shown[0].points == points:
        place += count_equal_before(wish, shown[0])
    for number, score in enumerate(shown):
        if before is None:
            rank = first
        elif score.points != before.points:
            rank = place + number + 1
        lines.append(Row(rank, score, []))
        before = score
    is_more = len(scores) > PAGE and place + PAGE < RANKED
    return lines, f"{shown[-1].points}~{shown[-1].account_id}" if is_more else ""


def parse_key(key):
    points, _tilde, account = key.partition("~")
    if is_key(points) and is_key(account) and int(points) < 2**31:
        return int(points), int(account)
    return 0, 0


def rank_of(wish, points):
    """The rank of so many points on a board: one more than have more; counted as far as the board goes."""
    return 1 + wish.listed(points__gt=points).order_by("-points", "account")[:RANKED].count()


def count_equal_before(wish, score):
    """How many lines with the points of a score stand above it."""
    rows = wish.listed(points=score.points, account__lt=score.account_id)
    return rows.order_by("account")[:RANKED].count()


@dataclass
class Own:
    """Where the reader himself stands: `rank` is 0 for who is not shown or has no points yet, and above RANKED for whom
    it was not counted."""

    account: Account
    points: int = 0
    rank: int = 0
    is_far: bool = False


def own_place(wish, user):
    """The reader's own place on a board, whether it is on the page or not. Three queries at most."""
    account = Account.objects.of(user)
    own = Own(account)
    if account.pk is None:
        return own
    own.points = wish.scores().filter(account=account).values_list("points", flat=True).first() or 0
    if own.points and account.is_listed and not user.is_staff:
        own.rank = rank_of(wish, own.points)
        own.is_far = own.rank > RANKED
    return own


def groups_for(user):
    """The groups whose boards are offered to a reader: his own first, then the largest that everybody may know of."""
    visible = InterestGroup.objects.visible_to(user)
    mine = list(visible.filter(memberships__member=user).largest_first()[:GROUPS]) if user.is_authenticated else []
    others = visible.filter(is_private=False).exclude(pk__in=[group.pk for group in mine]).largest_first()
    return [*mine, *others[: GROUPS - len(mine)]]
