"""Changing the tariff."""

from django.db import transaction

from community.audit import record
from community.models import Community
from rewards.models import Rule

FIELDS = ("points", "daily_cap", "monthly_cap", "is_active")


def save_tariff(rules, *, actor):
    """Keep these rules as they are now; what was paid before stays as it was paid. May run twice: what is so already is
    neither written nor recorded."""
    with transaction.atomic():
        before = {rule.pk: rule for rule in Rule.objects.select_for_update().filter(pk__in=[rule.pk for rule in rules])}
        for rule in rules:
            old = before[rule.pk]
            changes = {n: [getattr(old, n), getattr(rule, n)] for n in FIELDS if getattr(old, n) != getattr(rule, n)}
            if changes:
                rule.save(update_fields=list(changes))
                record("rewards.rule.edited", rule, actor=actor, changes=changes)
        Community.bump()
