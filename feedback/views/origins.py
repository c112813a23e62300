"""From the talk to the board: a post said as feedback, and the links between both."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.limits import limited
from community.permissions import member_required
from community.posts.permissions import get_live_post_or_404, get_own_post_or_404, may_read, may_run
from feedback import actions
from feedback.forms import FeedbackEditForm
from feedback.permissions import may_triage


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("submit", limit=20, seconds=3600)
def feedback_from_post(request, pk):
    """The author of a post says it on the board, in these or other words."""
    post = get_own_post_or_404(request.user, pk)
    if not post.is_shown:
        raise Http404
    if origin := actions.origin_of(post):
        return redirect(origin.feedback)
    initial = {"title": post.title, "text": post.text or post.title}
    form = FeedbackEditForm(request.POST or None, initial=initial, member=request.user)
    if request.method == "POST" and form.is_valid():
        form.accept_by(request.user)
        try:
            feedback = actions.say_post_as_feedback(post, actor=request.user, **form.words())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Received as #%(number)s, with a link to the talk.") % {"number": feedback.pk})
            return redirect(feedback)
    context = {"form": form, "post": post, "nav": "board"}
    return render(request, "feedback/feedback_from_post.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
@limited("offer", limit=30, seconds=3600)
def post_offer(request, pk):
    """Whoever runs the place, or triages, asks the author to say it as feedback."""
    post = get_live_post_or_404(request.user, pk)
    if not (may_run(request.user, post) or may_triage(request.user)):
        raise Http404
    if actions.offer_as_feedback(post, actor=request.user):
        messages.success(request, _("Its author is asked now. One press, and it stands on the board under their name."))
    else:
        messages.info(request, _("Its author was asked already, or it stands on the board."))
    return redirect(post)


def post_behind(user, feedback):
    """The post that an item came from, if this reader may see it, else None. Reads `feedback.origin`."""
    origin = getattr(feedback, "origin", None)
    return origin.post if origin and origin.post.is_shown and may_read(user, origin.post) else None
