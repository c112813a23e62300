"""What stands before every contribution, in the board, under an item, in a group: asked by the verbs themselves."""

from community.actions import check_rules_accepted


def check_may_contribute(member, *words):
    """Raise ValidationError for a member who may not say these words now: ('rules_not_accepted') without the rules in
    force."""
    check_rules_accepted(member)
