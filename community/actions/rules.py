"""The community's rules: published once, accepted version by version."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import (
    Community,
    Member,
    Rules,
    RulesAcceptance,
)


def publish_rules(rules, *, actor):
    """Put a draft in force as the next version: members accept it before they next say something. Returns whether that
    was news; twice is once."""
    with transaction.atomic():
        Community.get()
        number = Community.objects.select_for_update(no_key=True).get(pk=1).rules_version + 1
        claimed = Rules.objects.filter(pk=rules.pk, version=None).update(version=number, published_at=timezone.now())
        if not claimed:
            return False
        rules.refresh_from_db()
        Community.objects.filter(pk=1).update(rules_version=number)
        record("community.rules.published", rules, actor=actor, changes={"version": [None, number]})
        Community.bump()
    return True


def accept_rules(version, *, actor):
    """A member accepts the rules in force, of which he was shown this version; may be pressed twice. Raises
    ValidationError('rules_changed') when it is not the one in force (any more)."""
    with transaction.atomic():
        rules = Rules.objects.published().first()
        if rules is None or rules.version != version:
            raise ValidationError(_("The rules have just changed. Please read them once more."), code="rules_changed")
        RulesAcceptance.objects.bulk_create([RulesAcceptance(member=actor, rules=rules)], ignore_conflicts=True)
        Member.objects.filter(pk=actor.pk, rules_version__lt=version).update(rules_version=version)
        actor.rules_version = version


def check_rules_accepted(member):
    """Raise ValidationError('rules_not_accepted') for a member who has not accepted the rules as they stand now."""
    accepted = Member.objects.filter(pk=member.pk).values("rules_version")[:1]
    if Community.objects.filter(pk=1, rules_version__gt=accepted).exists():
        raise ValidationError(_("Please read and accept the community rules first."), code="rules_not_accepted")
