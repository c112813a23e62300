"""For whom sessions are: columns that series and sessions share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.models import InterestGroup
from community.segments.models import SavedSegment, Segment


class Audience(models.TextChoices):
    ALL = "all", _("Everybody")
    GROUP = "group", _("A group")
    SEGMENT = "segment", _("A segment")
    SAVED = "saved", _("A saved filter")


# Exactly one of the columns, as the audience says.
ONE_AUDIENCE = (
    Q(audience="all", group=None, segment="", saved_segment=None)
    | Q(audience="group", group__isnull=False, segment="", saved_segment=None)
    | (Q(audience="segment", group=None, saved_segment=None) & ~Q(segment=""))
    | Q(audience="saved", group=None, segment="", saved_segment__isnull=False)
)


class ForAudience(models.Model):
    audience = models.CharField(_("for"), max_length=7, choices=Audience, default=Audience.ALL)
    group = models.ForeignKey(
        InterestGroup, verbose_name=_("group"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    segment = models.CharField(_("segment"), max_length=10, choices=Segment, blank=True)
    saved_segment = models.ForeignKey(
        SavedSegment, verbose_name=_("saved filter"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def is_for_chosen(self):
        """Whether those it is for are written down one by one when it is published."""
        return self.audience in (Audience.SEGMENT, Audience.SAVED)

    @property
    def addressee(self):
        """What community.segments.members_of understands."""
        if self.audience == Audience.GROUP:
            return self.group
        if self.audience == Audience.SAVED:
            return self.saved_segment
        return Segment(self.segment) if self.audience == Audience.SEGMENT else Audience.ALL.value
