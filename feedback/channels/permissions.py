"""The door to imports: staff who may import see all of them."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from feedback.channels.models import ImportJob


def may_import(user):
    return user.is_active and user.is_staff and user.has_perm("feedback.import_feedback")


def may_create_categories(user):
    return may_import(user) and user.has_perm("feedback.add_category")


def check_may_import(user):
    if not may_import(user):
        raise PermissionDenied


def get_import_or_404(user, pk):
    """The job, for staff who may import; 403 for other staff, who see the place in the menu of others anyway."""
    check_may_import(user)
    return get_object_or_404(ImportJob.objects.select_related("channel", "actor"), pk=pk)
