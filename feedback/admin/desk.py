"""The desk of one item: everything about it on one page, and one form to answer, move and sort it."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.text import is_key
from community.training.models import Playbook
from feedback import actions
from feedback.actions.pairing import dismissed_with
from feedback.admin.approvals import DecisionForm
from feedback.admin.forms import NOTE_LIMIT, SORTED_BY, NoteForm, TriageForm
from feedback.admin.pages import desk_page, for_triage, queue_of, to_desk, to_triage
from feedback.admin.readings import read_of
from feedback.alike import look_alikes, words_of
from feedback.categories import suggest_categories, text_of
from feedback.models import Approval, Category, Feedback, Follow, ReplyTemplate, Status
from feedback.permissions import get_triage_feedback_or_404, may_enter, may_remove_comments
from feedback.placeholders import fill, values_for
from feedback.reasons import explain
from feedback.situations import playbooks_for, words_in

HISTORY, ALIKE, COMMENTS, MERGED, TEMPLATES = 5, 5, 50, 20, 60
# Beside which field of the form a refusal is explained; every other stands above it.
FIELD_OF = {
    "move_refused": "status",
    "decline_needs_reason": "decline_reason",
    "decline_needs_words": "answer",
    "question_needs_words": "answer",
    "note_empty": "answer",
}


@for_triage
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request, pk):
    feedback = get_triage_feedback_or_404(request.user, pk)
    queue = queue_of(request)
    before, after = queue.neighbours(feedback)
    form = TriageForm(request.POST or None, feedback=feedback, words=words_from_template(request, feedback))
    if request.method == "POST" and form.is_valid():
        try:
            take_step(request, feedback, form)
        except ValidationError as error:
            form.add_error(FIELD_OF.get(error.code), error)
        else:
            return to_next(queue, after) if "next" in request.POST else to_desk(pk, queue)
    if form.errors:
        # What is shown beside the kept words is how the item stands now, so that sending again can succeed.
        feedback = form.feedback = get_triage_feedback_or_404(request.user, pk)
        form.offer_moves()
    context = desk_context(request, feedback, form) | {"queue": queue, "before": before, "after": after}
    return desk_page(request, "desk", context, status=422 if form.errors else 200)


def to_next(queue, after):
    return to_desk(after, queue) if after else to_triage(queue)


def take_step(request, feedback, form):
    """Do what the form says: keep the words as a private note, or answer, move and sort in one step."""
    if "as_note" in request.POST:
        if not form.cleaned_data["answer"]:
            raise ValidationError(_("Write the note first."), code="note_empty")
        actions.add_note(feedback, actor=request.user, text=form.cleaned_data["answer"])
        said = _("#%(n)s: kept as a private note.")
    elif actions.triage_feedback(feedback, actor=request.user, **form.changes()):
        if form.cleaned_data["answer"] and form.cleaned_data["template"]:
            ReplyTemplate.objects.filter(pk=form.cleaned_data["template"]).count_use()
        told = form.cleaned_data["answer"] or form.cleaned_data["status"]
        said = _("#%(n)s: done, and whoever follows it is told.") if told else _("#%(n)s: done.")
    else:
        said = _("#%(n)s: nothing was changed.")
    # The tag tells the page that the draft of this item has arrived.
    messages.success(request, said % {"n": feedback.pk}, extra_tags=f"sent-{feedback.pk}")


def words_from_template(request, feedback):
    """What the form begins with when the address names a template or a playbook: its words filled in, and the status
    that the template sets."""
    key = request.GET.get("playbook", "")
    if playbook := Playbook.objects.filter(is_active=True, pk=key).first() if is_key(key) else None:
        values = values_for(feedback, actor=request.user, language=feedback.language)
        return {"answer": fill(words_in(playbook, feedback.language), values)}
    key = request.GET.get("template", "")
    template = ReplyTemplate.objects.filter(is_active=True, pk=key).first() if is_key(key) else None
    if template is None:
        return {}
    words = fill(template.text, values_for(feedback, actor=request.user, language=template.language))
    return {"answer": words, "status": template.status, "template": template.pk}


def ready_words(feedback, values):
    """The templates for an item, the nearest first, each with its `words` filled in and whether it `fits` best."""
    templates = list(ReplyTemplate.objects.offered_for(feedback)[:TEMPLATES])
    for template in templates:
        template.words = fill(template.text, values[template.language])
        template.fits = template.language == feedback.language
    return templates


def desk_context(request, feedback, form):
    """All that the desk shows of an item."""
    comments, earlier = feedback.comments.newest(COMMENTS)
    history = Feedback.objects.none()
    if feedback.author_id:
        history = Feedback.objects.kept().of_author(feedback.author).exclude(pk=feedback.pk).for_rows()
    history = list(history[: HISTORY + 1])
    values = {code: values_for(feedback, actor=request.user, language=code) for code, _name in settings.LANGUAGES}
    return {
        "title": f"#{feedback.pk} {feedback.title}",
        "feedback": explain(feedback),
        **read_of(feedback),
        "form": form,
        "seen": seen_values(feedback),
        "decision": DecisionForm(),
        "approval": None if feedback.is_shared else Approval.objects.filter(feedback=feedback).first(),
        "on_behalf": feedback.on_behalf.select_related("member", "channel", "entered_by").order_by("pk"),
        "may_enter": may_enter(request.user),
        "templates": ready_words(feedback, values),
        "playbooks": playbooks_for(feedback, values),
        "note_limit": NOTE_LIMIT,
        "entries": feedback.entries.newest_first().select_related("actor", "fix_note", "other"),
        "merged": list(Feedback.objects.filter(merged_into=feedback).kept().for_rows()[:MERGED]),
        "comments": comments,
        "has_earlier_comments": earlier,
        "attachments": feedback.attachments.filter(comment=None).order_by("pk"),
        "similar": alike(feedback),
        "suggested": [] if feedback.is_merged else suggested_for(feedback),
        "history": history[:HISTORY],
        "history_goes_on": len(history) > HISTORY,
        "follower_count": followers_told(feedback, request.user),
        "may_write_fix_note": request.user.has_perm("feedback.add_fixnote") and feedback.status != Status.CLOSED,
    }


def seen_values(feedback):
    """Name and value of the hidden fields that say what the page showed."""
    values = {"severity": feedback.severity, "owner": feedback.owner_id, "category": feedback.category_id}
    sorted_by = [(f"seen_{name}", "" if values[name] is None else values[name]) for name in SORTED_BY]
    return [("seen_status", feedback.status), ("seen_at", feedback.changed_at.isoformat()), *sorted_by]


def alike(feedback):
    """[(item, percent)] of what says much the same and was not dismissed, the nearest first."""
    dismissed = dismissed_with(feedback)
    scores = look_alikes(words_of(feedback), limit=ALIKE + len(dismissed), but=feedback.pk, public_only=False)
    scores = {pk: score for pk, score in scores.items() if pk not in dismissed and pk != feedback.merged_into_id}
    found = sorted(Feedback.objects.kept().for_rows().filter(pk__in=scores), key=lambda item: -scores[item.pk])
    return [(item, round(100 * scores[item.pk])) for item in found[:ALIKE]]


def suggested_for(feedback):
    """Categories to choose from with one press; the one it has is not among them."""
    suggestions = suggest_categories(text_of(feedback), but=feedback.pk)
    return [suggestion for suggestion in suggestions if suggestion.category.pk != feedback.category_id]


def followers_told(feedback, actor):
    """How many members a public step of `actor` would tell at most."""
    follows = Follow.objects.filter(feedback=feedback, member__is_active=True).exclude(level=Follow.Level.NONE)
    return follows.exclude(member=actor).count()


# --- beside the form ------------------------------------------------------------------------------------------


@for_triage
@require_POST
def desk_note(request, pk):
    feedback = get_triage_feedback_or_404(request.user, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.add_note(feedback, actor=request.user, text=form.cleaned_data["note"])
        messages.success(request, _("#%(n)s: kept as a private note.") % {"n": pk}, extra_tags=f"noted-{pk}")
    else:
        messages.error(request, form.errors["note"][0])
    return to_desk(pk, queue_of(request))


@for_triage
@require_POST
def desk_visibility(request, pk):
    feedback = get_triage_feedback_or_404(request.user, pk)
    if request.POST.get("want") == "hide":
        actions.hide_feedback(feedback, actor=request.user)
        messages.success(request, _("#%(n)s is hidden from everything public.") % {"n": pk})
    elif request.POST.get("want") == "show":
        try:
            actions.show_feedback(feedback, actor=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            again = _("#%(n)s is seen by its group again.") if feedback.is_for_group else _("#%(n)s is public again.")
            messages.success(request, again % {"n": pk})
    return to_desk(pk, queue_of(request))


@for_triage
@require_POST
def desk_category(request, pk):
    """Take a suggested category with one press."""
    feedback, key = get_triage_feedback_or_404(request.user, pk), request.POST.get("category", "")
    category = Category.objects.active().filter(pk=int(key)).first() if is_key(key) else None
    if category is None:
        messages.error(request, _("This category is no longer offered."))
    elif actions.triage_feedback(feedback, actor=request.user, category=category):
        messages.success(request, _("#%(n)s: put into “%(category)s”.") % {"n": pk, "category": category})
    return to_desk(pk, queue_of(request))


@for_triage
@require_POST
def desk_remove_comment(request, pk, comment):
    """Take a member's comment away; the audit trail keeps who did it."""
    feedback = get_triage_feedback_or_404(request.user, pk)
    if not may_remove_comments(request.user):
        raise PermissionDenied
    actions.delete_comment(get_object_or_404(feedback.comments, pk=comment), actor=request.user)
    messages.success(request, _("The comment is taken away."))
    return to_desk(pk, queue_of(request))
