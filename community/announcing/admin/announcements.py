"""Announcements: written, looked at, published now or at a time, withdrawn; and the calendar of all of them."""

from datetime import date, timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from community.announcing import actions
from community.announcing.actions.telling import count_recipients
from community.announcing.calendar import entries_between, month_days, week_days
from community.announcing.forms import AnnouncementForm, PlanForm
from community.announcing.models import Announcement, Robot
from community.announcing.permissions import may_write
from community.desk_pages import check_may, desk_page
from community.staffing import DeskAdmin, form_changes
from community.submits import nothing_pressed

State = Announcement.State
YEARS = (2000, 2100)


@admin.register(Announcement)
class AnnouncementAdmin(DeskAdmin):
    form = AnnouncementForm
    change_form_template = "announcing/desk/announcement_form.html"
    change_list_template = "announcing/desk/announcement_table.html"
    list_display = ["title", "addressed_to", "state", "publish_at", "published_at", "told_count"]
    list_filter = ["state", "audience"]
    list_select_related = ["group", "saved_segment"]
    search_fields = ["title", "title_en"]
    ordering = ["-pk"]
    actions = None
    fieldsets = [
        (gettext_lazy("What is announced"), {"fields": ["title", "text"]}),
        (gettext_lazy("In English"), {"fields": ["title_en", "text_en"]}),
        (
            gettext_lazy("For whom"),
            {
                "description": gettext_lazy("Only they can read it, and each of them is told once."),
                "fields": ["audience", "group", "segment", "saved_segment", "to_robots"],
            },
        ),
        (gettext_lazy("When"), {"fields": ["publish_at", "pinned_until"]}),
    ]

    @admin.display(description=gettext_lazy("for"))
    def addressed_to(self, announcement):
        return announcement.addressee_label

    def get_queryset(self, request):
        return super().get_queryset(request).on_desk_of(request.user)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.writer = request.user
        return form

    def get_readonly_fields(self, request, obj=None):
        """Whom it was published for, and when, stays."""
        if obj is None or obj.state == State.DRAFT:
            return []
        if obj.state == State.PLANNED:
            return ["publish_at"]
        return ["audience", "group", "segment", "saved_segment", "to_robots", "publish_at"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_write(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        kept = obj is not None and obj.state in (State.PUBLISHED, State.WITHDRAWN)
        return super().has_delete_permission(request, obj) and not kept

    # --- writing ----------------------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        if change and not form.changed_data:
            return
        actions.save_announcement(obj, actor=request.user, changes=form_changes(form))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            # Published or withdrawn in the very moment of saving.
            messages.error(request, error.messages[0])
            return redirect("admin:announcing_announcement_plan", object_id)

    def response_add(self, request, obj, post_url_continue=None):
        return self.onward(request, obj)

    def response_change(self, request, obj):
        return self.onward(request, obj)

    def onward(self, request, obj):
        """Where the pressed button leads after saving."""
        if "_plan" in request.POST:
            return redirect("admin:announcing_announcement_plan", obj.pk)
        messages.success(request, _("“%(title)s” is saved.") % {"title": obj.title})
        return redirect("admin:announcing_announcement_change", obj.pk)

    def delete_model(self, request, obj):
        actions.remove_announcement(obj, actor=request.user)

    def get_urls(self):
        site = self.admin_site.admin_view
        return [
            path("calendar/", site(announcement_calendar), name="announcing_calendar"),
            path("<number:pk>/plan/", site(announcement_plan), name="announcing_announcement_plan"),
            *super().get_urls(),
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def announcement_plan(request, pk):
    """How it will look, whom it reaches, and what else stands in that hour; published, planned, called off or withdrawn
    by those who may."""
    check_may(request.user, "announcing.view_announcement")
    may_publish = request.user.has_perm("announcing.publish_announcement")
    if request.method == "POST" and not may_publish:
        raise PermissionDenied
    known = Announcement.objects.on_desk_of(request.user).select_related("group", "saved_segment")
    announcement = get_object_or_404(known, pk=pk)
    form = PlanForm(request.POST or None, initial={"when": announcement.publish_at})
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, do_as_asked(request, announcement, form.cleaned_data["when"]))
        except ValidationError as error:
            form.add_error("when" if "plan" in request.POST else None, error)
        else:
            return redirect("admin:announcing_announcement_plan", pk)
    context = {
        "title": announcement.title,
        "announcement": announcement,
        "form": form,
        "may_publish": may_publish,
        "may_write": may_write(request.user, announcement),
        "is_open": announcement.state in (State.DRAFT, State.PLANNED),
        "reached": count_recipients(announcement),
        "robots": Robot.objects.carrying(announcement).order_by("name") if announcement.to_robots else [],
        "deliveries": announcement.robot_deliveries.select_related("robot").order_by("robot__name"),
        "beside": beside(announcement, request.user),
    }
    return desk_page(request, "announcing/desk/plan.html", context, status=422 if form.errors else 200)


def do_as_asked(request, announcement, when):
    """Publish, plan, call off or withdraw as the pressed button says; returns what happened in words. Raises as the
    verbs do, and ValidationError('nothing_pressed')."""
    named = {"title": announcement.title}
    if "withdraw" in request.POST:
        if actions.withdraw_announcement(announcement, actor=request.user):
            return _("“%(title)s” is withdrawn. Nobody can read it any more, and the notices of it go.") % named
        return _("“%(title)s” is not published.") % named
    if "draft" in request.POST:
        actions.return_announcement(announcement, actor=request.user)
        return _("“%(title)s” is a draft again.") % named
    if "plan" in request.POST:
        if when is None:
            raise ValidationError(_("Choose the day and the hour."), code="no_time")
        if actions.plan_announcement(announcement, actor=request.user, publish_at=when):
            return _("“%(title)s” publishes itself at the time given.") % named
        return _("“%(title)s” was published before.") % named
    if "now" not in request.POST:
        raise nothing_pressed()
    if actions.publish_announcement(announcement, actor=request.user):
        return _("“%(title)s” is published. Everybody meant is being told.") % named
    return _("“%(title)s” was published before; nobody is told twice.") % named


def beside(announcement, user):
    """What else stands in the hour at which it is to be published."""
    if announcement.publish_at is None or announcement.state not in (State.DRAFT, State.PLANNED):
        return []
    hour = announcement.publish_at.replace(minute=0, second=0, microsecond=0)
    own = (announcement.publish_at, announcement.title)
    return [entry for entry in entries_between(hour, hour + timedelta(hours=1), user) if (entry.at, entry.title) != own]


# --- calendar -------------------------------------------------------------------------------------------------


@require_safe
def announcement_calendar(request):
    """A month or a week of what was published and what is to come; `on` is a day in it."""
    check_may(request.user, "announcing.view_announcement")
    day, is_week = day_asked(request.GET.get("on", "")), request.GET.get("view") == "week"
    weeks = [week_days(day, request.user)] if is_week else month_days(day, request.user)
    if is_week:
        before, after = day - timedelta(days=7), day + timedelta(days=7)
    else:
        before, after = day.replace(day=1) - timedelta(days=1), day.replace(day=28) + timedelta(days=4)
    entries = [entry for week in weeks for one in week for entry in one.entries]
    context = {
        "title": _("Calendar"),
        "day": day,
        "weeks": weeks,
        "weekdays": [one.day for one in weeks[0]],
        "is_week": is_week,
        "last": weeks[-1][-1].day,
        "before": before,
        "after": after.replace(day=1) if not is_week else after,
        "clashes": sum(1 for entry in entries if entry.clashes),
        "is_empty": not entries,
        "zone": timezone.get_current_timezone_name(),
        "may_add": request.user.has_perm("announcing.add_announcement"),
    }
    return desk_page(request, "announcing/desk/calendar.html", context)


def day_asked(text):
    """The day that an address names, or today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return day if YEARS[0] <= day.year <= YEARS[1] else timezone.localdate()
