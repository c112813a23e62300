"""Saying something, mending it, taking it back, and speaking again through the receipt."""

import re
import secrets
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from community.audit import record
from community.markdown import plain_excerpt, render_markdown
from community.models import Community, InterestGroup
from community.moderation.actions import delete_files
from community.moderation.checks import HELD_LINK, HELD_WORD, check_may_contribute, check_words
from community.notices import forget_words
from community.search import index_text, remove_text
from community.submits import hash_submit_key
from community.text import guess_language
from feedback.actions.approving import publish, why_held
from feedback.actions.behalf import check_source, note_behalf
from feedback.actions.categorising import forget_label, learn_label
from feedback.actions.counting import hold_item, hold_sets
from feedback.actions.groups import shared_visibility
from feedback.actions.merging import leave_set
from feedback.actions.pictures import attach_pictures, let_item_pictures_go
from feedback.actions.progress import causes_of, write_step
from feedback.actions.promising import PolicyBook, call_off_promises, make_promises, move_clock
from feedback.actions.reading import forget_reading, read_feedback, read_new
from feedback.actions.routing import RuleBook, keep_hits, route_again, route_new
from feedback.actions.thanking import unthank
from feedback.models import (
    Approval,
    Channel,
    Comment,
    Feedback,
    Follow,
    ProgressEntry,
    Promise,
    Reading,
    Status,
)
from feedback.models.status import SHARED

# No 0/O, 1/I/L, U: a code is read from a screen and typed by thumb.
RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 16
# Why words wait, as the checks call it and as the approval queue does.
HELD_AS = {HELD_WORD: Approval.Why.WORD, HELD_LINK: Approval.Why.LINK}
# As wide as 80 Latin letters, which is also as long as a title may be.
TITLE_WIDTH = 80


@dataclass(frozen=True)
class Receipt:
    """What came of a submit: the item, whether it was made now, and the code if it is anonymous."""

    feedback: Feedback
    created: bool
    code: str = ""


def make_receipt_code(submit_key="", text=""):
    """A receipt code: 16 letters in four groups, 78 bits.

    With a submit key the code follows from it, the words and our secret, so that the second half of a
    double tap shows the author the same code although the code itself is stored nowhere.
    """
    seed = f"{submit_key}\n{text}" if submit_key else secrets.token_urlsafe(32)
    digest = salted_hmac("feedback.receipt-code", seed, algorithm="sha256").digest()
    number, letters = int.from_bytes(digest, "big"), ""
    for _n in range(RECEIPT_LENGTH):
        number, index = divmod(number, len(RECEIPT_ALPHABET))
        letters += RECEIPT_ALPHABET[index]
    return "-".join(letters[i : i + 4] for i in range(0, RECEIPT_LENGTH, 4))


def hash_receipt_code(code):
    """The only form in which a receipt code is kept. Case, spaces and dashes do not matter."""
    letters = re.sub(r"[^0-9A-Z]", "", code.upper())
    return salted_hmac("feedback.receipt", letters, algorithm="sha256").hexdigest()


def title_from(text):
    """A title for those who gave none: the first sentence, cut where it gets wider than forty Chinese characters."""
    first = re.split(r"(?<=[。！？!?\n])|(?<=\.)\s", text.strip(), maxsplit=1)[0].strip(" 。.\n")
    first = " ".join(first.split())
    width = 0
    for place, letter in enumerate(first):
        width += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if width > TITLE_WIDTH:
            # Not in the middle of a word, unless it is a very long one.
            kept = re.match(r"(.*?)\s\w{1,15}\Z", first[:place], flags=re.ASCII)
            return (kept.group(1) if kept else first[: place - 1]).rstrip() + "…"
    return first


def submit_feedback(
    text,
    *,
    actor,
    channel,
    title="",
    category=None,
    group=None,
    anonymous=False,
    submit_key="",
    draft_key="",
    doubt="",
    behalf=None,
):
    """Take one piece of feedback in and return a Receipt.

    `actor` is the author; with `anonymous` true (or no actor) nothing of the person is kept: no author,
    no activity, no follow, and a receipt code is made whose hash alone is stored. `channel` is a Channel
    or its slug. The same `submit_key` twice makes one item; the second call answers with the first item
    and the same code. `draft_key` names the pictures already sent.

    In a private group its members see it, and the team. What must wait for approval, by the channel's rule or because
    of a `doubt` (an Approval.Why), is seen by its author
    and the team alone. With `behalf` somebody of the team enters it for `actor`, or for nobody we know (None, and yet
    not anonymous); without consent the team alone sees it. Raises what check_may_contribute does, for words without a
    name what check_words does, and ValidationError('source_missing') without a source.
    """
    if not isinstance(channel, Channel):
        channel = Channel.objects.get(slug=channel)
    anonymous = behalf is None and (anonymous or actor is None)
    author = None if anonymous else actor
    text = text.strip()
    key_hash = hash_submit_key(submit_key, "anonymous" if anonymous else "named", text)
    code = make_receipt_code(submit_key, text) if anonymous else ""
    if known := find_submitted(text, anonymous=anonymous, submit_key=submit_key):
        return Receipt(known, created=False, code=code)
    if behalf:
        check_source(behalf)
        why = ""
    else:
        held = check_saying(author, title, text, may_hold=True)
        why = HELD_AS.get(held) or why_held(channel, author=author, doubt=doubt)
    now = timezone.now()
    try:
        with transaction.atomic():
            feedback = Feedback(
                title=title.strip() or title_from(text),
                text=text,
                excerpt=plain_excerpt(text, 80),
                language=guess_language(text),
                author=author,
                is_anonymous=anonymous,
                receipt_hash=hash_receipt_code(code) if code else "",
                category=category,
                group=group,
                channel=channel,
                visibility=first_visibility(why, behalf, group),
                submit_key=key_hash,
                created_at=now,
                received_at=now,
                changed_at=now,
                hot=Feedback.heat(0, 0, now),
            )
            readings = read_new([feedback])
            routed = route_new([feedback], readings, RuleBook())
            promises = make_promises([feedback], PolicyBook(), start=now)
            feedback.save(force_insert=True)
            Promise.objects.bulk_create(promises)
            Reading.objects.bulk_create(readings)
            if draft_key:
                # A first try under the name may have sent them; without a name they lose it too.
                nameless = {"owner": None} if anonymous else {}
                attach_pictures(draft_key, feedback=feedback, **nameless)
            write_step(feedback, ProgressEntry.Kind.RECEIVED, actor=author, new=Status.NEW, tell=False)
            if author:
                Follow.objects.create(feedback=feedback, member=author, level=Follow.Level.ALL)
            keep_hits(routed, at=now)
            if behalf:
                note_behalf(feedback, behalf)
            if why:
                Approval.objects.create(feedback=feedback, why=why)
            if feedback.is_shared:
                publish(feedback)
                Community.bump()
            else:
                index_text("feedback", feedback.pk, f"{feedback.title}\n{text}", is_public=False)
            async_task("feedback.tasks.find_pairs", feedback.pk)
            record("feedback.feedback.submitted", feedback, actor=behalf.entered_by if behalf else author)
    except IntegrityError:
        # The other half of a double tap was faster: the unique key let one of the two through.
        known = Feedback.objects.filter(submit_key=key_hash).first() if key_hash else None
        if known is None:
            raise
        return Receipt(known, created=False, code=code)
    return Receipt(feedback, created=True, code=code)


def check_saying(author, *words, may_hold=False, is_answer=False):
    """What stands before words with a name or without one; returns why they must wait."""
    if author is None:
        return check_words(*words, may_hold=may_hold)
    return check_may_contribute(author, *words, may_hold=may_hold, is_answer=is_answer)


def first_visibility(why, behalf, group):
    if why:
        return Feedback.Visibility.PENDING
    if behalf and not behalf.has_consent:
        return Feedback.Visibility.HIDDEN
    return shared_visibility(group and group.pk)


def find_submitted(text, *, anonymous, submit_key):
    """The item that these words with this key have made already, or None."""
    key_hash = hash_submit_key(submit_key, "anonymous" if anonymous else "named", text.strip())
    return Feedback.objects.filter(submit_key=key_hash).first() if key_hash else None


def edit_feedback(feedback, *, actor, title, text, category):
    """Mend one's own words; allowed for an hour and until the team has answered.

    Raises ValidationError('too_late'), also for words that the team has approved or is just deciding about, and as
    check_may_contribute does. Unchanged words write nothing.
    """
    now = timezone.now()
    too_late = ValidationError(_("This can no longer be edited. Add a comment instead."), code="too_late")
    if not feedback.may_be_edited_at(now) or was_approved(feedback):
        raise too_late
    title, text = title.strip() or title_from(text), text.strip()
    if (title, text, category) == (feedback.title, feedback.text, feedback.category):
        return feedback
    # What waits for approval is read anyway; what is public cannot be called back to wait.
    check_may_contribute(actor, title, text, may_hold=feedback.is_pending, is_counted=True)
    with transaction.atomic():
        changes = {"title": [feedback.title, title], "text": [feedback.text, text]}
        forget_label(feedback)
        feedback.title, feedback.text, feedback.category = title, text, category
        feedback.excerpt = plain_excerpt(text, 80)
        feedback.edited_at, feedback.compared_at = now, None
        # Only while it is seen by those who saw it when this began: nothing unread slips through an approval.
        names = ("title", "text", "category", "excerpt", "edited_at", "compared_at")
        mended = {name: getattr(feedback, name) for name in names}
        if not Feedback.objects.filter(pk=feedback.pk, visibility=feedback.visibility).update(**mended):
            raise too_late
        learn_label(feedback)
        if reading := read_feedback(feedback):
            route_again(feedback, reading, at=now)
        async_task("feedback.tasks.find_pairs", feedback.pk)
        index_text("feedback", feedback.pk, f"{title}\n{text}", is_public=feedback.is_public)
        write_step(feedback, ProgressEntry.Kind.EDITED, actor=actor, tell=False)
        record("feedback.feedback.edited", feedback, actor=actor, changes=changes)
        Community.bump()
    return feedback


def was_approved(feedback):
    """Whether the team has read and approved these very words; then they stay as they were read."""
    return Approval.objects.filter(feedback=feedback, outcome=Approval.Outcome.APPROVED).exists()


def remove_feedback(feedback, *, actor):
    """Take one's words back: text, pictures and search entry go, the number stays. May run twice."""
    item = Feedback.objects.filter(pk=feedback.pk)
    gone = {
        "visibility": Feedback.Visibility.REMOVED,
        "title": "—",
        "text": "",
        "excerpt": "",
        "mood": "",
        "is_alarming": False,
        "changed_at": timezone.now(),
        "due_at": None,
    }
    with transaction.atomic():
        files = let_item_pictures_go(feedback)
        held = hold_sets(feedback)[feedback.pk]
        # Only what others see counts for its group; a hidden or merged item was taken off the count before.
        if item.filter(visibility__in=SHARED).update(**gone):
            if not held.is_merged:
                InterestGroup.count_feedback(feedback.group_id, -1)
        elif not item.exclude(visibility=Feedback.Visibility.REMOVED).update(**gone):
            return
        feedback.visibility = Feedback.Visibility.REMOVED
        call_off_promises(feedback)
        leave_set(held, actor=actor)
        forget_label(held)
        forget_reading(feedback)
        remove_text("feedback", feedback.pk)
        forget_words(causes_of(feedback), "title", "text")
        unthank(feedback, actor=actor)
        # The words go from the instance too, so that the trail does not keep them.
        feedback.title, feedback.text, feedback.excerpt = gone["title"], "", ""
        record("feedback.feedback.removed", feedback, actor=actor)
        Community.bump()
    delete_files(files)


def follow_up(feedback, *, text, submit_key=""):
    """The anonymous author speaks again through the receipt; the comment carries no name.

    On an item that waits for the author, the word also moves it back under review.
    Returns the comment; the same `submit_key` twice makes one. Raises as check_words does.
    """
    text = text.strip()
    key_hash = hash_submit_key(submit_key, str(feedback.pk), text)
    if key_hash and (known := Comment.objects.filter(submit_key=key_hash).first()):
        return known
    check_words(text)
    try:
        with transaction.atomic():
            comment = Comment.objects.create(
                feedback=feedback,
                by_author=True,
                text=text,
                rendered=render_markdown(text),
                submit_key=key_hash,
            )
            count_voices(feedback, comments=1)
            answer_from_author(feedback, actor=None)
            async_task("feedback.tasks.announce_comment", comment.pk)
            Community.bump()
    except IntegrityError:
        known = Comment.objects.filter(submit_key=key_hash).first() if key_hash else None
        if known is None:
            raise
        return known
    return comment


def count_voices(feedback, *, votes=0, comments=0, row=None):
    """Move the counts of an item by these steps and its heat with them, in the caller's transaction.

    `row` is the item as hold_item gave it, where the caller holds it already. `feedback` carries the new counts
    afterwards.
    """
    # The lock keeps what is read here true until the heat is written.
    row = row or hold_item(feedback)
    feedback.vote_count, feedback.comment_count = row.vote_count + votes, row.comment_count + comments
    Feedback.objects.filter(pk=feedback.pk).update(
        vote_count=F("vote_count") + votes,
        comment_count=F("comment_count") + comments,
        hot=Feedback.heat(feedback.vote_count, feedback.comment_count, row.created_at),
    )


def answer_from_author(feedback, *, actor):
    """The author's word on an item that waited for it: back under review, the clock runs again."""
    now = timezone.now()
    claimed = Feedback.objects.filter(pk=feedback.pk, status=Status.NEEDS_INFO).update(
        status=Status.UNDER_REVIEW, changed_at=now
    )
    if claimed:
        write_step(
            feedback,
            ProgressEntry.Kind.STATUS,
            actor=actor,
            old=Status.NEEDS_INFO,
            new=Status.UNDER_REVIEW,
        )
        feedback.status = Status.UNDER_REVIEW
        move_clock(feedback, old=Status.NEEDS_INFO, new=Status.UNDER_REVIEW, answered=False, at=now)
