"""A poll on a planned item or one in progress, attached and closed at the desk."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from community.posts.forms import BallotForm
from community.text import CleanCharField
from feedback import actions
from feedback.admin.pages import desk_page, for_triage, queue_of, to_desk
from feedback.models import FeedbackPoll
from feedback.permissions import get_triage_feedback_or_404

FIELD_OF = {
    "question_missing": "question",
    "closing_missing": "closes_at",
    "closes_too_soon": "closes_at",
    "options_missing": "options",
    "too_many_options": "options",
    "options_alike": "options",
}


class PollForm(BallotForm):
    question = CleanCharField(label=gettext_lazy("What do you ask?"), max_length=80)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["closes_at"].required = True


@for_triage
@require_http_methods(["GET", "HEAD", "POST"])
def desk_poll(request, pk):
    """The poll of an item as it stands, or the form to attach one."""
    feedback = get_triage_feedback_or_404(request.user, pk)
    attached = FeedbackPoll.objects.select_related("poll").filter(feedback=feedback).first()
    form = PollForm(request.POST if request.method == "POST" else None, auto_id="id_%s")
    if request.method == "POST" and form.is_valid():
        try:
            actions.attach_poll(
                feedback, actor=request.user, question=form.cleaned_data["question"], ballot=form.ballot()
            )
        except ValidationError as error:
            form.add_error(FIELD_OF.get(error.code), error)
        else:
            messages.success(
                request, _("#%(n)s has its poll. When it closes, the result goes into the log.") % {"n": pk}
            )
            return to_desk(pk, queue_of(request))
    options = list(attached.poll.options.order_by("position")) if attached else []
    context = {"title": _("Poll on #%(n)s") % {"n": pk}, "feedback": feedback, "form": form}
    context |= {"attached": attached, "options": options}
    return desk_page(request, "poll", context, status=422 if form.errors else 200)


@for_triage
@require_POST
def desk_poll_close(request, pk):
    """Close it before its time and write the result down."""
    feedback = get_triage_feedback_or_404(request.user, pk)
    attached = FeedbackPoll.objects.select_related("poll", "feedback", "attached_by").filter(feedback=feedback).first()
    if attached is None:
        raise Http404
    actions.close_attached(attached, actor=request.user, at_once=True)
    messages.success(request, _("#%(n)s: the poll is closed, and its result stands in the log.") % {"n": pk})
    return to_desk(pk, queue_of(request))
