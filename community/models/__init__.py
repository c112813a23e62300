from community.models.block import Block
from community.models.group import InterestGroup, Membership
from community.models.infra import DaySecret, RateCount, SearchDoc
from community.models.interest import Interest
from community.models.invitation import Arrival, Invitation
from community.models.joining import GroupInvitation, GroupRemoval, JoinRequest
from community.models.member import MailChoice, Member
from community.models.notice import Delivery, Digest, Notification
from community.models.rules import Rules, RulesAcceptance
from community.models.site import Community
from community.models.trail import Activity, AppendOnlyQuerySet, AuditEntry

__all__ = [
    "Activity",
    "AppendOnlyQuerySet",
    "Arrival",
    "AuditEntry",
    "Block",
    "Community",
    "DaySecret",
    "Delivery",
    "Digest",
    "GroupInvitation",
    "GroupRemoval",
    "Interest",
    "InterestGroup",
    "Invitation",
    "JoinRequest",
    "MailChoice",
    "Member",
    "Membership",
    "Notification",
    "RateCount",
    "Rules",
    "RulesAcceptance",
    "SearchDoc",
]
