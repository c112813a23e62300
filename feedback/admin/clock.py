"""What is promised, and when the team works."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from community.staffing import AuditedAdmin
from feedback.actions.promising import save_policy_figure
from feedback.models import CalendarDay, SlaPolicy, WorkCalendar
from feedback.models.calendar import EXAMPLE, WEEKDAYS


@admin.register(SlaPolicy)
class SlaPolicyAdmin(AuditedAdmin):
    """Changes count for what comes and for what is sorted anew; nothing already promised is rewritten."""

    audit_as = "feedback.policy"
    list_display = [
        "severity_shown",
        "category",
        "channel",
        "answer_hours",
        "resolve_hours",
        "calendar",
        "warn_percent",
        "is_active",
    ]
    list_select_related = ["category", "channel", "calendar"]
    fields = [
        ("severity", "category", "channel"),
        ("answer_hours", "resolve_hours"),
        "calendar",
        "warn_percent",
        "is_active",
    ]

    @admin.display(description=_("severity"), ordering="severity")
    def severity_shown(self, policy):
        return policy.get_severity_display() or _("not sorted yet")

    def write(self, obj, form):
        obj.save()
        save_policy_figure(obj)


class CalendarDayInline(admin.TabularInline):
    model = CalendarDay
    extra = 3


@admin.register(WorkCalendar)
class WorkCalendarAdmin(AuditedAdmin):
    audit_as = "feedback.calendar"
    list_display = ["name", "zone", *WEEKDAYS]
    fieldsets = [
        (None, {"fields": ["name", "zone"]}),
        (_("Opening hours"), {"fields": list(WEEKDAYS), "description": EXAMPLE}),
    ]
    inlines = [CalendarDayInline]
