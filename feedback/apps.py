from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")
    audit_actions = frozenset(
        {
            "feedback.feedback.submitted",
            "feedback.feedback.edited",
            "feedback.feedback.removed",
            "feedback.feedback.hidden",
            "feedback.feedback.shown",
            "feedback.feedback.triaged",
            "feedback.feedback.noted",
            "feedback.feedback.rated",
            "feedback.feedback.reopened",
            "feedback.feedback.closed",
            "feedback.comment.edited",
            "feedback.comment.removed",
            "feedback.fixnote.drafted",
            "feedback.fixnote.edited",
            "feedback.fixnote.removed",
            "feedback.fixnote.returned",
            "feedback.fixnote.scheduled",
            "feedback.fixnote.published",
            "feedback.category.created",
            "feedback.category.edited",
            "feedback.category.removed",
            "feedback.channel.edited",
            "feedback.import.started",
            "feedback.import.finished",
            "feedback.import.stopped",
            "feedback.import.failed",
        }
    )
