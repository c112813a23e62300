"""How evidence and ledger name items."""

from django.urls import reverse

LINKS = 20


def links_to(pks):
    """[[label, address]] of some of these items, for evidence."""
    return [[f"#{pk}", reverse("feedback:feedback_detail", args=[pk])] for pk in sorted(pks)[:LINKS]]


def subjects_of(pks):
    return [f"feedback:{pk}" for pk in pks]
