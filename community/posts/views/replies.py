"""Replies, reactions and accepted answers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.limits import limited
from community.permissions import member_required
from community.posts import actions
from community.posts.forms import ReplyForm
from community.posts.models import Reaction, Reply
from community.posts.permissions import (
    get_acceptable_reply_or_404,
    get_live_post_or_404,
    get_own_reply_or_404,
    get_post_or_404,
    get_reply_or_404,
    may_contribute_in,
)
from community.posts.reactions import show_reactions
from community.posts.views.post import detail_context, parent_of


@require_POST
@member_required
@limited("reply", limit=60, seconds=3600)
def reply_add(request, pk):
    post = get_live_post_or_404(request.user, pk)
    form = ReplyForm(request.POST, member=request.user)
    if form.is_valid():
        form.accept_by(request.user)
        try:
            reply = actions.add_reply(
                post,
                actor=request.user,
                text=form.cleaned_data["text"],
                parent=parent_of(post, request.POST.get("parent", "")),
                submit_key=form.cleaned_data["submit_key"],
            )
        except ValidationError as error:
            form.add_error("text", error)
        else:
            return redirect(reply)
    post = get_post_or_404(request.user, post.pk)
    return render(request, "posts/post_detail.html", detail_context(request, post, form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("reply-edit", limit=60, seconds=3600)
def reply_edit(request, pk):
    reply = get_own_reply_or_404(request.user, pk)
    if request.method != "POST" and not reply.may_be_edited:
        messages.info(request, _("This can no longer be edited. Add a reply instead."))
        return redirect(reply)
    form = ReplyForm(request.POST or None, initial={"text": reply.text}, member=request.user)
    if request.method == "POST" and form.is_valid():
        form.accept_by(request.user)
        try:
            actions.edit_reply(reply, actor=request.user, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(reply)
    context = {"form": form, "reply": reply, "nav": "talk"}
    return render(request, "posts/reply_edit.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
@limited("reply-delete", limit=100, seconds=3600)
def reply_delete(request, pk):
    if gone := Reply.objects.taken_back_by(request.user).select_related("post").filter(pk=pk).first():
        return redirect(gone.post)  # the other half of a double tap
    reply = get_own_reply_or_404(request.user, pk)
    actions.remove_reply(reply, actor=request.user)
    return redirect(reply.post)


@require_POST
@member_required
@limited("accept", limit=60, seconds=3600)
def reply_accept(request, pk):
    """Accept an answer (`want=1`) or open the question again (`want=0`); said outright, so a double tap cannot flip."""
    reply = get_acceptable_reply_or_404(request.user, pk)
    want = request.POST.get("want") != "0"
    try:
        (actions.accept_reply if want else actions.withdraw_acceptance)(reply, actor=request.user)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("This is the accepted answer now.") if want else _("The question is open again."))
    return redirect(reply.post)


@require_POST
@member_required
@limited("react", limit=300, seconds=3600)
def post_react(request, pk):
    post = get_live_post_or_404(request.user, pk)
    return take_reaction(request, post)


@require_POST
@member_required
@limited("react", limit=300, seconds=3600)
def reply_react(request, pk):
    reply = get_reply_or_404(request.user, pk)
    get_live_post_or_404(request.user, reply.post_id)
    return take_reaction(request, reply.post, reply)


def take_reaction(request, post, reply=None):
    """Give (`give=KIND`) or take back (`drop=KIND`) a reaction; a kind that we do not know changes nothing."""
    give, drop = request.POST.get("give", ""), request.POST.get("drop", "")
    error = ""
    try:
        if give in Reaction.Kind.values:
            actions.react(post, actor=request.user, kind=give, reply=reply)
        elif drop in Reaction.Kind.values:
            actions.take_reaction_back(post, actor=request.user, kind=drop, reply=reply)
    except ValidationError as refused:
        error = refused.messages[0]
    if request.htmx:
        (reply or post).refresh_from_db(fields=["reaction_count"])
        show_reactions(post, [reply] if reply else [], request.user)
        may_reply = may_contribute_in(request.user, post.group)
        context = {"target": reply or post, "is_reply": bool(reply), "error": error, "may_reply": may_reply}
        return render(request, "posts/_reactions.html", context)
    if error:
        messages.info(request, error)
    return redirect(reply or post)
