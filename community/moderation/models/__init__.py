from community.moderation.models.case import Case, CaseNote, Report
from community.moderation.models.evidence import KeptPicture, Shown
from community.moderation.models.group import HiddenGroup
from community.moderation.models.profile import HiddenProfile
from community.moderation.models.reason import Outcome, Reason
from community.moderation.models.sanction import Appeal, Sanction
from community.moderation.models.word import BlockedWord

__all__ = [
    "Appeal",
    "BlockedWord",
    "Case",
    "CaseNote",
    "HiddenGroup",
    "HiddenProfile",
    "KeptPicture",
    "Outcome",
    "Reason",
    "Report",
    "Sanction",
    "Shown",
]
