"""What those do who run a group, and the team, on the pages that everybody reads."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.limits import limited
from community.moderation.actions import restore_case
from community.moderation.models import Case
from community.moderation.permissions import get_case_or_404
from community.permissions import member_required
from community.posts import actions
from community.posts.forms import ReasonForm
from community.posts.models import Post, Reply
from community.posts.permissions import (
    get_hidden_post_or_404,
    get_hidden_reply_or_404,
    get_run_post_or_404,
    get_run_reply_or_404,
)


@require_POST
@member_required
@limited("pin", limit=60, seconds=3600)
def post_pin(request, pk):
    """Pin (`want=1`) or take down (`want=0`)."""
    post = get_run_post_or_404(request.user, pk)
    want = request.POST.get("want") != "0"
    try:
        (actions.pin_post if want else actions.unpin_post)(post, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("It stands on top now.") if want else _("It is no longer pinned."))
    return redirect(post)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("take-away", limit=60, seconds=3600)
def post_remove(request, pk):
    """Take somebody's post away, with a reason that he reads."""
    post = get_run_post_or_404(request.user, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.take_post_away(post, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("It is taken away, and its author reads why."))
        return redirect(post)
    context = {"form": form, "post": post, "words": post.headline, "back": post.get_absolute_url(), "nav": "talk"}
    return render(request, "posts/take_away.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("take-away", limit=60, seconds=3600)
def reply_remove(request, pk):
    """Take somebody's reply away, with a reason that he reads."""
    taken = Reply.objects.filter(pk=pk, state=Reply.State.HIDDEN, hidden_by=request.user).select_related("post")
    if request.method == "POST" and (reply := taken.first()):
        return redirect(reply)  # the other half of a double tap
    reply = get_run_reply_or_404(request.user, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.take_reply_away(reply, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("It is taken away, and its author reads why."))
        return redirect(reply)
    context = {"form": form, "words": reply.text, "back": reply.get_absolute_url(), "nav": "talk"}
    return render(request, "posts/take_away.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
@limited("take-away", limit=60, seconds=3600)
def post_show(request, pk):
    """Show a post again that was taken away; the other half of a double tap finds it there."""
    if Post.objects.published().filter(pk=pk).exists():
        return redirect(get_run_post_or_404(request.user, pk))
    post = get_hidden_post_or_404(request.user, pk)
    show_again(request, "post", post, actions.give_post_back)
    return redirect(post)


@require_POST
@member_required
@limited("take-away", limit=60, seconds=3600)
def reply_show(request, pk):
    """Show a reply again that was taken away; the other half of a double tap finds it there."""
    if Reply.objects.shown().filter(pk=pk).exists():
        return redirect(get_run_reply_or_404(request.user, pk))
    reply = get_hidden_reply_or_404(request.user, pk)
    show_again(request, "reply", reply, actions.give_reply_back)
    return redirect(reply)


def show_again(request, kind, words, give_back):
    """Where a case hid it, its decision is taken back with it: by those who decide cases alone."""
    try:
        if case := Case.objects.hiding(kind, words.pk):
            restore_case(get_case_or_404(request.user, case.pk), actor=request.user)
        else:
            give_back(words, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("It is shown again, and its author is told."))
