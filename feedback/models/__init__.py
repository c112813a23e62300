from feedback.models.approval import Approval, TrustedAuthor
from feedback.models.behalf import OnBehalf
from feedback.models.calendar import CalendarDay, CalendarVersion, WorkCalendar
from feedback.models.desk import SavedView
from feedback.models.feedback import Feedback
from feedback.models.fix import FixNote, Rating
from feedback.models.group_month import GroupMonth
from feedback.models.learning import CategoryDecision, CategoryTally, CategoryToken
from feedback.models.origin import Origin
from feedback.models.pair import DuplicatePair
from feedback.models.polling import FeedbackPoll
from feedback.models.progress import ProgressEntry
from feedback.models.promise import Promise, SlaEvent, SlaPolicy
from feedback.models.reading import AlarmReason, LearntReading, Reading, ReadingDecision
from feedback.models.reply import ReplyTemplate
from feedback.models.routing import RoutingHit, RoutingRule
from feedback.models.second import SecondLook
from feedback.models.status import LISTED_STATUSES, OPEN_STATUSES, STATUS_CLASSES, Mood, Severity, Status
from feedback.models.talk import Attachment, Comment, Follow, Vote
from feedback.models.taxonomy import Category, Channel
from feedback.models.team import Absence, DutyShift, Team, TeamMember
from feedback.models.testing import TestCall, TestSeat

__all__ = [
    "LISTED_STATUSES",
    "OPEN_STATUSES",
    "STATUS_CLASSES",
    "Absence",
    "AlarmReason",
    "Approval",
    "Attachment",
    "CalendarDay",
    "CalendarVersion",
    "Category",
    "CategoryDecision",
    "CategoryTally",
    "CategoryToken",
    "Channel",
    "Comment",
    "DuplicatePair",
    "DutyShift",
    "Feedback",
    "FeedbackPoll",
    "FixNote",
    "Follow",
    "GroupMonth",
    "LearntReading",
    "Mood",
    "OnBehalf",
    "Origin",
    "ProgressEntry",
    "Promise",
    "Rating",
    "Reading",
    "ReadingDecision",
    "ReplyTemplate",
    "RoutingHit",
    "RoutingRule",
    "SavedView",
    "SecondLook",
    "Severity",
    "SlaEvent",
    "SlaPolicy",
    "Status",
    "Team",
    "TeamMember",
    "TestCall",
    "TestSeat",
    "TrustedAuthor",
    "Vote",
    "WorkCalendar",
]
