"""The verbs of the ledger. Everything that moves points goes through `post_entry`, in the caller's transaction.

An account is held from the first look at it until that transaction ends, so that of two spenders of the last points
one sees what the other left; moving it is a conditional UPDATE besides. Callers that pay several members hold them in
the order of the members, see `hold_accounts`.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from rewards.actions.totals import count_award
from rewards.models import Account, Bank, Entry, Rule, TakenBack
from rewards.reasons import is_contribution, known_reasons
from rewards.times import month_of


class LedgerConflict(Exception):
    """An account was moved by somebody who did not hold it; nothing was written."""


def award(member, reason, *, key, group_id=None, about="", url="", actor=None, day=None):
    """Pay a member for a deed by the tariff, once per `key`; returns the entry, or None where nothing is paid.

    `reason` is a name out of rewards.reasons (ValueError otherwise), `key` is "<noun>:<pk>:<why>". Nothing is paid to
    nobody, to who has left, by a rule that does not pay, and to whoever decides (`actor`) about his own deed. Where a
    limit of the day or month leaves less, an entry with less is written, with zero if need be, so that the member sees
    why. May run twice: the second returns the entry of the first. `day` is the community's day of the deed, today
    unless told. Call it in the transaction of the deed.
    """
    if reason not in known_reasons():
        raise ValueError(f"{reason} is no known reason")
    if member is None or not member.is_active or (actor and actor.pk == member.pk):
        return None
    rule = Rule.objects.filter(reason=reason, is_active=True, points__gt=0).first()
    if rule is None:
        return None
    day = day or timezone.localdate()
    with transaction.atomic():
        account = hold_account(member)
        if entry := Entry.objects.filter(key=key).first():
            return entry
        points = payable(rule, account, day)
        return post_entry(
            account,
            Entry.Kind.AWARD,
            points,
            key=key,
            reason=reason,
            group_id=group_id,
            about=about,
            url=url,
            is_capped=points < rule.points,
            counts_on=day,
        )


def payable(rule, account, day):
    """What of a rule's points the limits of the day and its month leave, for an account that is held."""
    if rule.daily_cap is None and rule.monthly_cap is None:
        return rule.points
    paid = Entry.objects.filter(account=account, kind=Entry.Kind.AWARD, reason=rule.reason, counts_on__lte=day)
    worth = F("amount") - F("owed")
    sums = paid.filter(counts_on__gte=month_of(day)).aggregate(
        monthly_cap=Sum(worth, default=0), daily_cap=Sum(worth, default=0, filter=Q(counts_on=day))
    )
    limits = [(getattr(rule, name), paid) for name, paid in sums.items()]
    return min([rule.points, *(max(0, cap - paid) for cap, paid in limits if cap is not None)])


def spend(member, points, *, key, about="", url=""):
    """Take `points` (above 0) off a member's balance, once per `key`; returns the entry.

    May run twice: the second returns the entry of the first. Raises ValidationError('too_few_points'),
    ('account_too_young').
    """
    if points <= 0:
        raise ValueError("only points above zero are spent")
    with transaction.atomic():
        account = hold_account(member)
        if entry := Entry.objects.filter(key=key).first():
            return entry
        check_age(member)
        if account.balance < points:
            raise ValidationError(
                _("%(points)s points are needed, and you have %(balance)s."),
                code="too_few_points",
                params={"points": points, "balance": account.balance},
            )
        return post_entry(account, Entry.Kind.SPENDING, -points, key=key, about=about, url=url)


def check_age(member):
    """Raise ValidationError('account_too_young') for who joined too lately to spend points."""
    days = Bank.get().min_account_days
    if (timezone.now() - member.joined_at).days < days:
        raise ValidationError(
            _("Points can be spent from the %(n)s. day after joining on; yours are safe until then."),
            code="account_too_young",
            params={"n": days},
        )


def reverse_entry(entry, *, actor=None, note="", by=""):
    """Take back what this entry, or the last link of its chain, did; returns the entry that does so, or None where it
    is taken back already. Spent points that are taken back are owed. In the caller's transaction or its own; may run
    twice.

    `by` ("<noun>:<pk>") names who says so where it is not the deed itself that is gone. Each holds it back on his own:
    what is taken back already stays so until `restore_entry` was called for every one of them.
    """
    return turn(entry, actor=actor, note=note, by=by, to_reversed=True)


def reverse_award(key, *, actor=None, note=""):
    """Take back what was paid for one cause, if it was; see reverse_entry."""
    entry = Entry.objects.filter(key=key).first()
    return reverse_entry(entry, actor=actor, note=note) if entry else None


def restore_entry(entry, *, actor=None, note="", by=""):
    """Undo `reverse_entry` with the same `by`; returns the new entry, or None where nothing is taken back, or somebody
    else still holds it back. May run twice."""
    return turn(entry, actor=actor, note=note, by=by, to_reversed=False)


def turn(entry, *, actor, note, by, to_reversed):
    root = entry.root or entry
    with transaction.atomic():
        account = hold_account_row(root.account_id)
        if to_reversed:
            TakenBack.objects.get_or_create(entry=root, by=by)
        else:
            TakenBack.objects.filter(entry=root, by=by).delete()
        to_reversed = TakenBack.objects.filter(entry=root).exists()
        links = list(Entry.objects.filter(root=root).order_by("pk"))
        # Every link turns over what the one before it did.
        if bool(len(links) % 2) == to_reversed:
            return None
        last = links[-1] if links else root
        return post_entry(
            account,
            root.kind,
            -last.worth,
            key=f"{root.key}:turn-{len(links) + 1}",
            subject=root.subject,
            reason=root.reason,
            step=-1 if to_reversed else 1,
            reverses=last,
            root=root,
            group_id=root.group_id,
            about=root.about,
            url=root.url,
            note=note,
            actor=actor,
            counts_on=root.counts_on,
        )


def reverse_awards(subject, *, actor=None, note=""):
    """Take back all that was paid for one thing ("feedback:17"), because it is gone. Returns the new entries; may run
    twice."""
    return turn_awards(subject, reverse_entry, actor=actor, note=note)


def restore_awards(subject, *, actor=None, note=""):
    """Pay again what `reverse_awards` took back, because the thing is there again. May run twice."""
    return turn_awards(subject, restore_entry, actor=actor, note=note)


def turn_awards(subject, verb, *, actor, note):
    awards = Entry.objects.filter(subject=subject, kind=Entry.Kind.AWARD, reverses=None)
    with transaction.atomic():
        # In the order of members, as everywhere, so that no two wait for each other.
        turned = [verb(entry, actor=actor, note=note) for entry in awards.order_by("account__member", "pk")]
    return [entry for entry in turned if entry]


# --- the one way in -----------------------------------------------------------------------------------------


def hold_account(member):
    """The account of a member, opened if need be, as it stands and held until the caller's transaction ends."""
    held = Account.objects.select_for_update(no_key=True)
    if account := held.filter(member=member).first():
        return account
    account, _created = Account.objects.get_or_create(member=member)
    return held.get(pk=account.pk)


def hold_account_row(pk):
    return Account.objects.select_for_update(no_key=True).get(pk=pk)


def hold_accounts(members):
    """Hold the accounts of several members, in the one order in which everybody holds them."""
    for member in sorted(members, key=lambda member: member.pk):
        hold_account(member)


def post_entry(account, kind, worth, *, key, subject=None, reason="", step=1, **fields):
    """Write one entry worth so many points (signed) for an account that is held, and move the account with it.

    Points that come in pay first what is owed; of what is taken away more than there is, the rest is owed. `step` is
    -1 where a deed is taken back. Returns the entry; raises LedgerConflict where the account is not what was read.
    """
    if worth >= 0:
        owed = -min(worth, account.owed)
    else:
        owed = max(0, -worth - account.balance)
    amount = worth + owed
    is_award = kind == Entry.Kind.AWARD
    moves = {"balance": F("balance") + amount, "owed": F("owed") + owed}
    if is_award:
        moves |= {"earned": F("earned") + worth, "honours_due": True}
        if is_contribution(reason):
            moves["contributions"] = F("contributions") + step
    # Part of the caller's transaction: either all of it comes to be, or nothing.
    with transaction.atomic(savepoint=False):
        if not seen_as_read(account).update(**moves):
            raise LedgerConflict(key)
        entry = Entry.objects.create(
            account=account,
            kind=kind,
            reason=reason,
            key=key,
            subject=key.rpartition(":")[0] if subject is None else subject,
            amount=amount,
            owed=owed,
            balance=account.balance + amount,
            step=step if is_award else 0,
            **fields,
        )
        if is_award:
            count_award(entry)
    account.balance, account.owed = account.balance + amount, account.owed + owed
    return entry


def seen_as_read(account):
    """The row of an account, if it is still what was read."""
    return Account.objects.filter(pk=account.pk, balance=account.balance, owed=account.owed)
