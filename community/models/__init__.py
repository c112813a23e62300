from community.models.group import InterestGroup, Membership
from community.models.infra import DaySecret, RateCount, SearchDoc
from community.models.member import MailChoice, Member
from community.models.notice import Delivery, Digest, Notification
from community.models.rules import Rules, RulesAcceptance
from community.models.site import Community
from community.models.trail import Activity, AppendOnlyQuerySet, AuditEntry

__all__ = [
    "Activity",
    "AppendOnlyQuerySet",
    "AuditEntry",
    "Community",
    "DaySecret",
    "Delivery",
    "Digest",
    "InterestGroup",
    "MailChoice",
    "Member",
    "Membership",
    "Notification",
    "RateCount",
    "Rules",
    "RulesAcceptance",
    "SearchDoc",
]
