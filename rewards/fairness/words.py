"""Why something is looked at, in plain words for those whom it concerns: without names, figures and places."""

from django.utils.translation import gettext_lazy as _

from rewards.fairness.models import Suspicion

Kind = Suspicion.Kind
WHY = {
    Kind.NEAR_IDENTICAL: _("Several contributions that earned points say almost the same."),
    Kind.VOTE_RING: _("The same few people voted for each other far more often than for others."),
    Kind.YOUNG_VOTES: _("Unusually many votes for a contribution came from accounts that were only just made."),
    Kind.ANSWER_RING: _("The same people accepted each other's answers again and again."),
    Kind.BURST: _("Far more points than usual came together in one day."),
    Kind.LIMITS: _("The daily limit of points was reached many days in a row."),
    Kind.SHARED_DEVICE: _("Several accounts were used on one device and supported the same things."),
}
