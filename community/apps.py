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
            "community.member.address_set",
            "community.member.brought",
            "community.ambassador.appointed",
            "community.ambassador.dismissed",
            "community.interest.created",
            "community.interest.edited",
            "community.invitation.created",
            "community.invitation.edited",
            "community.invitation.renewed",
            "community.community.edited",
            "community.group.created",
            "community.group.edited",
            "community.group.hosts_set",
            "community.group.joined",
            "community.group.left",
            "community.group.founded",
            "community.membership.removed",
            "community.membership.host_named",
            "community.membership.host_dismissed",
            "community.joinrequest.made",
            "community.joinrequest.withdrawn",
            "community.joinrequest.approved",
            "community.joinrequest.declined",
            "community.groupinvitation.made",
            "community.groupinvitation.revoked",
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
