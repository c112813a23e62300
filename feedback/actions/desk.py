"""What a moderator arranges at the desk for himself; nobody else sees it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feedback.models import SavedView


def save_view(queue, name, *, actor):
    """Keep a Queue under a name, in place of what the name stood for before; returns the SavedView.

    Raises ValidationError: 'no_name', 'too_long', 'too_many'.
    """
    name = " ".join(name.split())
    limit = SavedView._meta.get_field("name").max_length
    if not name:
        raise ValidationError(_("Give the view a name."), code="no_name")
    if len(name) > limit:
        raise ValidationError(_("A name of %(n)s characters at most."), code="too_long", params={"n": limit})
    with transaction.atomic():
        others = SavedView.objects.filter(member=actor).exclude(name=name)
        if others.count() >= SavedView.LIMIT:
            raise ValidationError(
                _("%(n)s views of your own are enough. Remove one first."),
                code="too_many",
                params={"n": SavedView.LIMIT},
            )
        view, _created = SavedView.objects.update_or_create(member=actor, name=name, defaults={"query": queue.query()})
    return view


def drop_view(pk, *, actor):
    """Remove a view of one's own; returns whether there was one. May run twice."""
    deleted, _rows = SavedView.objects.filter(member=actor, pk=pk).delete()
    return bool(deleted)
