"""How many there are: set by hand, or counted from a partner's list of codes."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community
from community.text import clean_text
from rewards.shop.codes import code_key
from rewards.shop.models import Coupon, Item

LINES_MAX = 10_000
CODE_MAX = 60
BATCH = 500


@dataclass
class Upload:
    """What came of a list: how many codes are new, and [(line from 1, why it was not taken)], why one of "unreadable",
    "repeated", "known"."""

    added: int
    issues: list


def set_stock(item, stock):
    """Set how many of an item there are in all (None: no end of them), in the caller's transaction. Raises
    ValidationError: 'below_given' where more are given already, 'counted_from_codes' for a partner's codes."""
    if item.is_uploaded:
        raise ValidationError(_("As many as there are codes; upload more of them."), code="counted_from_codes")
    rows = Item.objects.filter(pk=item.pk)
    if stock is not None:
        rows = rows.filter(taken__lte=stock)
    if not rows.update(stock=stock):
        item.refresh_from_db(fields=["taken"])
        raise ValidationError(
            _("%(n)s are given already; there cannot be fewer."), code="below_given", params={"n": item.taken}
        )
    item.stock = stock


def add_codes(item, lines, *, actor):
    """Add a partner's codes to an item, one to a line; returns an Upload. Blank lines are passed over, and a code that
    is here already is not taken again, so the same list may be sent twice. Raises ValidationError: 'not_uploaded'
    where the item makes its own codes, 'too_many_lines', 'no_codes'."""
    if not item.is_uploaded:
        raise ValidationError(_("The codes of this item are made by us."), code="not_uploaded")
    lines = list(lines)
    if len(lines) > LINES_MAX:
        raise ValidationError(
            _("%(n)s lines at most; send the rest as a second list."), code="too_many_lines", params={"n": LINES_MAX}
        )
    found, issues = read_codes(lines)
    if not found and not issues:
        raise ValidationError(_("There is no code in this."), code="no_codes")
    with transaction.atomic():
        # Held, so that what was added can be told from what another list adds.
        Item.objects.select_for_update(no_key=True).get(pk=item.pk)
        known = known_keys(found)
        issues += [(number, "known") for key, (number, _code) in found.items() if key in known]
        fresh = [Coupon(item=item, code=code, code_key=key) for key, (_n, code) in found.items() if key not in known]
        before = Coupon.objects.filter(item=item).count()
        Coupon.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
        added = Coupon.objects.filter(item=item).count() - before
        Item.objects.filter(pk=item.pk).update(stock=F("stock") + added)
        if added:
            record("shop.item.filled", item, actor=actor, changes={"added": [None, added]})
            Community.bump()
    item.refresh_from_db(fields=["stock", "taken"])
    return Upload(added, sorted(issues))


def read_codes(lines):
    """({key: (line, code)}, [(line, why)]) of a list, the first of equal codes kept."""
    found, issues = {}, []
    for number, line in enumerate(lines, 1):
        try:
            code = clean_text(line.split(",")[0].split("\t")[0].strip("\"' "), multiline=False)
        except ValidationError:
            code = "?"
        if not code:
            continue
        key = code_key(code)
        if not key or len(code) > CODE_MAX:
            issues.append((number, "unreadable"))
        elif key in found:
            issues.append((number, "repeated"))
        else:
            found[key] = (number, code)
    return found, issues


def known_keys(found):
    keys, known = list(found), set()
    for start in range(0, len(keys), BATCH):
        here = Q(code_key__in=keys[start : start + BATCH])
        known |= set(Coupon.objects.filter(here).values_list("code_key", flat=True))
    return known
