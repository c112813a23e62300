"""All items as a stock table, for looking things up, and the addresses of triage and desk."""

from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import community.converters  # noqa: F401 - registers numbers in addresses
from community.search import find_ids
from community.staffing import ViewOnlyAdmin, plain
from feedback.admin import accuracy, approvals, behalf, desk, merging, polls, readings, teams, testing, triage
from feedback.models import Feedback
from feedback.permissions import may_triage

FACTS = [
    "on_the_desk",
    "title",
    "text",
    "said_by",
    "is_anonymous",
    "status",
    "decline_reason",
    "visibility",
    "severity",
    "mood",
    "is_alarming",
    "owned_by",
    "category",
    "group",
    "channel",
    "source_id",
    "source_url",
    "vote_count",
    "comment_count",
    "created_at",
    "answer_due_at",
    "resolve_due_at",
    "answered_at",
    "changed_at",
]


@admin.register(Feedback)
class FeedbackAdmin(ViewOnlyAdmin):
    """Nothing is changed here, the status least of all; that is the desk's."""

    list_display = ["number", "title", "status", "severity", "owner", "category", "channel", "created_at"]
    list_display_links = ["number", "title"]
    list_filter = ["status", "severity", "visibility", "category", "channel"]
    list_select_related = ["owner", "category", "channel"]
    # What is searched, and how, says get_search_results; Django only asks whether there is anything.
    search_fields = ["pk"]
    readonly_fields = fields = FACTS
    ordering = ["-pk"]
    actions = None
    change_list_template = "feedback/desk/all_items.html"

    def get_queryset(self, request):
        """All that its author has not taken back; what was said in private groups for those alone who triage."""
        rows = super().get_queryset(request).kept()
        return rows if may_triage(request.user) else rows.exclude(visibility=Feedback.Visibility.GROUP)

    def get_search_results(self, request, queryset, search_term):
        """By number, else by words through the one search; hidden items are found as well."""
        number = search_term.strip().removeprefix("#")
        if number.isdecimal():
            return queryset.filter(pk=int(number[:18])), False
        if number:
            return queryset.filter(pk__in=find_ids("feedback", search_term, public_only=False)), False
        return queryset, False

    said_by = plain("author", gettext_lazy("author"))
    owned_by = plain("owner", gettext_lazy("owner"))

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, feedback):
        return f"#{feedback.pk}"

    @admin.display(description=gettext_lazy("desk"))
    def on_the_desk(self, feedback):
        address = reverse("admin:feedback_desk", args=[feedback.pk])
        return format_html('<a href="{}">{}</a>', address, _("Answer, move and sort it on its desk"))

    def get_urls(self):
        return [
            path("triage/", triage.triage_list, name="feedback_triage"),
            path("triage/bulk/", triage.triage_bulk, name="feedback_bulk"),
            path("triage/keep/", triage.view_keep, name="feedback_view_keep"),
            path("triage/<number:pk>/drop/", triage.view_drop, name="feedback_view_drop"),
            path("enter/", behalf.enter, name="feedback_enter"),
            path("<number:pk>/support/", behalf.support, name="feedback_support"),
            path("<number:pk>/consent/", behalf.consent, name="feedback_consent"),
            path("approval/", approvals.approval_list, name="feedback_approval"),
            path("<number:pk>/approval/", approvals.approval_decide, name="feedback_decide"),
            path("accuracy/", accuracy.accuracy_months, name="feedback_accuracy"),
            path("accuracy/second-look/", accuracy.second_look, name="feedback_second_look"),
            path("accuracy/second-look/<number:pk>/", accuracy.second_look_decide, name="feedback_second_look_decide"),
            path("workload/", teams.team_workload, name="feedback_workload"),
            path("workload/<number:pk>/end/", teams.absence_end, name="feedback_absence_end"),
            path("alike/", merging.pair_list, name="feedback_pairs"),
            path("<number:pk>/category/", desk.desk_category, name="feedback_category"),
            path("<number:pk>/mood/", readings.desk_mood, name="feedback_mood"),
            path("<number:pk>/alarm/", readings.desk_alarm, name="feedback_alarm"),
            path("<number:pk>/hits/<number:hit>/", readings.desk_verdict, name="feedback_verdict"),
            path("<number:pk>/merge/", merging.desk_merge, name="feedback_merge"),
            path("<number:pk>/unmerge/", merging.desk_unmerge, name="feedback_unmerge"),
            path("<number:pk>/not-alike/", merging.desk_dismiss, name="feedback_dismiss"),
            path("<number:pk>/poll/", polls.desk_poll, name="feedback_poll"),
            path("<number:pk>/poll/close/", polls.desk_poll_close, name="feedback_poll_close"),
            path("<number:pk>/take/", triage.triage_take, name="feedback_take"),
            path("<number:pk>/desk/", desk.desk, name="feedback_desk"),
            path("<number:pk>/testers/", testing.desk_testers, name="feedback_testers"),
            path("<number:pk>/testers/end/", testing.desk_testers_end, name="feedback_testers_end"),
            path("<number:pk>/note/", desk.desk_note, name="feedback_note"),
            path("<number:pk>/visibility/", desk.desk_visibility, name="feedback_visibility"),
            path(
                "<number:pk>/comments/<number:comment>/remove/",
                desk.desk_remove_comment,
                name="feedback_remove_comment",
            ),
            *super().get_urls(),
        ]
