"""Polls on items of the roadmap: attached by the team, their result written to the progress log."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community
from community.posts.actions import close_poll
from community.posts.actions.writing import check_ballot, set_options
from community.posts.models import Poll
from community.posts.polls import percent
from feedback.actions.progress import write_step
from feedback.models import FeedbackPoll, ProgressEntry, Status

POLLED = (Status.PLANNED, Status.IN_PROGRESS)


def attach_poll(feedback, *, actor, question, ballot):
    """Let members choose on a planned item or one in progress; returns the FeedbackPoll.

    One for each item: a second raises ValidationError('poll_there'). Further raises ('not_on_roadmap'),
    ('question_missing'), ('closing_missing'), and what check_ballot refuses.
    """
    question = question.strip()
    if feedback.status not in POLLED or not feedback.is_public:
        raise ValidationError(_("Only what is planned or in progress, and public, has a poll."), code="not_on_roadmap")
    if not question:
        raise ValidationError(_("Write what you ask."), code="question_missing")
    if ballot.closes_at is None:
        raise ValidationError(_("Choose when it closes: then the result goes into the log."), code="closing_missing")
    check_ballot(ballot)
    there = ValidationError(_("This item has its poll already."), code="poll_there")
    if FeedbackPoll.objects.filter(feedback=feedback).exists():
        raise there
    try:
        with transaction.atomic():
            poll = Poll.objects.create(
                question=question,
                max_choices=min(ballot.max_choices, len(ballot.options)),
                is_anonymous=ballot.is_anonymous,
                results=ballot.results,
                closes_at=ballot.closes_at,
            )
            set_options(poll, ballot.options)
            attached = FeedbackPoll.objects.create(feedback=feedback, poll=poll, attached_by=actor)
            record("feedback.feedback.polled", feedback, actor=actor, changes={"question": [None, question]})
            Community.bump()
    except IntegrityError as error:
        raise there from error
    return attached


def close_attached(attached, *, actor=None, at_once=False):
    """Close the poll of an item and write the result down; both happen once, however often this runs."""
    close_poll(attached.poll, actor=actor, at_once=at_once)
    attached.poll.refresh_from_db()
    write_result(attached)


def write_result(attached):
    """Write the result of a closed poll to the progress log of its item, once. Returns whether this call did it."""
    if attached.poll.closed_at is None:
        return False
    with transaction.atomic():
        if not FeedbackPoll.objects.filter(pk=attached.pk, written_at=None).update(written_at=timezone.now()):
            return False
        poll, feedback = attached.poll, attached.feedback
        write_step(
            feedback,
            ProgressEntry.Kind.POLL,
            actor=attached.attached_by,
            text=result_in_words(poll),
            changes={"voters": [None, poll.voter_count]},
        )
        Community.bump()
    return True


def result_in_words(poll):
    """The question and what came of it as Markdown, without a word of ours: members read it in both languages."""
    lines = [f"**{plain(poll.heading)}**", ""]
    for option in poll.options.order_by("-vote_count", "position"):
        # Of very few ballots the figures would say who chose what.
        figures = f": {percent(option.vote_count, poll.voter_count)} % ({option.vote_count})" if poll.is_crowd else ""
        lines.append(f"- {plain(option.text)}{figures}")
    return "\n".join(lines)


def plain(text):
    """`text` so that Markdown finds nothing in it."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>()#+-.!|~&" else letter for letter in text)
