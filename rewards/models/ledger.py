"""The ledger: one account a member, and append-only entries that say why it stands where it stands."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Member
from community.models.trail import AppendOnlyQuerySet
from community.prepared import prepared
from rewards.reasons import label_of


class AccountQuerySet(models.QuerySet):
    def of(self, member):
        """The account of a member as it stands, or one that was never opened and is not kept: all zero."""
        found = accounts_of(member.pk)
        return found[0] if found else Account(member=member)


class Account(models.Model):
    """What a member has. Every figure is a sum over entries, kept by conditional UPDATE in the entry's transaction."""

    # Who deletes his account leaves the ledger balanced: the account stays, without a name.
    member = models.OneToOneField(
        Member, verbose_name=_("member"), null=True, on_delete=models.SET_NULL, related_name="reward_account"
    )
    balance = models.PositiveIntegerField(_("points"), default=0)
    # What was spent of points that were taken back afterwards; the next points go here first.
    owed = models.PositiveIntegerField(_("owed"), default=0)
    # All that was ever earned by deeds, less what was taken back; spending leaves it alone. Titles go by it.
    earned = models.PositiveIntegerField(_("earned in all"), default=0)
    # Deeds that were paid, less those taken back.
    contributions = models.PositiveIntegerField(_("contributions"), default=0)
    is_listed = models.BooleanField(_("stands on the honour board"), default=True)
    # Something was earned or taken back since badges and titles were looked at.
    honours_due = models.BooleanField(default=False, editable=False)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="account_balance_not_negative"),
            models.CheckConstraint(condition=Q(owed__gte=0), name="account_owed_not_negative"),
            models.CheckConstraint(condition=Q(earned__gte=0), name="account_earned_not_negative"),
            models.CheckConstraint(condition=Q(contributions__gte=0), name="account_contributions_not_negative"),
            # Points are owed only while there are none.
            models.CheckConstraint(condition=Q(balance=0) | Q(owed=0), name="account_owes_or_has"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(honours_due=True), name="account_honours_due")]

    def __str__(self):
        return self.member.name if self.member else f"{_('A former member')} #{self.pk}"


@prepared
def accounts_of(member):
    return Account.objects.filter(member=member)


class EntryQuerySet(AppendOnlyQuerySet):
    def of_account(self, account):
        """The entries of an account; of one that was never opened none."""
        return self.filter(account=account) if account.pk else self.none()

    def worth(self):
        """What these entries are worth together, in points: an award counts, its reversal takes it off."""
        sums = self.order_by().aggregate(amount=Sum("amount", default=0), owed=Sum("owed", default=0))
        return sums["amount"] - sums["owed"]


class Entry(models.Model):
    """One signed movement of one account, written once and never changed.

    A mistake is answered by an entry that reverses it. A reversal has the kind, reason and `counts_on` of what it
    reverses, so that a sum over a kind, or over a time, is what is left of it.
    """

    class Kind(models.TextChoices):
        AWARD = "award", _("Earned")
        SPENDING = "spending", _("Spent")
        EXPIRY = "expiry", _("Expired")
        ADJUSTMENT = "adjustment", _("Set right by the team")

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    # Of an award a name out of rewards.reasons.
    reason = models.CharField(_("for"), max_length=40, blank=True)
    # "<noun>:<pk>:<why>": one cause pays once, whoever asks how often.
    key = models.CharField(_("cause"), max_length=100, unique=True)
    # The cause without its why ("feedback:17"): all that was ever paid for one thing.
    subject = models.CharField(max_length=60, blank=True)
    # How far it moves the balance, and what is owed; what it is worth is the one less the other.
    amount = models.IntegerField(_("points"))
    owed = models.IntegerField(_("owed"), default=0)
    # How many points there were after it.
    balance = models.PositiveIntegerField(_("points after it"))
    reverses = models.OneToOneField(
        "self", verbose_name=_("reverses"), null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    # What a chain of reversals began with.
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="links")
    # No constraint in the database towards these: the ledger outlives them.
    group = models.ForeignKey(
        "community.InterestGroup", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    # What it is about, for the reader: a number and an address, never words that may be taken back.
    about = models.CharField(_("about"), max_length=60, blank=True)
    url = models.CharField(max_length=200, blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    # The tariff would have paid more, but a day or month has a limit.
    is_capped = models.BooleanField(_("limit reached"), default=False)
    # How many deeds it counts for: 1 for an award, -1 where one is taken back, 0 for what is no award.
    step = models.SmallIntegerField(default=0)
    # The day (of the community) that it counts for: a reversal counts when its award did.
    counts_on = models.DateField(default=timezone.localdate)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("ledger")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, owed__lte=0) | Q(amount__lte=0, owed__gte=0), name="entry_moves_one_way"
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="entry_balance_not_negative"),
            models.CheckConstraint(
                condition=Q(reverses=None, root=None) | Q(reverses__isnull=False, root__isnull=False),
                name="entry_reversal_has_root",
            ),
            models.CheckConstraint(condition=~Q(reverses=F("id")), name="entry_reverses_another"),
            models.CheckConstraint(
                condition=Q(kind="award", step__in=[1, -1]) | (~Q(kind="award") & Q(step=0)), name="entry_counts_awards"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["spending", "expiry"]) | Q(reverses__isnull=False) | Q(amount__lte=0),
                name="entry_spending_takes",
            ),
            models.CheckConstraint(
                condition=~Q(kind="award") | Q(reverses__isnull=False) | Q(amount__gte=0), name="entry_award_gives"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="entry_of_account"),
            # What a reason has paid somebody since a moment, for limits and for points that expire.
            models.Index(fields=["account", "kind", "reason", "counts_on"], name="entry_paid_since"),
            models.Index(fields=["subject"], condition=~Q(subject=""), name="entry_about_subject"),
            models.Index(fields=["created_at", "id"], name="entry_by_time"),
        ]

    def __str__(self):
        return f"{self.key} {self.worth:+d}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise PermissionDenied("append-only")
        # Also a new object with the key of one that is there is no way to change it.
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args, **kwargs):
        raise PermissionDenied("append-only")

    @property
    def worth(self):
        return self.amount - self.owed

    @property
    def size(self):
        """What it is worth, without its sign."""
        return abs(self.worth)

    @property
    def paid_off(self):
        """How many of the points that came in went to what was owed."""
        return -self.owed

    @property
    def is_reversal(self):
        return self.reverses_id is not None

    @property
    def label(self):
        """What it was for, in the reader's words."""
        return label_of(self.reason) if self.reason else self.get_kind_display()


class ReasonTotal(models.Model):
    """How often, and how much, one account was paid for one reason; badges ask for it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="reason_totals")
    reason = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("total by reason")
        verbose_name_plural = _("totals by reason")
        constraints = [
            models.UniqueConstraint(fields=["account", "reason"], name="reason_total_once"),
            models.CheckConstraint(condition=Q(count__gte=0, points__gte=0), name="reason_total_not_negative"),
        ]

    def __str__(self):
        return f"{self.account_id} {self.reason}: {self.count}"


class PeriodScore(models.Model):
    """What an account earned by deeds in a week, a month or ever, in all or in one group: the honour board reads this
    alone. Weeks begin on Monday, all days are those of the community's time zone."""

    class Period(models.TextChoices):
        WEEK = "week", _("This week")
        MONTH = "month", _("This month")
        ALL = "all", _("All time")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="scores")
    period = models.CharField(max_length=5, choices=Period)
    # The first day of the week or month; of all time the first day that there is.
    starts_on = models.DateField()
    group = models.ForeignKey("community.InterestGroup", null=True, on_delete=models.CASCADE, related_name="+")
    points = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "period", "starts_on"], condition=Q(group=None), name="score_once"
            ),
            models.UniqueConstraint(
                fields=["account", "period", "starts_on", "group"],
                condition=Q(group__isnull=False),
                name="score_once_in_group",
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="score_not_negative"),
            models.CheckConstraint(condition=Q(period__in=["week", "month", "all"]), name="score_period_known"),
        ]
        indexes = [
            models.Index(
                fields=["period", "starts_on", "-points", "account"], condition=Q(group=None), name="score_board"
            ),
            models.Index(
                fields=["group", "period", "starts_on", "-points", "account"],
                condition=Q(group__isnull=False),
                name="score_board_of_group",
            ),
        ]

    def __str__(self):
        return f"{self.account_id} {self.period} {self.starts_on}: {self.points}"
