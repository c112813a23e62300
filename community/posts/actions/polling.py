"""Taking part in a poll, and closing it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.activity import record_activity
from community.audit import record
from community.models import Community
from community.moderation.checks import check_may_contribute
from community.posts.models import Participation, Poll, PollOption, PollVote


def cast_ballot(poll, options, *, actor, group=None):
    """Choose these options (keys) of a poll; whoever calls has asked whether the member belongs where it is held.

    Of an anonymous poll nothing but the taking part is kept with the member, so a second ballot raises
    ValidationError('voted_already'); in an open one it replaces the first. Further raises ('poll_closed'),
    ('nothing_chosen'), ('too_many_choices'), ('unknown_option'), and what check_may_contribute refuses. `group` is
    where the activity counts.
    """
    check_may_contribute(actor)
    with transaction.atomic():
        # One ballot of a poll at a time: the figures, the rows and the closing agree.
        poll = Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
        chosen = check_choice(poll, options)
        is_new = take_part(poll, actor)
        if not is_new and poll.is_anonymous:
            raise ValidationError(_("You have voted already. Nobody can tell how, so it stays."), code="voted_already")
        dropped = set()
        if not poll.is_anonymous:
            dropped = replace_votes(poll, chosen, actor)
        count_ballot(poll, chosen - dropped, dropped - chosen)
        if is_new:
            Poll.objects.filter(pk=poll.pk).update(voter_count=F("voter_count") + 1)
            record_activity(actor, "poll", group_id=group and group.pk)
        Community.bump()


def check_choice(poll, options):
    """The keys of what was chosen, as a set."""
    if not poll.is_open:
        raise ValidationError(_("This poll is over."), code="poll_closed")
    chosen = set(options)
    if not chosen:
        raise ValidationError(_("Choose an option first."), code="nothing_chosen")
    if len(chosen) > poll.max_choices:
        raise ValidationError(
            ngettext("Choose %(n)s option at most.", "Choose %(n)s options at most.", poll.max_choices)
            % {"n": poll.max_choices},
            code="too_many_choices",
        )
    if len(chosen) != poll.options.filter(pk__in=chosen).count():
        raise ValidationError(_("This option is no longer there."), code="unknown_option")
    return chosen


def take_part(poll, actor):
    """Note that a member takes part; returns whether that is new."""
    _row, created = Participation.objects.get_or_create(poll=poll, member=actor)
    return created


def replace_votes(poll, chosen, actor):
    """Write an open ballot in the place of the member's last one; returns what that one had chosen."""
    mine = PollVote.objects.filter(poll=poll, member=actor)
    before = set(mine.values_list("option_id", flat=True))
    mine.exclude(option__in=chosen).delete()
    PollVote.objects.bulk_create(
        PollVote(poll=poll, option_id=option, member=actor) for option in sorted(chosen - before)
    )
    return before


def count_ballot(poll, up, down):
    """Move the figures. All options are written in one statement, also those that stay as they are: a database that
    keeps with each row who wrote it last would otherwise tell which option goes with the latest participation."""
    step = Case(When(pk__in=up, then=Value(1)), When(pk__in=down, then=Value(-1)), default=Value(0))
    PollOption.objects.filter(poll=poll).update(vote_count=F("vote_count") + step)


def close_poll(poll, *, actor=None, at_once=False):
    """Close a poll whose time is over; with `at_once` also before. `actor` None for the system. Returns whether this
    call did it; twice is once."""
    now = timezone.now()
    running = Poll.objects.filter(pk=poll.pk, closed_at=None)
    if not at_once:
        running = running.filter(closes_at__lte=now)
    with transaction.atomic():
        if not running.update(closed_at=now):
            return False
        poll.closed_at = now
        record("posts.poll.closed", poll, actor=actor)
        Community.bump()
    return True
