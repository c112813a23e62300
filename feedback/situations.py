"""What is the matter with an item, in the words by which playbooks are offered beside the reply box."""

from django.utils import timezone

from community.training.models import Playbook, Situation
from feedback.models import Mood, Status
from feedback.placeholders import fill

OFFERED = 6
# What an answer may be about where the item stands.
BY_STATUS = {
    Status.NEW: [Situation.FIRST],
    Status.UNDER_REVIEW: [Situation.UNDER_WAY, Situation.DECLINED],
    Status.PLANNED: [Situation.UNDER_WAY],
    Status.IN_PROGRESS: [Situation.UNDER_WAY, Situation.DONE],
    Status.NEEDS_INFO: [Situation.ASKED],
    Status.FIXED: [Situation.DONE],
    Status.CLOSED: [Situation.DONE],
    Status.DECLINED: [Situation.DECLINED],
    Status.MERGED: [],
}


def situations_of(feedback):
    """The situations an item is in, the most pressing first."""
    found = []
    if feedback.is_open:
        if feedback.is_alarming:
            found.append(Situation.ALARM)
        if feedback.due_at and feedback.due_at <= timezone.now():
            found.append(Situation.LATE)
        if feedback.asked_again_at:
            found.append(Situation.AGAIN)
    if feedback.mood == Mood.NEGATIVE:
        found.append(Situation.UPSET)
    if feedback.is_open and not feedback.answered_at and feedback.status != Status.NEW:
        found.append(Situation.FIRST)
    found += BY_STATUS[feedback.status]
    if feedback.mood == Mood.POSITIVE:
        found.append(Situation.PLEASED)
    return [*found, Situation.ANY]


def words_in(playbook, language):
    """The snippet in the language of an item; in the other where there is no such one."""
    return playbook.text_en if language == "en" and playbook.text_en else playbook.text


def playbooks_for(feedback, values):
    """The few playbooks that fit an item, what presses most first, each with its `words` filled in by
    {language: values_for(…)} and with their `lang`. One query."""
    category = feedback.category.slug if feedback.category else ""
    playbooks = list(Playbook.objects.offered_for(situations_of(feedback), category=category)[:OFFERED])
    return [fill_in(playbook, feedback, values) for playbook in playbooks]


def fill_in(playbook, feedback, values):
    playbook.lang = "en" if feedback.language == "en" and playbook.text_en else "zh-hans"
    playbook.words = fill(words_in(playbook, feedback.language), values[playbook.lang])
    return playbook
