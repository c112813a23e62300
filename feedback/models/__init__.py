from feedback.models.feedback import OPEN_STATUSES, STATUS_CLASSES, Feedback, Severity, Status
from feedback.models.fix import FixNote, Rating
from feedback.models.progress import ProgressEntry
from feedback.models.talk import Attachment, Comment, Follow, Vote
from feedback.models.taxonomy import Category, Channel

__all__ = [
    "OPEN_STATUSES",
    "STATUS_CLASSES",
    "Attachment",
    "Category",
    "Channel",
    "Comment",
    "Feedback",
    "FixNote",
    "Follow",
    "ProgressEntry",
    "Rating",
    "Severity",
    "Status",
    "Vote",
]
