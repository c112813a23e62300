"""The published reasons for declining, each in words that a member can act on."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.models import Feedback, Status

Reason = Feedback.DeclineReason


@dataclass(frozen=True)
class Refusal:
    """What a reason means, and what can still be done."""

    means: Promise
    then: Promise


REFUSALS = {
    Reason.OUT_OF_SCOPE: Refusal(
        _("It is a fair wish, but it lies outside what this community is for or what we can decide."),
        _("Where we know who could do it, the answer names them."),
    ),
    Reason.TOO_COSTLY: Refusal(
        _("We worked out what it would take, and it would cost everybody more than it gives to those who need it."),
        _("The answer says what the cost is. Know a cheaper way? Then ask us to look again."),
    ),
    Reason.UNSAFE: Refusal(
        _("It would put people or their data at risk, or a law stands against it."),
        _("The answer says which risk or rule. If the same aim can be reached safely, tell us how."),
    ),
    Reason.EXISTS: Refusal(
        _("It can be done today, perhaps in a place where nobody would look for it."),
        _("The answer shows the way. If that way does not work for you, ask us to look again."),
    ),
    Reason.CONFLICTS: Refusal(
        _("What helps some would take something from others, and we think that they would lose more."),
        _("The answer says whom it would touch. Votes show us when that balance changes."),
    ),
    Reason.UNCLEAR: Refusal(
        _("We tried and could not make it happen, or could not find out what was meant."),
        _("A place, a time or a picture often settles it. Add them and ask us to look again."),
    ),
}


def refusal_of(feedback):
    """The Refusal of a declined item, or None."""
    return REFUSALS.get(feedback.decline_reason) if feedback.status == Status.DECLINED else None


def declines(entry, feedback):
    """Whether this step is what declined the item as it stands."""
    return feedback.status == Status.DECLINED and entry.new_status == Status.DECLINED
