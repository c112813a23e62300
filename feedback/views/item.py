"""One item: its page, and what members do on it."""

from django.contrib import messages
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.blocks import muted_by
from community.limits import limited
from community.moderation.checks import CODES
from community.page_cache import visitor_page
from community.permissions import member_required, membership_of
from community.views import image_response
from feedback import actions
from feedback.actions.counting import voices_in_merged
from feedback.actions.saying import was_approved
from feedback.alike import look_alikes, words_of
from feedback.forms import CommentForm, FeedbackEditForm
from feedback.models import Feedback, Follow, ProgressEntry, Rating, Status, Vote
from feedback.permissions import (
    get_attachment_or_404,
    get_deletable_comment_or_404,
    get_feedback_or_404,
    get_own_comment_or_404,
    get_own_feedback_or_404,
    get_shared_feedback_or_404,
    get_talk_or_404,
    may_rate,
    may_read_talk,
    may_talk,
    may_triage,
)
from feedback.promises import standings
from feedback.refusals import declines, refusal_of
from feedback.views.origins import post_behind
from feedback.views.polls import standing_on
from feedback.views.receipt import approval_of, hidden_by
from feedback.views.testing import open_call_of, seat_of

COMMENTS_SHOWN = 200
MERGED_SHOWN = 20
HOUR = 3600


@require_safe
@visitor_page()
def feedback_detail(request, pk):
    feedback = get_feedback_or_404(request.user, pk)
    return render(request, "feedback/feedback_detail.html", detail_context(request, feedback, CommentForm()))


def detail_context(request, feedback, comment_form):
    """All that the item page shows; the personal part only for members."""
    entries = feedback.entries.public().newest_first()
    # Asked for only when the kept part of the page must be made anew.
    course = SimpleLazyObject(lambda: list(entries.select_related("actor", "fix_note", "other")))
    comments, earlier = [], None
    reads_talk = may_read_talk(request.user, feedback)
    if feedback.comment_count and reads_talk:
        comments, earlier = feedback.comments.newest(COMMENTS_SHOWN, before=request.GET.get("before", ""))
    context = {
        "feedback": feedback,
        "newest_entry": entries.values_list("pk", flat=True).first(),
        "entries": course,
        "answers": SimpleLazyObject(lambda: answers_first(course, feedback)),
        "refusal": refusal_of(feedback),
        "approval": approval_of(feedback),
        "hidden_by": hidden_by(feedback),
        "promises": SimpleLazyObject(lambda: standings(feedback)),
        "comments": comments,
        "reads_talk": reads_talk,
        "in_group": feedback.is_for_group and membership_of(request.user, feedback.group) is not None,
        "earlier_comments": earlier,
        "merged": said_alike(feedback) if reads_talk else [],
        "attachments": feedback.attachments.filter(comment=None).order_by("pk"),
        "similar": SimpleLazyObject(lambda: similar_to(feedback)),
        "call": open_call_of(feedback),
        "comment_form": comment_form,
        "post": post_behind(request.user, feedback),
        "standing": standing_on(feedback, request.user),
        "nav": "board",
    }
    user = request.user
    context["vote"] = feedback.vote_state(user, voice_of(user, feedback))
    if user.is_authenticated:
        context |= {
            "level": follow_level(user, feedback),
            "follow_levels": Follow.Level.choices,
            "muted": muted_by(user),
            "is_own": feedback.author_id == user.pk,
            "may_talk": reads_talk if feedback.is_shared else may_talk(user, feedback),
            "may_edit": feedback.author_id == user.pk and may_still_edit(feedback),
            "may_triage": may_triage(user),
            "may_rate": asks_rating(user, feedback),
        }
        if context["call"]:
            context["seat"] = seat_of(user, context["call"])
    return context


def answers_first(course, feedback):
    """The official answers, newest first; on a declined item the one that declined it before all others."""
    answers = [entry for entry in course if entry.kind == ProgressEntry.Kind.ANSWER]
    return sorted(answers, key=lambda entry: not declines(entry, feedback))


def may_still_edit(feedback):
    return feedback.may_be_edited_at(timezone.now()) and not was_approved(feedback)


def voice_of(user, feedback):
    """'mine', 'pressed' or '': whether a reader supports an item, also through what was merged into it."""
    if not user.is_authenticated:
        return ""
    voice = voices_in_merged([feedback], user).get(feedback.pk, "")
    return voice or ("pressed" if Vote.objects.filter(feedback=feedback, member=user).exists() else "")


def follow_level(user, feedback):
    """The Follow.Level at which a member hears of an item, or of what was merged into it."""
    levels = Follow.objects.filter(member=user).order_by("level").values_list("level", flat=True)
    own = levels.filter(feedback=feedback)[:1]
    if not own and feedback.merged_count:
        own = levels.told().filter(feedback__in=Feedback.objects.merged_into(feedback).order_by())[:1]
    return own[0] if own else Follow.Level.NONE


def said_alike(feedback):
    """What was merged into an item, to be shown on its page; no query where nothing was."""
    if not feedback.merged_count:
        return []
    return list(Feedback.objects.merged_into(feedback).select_related("author", "channel")[:MERGED_SHOWN])


def similar_to(feedback):
    """Up to four public look-alikes, the nearest first. Which they are is looked up once an hour, whether they are
    public each time."""
    key = f"alike:{feedback.pk}:{feedback.edited_at and feedback.edited_at.timestamp()}"
    scores = caches["fragments"].get(key)
    if scores is None:
        scores = look_alikes(words_of(feedback), limit=4, but=feedback.pk)
        caches["fragments"].set(key, scores, HOUR)
    if not scores:
        return []
    found = Feedback.objects.public().for_rows().filter(pk__in=scores)
    return sorted(found, key=lambda item: -scores[item.pk])


def asks_rating(user, feedback):
    """Whether to ask this member if the fix helped: it is fixed, for them, and not rated yet."""
    if feedback.status not in (Status.FIXED, Status.CLOSED) or not feedback.fixed_at:
        return False
    return may_rate(user, feedback) and not Rating.objects.filter(feedback=feedback, member=user).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def feedback_edit(request, pk):
    feedback = get_own_feedback_or_404(request.user, pk)
    category = feedback.category.slug if feedback.category else ""
    initial = {"title": feedback.title, "text": feedback.text, "category": category}
    form = FeedbackEditForm(request.POST or None, initial=initial, member=request.user)
    if request.method == "POST" and form.is_valid():
        form.accept_by(request.user)
        try:
            actions.edit_feedback(feedback, actor=request.user, **form.words())
        except ValidationError as error:
            form.add_error("text" if error.code in CODES else None, error)
        else:
            return redirect(feedback)
    context = {"form": form, "feedback": feedback, "nav": "board"}
    return render(request, "feedback/feedback_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def feedback_delete(request, pk):
    if request.method == "POST" and Feedback.objects.taken_back_by(request.user).filter(pk=pk).exists():
        return redirect("feedback:feedback_board")  # the other half of a double tap
    feedback = get_own_feedback_or_404(request.user, pk)
    if request.method == "POST":
        actions.remove_feedback(feedback, actor=request.user)
        messages.success(request, _("#%(number)s is taken back. Nobody can read it any more.") % {"number": pk})
        return redirect("feedback:feedback_board")
    return render(request, "feedback/feedback_confirm_delete.html", {"feedback": feedback, "nav": "board"})


@require_POST
@member_required
@limited("vote", limit=300, seconds=3600)
def feedback_vote(request, pk):
    """Support (`want=1`) or no longer support (`want=0`); said outright, so a double tap cannot flip it."""
    feedback = get_shared_feedback_or_404(request.user, pk)
    want = request.POST.get("want") != "0"
    error = ""
    try:
        (actions.cast_vote if want else actions.withdraw_vote)(feedback, actor=request.user)
    except ValidationError as refused:
        error = refused.messages[0]
    if request.htmx:
        voice = "pressed" if want else ""
        if error or feedback.merged_count:
            voice = voice_of(request.user, feedback)
        context = {"vote": feedback.vote_state(request.user, voice), "error": error}
        if request.POST.get("size") == "big":
            return render(request, "feedback/_vote_big.html", context | {"feedback": feedback})
        return render(request, "feedback/_vote.html", context | {"item": feedback})
    if error:
        messages.info(request, error)
    return redirect(feedback)


@require_POST
@member_required
@limited("follow", limit=300, seconds=3600)
def feedback_follow(request, pk):
    feedback = get_shared_feedback_or_404(request.user, pk)
    level = request.POST.get("level", "")
    if level in Follow.Level.values:
        actions.set_follow(feedback, actor=request.user, level=level)
    if request.htmx:
        context = {
            "feedback": feedback,
            "level": follow_level(request.user, feedback),
            "follow_levels": Follow.Level.choices,
        }
        return render(request, "feedback/_follow.html", context)
    return redirect(feedback)


@require_POST
@member_required
@limited("comment", limit=60, seconds=3600)
def comment_add(request, pk):
    feedback = get_talk_or_404(request.user, pk)
    form = CommentForm(request.POST, request.FILES, member=request.user)
    if form.is_valid():
        data = form.cleaned_data
        try:
            form.accept_by(request.user)
            if not actions.find_comment(feedback, text=data["text"], submit_key=data["submit_key"]):
                actions.keep_draft_images(data["images"], actor=request.user, draft_key=data["draft_key"])
            comment = actions.add_comment(
                feedback,
                actor=request.user,
                text=data["text"],
                submit_key=data["submit_key"],
                draft_key=data["draft_key"],
            )
        except ValidationError as error:
            form.add_error("text" if error.code in {*CODES, "blocked"} else "images", error)
        else:
            return redirect(f"{feedback.get_absolute_url()}#comment-{comment.pk}")
    feedback = get_feedback_or_404(request.user, feedback.pk)
    return render(request, "feedback/feedback_detail.html", detail_context(request, feedback, form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def comment_edit(request, pk):
    comment = get_own_comment_or_404(request.user, pk)
    form = CommentForm(request.POST or None, initial={"text": comment.text}, member=request.user)
    if request.method == "POST" and form.is_valid():
        form.accept_by(request.user)
        try:
            actions.edit_comment(comment, actor=request.user, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error("text" if error.code in CODES else None, error)
        else:
            return redirect(f"{comment.feedback.get_absolute_url()}#comment-{comment.pk}")
    context = {"form": form, "comment": comment, "feedback": comment.feedback, "nav": "board"}
    return render(request, "feedback/comment_edit.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
def comment_delete(request, pk):
    comment = get_deletable_comment_or_404(request.user, pk)
    actions.delete_comment(comment, actor=request.user)
    return redirect(comment.feedback)


@require_safe
def attachment(request, pk):
    picture = get_attachment_or_404(request.user, pk)
    return image_response(picture.file, keep=not (picture.feedback and picture.feedback.is_for_group))
