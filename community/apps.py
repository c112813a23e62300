from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = _("Community")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "community.member.joined",
            "community.member.renamed",
            "community.member.created",
            "community.member.edited",
            "community.member.password_set",
            "community.community.edited",
            "community.group.created",
            "community.group.edited",
            "community.group.hosts_set",
            "community.group.joined",
            "community.group.left",
            "community.rules.created",
            "community.rules.edited",
            "community.rules.removed",
            "community.rules.published",
            "community.delivery.retried",
            "community.delivery.dropped",
            "community.digest.retried",
            "community.digest.dropped",
        }
    )
