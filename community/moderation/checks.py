"""What stands before every contribution, in the board, under an item, in a group: asked by the verbs themselves."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from community.actions import check_rules_accepted
from community.limits import DAY, TooMany, hit
from community.models import Activity, Community
from community.moderation.models import BlockedWord
from community.moderation.standing import pause_of, suspension_of
from community.moderation.words import find_hits, has_link

# How much a newcomer may say on one day (UTC).
NEWCOMER_PER_DAY = 10
# Acts that count as something published, until one is no newcomer any more (Community.new_until_items).
PUBLISHED = ("feedback", "post")
# What words can be held for, as check_may_contribute returns it.
HELD_WORD, HELD_LINK = "word", "link"
# Codes of the refusals: all of them stand beside the words that were typed.
CODES = frozenset(
    {
        "suspended",
        "paused",
        "rules_not_accepted",
        "blocked_word",
        "held_word",
        "newcomer_link",
        "newcomer_limit",
    }
)


def check_may_contribute(member, *words, may_hold=False, is_answer=False, is_counted=False):
    """Raise ValidationError, with one of CODES, for a member who may not say these words now.

    Returns why they must wait for a look (HELD_WORD, HELD_LINK), or "". Only a caller that passes `may_hold` has a
    place for words that wait; for all others they are refused. With `is_answer` they belong to what the member said
    before, and a pause and the limits of newcomers do not keep somebody from answering. Call it outside transactions,
    once for each contribution: it counts those with words. With `is_counted` it was counted before, and is looked at
    once more because time has passed or its words are mended, which is something new to a pause.
    """
    check_standing(member, is_answer=is_answer)
    check_rules_accepted(member)
    is_new = not member.is_staff and is_newcomer(member)
    held = check_words(*words, may_hold=may_hold, is_newcomer=is_new)
    if is_new and words and not is_answer and not is_counted:
        count_newcomer(member)
    return held


def check_standing(member, *, is_answer=False):
    """Raise ValidationError('suspended'), or ('paused') for something new."""
    if suspension_of(member):
        raise ValidationError(_("Your account is suspended. Sign in again to read why."), code="suspended")
    pause = None if is_answer else pause_of(member)
    if pause:
        raise ValidationError(
            _("You can say something new again from %(day)s. Reason: %(reason)s. Your words are kept here."),
            code="paused",
            params={
                "day": timezone.localtime(pause.until).strftime("%Y-%m-%d %H:%M"),
                "reason": pause.get_reason_display(),
            },
        )


def check_words(*words, may_hold=False, is_newcomer=False):
    """Raise ValidationError('blocked_word'), or return why the words must wait; without `may_hold` what would wait is
    refused as well ('held_word', 'newcomer_link'). For words without a name this is all that is asked."""
    hits = find_hits(*words)
    if hits and hits[0].action == BlockedWord.Action.REFUSE:
        raise ValidationError(
            _("“%(word)s” cannot be said here. Your words are kept; say it differently."),
            code="blocked_word",
            params={"word": hits[0].words},
        )
    if hits and not may_hold:
        raise ValidationError(
            _("“%(word)s” is looked at by the team first, which cannot be done here. Say it differently."),
            code="held_word",
            params={"word": hits[0].words},
        )
    if hits:
        return HELD_WORD
    if not (is_newcomer and has_link(*words)):
        return ""
    if not may_hold:
        raise ValidationError(
            _("Links are for those who have been here a little longer. Say it without the link."),
            code="newcomer_link",
        )
    return HELD_LINK


def is_newcomer(member):
    """Here for less than the community's days, or with less published than it asks for."""
    community = Community.get()
    if (timezone.now() - member.joined_at).days < community.new_until_days:
        return True
    published = Activity.objects.filter(member=member, kind__in=PUBLISHED)
    return published[: community.new_until_items].count() < community.new_until_items


def count_newcomer(member):
    """Count one contribution of a newcomer, or raise ValidationError('newcomer_limit')."""
    try:
        hit("newcomer", f"member:{member.pk}", limit=NEWCOMER_PER_DAY, seconds=DAY)
    except TooMany as refused:
        raise ValidationError(
            _("That is much for one of the first days. Your words are kept; send them tomorrow."),
            code="newcomer_limit",
        ) from refused
