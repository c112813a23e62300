"""Sessions: written and changed as their hosts do it; everything else about them stands in the pages of the hosts."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.staffing import DeskAdmin
from events import actions
from events.forms import EventForm
from events.models import Event

State = Event.State
COUNTS = ["state", "guest_count", "waiting_count", "attended_count", "question_count", "promise_count", "kept_count"]
# What a member of staff sees who may only look.
SEEN = ["series", "number", "kind", "title", "text", "meant_for", "starts_at", "ends_at", "zone", "place", "capacity"]
SEEN += ["reserved", "language", "host", "responsible", "cancel_reason", "recording_link"]


@admin.register(Event)
class EventAdmin(DeskAdmin):
    form = EventForm
    change_form_template = "events/desk/event_form.html"
    change_list_template = "events/desk/event_table.html"
    list_display = ["title", "kind", "starts_at", "state", "meant_for", "guest_count", "waiting_count"]
    list_display += ["question_count", "promise_count"]
    list_filter = ["state", "kind"]
    list_select_related = ["group", "saved_segment"]
    search_fields = ["title", "title_en"]
    ordering = ["-starts_at", "-pk"]
    actions = None

    @admin.display(description=_("for"))
    def meant_for(self, event):
        return event.group or event.saved_segment or event.get_segment_display() or event.get_audience_display()

    @admin.display(description=_("guests"))
    def guest_count(self, event):
        return event.guest_count

    def get_queryset(self, request):
        return super().get_queryset(request).on_desk_of(request.user)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.actor = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        if not self.may_write(request, obj):
            return [(None, {"fields": SEEN}), (_("How far it is"), {"fields": COUNTS})]
        is_draft = obj is None or obj.state == State.DRAFT
        follows = obj is not None and obj.series_id and obj.state in (State.DRAFT, State.PUBLISHED)
        sets = [
            (pgettext_lazy("session", "What it is about"), {"fields": ["kind", "title", "text", "language"]}),
            (_("In English"), {"fields": ["title_en", "text_en"]}),
            (_("When and where"), {"fields": [("day", "begins", "minutes"), "zone", "place", "online_link"]}),
            (
                pgettext_lazy("session", "For whom"),
                {"fields": ["whom" if is_draft else "meant_for", ("capacity", "reserved")]},
            ),
            (_("Who runs it"), {"fields": ["host_name", "responsible_name", "code_word"]}),
        ]
        if follows:
            sets.append((_("What this changes"), {"fields": ["scope"]}))
        return [*sets, (_("How far it is"), {"fields": COUNTS})] if obj else sets

    def get_readonly_fields(self, request, obj=None):
        return [*COUNTS, "meant_for"] if self.may_write(request, obj) else [*SEEN, *COUNTS]

    def may_write(self, request, obj):
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        """What is over or cancelled stays as it is."""
        stands = obj is not None and obj.state in (State.FINISHED, State.CANCELLED)
        return super().has_change_permission(request, obj) and not stands

    def has_delete_permission(self, request, obj=None):
        """A draft is thrown away; what was published is cancelled, and stays on record."""
        kept = obj is not None and obj.state != State.DRAFT
        return super().has_delete_permission(request, obj) and not kept

    # --- writing ----------------------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        if not change:
            key = form.cleaned_data["submit_key"]
            # The other half of a double tap finds what the first one made.
            obj.pk = actions.draft_event(obj, actor=request.user, submit_key=key).pk
        elif form.cleaned_data.get("scope") == "following":
            actions.change_following(obj, actor=request.user)
        else:
            actions.save_event(obj, actor=request.user)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            # Cancelled or begun in the very moment of saving, or a later one of its series cannot follow.
            messages.error(request, error.messages[0])
            return redirect(request.path)

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, _("Kept as a draft: only those who run it see it. Now the agenda."))
        return redirect("admin:events_event_change", obj.pk)

    def delete_model(self, request, obj):
        actions.remove_event(obj, actor=request.user)

    def get_deleted_objects(self, objs, request):
        """The session alone: that its agenda goes with it is said on the page."""
        _objects, _counts, _lacking, protected = super().get_deleted_objects(objs, request)
        return [str(event) for event in objs], {Event._meta.verbose_name_plural: len(objs)}, set(), protected
