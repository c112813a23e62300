"""The talk of a demo: posts with replies, reactions and polls, as the verbs would have left them."""

from datetime import timedelta

from django.utils import timezone

from community.markdown import plain_excerpt
from community.models import Activity
from community.posts.actions.words import EXCERPT
from community.posts.mentions import render_with_mentions
from community.posts.models import Participation, Poll, PollOption, PollVote, Post, Reaction, Reply
from community.search import index_texts
from community.text import guess_language
from feedback.demo.presence import crowd
from feedback.models import Feedback, FeedbackPoll, Status

# A reply comes after so many hours.
HOURS = (0.4, 1.3, 3, 7, 16)
OTHER_KINDS = [kind for kind in Reaction.Kind.values if kind != Reaction.Kind.LIKE]


def write_talk(story, cast, rng, now):
    """In the transaction of the demo, when its members, groups and items are there."""
    words = story.talk
    if words is None:
        return
    acts = []
    more = story.corners.SAID if story.corners else []
    for said in sorted([*words.TALK, *more], key=lambda said: -said.age):
        write_post(said, cast, rng, now, acts)
    Activity.objects.bulk_create(acts)
    posts = Post.objects.filter(author__in=cast.by_name.values())
    index_texts(
        "post",
        [(post.pk, post.words, post.visibility == Post.Visibility.PUBLIC) for post in posts.order_by("published_at")],
    )
    for title, question, vote in words.ROADMAP:
        ask_on_roadmap(title, question, vote, cast, rng, now)


def write_post(said, cast, rng, now, acts):
    author, at = cast.by_name[said.author], now - timedelta(days=said.age)
    group = cast.groups.get(said.group)
    people = [pk for pk in (cast.members_by_group[group] if group else cast.voices) if pk != author]
    others = crowd(people, len(people), at=at, stays=cast.stays, rng=rng)

    def act(member, kind, moment):
        moment = cast.stays[member].until(moment) if member in cast.stays else moment
        day = timezone.localtime(moment).date()
        acts.append(Activity(member_id=member, kind=kind, group_id=group, day=day))

    post = Post.objects.create(
        kind=said.kind,
        author_id=author,
        group_id=group,
        visibility=Post.Visibility.GROUP if group in cast.private else Post.Visibility.PUBLIC,
        title=said.title,
        text=said.text,
        rendered=render_with_mentions(said.text)[0],
        excerpt=plain_excerpt(said.text, EXCERPT),
        language=guess_language(f"{said.title}\n{said.text}"),
        is_pinned=said.pinned,
        created_at=at,
        published_at=at,
        lively_at=at,
        told_at=at,
    )
    act(author, "post", at)
    if said.poll:
        poll = write_poll(said.poll, rng, now, others, post=post)
        for member in poll.voters:
            act(member, "poll", min(now, at + timedelta(hours=rng.uniform(0.5, 20))))
    write_replies(post, said.replies, cast, now, act)
    write_reactions(post, said.reactions, rng, others)
    for reaction in post.reactions.all():
        act(reaction.member_id, "react", min(now, at + timedelta(hours=rng.uniform(0.2, 30))))


def write_replies(post, replies, cast, now, act):
    last_root, accepted, at = None, None, post.published_at
    for place, (name, text, *how) in enumerate(replies):
        # None of them later than now, and each after the one before it.
        wanted = post.published_at + timedelta(hours=HOURS[min(place, len(HOURS) - 1)])
        at = max(at, wanted) if wanted < now else at + (now - at) / 2
        reply = Reply.objects.create(
            post=post,
            parent=last_root if how == [1] else None,
            author_id=cast.by_name[name],
            text=text,
            rendered=render_with_mentions(text)[0],
            created_at=at,
            told_at=at,
        )
        act(reply.author_id, "reply", at)
        if reply.parent is None:
            last_root = reply
        if how == ["accepted"]:
            accepted = reply
    Post.objects.filter(pk=post.pk).update(reply_count=len(replies), lively_at=at, accepted_reply=accepted)


def write_reactions(post, reactions, rng, others):
    kind, wanted = reactions
    members = others[:wanted]  # the eager ones stand in front
    rows = [
        Reaction(post=post, member_id=pk, kind=kind if rng.random() < 0.75 else rng.choice(OTHER_KINDS))
        for pk in members
    ]
    Reaction.objects.bulk_create(rows)
    Post.objects.filter(pk=post.pk).update(reaction_count=len(rows))


def write_poll(vote, rng, now, voters, **where):
    """A poll with its ballots, no more than there are voters; `poll.voters` are those who took part."""
    closes_at = now + timedelta(days=vote.closes_in)
    poll = Poll.objects.create(
        max_choices=vote.max_choices,
        is_anonymous=vote.is_anonymous,
        results=vote.results,
        closes_at=closes_at,
        closed_at=closes_at if vote.closes_in < 0 else None,
        **where,
    )
    ballots = [place for place, (_text, count) in enumerate(vote.options) for _n in range(count)]
    rng.shuffle(ballots)
    poll.voters = rng.sample(voters, min(len(ballots), len(voters)))
    ballots = ballots[: len(poll.voters)]
    options = PollOption.objects.bulk_create(
        PollOption(poll=poll, position=place, text=text, vote_count=ballots.count(place - 1))
        for place, (text, _count) in enumerate(vote.options, 1)
    )
    Participation.objects.bulk_create(Participation(poll=poll, member_id=pk) for pk in poll.voters)
    if not vote.is_anonymous:
        PollVote.objects.bulk_create(
            PollVote(poll=poll, option=options[place], member_id=pk)
            for pk, place in zip(poll.voters, ballots, strict=True)
        )
    Poll.objects.filter(pk=poll.pk).update(voter_count=len(poll.voters))
    return poll


def ask_on_roadmap(title, question, vote, cast, rng, now):
    """Let members choose on an item that is planned or in progress; on any other nothing is asked."""
    item = Feedback.objects.public().filter(title=title, status__in=[Status.PLANNED, Status.IN_PROGRESS]).first()
    if item:
        poll = write_poll(vote, rng, now, cast.steady, question=question)
        FeedbackPoll.objects.create(feedback=item, poll=poll, attached_by_id=item.owner_id)
