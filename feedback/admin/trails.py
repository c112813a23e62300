"""The progress log (view only) and comments (which staff may take away)."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.staffing import ViewOnlyAdmin, plain
from feedback import actions
from feedback.models import Comment, Feedback, ProgressEntry
from feedback.permissions import may_triage


class OfItemsAdmin(ViewOnlyAdmin):
    """Rows that hang on items; those of what was said in private groups for those alone who triage."""

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if may_triage(request.user) else rows.exclude(feedback__visibility=Feedback.Visibility.GROUP)


@admin.register(ProgressEntry)
class ProgressEntryAdmin(OfItemsAdmin):
    list_display = ["created_at", "feedback", "kind", "old_status", "new_status", "done_by", "is_public"]
    list_select_related = ["feedback", "actor"]
    list_filter = ["kind", "is_public"]
    ordering = ["-pk"]
    fields = readonly_fields = [*list_display, "text", "announced_at"]
    done_by = plain("actor", _("who"))


@admin.register(Comment)
class CommentAdmin(OfItemsAdmin):
    list_display = ["said", "said_by", "feedback", "created_at", "deleted_at", "hidden_at"]
    list_select_related = ["feedback", "author"]
    list_filter = [("deleted_at", admin.EmptyFieldListFilter)]
    ordering = ["-pk"]
    fields = readonly_fields = [
        "feedback",
        "said_by",
        "by_author",
        "text",
        "created_at",
        "edited_at",
        "deleted_at",
        "hidden_at",
    ]
    actions = ["take_away"]
    said_by = plain("author", _("author"))

    @admin.display(description=_("comment"))
    def said(self, comment):
        return str(comment) or "—"

    def has_remove_permission(self, request):
        return request.user.has_perm("feedback.delete_comment")

    @admin.action(description=_("Take away"), permissions=["remove"])
    def take_away(self, request, queryset):
        standing = list(queryset.filter(deleted_at=None).select_related("feedback"))
        for comment in standing:
            actions.delete_comment(comment, actor=request.user)
        words = ngettext("%(n)s comment is taken away.", "%(n)s comments are taken away.", len(standing))
        messages.success(request, words % {"n": len(standing)})
