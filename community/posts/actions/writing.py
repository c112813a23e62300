"""Saying something to the others, now or later, mending it, and taking it back."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from community.activity import record_activity
from community.audit import record
from community.models import Community
from community.moderation.actions import delete_files, let_pictures_go
from community.moderation.checks import check_may_contribute
from community.posts.actions.hosting import hold_visibility
from community.posts.actions.pictures import attach_pictures
from community.posts.actions.telling import tell_returned
from community.posts.actions.words import PREPARED, forget_told, index_post, prepare
from community.posts.models import Poll, PollOption, Post, Revision
from community.posts.permissions import check_member_of, may_announce
from community.submits import hash_submit_key

Kind, State = Post.Kind, Post.State


@dataclass(frozen=True)
class Ballot:
    """What a poll is to be: its options in order, and how it is held."""

    options: list = field(default_factory=list)
    max_choices: int = 1
    is_anonymous: bool = True
    results: str = Poll.Results.VOTED
    closes_at: object = None

    @property
    def words(self):
        """All of it in words, to tell it from another one."""
        closes = self.closes_at.timestamp() if self.closes_at else ""
        return *self.options, f"{self.max_choices} {self.is_anonymous} {self.results} {closes}"


def write_post(
    kind, *, actor, text="", title="", group=None, ballot=None, state=State.PUBLISHED, submit_key="", draft_key=""
):
    """Say something in a group, or with None to the whole community; returns (post, whether it was made now).

    `state` DRAFT keeps it for its author alone; plan_post gives it an hour. The same `submit_key` with the same words
    in the same place makes one post. `draft_key` names the pictures already sent. `ballot` is what a poll asks. Raises
    ValidationError('not_a_member'), ('not_a_host') for an announcement by somebody else, ('words_missing'),
    ('options_missing'), ('closes_too_soon'), and what check_may_contribute refuses.
    """
    key_hash = hash_of(kind, title=title, text=text, group=group, ballot=ballot, state=state, submit_key=submit_key)
    if known := find_post(key_hash):
        return known, False
    post = Post(kind=kind, author=actor, group=group, state=State.DRAFT, submit_key=key_hash)
    post.visibility = post.proper_visibility
    prepare(post, title=title, text=text)
    check_place(post, actor)
    if state == State.PUBLISHED:
        check_sound(post, ballot)
        check_may_contribute(actor, post.title, post.text, *(ballot.options if ballot else ()))
    try:
        with transaction.atomic():
            post.save(force_insert=True)
            if draft_key:
                attach_pictures(post, draft_key)
            if kind == Kind.POLL and ballot:
                set_ballot(post, ballot)
            if state == State.PUBLISHED:
                bring_out(post, actor=actor)
    except IntegrityError:
        # The other half of a double tap was faster: the unique key let one of the two through.
        if known := find_post(key_hash):
            return known, False
        raise
    return post, True


def find_post(key_hash):
    return Post.objects.filter(submit_key=key_hash).first() if key_hash else None


def find_written(kind, **said):
    """The post that these words (as hash_of takes them) have made already with their key, or None."""
    return find_post(hash_of(kind, **said))


def hash_of(kind, *, title, text, group, ballot, state, submit_key):
    """What marks one send of a form: sent again from "back" to another place, or asking something else, it is another
    post, and not lost."""
    place, asked = f"group {group.pk}" if group else "", ballot.words if ballot else ()
    return hash_submit_key(submit_key, kind, state, place, title.strip(), text.strip(), *asked)


def check_place(post, actor):
    """Raise ValidationError for somebody who may not say this there."""
    if post.kind == Kind.ANNOUNCEMENT:
        if not may_announce(actor, post.group):
            raise ValidationError(_("Announcements are for those who run the group."), code="not_a_host")
    else:
        check_member_of(actor, post.group)


def check_sound(post, ballot, *, opens_at=None):
    """Raise ValidationError for a post that says too little to be published, now or at `opens_at`."""
    check_words_said(post)
    if post.kind == Kind.POLL:
        check_ballot(ballot, opens_at=opens_at)


def check_words_said(post):
    """Raise ValidationError for words that say too little; of a poll that runs, or is over, only these can change."""
    if post.kind == Kind.SHARE and not post.text:
        raise ValidationError(_("Write a few words first."), code="words_missing")
    if post.kind != Kind.SHARE and not post.title:
        raise ValidationError(_("Give it a title, so that others see what it is about."), code="title_missing")
    if post.kind == Kind.ANNOUNCEMENT and not post.text:
        raise ValidationError(_("Write a few words first."), code="words_missing")


def check_ballot(ballot, *, opens_at=None):
    """Raise ValidationError for a poll that cannot be held like this, from now or from `opens_at`."""
    options = ballot.options if ballot else []
    if len(options) < Poll.OPTIONS_MIN:
        raise ValidationError(_("A poll needs two options at least."), code="options_missing")
    if len(options) > Poll.OPTIONS_MAX:
        raise ValidationError(_("%(max)s options at most."), code="too_many_options", params={"max": Poll.OPTIONS_MAX})
    if len({option.casefold() for option in options}) < len(options):
        raise ValidationError(_("Two options say the same."), code="options_alike")
    if ballot.closes_at and ballot.closes_at <= timezone.now():
        raise ValidationError(_("Choose a closing time that is still to come."), code="closes_too_soon")
    if ballot.closes_at and opens_at and ballot.closes_at <= opens_at:
        raise ValidationError(_("Choose a closing time after the hour at which it opens."), code="closes_too_soon")


def set_ballot(post, ballot):
    """Write what a poll asks anew; only for one that nobody can have voted in."""
    shape = {
        "max_choices": min(max(ballot.max_choices, 1), max(len(ballot.options), 1)),
        "is_anonymous": ballot.is_anonymous,
        "results": ballot.results,
        "closes_at": ballot.closes_at,
        "closed_at": None,
    }
    poll, _created = Poll.objects.update_or_create(post=post, defaults=shape)
    set_options(poll, ballot.options)


def set_options(poll, texts):
    """Write these options in their order, unless they stand there already."""
    if list(poll.options.order_by("position").values_list("text", flat=True)) == list(texts):
        return
    poll.options.all().delete()
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=position, text=text) for position, text in enumerate(texts, 1)
    )


def ballot_of(post):
    """The Ballot of a post as it stands, or None."""
    poll = Poll.objects.filter(post=post).first()
    if poll is None:
        return None
    options = list(poll.options.order_by("position").values_list("text", flat=True))
    return Ballot(options, poll.max_choices, poll.is_anonymous, poll.results, poll.closes_at)


# --- drafts, and what waits for its hour ------------------------------------------------------------------------


def save_draft(post, *, actor, kind, title, text, group, ballot=None, draft_key="", opens_at=None):
    """Write a draft or a planned post anew; published words are changed by edit_post. `opens_at` is when a planned one
    comes out where that is about to change too. Raises as write_post does, and
    ValidationError('published_meanwhile')."""
    moved = (post.kind, post.group_id) != (kind, group and group.pk)
    post.kind, post.group = kind, group
    post.visibility = post.proper_visibility
    prepare(post, title=title, text=text)
    if moved or post.is_planned:
        # A draft may stay where its author can no longer speak; it does not come out there.
        check_place(post, actor)
    if post.is_planned:
        check_sound(post, ballot, opens_at=opens_at or post.publish_at)
    names = [*PREPARED, "kind", "group_id", "visibility"]
    values = {name: getattr(post, name) for name in names}
    with transaction.atomic():
        if not Post.objects.filter(pk=post.pk).exclude(state=State.PUBLISHED).update(**values):
            raise ValidationError(_("This was published meanwhile."), code="published_meanwhile")
        if draft_key:
            attach_pictures(post, draft_key)
        if kind == Kind.POLL and ballot:
            set_ballot(post, ballot)
        else:
            Poll.objects.filter(post=post).delete()
    return post


def plan_post(post, *, actor, publish_at):
    """Let a draft publish itself at `publish_at` (aware); a planned one may be given another hour, or with None become
    a draft again. May run twice. Raises ValidationError('published_meanwhile'), ('publish_at_past'), and as write_post
    for words that could not be published now."""
    if publish_at is not None:
        if publish_at <= timezone.now():
            raise ValidationError(_("Choose an hour that is still to come."), code="publish_at_past")
        ballot = ballot_of(post)
        check_place(post, post.author or actor)
        check_sound(post, ballot, opens_at=publish_at)
        words = (post.title, post.text, *(ballot.options if ballot else ()))
        check_may_contribute(actor, *words, is_counted=post.is_planned)
    state = State.DRAFT if publish_at is None else State.PLANNED
    with transaction.atomic():
        waiting = Post.objects.filter(pk=post.pk).exclude(state=State.PUBLISHED)
        before = waiting.values_list("publish_at", flat=True).first()
        if not waiting.update(state=state, publish_at=publish_at):
            raise ValidationError(_("This was published meanwhile."), code="published_meanwhile")
        post.state, post.publish_at = state, publish_at
        if before != publish_at:
            record("posts.post.planned", post, actor=actor, changes={"publish_at": [before, publish_at]})
    return post


def publish_post(post, *, actor=None):
    """Publish a draft or a planned post; `actor` None for the system. Returns whether this call did it; twice is once.

    Its author must still be allowed to say it there; raises as write_post does.
    """
    author, ballot = post.author, ballot_of(post)
    if author is None or not author.is_active:
        raise ValidationError(_("Whoever wrote this is no longer here."), code="author_gone")
    check_place(post, author)
    check_sound(post, ballot)
    words = (post.title, post.text, *(ballot.options if ballot else ()))
    check_may_contribute(author, *words, is_counted=post.is_planned)
    with transaction.atomic():
        return bring_out(post, actor=actor or author)


def bring_out(post, *, actor):
    """What becoming public brings with it, in the caller's transaction; returns whether this call did it."""
    now = timezone.now()
    fresh = {"state": State.PUBLISHED, "published_at": now, "lively_at": now, "visibility": hold_visibility(post)}
    waiting = Post.objects.filter(pk=post.pk, visibility__in=["public", "group"]).exclude(state=State.PUBLISHED)
    if not waiting.update(**fresh):
        return False
    for name, value in fresh.items():
        setattr(post, name, value)
    index_post(post)
    record_activity(post.author, "post", group_id=post.group_id)
    record("posts.post.published", post, actor=actor)
    async_task("community.posts.tasks.tell_of_post", post.pk)
    if post.kind == Kind.ANNOUNCEMENT:
        async_task("community.announcing.tasks.carry_post", post.pk)
    Community.bump()
    return True


def return_to_draft(post, *, reason):
    """A planned post that could not be published is a draft again, so that it fails once and not each minute; its
    author is told why."""
    hour = post.publish_at
    with transaction.atomic():
        if Post.objects.filter(pk=post.pk, state=State.PLANNED).update(state=State.DRAFT, publish_at=None):
            tell_returned(post, cause_key=f"post_returned:{post.pk}:{hour:%Y%m%d%H%M}", reason=reason)


# --- mending and taking back --------------------------------------------------------------------------------------


def edit_post(post, *, actor, title, text):
    """Mend one's own published words; what stood before is kept for all who read the post. Unchanged words write
    nothing. Raises ValidationError('not_a_member') for whoever is no longer in its group, ('ballots_cast') for the
    question of a poll that somebody has answered, and as write_post for words that say too little or must not be
    said: whoever is paused writes nothing anew in the place of old words."""
    title, text = title.strip(), text.strip()
    if (title, text) == (post.title, post.text):
        return post
    check_member_of(actor, post.group)
    check_may_contribute(actor, title, text, is_counted=True)
    before = Revision(post=post, title=post.title, text=post.text, rendered=post.rendered)
    if post.kind == Kind.POLL and title != post.title and Poll.objects.filter(post=post, voter_count__gt=0).exists():
        raise ValidationError(_("Some have voted already, so the question stays as it is."), code="ballots_cast")
    prepare(post, title=title, text=text)
    check_words_said(post)
    with transaction.atomic():
        post.edited_at = timezone.now()
        mended = {name: getattr(post, name) for name in [*PREPARED, "edited_at"]}
        # Only while it stands as it was read: of two windows one wins.
        standing = Post.objects.filter(pk=post.pk, title=before.title, text=before.text)
        if not standing.exclude(visibility="removed").update(revision_count=F("revision_count") + 1, **mended):
            raise ValidationError(_("This was changed meanwhile. Look at it once more."), code="changed_meanwhile")
        before.save()
        index_post(post)
        record("posts.post.edited", post, actor=actor, changes={"text": [before.text, text]})
        Community.bump()
    post.revision_count += 1
    return post


def remove_post(post, *, actor):
    """Take one's own post back: words, pictures, poll, what stood before and the search entry go; the number and what
    others said under it stay with nobody to read it. May run twice."""
    gone = {
        "visibility": Post.Visibility.REMOVED,
        "title": "",
        "text": "",
        "rendered": "",
        "excerpt": "",
        "is_pinned": False,
        "picture_count": 0,
    }
    with transaction.atomic():
        _count, files = let_pictures_go("post", post.pk, post.pictures.all())
        if not Post.objects.filter(pk=post.pk).exclude(visibility="removed").update(**gone):
            return
        forget_told(post)
        for name, value in gone.items():
            setattr(post, name, value)
        index_post(post)
        post.revisions.all().delete()
        Poll.objects.filter(post=post).delete()
        # The words are gone from the instance, so that the trail does not keep them.
        record("posts.post.removed", post, actor=actor)
        Community.bump()
    delete_files(files)
