"""Series of sessions: the rule, what it makes next, stopping it and letting it go on."""

from itertools import islice

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from community.desk_pages import check_may
from community.staffing import DeskAdmin, form_changes
from events import actions
from events.dates import fates
from events.forms import SeriesForm
from events.models import Series

FORESEEN = 5
RULES = [("rule", "every"), ("weekday", "nth", "month_day"), ("starts_on", "ends_on"), ("start_time", "duration")]
RULES += ["zone", ("on_holiday", "calendar")]
SEEN = ["kind", "title", "text", "meant_for", "place", "capacity", "reserved", "language", "host", "responsible"]
SEEN += ["rule", "every", "weekday", "nth", "month_day", "starts_on", "ends_on", "start_time", "duration", "zone"]
SEEN += ["on_holiday", "calendar", "days_ahead", "publishes", "is_active"]


@admin.register(Series)
class SeriesAdmin(DeskAdmin):
    form = SeriesForm
    change_form_template = "events/desk/series_form.html"
    list_display = ["title", "kind", "rule", "start_time", "zone", "meant_for", "is_active"]
    list_filter = ["is_active", "kind"]
    list_select_related = ["group", "saved_segment"]
    search_fields = ["title", "title_en"]
    ordering = ["-is_active", "title", "pk"]
    actions = None

    @admin.display(description=_("for"))
    def meant_for(self, series):
        return series.group or series.saved_segment or series.get_segment_display() or series.get_audience_display()

    def get_queryset(self, request):
        return super().get_queryset(request).on_desk_of(request.user)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.actor = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        if not (self.has_change_permission(request, obj) if obj else self.has_add_permission(request)):
            return [(None, {"fields": SEEN})]
        after = _("Sessions made already stay as they are; what is changed here holds from the next one on.")
        return [
            (
                pgettext_lazy("session", "What it is about"),
                {"fields": ["kind", "title", "text", "language"], "description": after},
            ),
            (_("In English"), {"fields": ["title_en", "text_en"]}),
            (_("When it comes again"), {"fields": RULES}),
            (_("Where"), {"fields": ["place", "online_link"]}),
            (pgettext_lazy("session", "For whom"), {"fields": ["whom", ("capacity", "reserved")]}),
            (_("Who runs it"), {"fields": ["host_name", "responsible_name"]}),
            (_("What is made of it"), {"fields": ["days_ahead", "publishes"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [] if may else SEEN

    def has_delete_permission(self, request, obj=None):
        """It is stopped; what it made stays on record."""
        return False

    def save_model(self, request, obj, form, change):
        if not change or form.changed_data:
            actions.save_series(obj, actor=request.user, changes=form_changes(form))

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, _now("Saved. Below stands what comes next."))
        return redirect("admin:events_series_change", obj.pk)

    def response_change(self, request, obj):
        return self.response_add(request, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= {"foreseen": foreseen(obj), "may_switch": self.has_change_permission(request, obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        site = self.admin_site.admin_view
        return [path("<number:pk>/switch/", site(series_switch), name="events_series_switch"), *super().get_urls()]


def foreseen(series):
    """The next dates of a series as it was saved, each with the day on which it takes place, or None where a holiday
    leaves it out, and the name of that holiday."""
    saved, today = Series.objects.select_related("calendar").get(pk=series.pk), timezone.localdate()
    coming = (fate for fate in fates(saved, saved.worktime) if fate[0] >= today)
    dates = list(islice(coming, FORESEEN))
    days = saved.calendar.days.filter(day__in=[day for day, _place in dates]) if saved.calendar else []
    names = {special.day: special.name for special in days if not special.hours.strip()}
    return [
        {"day": day, "place": place, "is_moved": place not in (day, None), "holiday": names.get(day, "")}
        for day, place in dates
    ]


@require_POST
def series_switch(request, pk):
    """Stop a series or let it go on, as the pressed button said."""
    check_may(request.user, "events.change_series")
    series = get_object_or_404(Series.objects.on_desk_of(request.user), pk=pk)
    want = request.POST.get("want")
    if want not in ("stop", "go"):
        raise Http404
    if want == "stop" and actions.stop_series(series, actor=request.user):
        messages.success(request, _now("Stopped. The sessions that were made take place."))
    elif want == "go" and actions.resume_series(series, actor=request.user):
        messages.success(request, _now("It goes on from now."))
    return redirect("admin:events_series_change", pk)
