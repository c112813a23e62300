"""What people do about a suspicion: hold the points while they look, give them back, keep them, or see nothing in it.

Whoever loses points by it, even for a day, is told at once, why, and that somebody looks at it. The suspicion is
claimed first, then the accounts in the order of their members, as everywhere.
"""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community, MailChoice
from community.notices import notify
from rewards.actions import restore_entry, reverse_entry
from rewards.fairness.models import Concerned, Suspicion

State = Suspicion.State


def hold_suspicion(suspicion, *, actor, note=""):
    """Take the awards concerned back while somebody looks, and tell those who had them. Returns whether this call did
    it; twice is once. Raises ValidationError: 'own_suspicion', 'decided', 'nothing_to_hold'."""
    check_others(suspicion, actor)
    with transaction.atomic():
        if suspicion.is_open and not suspicion.entries.exists():
            raise ValidationError(_("There are no points to hold in it."), code="nothing_to_hold")
        fields = {"held_at": timezone.now(), "held_by": actor, "note": note}
        if not move(suspicion, [State.OPEN], State.HELD, **fields):
            return False
        points = turn_entries(suspicion, reverse_entry, actor, lambda: _("Held while we look at it"))
        tell(suspicion, "held", points)
        record("fairness.suspicion.held", suspicion, actor=actor, changes={"note": ["", note]})
        Community.bump()
    return True


def release_suspicion(suspicion, *, actor, note=""):
    """Give back what was held, also after it was said to stay, as far as nobody else took it back meanwhile; those
    concerned are told. Returns whether this call did it; twice is once. Raises ValidationError: 'own_suspicion',
    'not_held'."""
    check_others(suspicion, actor)
    with transaction.atomic():
        before = suspicion.note
        if not move(suspicion, [State.HELD, State.REVERSED], State.RELEASED, **decided(actor, note)):
            return False
        points = turn_entries(suspicion, restore_entry, actor, lambda: _("Given back after we looked at it"))
        tell(suspicion, "released", points)
        record("fairness.suspicion.released", suspicion, actor=actor, changes={"note": [before, note]})
        Community.bump()
    return True


def reverse_suspicion(suspicion, *, actor, note=""):
    """Say that what is held stays taken back; those concerned are told why, and how to answer. Returns whether this
    call did it; twice is once. Raises ValidationError: 'own_suspicion', 'not_held', 'words_missing'."""
    check_others(suspicion, actor)
    if not note:
        raise ValidationError(_("Say in a sentence why, so that nobody is left guessing."), code="words_missing")
    with transaction.atomic():
        before = suspicion.note
        if not move(suspicion, [State.HELD], State.REVERSED, **decided(actor, note)):
            return False
        tell(suspicion, "reversed", points_held(suspicion))
        record("fairness.suspicion.reversed", suspicion, actor=actor, changes={"note": [before, note]})
    return True


def dismiss_suspicion(suspicion, *, actor, note=""):
    """See nothing in one that is open: nothing was touched, and nobody is told; the note is for the team. Returns
    whether this call did it; twice is once. Raises ValidationError: 'own_suspicion', 'decided'."""
    check_others(suspicion, actor)
    with transaction.atomic():
        if not move(suspicion, [State.OPEN], State.DISMISSED, **decided(actor, note)):
            return False
        record("fairness.suspicion.dismissed", suspicion, actor=actor, changes={"note": ["", note]})
    return True


def decided(actor, note):
    return {"decided_at": timezone.now(), "decided_by": actor, "note": note}


def check_others(suspicion, actor):
    """Raise ValidationError('own_suspicion') for who is concerned himself."""
    if suspicion.concerned.filter(member=actor).exists():
        raise ValidationError(_("It concerns you; somebody else must look at it."), code="own_suspicion")


def move(suspicion, sources, target, **fields):
    """Claim a suspicion for a state and keep these fields; whether it was this call, which may be the second one.
    Raises ValidationError where it is in no state that leads there."""
    moved = Suspicion.objects.filter(pk=suspicion.pk, state__in=sources).update(state=target, **fields)
    suspicion.refresh_from_db()
    if moved or suspicion.state == target:
        return bool(moved)
    if State.OPEN in sources:
        raise ValidationError(_("Somebody decided about it meanwhile."), code="decided")
    raise ValidationError(_("Its points are not held."), code="not_held")


def turn_entries(suspicion, verb, actor, words):
    """Turn all entries of a suspicion; {member: points that moved}, with everybody who has one among them. `words`
    says why, in the language of the member."""
    points = Counter()
    for entry in suspicion.entries.select_related("account__member").order_by("account__member", "pk"):
        member = entry.account.member
        with translation.override(member.language if member else "zh-hans"):
            turned = verb(entry, actor=actor, note=words(), by=suspicion.holder)
        # Somebody may have left; his points are turned, and nobody is told.
        points[member] += abs(turned.worth) if turned else 0
    return points


def points_held(suspicion):
    """{member: points} that the awards of a suspicion were worth."""
    points = Counter()
    for entry in suspicion.entries.select_related("account__member").order_by("account__member", "pk"):
        points[entry.account.member] += entry.worth
    return points


def tell(suspicion, name, points):
    """Tell each of these members once of a step, and keep that he was told."""
    now = timezone.now()
    for member in points:
        if member is None:
            continue
        concerned, _created = Concerned.objects.get_or_create(
            suspicion=suspicion, member=member, defaults={"role": Concerned.Role.EARNER}
        )
        Concerned.objects.filter(pk=concerned.pk, told_at=None).update(told_at=now)
        notify(
            [member.pk],
            kind=f"fairness.{name}",
            cause_key=f"suspicion:{suspicion.pk}:{name}",
            params={"why": suspicion.kind, "points": points[member], "note": suspicion.note},
            url=suspicion.get_absolute_url(),
            mail_kind=MailChoice.Kind.REWARDS,
        )
