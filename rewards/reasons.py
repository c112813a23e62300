"""What points are given for: each app says it of its own deeds, in `reward_reasons` of its AppConfig.

A bank does not know its customers: it reads the names and words here, and how much each is worth stands in the tariff
(models.Rule), which leads edit.
"""

from dataclasses import dataclass
from functools import cache

from django.apps import apps


@dataclass(frozen=True)
class Reason:
    """What somebody is thanked for (lazy words); whether it counts among his contributions, or only adds points to
    one that counts already."""

    label: str
    is_contribution: bool = True


@cache
def known_reasons():
    """{name: Reason} of all apps, in the order of INSTALLED_APPS."""
    return {
        name: reason
        for config in apps.get_app_configs()
        for name, reason in getattr(config, "reward_reasons", {}).items()
    }


def label_of(name):
    """The words of a reason; of one that no app gives any more its name."""
    reason = known_reasons().get(name)
    return reason.label if reason else name


def is_contribution(name):
    return name in known_reasons() and known_reasons()[name].is_contribution
