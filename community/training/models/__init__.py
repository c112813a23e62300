from community.training.models.attempt import Attempt
from community.training.models.certificate import Certificate
from community.training.models.course import Course, Lesson, LessonRead, Option, Question
from community.training.models.playbook import Playbook, Situation
from community.training.models.requirement import GroupRequirement, seats_in_force

__all__ = [
    "Attempt",
    "Certificate",
    "Course",
    "GroupRequirement",
    "Lesson",
    "LessonRead",
    "Option",
    "Playbook",
    "Question",
    "Situation",
    "seats_in_force",
]
