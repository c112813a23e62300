from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from community.staffing import ViewOnlyAdmin, plain
from events.live.models import Question, SessionPoll
from events.models import Event


class OfSessionsAdmin(ViewOnlyAdmin):
    """Only of sessions that this member of staff may know of."""

    session = plain("event", _("session"))

    def get_queryset(self, request):
        return super().get_queryset(request).filter(event__in=Event.objects.on_desk_of(request.user))


@admin.register(Question)
class QuestionAdmin(OfSessionsAdmin):
    list_display = ["text", "session", "asker", "state", "vote_count", "created_at", "answered_at", "hidden_at"]
    list_filter = ["state"]
    list_select_related = ["event", "author"]
    ordering = ["-pk"]
    fields = readonly_fields = [
        *("text", "session", "asker", "is_nameless", "state", "stands_for_it", "vote_count", "created_at"),
        *("answer", "answered_at", "answerer", "hidden_at"),
    ]
    asker = plain("author", _("asked by"))
    answerer = plain("answered_by", _("answered by"))
    stands_for_it = plain("merged_into", _("merged into"))


@admin.register(SessionPoll)
class SessionPollAdmin(OfSessionsAdmin):
    list_display = ["heading", "session", "opened_at", "closed_at", "voters"]
    list_select_related = ["event", "poll"]
    ordering = ["-pk"]
    fields = readonly_fields = ["heading", "session", "is_on_screen", "opened_at", "closed_at", "voters"]

    @admin.display(description=_("question"))
    def heading(self, row):
        return row.poll.heading

    @admin.display(description=_("closed at"))
    def closed_at(self, row):
        return row.poll.closed_at

    @admin.display(description=_("votes"))
    def voters(self, row):
        return row.poll.voter_count
