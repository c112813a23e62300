"""The proof of the ledger: that every figure that stands ready is the sum of its entries.

Blocks of accounts are read without holding anything, so that nobody waits; an account that looks wrong, because
something was booked between two statements, is looked at again while it is held.
"""

import time
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import Lag
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from community.models import InterestGroup, MailChoice, Member
from community.notices import notify
from rewards.actions.ledger import hold_account_row
from rewards.models import Account, Entry, LedgerProof, PeriodScore, ReasonTotal
from rewards.reasons import known_reasons
from rewards.times import starts_of

BLOCK = 2000
# What tells scores apart.
KEY = ("account", "period", "starts_on", "group")
# So many findings are written down; all are counted.
SHOWN = 200


def prove_ledger(*, progress=None):
    """Check every account and what settings.LEDGER_PROOFS name, and keep the result as a LedgerProof, which is
    returned. `progress` is called with (accounts done, accounts in all). May run at any time, also at once."""
    proof, total = begin_proof(), Account.objects.count()
    while not proof.finished_at:
        go_on(proof)
        if progress:
            progress(proof.account_count, total)
    return proof


def begin_proof():
    """A proof with nothing proven yet, see `go_on`."""
    return LedgerProof.objects.create()


def go_on(proof):
    """Prove the next block of accounts or, after the last of them, what settings.LEDGER_PROOFS name, and so finish.

    The proof is read anew afterwards. What several do at once counts once: whoever finds the place moved only takes
    note of it. A worker that dies leaves the proof where it was.
    """
    began = time.monotonic()
    pks = list(Account.objects.filter(pk__gt=proof.after).order_by("pk").values_list("pk", flat=True)[:BLOCK])
    if pks:
        found = prove_block(pks)
        moves = {"after": pks[-1], "account_count": F("account_count") + len(pks)}
    else:
        found = [words for name in settings.LEDGER_PROOFS for words in import_string(name)()]
        moves = {"finished_at": timezone.now(), **sums_in_all()}
    lines = [*proof.findings.splitlines(), *found][:SHOWN]
    LedgerProof.objects.filter(pk=proof.pk, after=proof.after, finished_at=None).update(
        findings="\n".join(lines),
        wrong_count=F("wrong_count") + len(found),
        seconds=F("seconds") + round(time.monotonic() - began, 2),
        **moves,
    )
    proof.refresh_from_db()


def prove_block(pks):
    """Findings about these accounts, as sentences; whichever looks wrong is looked at again while it is held."""
    found = []
    for pk in sorted({pk for pk, _words in findings_between(pks[0], pks[-1])}):
        with transaction.atomic():
            hold_account_row(pk)
            found += [f"account {pk}: {words}" for _pk, words in findings_between(pk, pk)]
    return found


def sums_in_all():
    sums = Account.objects.aggregate(balance_sum=Sum("balance", default=0), owed_sum=Sum("owed", default=0))
    return sums | {"entry_count": Entry.objects.count()}


def findings_between(first, last):
    """[(account key, what is wrong)] of the accounts with these keys and all between."""
    entries = Entry.objects.filter(account__gte=first, account__lte=last).order_by()
    return [
        *wrong_sums(entries, first, last),
        *wrong_course(entries),
        *wrong_reversals(entries),
        *wrong_standing(entries),
        *wrong_totals(entries, first, last),
        *wrong_scores(entries, first, last),
    ]


def wrong_sums(entries, first, last):
    """What stands on an account against the sum of its entries."""
    counted = [name for name, reason in known_reasons().items() if reason.is_contribution]
    awards = Q(kind=Entry.Kind.AWARD)
    sums = {
        row["account"]: (row["balance"], row["debt"], row["earned"], row["deeds"])
        for row in entries.values("account").annotate(
            balance=Sum("amount"),
            debt=Sum("owed"),
            earned=Sum(F("amount") - F("owed"), filter=awards, default=0),
            deeds=Sum("step", filter=Q(reason__in=counted), default=0),
        )
    }
    rows = Account.objects.filter(pk__gte=first, pk__lte=last)
    for pk, *stands in rows.values_list("pk", "balance", "owed", "earned", "contributions"):
        due = sums.get(pk, (0, 0, 0, 0))
        for name, shown, right in zip(("balance", "owed", "earned", "contributions"), stands, due, strict=True):
            if shown != right:
                yield pk, f"{name} is {shown}, its entries say {right}"


def wrong_course(entries):
    """Entries whose balance is not that of the entry before, moved by their amount."""
    before = Window(Lag("balance", default=0), partition_by="account", order_by="id")
    wrong = entries.annotate(before=before).exclude(balance=F("before") + F("amount"))
    for account, pk in wrong.values_list("account", "pk"):
        yield account, f"entry {pk} does not go on from the one before"


def wrong_reversals(entries):
    """Reversals that do not mirror what they reverse."""
    turned = entries.filter(reverses__isnull=False)
    mirrors = Q(account=F("reverses__account"), kind=F("reverses__kind"), counts_on=F("reverses__counts_on"))
    mirrors &= Q(amount=F("owed") - F("reverses__amount") + F("reverses__owed"), step=-1 * F("reverses__step"))
    for account, pk in turned.exclude(mirrors).values_list("account", "pk"):
        yield account, f"entry {pk} does not mirror entry that it reverses"


def wrong_standing(entries):
    """Entries that are taken back without a reason that stands, or not although one does."""
    turned = entries.filter(Q(taken_back__isnull=False) | Q(links__isnull=False)).distinct().order_by("pk")
    turned = turned.annotate(
        turns=Count("links", distinct=True), reasons=Count("taken_back", distinct=True)
    ).values_list("account", "pk", "turns", "reasons")
    for account, pk, turns, reasons in turned:
        if turns % 2 != bool(reasons):
            yield account, f"entry {pk} was turned {turns} times, and {reasons} reasons hold it back"


def wrong_totals(entries, first, last):
    """Totals by reason against the entries with that reason."""
    rows = entries.filter(kind=Entry.Kind.AWARD).values("account", "reason")
    sums = rows.annotate(deeds=Sum("step"), worth=Sum(F("amount") - F("owed")))
    due = {(row["account"], row["reason"]): (row["deeds"], row["worth"]) for row in sums}
    totals = ReasonTotal.objects.filter(account__gte=first, account__lte=last)
    rows = totals.values_list("account", "reason", "count", "points")
    stands = {(account, reason): (count, points) for account, reason, count, points in rows}
    for key in due.keys() | stands.keys():
        if due.get(key, (0, 0)) != stands.get(key, (0, 0)):
            yield key[0], f"total for {key[1]} is {stands.get(key)}, its entries say {due.get(key)}"


def wrong_scores(entries, first, last):
    """Scores of weeks, months and all time against the awards of their days."""
    due = Counter()
    days = entries.filter(kind=Entry.Kind.AWARD).values_list("account", "group", "counts_on")
    for account, group, day, worth in days.annotate(worth=Sum(F("amount") - F("owed"))):
        for period, starts_on in starts_of(day).items():
            due[account, period, starts_on, None] += worth
            if group:
                due[account, period, starts_on, group] += worth
    scores = PeriodScore.objects.filter(account__gte=first, account__lte=last)
    stands = {tuple(key): points for *key, points in scores.values_list(*KEY, "points")}
    groups = {group for *_key, group in due} - {None}
    gone = groups - set(InterestGroup.objects.filter(pk__in=groups).values_list("pk", flat=True))
    for key in due.keys() | stands.keys():
        # The scores of a group went with it.
        if due.get(key, 0) != stands.get(key, 0) and key[3] not in gone:
            yield key[0], f"score of {key[1]} {key[2]} is {stands.get(key)}, its entries say {due.get(key)}"


# --- telling ------------------------------------------------------------------------------------------------


def tell_of_proof(proof):
    """Tell those who look after the rewards where a proof found something wrong; of a good one nobody hears."""
    if not proof.wrong_count:
        return
    staff = Member.objects.filter(is_active=True, is_staff=True)
    keepers = staff.filter(Q(is_superuser=True) | Q(groups__permissions__codename="change_bank"))
    notify(
        keepers.values_list("pk", flat=True),
        kind="rewards.ledger_wrong",
        cause_key=f"proof:{proof.pk}",
        params={"count": proof.wrong_count, "first": proof.findings.partition("\n")[0]},
        url=reverse("admin:rewards_ledgerproof_change", args=[proof.pk]),
        mail_kind=MailChoice.Kind.DUTIES,
    )
