"""The corners of a demo: pictures, drafts, mended and hidden words, cases about posts and people, a poll that is over."""

from datetime import timedelta

from django.utils import timezone

from community.markdown import plain_excerpt, render_markdown
from community.models import Digest, GroupRemoval, InterestGroup, Member, Membership
from community.moderation.care import members as care_of_members
from community.moderation.models import Case, CaseNote
from community.posts.actions.words import EXCERPT, index_post
from community.posts.mentions import render_with_mentions
from community.posts.models import Picture, Post, Revision
from community.text import guess_language
from feedback.actions.polling import result_in_words
from feedback.demo.care import write_case
from feedback.demo.drawing import stored
from feedback.demo.talk import write_poll
from feedback.models import Attachment, Feedback, FeedbackPoll, Origin, ProgressEntry, Status


def show_corners(story, cast, rng, now):
    """In the transaction of the demo, when all else is there. What is written for an item or a post that a short demo
    has no place for is left out."""
    words = story.corners
    show_screenshots(story)
    if words is None:
        return
    hang_pictures(words)
    for name, scene in words.AVATARS.items():
        Member.objects.filter(pk=cast.by_name[name]).update(avatar=keep_avatar(scene))
    show_edited(words)
    for unsaid in words.UNSAID:
        keep_unsaid(*unsaid, cast, now)
    for post, title in words.ORIGINS:
        link(post, title)
    for kind, named, said in words.CASES:
        show_case(kind, named, said, cast, now)
    for note in words.NOTES:
        note_down(*note, cast.by_name, now)
    for removal in words.REMOVED:
        remove(*removal, cast, now)
    close_roadmap_poll(*words.CLOSED_POLL, cast, rng, now)
    for name, days, count in words.DIGESTS:
        send_digest(cast.by_name[name], days, count, now)


# --- pictures ---------------------------------------------------------------------------------------------------


def show_screenshots(story):
    """What a fix shows as it was before stood on the item as well: whoever said it had sent it along."""
    for fix in story.fixes:
        item = Feedback.objects.filter(title=fix.items[0]).first() if fix.picture else None
        if item:
            file = stored(story.scenes[fix.picture](False))
            about = {"owner_id": item.author_id, "created_at": item.created_at, "bytes": file.size}
            Attachment.objects.create(feedback=item, file=file, **about)


def hang_pictures(words):
    for title, scenes in words.POST_PICTURES.items():
        post = Post.objects.get(title=title)
        for scene in scenes:
            file = stored(scene())
            about = {"owner_id": post.author_id, "created_at": post.created_at, "bytes": file.size}
            Picture.objects.create(post=post, file=file, **about)
        Post.objects.filter(pk=post.pk).update(picture_count=len(scenes))


def keep_avatar(scene):
    """The name under which an avatar is stored."""
    file = stored(scene())
    field = Member._meta.get_field("avatar")
    return field.storage.save(field.generate_filename(None, file.name), file)


# --- the talk ---------------------------------------------------------------------------------------------------


def show_edited(words):
    for title, before, hours in words.EDITED:
        post = Post.objects.get(title=title)
        at = post.published_at + timedelta(hours=hours)
        rendered = render_with_mentions(before)[0]
        Revision.objects.create(post=post, title=title, text=before, rendered=rendered, created_at=at)
        Post.objects.filter(pk=post.pk).update(edited_at=at, revision_count=1)


def keep_unsaid(name, kind, title, text, group, in_days, cast, now):
    """A draft, or what comes out by itself at nine in the evening."""
    hour = None
    if in_days is not None:
        day = timezone.localtime(now) + timedelta(days=in_days)
        hour = day.replace(hour=21, minute=0, second=0, microsecond=0)
    group = cast.groups.get(group)
    Post.objects.create(
        kind=kind,
        author_id=cast.by_name[name],
        group_id=group,
        visibility=Post.Visibility.GROUP if group in cast.private else Post.Visibility.PUBLIC,
        state=Post.State.DRAFT if hour is None else Post.State.PLANNED,
        publish_at=hour,
        title=title,
        text=text,
        rendered=render_with_mentions(text)[0],
        excerpt=plain_excerpt(text, EXCERPT),
        language=guess_language(f"{title}\n{text}"),
        created_at=now - timedelta(hours=20),
    )


def link(post_title, title):
    """An item that was said in the talk first, by the same member."""
    post, item = Post.objects.get(title=post_title), Feedback.objects.filter(title=title).first()
    if item and item.author_id == post.author_id and item.created_at > post.published_at:
        Origin.objects.create(post=post, feedback=item, made_by_id=item.author_id, created_at=item.created_at)


# --- care -------------------------------------------------------------------------------------------------------


def show_case(kind, named, said, cast, now):
    """A post or a member that was reported; a post may have been hidden for it."""
    moment = now - timedelta(days=said.days_ago)
    if kind == "member":
        member = Member.objects.get(pk=cast.by_name[named])
        write_case(said, kind, member.pk, care_of_members.words_of(member), moment, cast.by_name, now)
        return
    post = Post.objects.get(title=named)
    case = write_case(said, kind, post.pk, post.words.strip(), moment, cast.by_name, now)
    if case.was_hidden:
        Post.objects.filter(pk=post.pk).update(visibility=Post.Visibility.HIDDEN)
        post.refresh_from_db()
        index_post(post)


def note_down(about, by, hours, text, people, now):
    case = Case.objects.filter(author_id=people[about]).order_by("-opened_at").first()
    if case:
        at = min(case.opened_at + timedelta(hours=hours), now)
        CaseNote.objects.create(case=case, by_id=people[by], text=text, created_at=at)


def remove(slug, name, reason, host, days_ago, for_days, cast, now):
    """Somebody whom the hosts of a group took out, and who cannot come back yet."""
    group, at = cast.groups[slug], now - timedelta(days=days_ago)
    if Membership.objects.filter(group=group, member=cast.by_name[name]).delete()[0]:
        InterestGroup.objects.filter(pk=group).update(member_count=Membership.objects.filter(group=group).count())
    GroupRemoval.objects.create(
        group_id=group,
        member_id=cast.by_name[name],
        reason=reason,
        until=at + timedelta(days=for_days),
        removed_by_id=cast.by_name[host],
        created_at=at,
    )


# --- the roadmap and the mail -----------------------------------------------------------------------------------


def close_roadmap_poll(title, question, vote, cast, rng, now):
    """A poll on an item that is over, with its result in the progress log."""
    planned = Feedback.objects.public().filter(status__in=[Status.PLANNED, Status.IN_PROGRESS])
    item = planned.filter(title=title).first()
    last = item and item.entries.latest("created_at").created_at
    if item is None or last > now + timedelta(days=vote.closes_in):
        return
    poll = write_poll(vote, rng, now, cast.steady, question=question)
    poll.refresh_from_db()
    began = poll.closed_at - timedelta(days=7)
    about = {"attached_by_id": item.owner_id, "created_at": began, "written_at": poll.closed_at}
    FeedbackPoll.objects.create(feedback=item, poll=poll, **about)
    text = result_in_words(poll)
    ProgressEntry.objects.create(
        feedback=item,
        kind=ProgressEntry.Kind.POLL,
        actor_id=item.owner_id,
        text=text,
        rendered=render_markdown(text),
        changes={"voters": [None, poll.voter_count]},
        created_at=poll.closed_at,
        announced_at=poll.closed_at,
    )


def send_digest(member, days, count, now):
    """A digest that went out, or had nothing to tell. What it held was mailed by nobody, so no delivery is there."""
    at = now - timedelta(days=days)
    Digest.objects.create(
        member_id=member,
        period=timezone.localtime(at).date(),
        state=Digest.State.SENT if count else Digest.State.EMPTY,
        attempts=1 if count else 0,
        told_count=count,
        sent_at=at if count else None,
    )
