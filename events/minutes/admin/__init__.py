"""Minutes and promises on the desk: looked at, with the way to where those who run the session change them. What guests
said of it stays with those who run it."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext_lazy

from community.staffing import ViewOnlyAdmin, plain
from events.minutes.models import ActionItem, Minutes
from events.models import Event


class OfKnownSessions(ViewOnlyAdmin):
    """Of a private group's sessions only who knows of the group sees anything."""

    session = plain("event", pgettext_lazy("event", "session"))

    def get_queryset(self, request):
        known = Event.objects.on_desk_of(request.user)
        return super().get_queryset(request).filter(event__in=known)

    @admin.display(description=gettext_lazy("page"))
    def page(self, row):
        return format_html('<a href="{0}">{0}</a>', row.get_absolute_url())


@admin.register(Minutes)
class MinutesAdmin(OfKnownSessions):
    list_display = ["session", "state", "published_at", "edited_at"]
    list_filter = ["state"]
    list_select_related = ["event"]
    ordering = ["-event__starts_at", "-pk"]
    fields = ["session", "state", "summary", "published_at", "edited_at", "by", "page"]
    readonly_fields = fields
    by = plain("edited_by", gettext_lazy("edited by"))


@admin.register(ActionItem)
class ActionItemAdmin(OfKnownSessions):
    list_display = ["text", "session", "who", "due_on", "state", "done_at"]
    list_filter = ["state"]
    list_select_related = ["event", "owner"]
    search_fields = ["text"]
    ordering = ["due_on", "pk"]
    fields = ["text", "session", "who", "due_on", "item", "state", "note", "done_at", "by", "page"]
    readonly_fields = fields
    who = plain("owner", gettext_lazy("who does it"))
    item = plain("feedback", gettext_lazy("feedback"))
    by = plain("done_by", gettext_lazy("done by"))
