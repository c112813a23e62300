"""Whom a member does not want to read, and who may not answer whom."""


def muted_by(user):
    """The keys of the members whose words this reader does not want to see; empty for a visitor."""
    return frozenset()


def check_not_blocked(actor, other):
    """Raise ValidationError('blocked') where `other` (a Member or None) does not want to hear from `actor`."""
