"""Why something is reported and decided, in the words of the rules, and what can be decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """The published list: members report with it, moderators decide with it."""

    DANGER = "danger", _("Somebody is in danger, or is threatened")
    HATE = "hate", _("Hatred against a group of people")
    HARASSMENT = "harassment", _("Insults or pursues somebody")
    PRIVATE = "private", _("Shows what is private")
    SPAM = "spam", _("Advertising or flooding")
    OTHER = "other", _("Something else")


# What each reason means, for those who choose it and those to whom it is said.
MEANINGS = {
    Reason.DANGER: _("Threats, calls to hurt somebody, or words that let one fear for a person."),
    Reason.HATE: _("Contempt for people because of where they are from, what they believe or who they are."),
    Reason.HARASSMENT: _("About a person instead of the matter: names, mockery, following somebody around."),
    Reason.PRIVATE: _("Names, telephone numbers, addresses or faces of others, without their consent."),
    Reason.SPAM: _("Offers, links and repeats that nobody here asked for."),
    Reason.OTHER: _("It breaks the rules in another way; say how."),
}
# What one report adds to the weight of a case: a threat comes before five pieces of advertising.
WEIGHTS = {
    Reason.DANGER: 9,
    Reason.HATE: 5,
    Reason.HARASSMENT: 4,
    Reason.PRIVATE: 4,
    Reason.SPAM: 1,
    Reason.OTHER: 1,
}


class Outcome(models.TextChoices):
    """What can be decided about a case, the mildest first."""

    NONE = "none", _("Leave it as it is")
    RESTORE = "restore", _("Show it again")
    HIDE = "hide", _("Hide it")
    WARN = "warn", _("Warn the member")
    PAUSE = "pause", _("Pause: nothing new for some days")
    SUSPEND = "suspend", _("Suspend: cannot sign in")
