"""One post: its page, its history, its pictures."""

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from community.blocks import muted_by
from community.page_cache import visitor_page
from community.permissions import membership_of
from community.posts.forms import ReplyForm
from community.posts.models import Poll, Reply
from community.posts.permissions import (
    get_picture_or_404,
    get_post_or_404,
    may_moderate,
    runs_place,
    shows_again,
)
from community.posts.polls import standing_of
from community.posts.reactions import show_reactions
from community.prepared import prepared
from community.text import is_key
from community.views import image_response

REPLIES = 50
REVISIONS = 50


@require_safe
@visitor_page()
def post_detail(request, pk):
    post = get_post_or_404(request.user, pk)
    return render(request, "posts/post_detail.html", detail_context(request, post, ReplyForm()))


def detail_context(request, post, reply_form):
    """All that the page of a post shows; the personal part only for members."""
    user = request.user
    membership = membership_of(user, post.group) if post.group_id else None
    runs = runs_place(user, post, membership)
    start, after = request.GET.get("from", ""), request.GET.get("after", "")
    replies, later = replies_from(post, start, after, user, runs=runs)
    mark_hidden(replies, user, runs)
    answer = post.accepted_reply if post.accepted_reply_id else None
    show_reactions(post, [*replies, *([answer] if answer else [])], user)
    may_reply = post.is_shown and user.is_authenticated and (not post.group_id or membership is not None)
    context = {
        "post": post,
        "answer": answer,
        "replies": replies,
        "later_url": f"?after={later}#replies" if later else "",
        "is_whole": not (request.GET.get("from") or request.GET.get("after")),
        "pictures": post.pictures.order_by("pk") if post.picture_count else [],
        "standing": standing_in(post, user, may_vote=may_reply),
        "reply_form": reply_form,
        "parent": parent_of(post, request.POST.get("parent") or request.GET.get("reply_to", "")),
        "membership": membership,
        "may_reply": may_reply,
        "muted": muted_by(user),
        "nav": "talk",
    }
    if user.is_authenticated:
        is_own = post.author_id == user.pk
        may_accept = post.kind == post.Kind.QUESTION and post.is_shown and (is_own or runs)
        may_close = post.kind == post.Kind.POLL and post.is_published and (is_own or runs)
        context |= {"is_own": is_own, "may_run": runs, "may_accept": may_accept, "may_close": may_close}
        context["may_show_again"] = shows_again(user, post, runs=runs)
    return context


def hidden_for(user, runs):
    """A Q of the hidden replies whose words this reader still sees, or None: his own, for hosts what hosts took away
    (as Reply.is_taken_by_host has it), for the team all."""
    if not user.is_authenticated:
        return None
    if may_moderate(user):
        return Q(state=Reply.State.HIDDEN)
    by_host = Q(hidden_by__is_staff=False) & ~Q(hidden_reason="")
    return Q(author=user) | by_host if runs else Q(author=user)


def mark_hidden(replies, user, runs):
    """Set on each of these replies whether a hidden one is readable, and whether this reader may show it again: hosts
    read what hosts took away, and not what the team hid."""
    moderates = user.is_authenticated and may_moderate(user)
    for reply in replies:
        is_own = user.is_authenticated and reply.author_id == user.pk
        readable = is_own or moderates or (runs and reply.is_taken_by_host)
        reply.is_kept_readable = reply.is_hidden and readable
        reply.may_show_again = reply.is_kept_readable and shows_again(user, reply, runs=runs)


def replies_from(post, start, after, user, *, runs):
    """(replies, key): a page of a post's replies in their threads, from the thread with the key `start`, or behind the
    key `after` where one is given; with the hidden ones that this reader sees, who runs the place or not. The returned
    key is where more begin, "" at the end."""
    hidden = hidden_for(user, runs)
    if not post.reply_count and hidden is None:
        return [], ""
    thread, _tilde, pk = after.partition("~")
    if is_key(thread) and is_key(pk):
        rows = post.replies.threads(hidden).filter(thread__gte=int(thread)).exclude(thread=int(thread), pk__lte=int(pk))
    elif is_key(start):
        rows = post.replies.threads(hidden).filter(thread__gte=int(start))
    elif user.is_authenticated and not runs:
        rows = first_replies(post.pk, user.pk)
    else:
        rows = post.replies.threads(hidden)
    rows = list(rows[: REPLIES + 1])
    shown = rows[:REPLIES]
    for reply in shown:
        # Known here; their own address asks for it.
        reply.post = post
    return shown, f"{shown[-1].thread}~{shown[-1].pk}" if len(rows) > REPLIES else ""


@prepared
def first_replies(post, member):
    """What most members see first of a post's replies: see hidden_for."""
    return Reply.objects.filter(post=post).threads(Q(author=member))[: REPLIES + 1]


def parent_of(post, key):
    """The reply under this post that is to be answered, or None."""
    if not is_key(key):
        return None
    return Reply.objects.shown().select_related("author").filter(post=post, pk=int(key)).first()


def standing_in(post, user, *, may_vote):
    """How the poll of a post stands before this reader, or None."""
    if post.kind != post.Kind.POLL:
        return None
    poll = Poll.objects.filter(post=post).first()
    return standing_of(poll, user, url=reverse("posts:poll_vote", args=[poll.pk]), may_vote=may_vote) if poll else None


@require_safe
@visitor_page()
def post_history(request, pk):
    """What stood in a post before, the latest first."""
    post = get_post_or_404(request.user, pk)
    revisions = post.revisions.order_by("-pk")[:REVISIONS] if post.revision_count else []
    return render(request, "posts/post_history.html", {"post": post, "revisions": revisions, "nav": "talk"})


@require_safe
def picture(request, pk):
    """A picture of a post; kept by the browser only while everybody may see it."""
    found = get_picture_or_404(request.user, pk)
    return image_response(found.file, keep=found.post_id is not None and found.post.is_public)
