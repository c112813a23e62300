from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "community.training"
    label = "training"
    verbose_name = _("Training")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "training.course.created",
            "training.course.edited",
            "training.course.loaded",
            "training.lesson.created",
            "training.lesson.edited",
            "training.lesson.removed",
            "training.question.created",
            "training.question.edited",
            "training.question.removed",
            "training.playbook.created",
            "training.playbook.edited",
            "training.playbook.removed",
            "training.requirement.created",
            "training.requirement.edited",
            "training.requirement.removed",
            "training.certificate.issued",
            "training.results.exported",
        }
    )
