"""Who registered, and what was told: looked at, never changed."""

from django.contrib import admin

from community.staffing import ViewOnlyAdmin
from events.models import Event, Registration, Telling


class OfEvents(ViewOnlyAdmin):
    """Rows of sessions, those of which this member of staff may know."""

    list_select_related = ["event"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        known = Event.objects.on_desk_of(request.user)
        return super().get_queryset(request).filter(event__in=known.values("pk"))


@admin.register(Registration)
class RegistrationAdmin(OfEvents):
    list_display = ["event", "member", "state", "is_reserved", "registered_at", "checked_in_at"]
    list_select_related = ["event", "member"]
    list_filter = ["state"]
    fields = readonly_fields = [*list_display, "way"]


@admin.register(Telling)
class TellingAdmin(OfEvents):
    list_display = ["event", "what", "to", "told_count", "created_at", "told_at"]
    list_filter = ["what"]
    fields = readonly_fields = list_display
