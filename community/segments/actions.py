"""Keeping filters over members, and computing who is how active. Every verb may be repeated."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from community.audit import record
from community.segments.computing import compute_segments
from community.segments.filters import clean_filters
from community.segments.models import SavedSegment

__all__ = ["compute_segments", "remove_saved_segment", "save_segment"]


def save_segment(saved, *, actor, changes=None):
    """Keep a filter with the name and conditions it carries now. Raises ValidationError where its conditions are none
    (see clean_filters). `changes` maps what was changed to old and new value, for the audit trail."""
    fresh = saved._state.adding
    saved.filters = clean_filters(saved.filters)
    with transaction.atomic():
        if fresh:
            saved.author = actor
        saved.save()
        record(f"segments.savedsegment.{'created' if fresh else 'edited'}", saved, actor=actor, changes=changes)
    return saved


def remove_saved_segment(pk, *, actor):
    """Take a filter away; one that is gone already is fine. Raises ValidationError('in_use') while something is
    addressed to it."""
    try:
        with transaction.atomic():
            if saved := SavedSegment.objects.filter(pk=pk).first():
                record("segments.savedsegment.removed", saved, actor=actor)
                saved.delete()
    except ProtectedError as error:
        raise ValidationError(_("Something is addressed to this filter, so it stays."), code="in_use") from error
