"""Minutes written and published: one form with all their texts, so that no button of it loses what was typed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from community.limits import limited
from community.moderation.checks import CODES
from community.permissions import member_required
from community.submits import nothing_pressed
from community.text import is_key
from events.minutes import actions
from events.minutes.forms import MinutesForm, NewPromiseForm, written_down
from events.minutes.models import Minutes
from events.minutes.permissions import get_written_event_or_404
from events.minutes.questions import questions_to_write, unanswered
from events.models import AgendaItem

QUESTION_DEEDS = ("feedback", "out")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("minutes", limit=300, seconds=3600)
def minutes_edit(request, pk):
    """Whatever is pressed, what was typed is kept first; then comes what the button says."""
    event = get_written_event_or_404(request.user, pk)
    page = Page(event, request)
    if request.method == "POST" and page.is_valid():
        try:
            page.keep()
        except actions.Changed as changed:
            page.show_both(changed)
        except ValidationError as error:
            page.promise.add_error(None, error)
        else:
            return press(request, event)
    return page.render()


class Page:
    """The form of minutes with the form of one more promise in it, and what stands beside them."""

    def __init__(self, event, request):
        self.event, self.request = event, request
        self.minutes = Minutes.objects.filter(event=event).first()
        self.agenda = list(AgendaItem.objects.filter(event=event).in_order().select_related("feedback__owner"))
        self.questions = list(questions_to_write(event))
        self.theirs = {}
        self.bind(request.POST if request.method == "POST" else None)

    def bind(self, data):
        stored = actions.texts_of(self.event, self.minutes)
        self.form = MinutesForm(data, stored=stored)
        self.promise = NewPromiseForm(data, actor=self.request.user, things=[*self.agenda, *self.questions])

    def is_valid(self):
        if self.form.is_valid() and self.promise.is_valid():
            if is_known(self.request.POST.get("want", ""), self.questions):
                return True
            self.form.add_error(None, nothing_pressed())
        return False

    def keep(self):
        """The texts and the promise, or nothing."""
        form, actor = self.form, self.request.user
        with transaction.atomic():
            actions.save_minutes(self.event, actor=actor, texts=form.texts(), shown=form.digests())
            if self.promise.has_changed():
                key = form.cleaned_data["submit_key"]
                actions.add_promise(self.event, actor=actor, submit_key=key, **self.promise.words())

    def show_both(self, changed):
        """Show what was typed beside what others wrote meanwhile; what was not touched here is shown as it is now."""
        data, shown = self.request.POST.copy(), self.form.digests()
        for name, text in self.form.texts().items():
            if name in changed.stored and actions.digest(text) == shown.get(name):
                data[name] = changed.stored[name]
        data["shown"] = written_down(changed.stored)
        self.event.refresh_from_db(fields=["recording_link"])
        self.minutes = Minutes.objects.select_related("edited_by").filter(event=self.event).first()
        self.bind(data)
        self.form.is_valid()
        words = _("Somebody else changed this meanwhile. Join both here and save: then yours counts.")
        for name in changed.both:
            self.form.add_error(name, ValidationError(words, code="changed_meanwhile"))
            self.theirs[name] = changed.stored[name]

    def render(self):
        for kind, rows in (("item", self.agenda), ("question", self.questions)):
            for row in rows:
                self.dress(row, f"{kind}-{row.pk}")
        event = self.event
        context = {
            "event": event,
            "minutes": self.minutes,
            "form": self.form,
            "promise_form": self.promise,
            "agenda": self.agenda,
            "questions": self.questions,
            "theirs": self.theirs,
            "summary_theirs": self.theirs.get("summary"),
            "recording_theirs": self.theirs.get("recording"),
            "open_count": sum(question.is_unanswered and not question.feedback_id for question in self.questions),
            "promises": event.promises.select_related("owner", "feedback").by_day(),
            "people": people_of(event, self.agenda),
            "nav": "events",
        }
        bad = self.form.errors or self.promise.errors
        return render(self.request, "minutes/minutes_edit.html", context, status=422 if bad else 200)

    def dress(self, row, name):
        """Give a row its field, and what others wrote there meanwhile."""
        row.field = self.form[name] if name in self.form.fields else None
        row.theirs = self.theirs.get(name)


def people_of(event, agenda):
    """Who is likely to have promised something."""
    people = [event.host, event.responsible, *(item.feedback.owner for item in agenda if item.feedback)]
    return list(dict.fromkeys(member for member in people if member))


def is_known(want, questions):
    deed, _dash, pk = want.partition("-")
    return want in ("save", "publish", "rest") or (deed in QUESTION_DEEDS and pk in {str(row.pk) for row in questions})


def press(request, event):
    """What the button says, once all is kept."""
    want, _dash, pk = request.POST["want"].partition("-")
    if want == "publish":
        return publish(request, event)
    if want == "rest":
        turn_rest(request, event)
    elif want in QUESTION_DEEDS and is_key(pk):
        question = get_object_or_404(questions_to_write(event), pk=pk)
        if want == "feedback":
            turn_one(request, question)
        elif actions.leave_question_out(question, actor=request.user):
            messages.success(request, _("It is left out."))
    else:
        messages.success(request, _("Saved."))
    return redirect("minutes:minutes_edit", event.pk)


def turn_one(request, question):
    try:
        feedback = actions.make_feedback_of(question, actor=request.user)
    except ValidationError as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("It is feedback now, number %(number)s.") % {"number": feedback.pk})


def turn_rest(request, event):
    """Make feedback of all that is left; whether nothing is left now."""
    made, refused = actions.make_feedback_of_rest(event, actor=request.user)
    if made:
        words = ngettext("%(n)s question is feedback now.", "%(n)s questions are feedback now.", len(made))
        messages.success(request, words % {"n": len(made)})
    for question, error in refused[:3]:
        messages.error(request, f"“{question.text[:40]}”: {refusal(error)}")
    left = unanswered(event).count()
    if left > len(refused):
        words = ngettext("%(n)s is left: press once more.", "%(n)s are left: press once more.", left)
        messages.info(request, words % {"n": left})
    return not left


def refusal(error):
    """Why a question cannot become feedback, to those who run the session: its author's affairs are not theirs."""
    if error.code in CODES - {"blocked_word", "held_word"}:
        return _("It cannot be taken in under the name of who asked it. Answer it here, or leave it out.")
    return error.messages[0]


def publish(request, event, *, leaves=False):
    try:
        done = actions.publish_minutes(event, actor=request.user, leaves=leaves)
    except ValidationError as error:
        if error.code == "unanswered":
            return redirect("minutes:minutes_publish", event.pk)
        messages.error(request, error.messages[0])
        return redirect("minutes:minutes_edit", event.pk)
    if done:
        messages.success(request, _("The minutes are out. Everybody who had a seat is told."))
    return redirect("minutes:minutes_detail", event.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("minutes", limit=300, seconds=3600)
def minutes_publish(request, pk):
    """What is still without an answer, before all read the minutes."""
    event = get_written_event_or_404(request.user, pk)
    minutes = Minutes.objects.filter(event=event).first()
    if minutes is None and not event.is_over:
        raise Http404
    if minutes and minutes.is_published:
        return redirect(minutes)
    want = request.POST.get("want", "")
    if want == "leave" or (want == "feedback" and turn_rest(request, event)):
        return publish(request, event, leaves=want == "leave")
    if want == "feedback":
        return redirect("minutes:minutes_publish", event.pk)
    errors = nothing_pressed().messages if request.method == "POST" else []
    context = {"event": event, "questions": list(unanswered(event)), "errors": errors, "nav": "events"}
    return render(request, "minutes/minutes_publish.html", context, status=422 if errors else 200)
