"""What was promised: in all sessions, and one promise with what its owner and the hosts do with it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.limits import limited
from community.page_cache import visitor_page
from community.permissions import member_required
from community.submits import nothing_pressed
from community.text import is_key
from events.minutes import actions
from events.minutes.forms import PromiseForm, SettleForm
from events.minutes.models import ActionItem
from events.minutes.permissions import get_promise_or_404, get_run_promise_or_404
from events.minutes.questions import seen_feedback
from events.permissions import may_run

PAGE = 30


# --- all of them ------------------------------------------------------------------------------------------------


def by_end(rows, last):
    """What ended last, first, from behind `last` on."""
    if last and last.done_at:
        rows = rows.filter(Q(done_at__lt=last.done_at) | Q(done_at=last.done_at, pk__lt=last.pk))
    return rows.order_by("-done_at", "-pk")


def by_day(rows, last):
    """What is due first, first, from behind `last` on."""
    if last:
        rows = rows.filter(Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, pk__gt=last.pk))
    return rows.by_day()


SHOWN = {
    "open": (lambda rows: rows.open(), by_day),
    "late": (lambda rows: rows.late(), by_day),
    "kept": (lambda rows: rows.kept(), by_end),
    "dropped": (lambda rows: rows.dropped(), by_end),
}


@require_safe
@visitor_page(query={"show", "after"})
def promise_list(request):
    """What was promised in sessions that everybody may know of, to everybody alike."""
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "open"
    chosen, ordered = SHOWN[show]
    after = request.GET.get("after", "")
    last = ActionItem.objects.public().filter(pk=after).first() if is_key(after) else None
    rows = ordered(chosen(ActionItem.objects.public()), last).select_related("event", "owner", "feedback")
    rows = list(rows[: PAGE + 1])
    context = {
        "show": show,
        "promises": rows[:PAGE],
        "seen": seen_feedback(request.user, [row.feedback for row in rows[:PAGE]]),
        "next_url": f"?show={show}&after={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "nav": "events",
    }
    return render(request, "minutes/promise_list.html", context)


# --- one of them ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("promise", limit=100, seconds=3600)
def promise_detail(request, pk):
    """Its owner, or who runs the session, says what became of it."""
    promise = get_promise_or_404(request.user, pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = settle(promise, request.POST.get("want", ""), request.user, form.cleaned_data["note"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if said:
                messages.success(request, said)
            return redirect(promise)
    return one_promise(request, "minutes/promise_detail.html", promise, form)


def settle(promise, want, actor, note):
    """Do what was pressed; what is to be said of it, or nothing where it was so before."""
    if want == "keep":
        done = actions.keep_promise(promise, actor=actor, note=note)
        return done and _("Done. Everybody who reads the minutes sees it.")
    if want == "drop":
        done = actions.drop_promise(promise, actor=actor, reason=note)
        return done and _("Dropped. Everybody who reads the minutes sees why.")
    if want == "reopen":
        return actions.reopen_promise(promise, actor=actor) and _("It is open again.")
    raise nothing_pressed()


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("promise", limit=100, seconds=3600)
def promise_edit(request, pk):
    """Who runs the session mends a promise, or takes out what was written down by mistake."""
    promise = get_run_promise_or_404(request.user, pk)
    form = PromiseForm(request.POST or None, actor=request.user, promise=promise)
    want = request.POST.get("want", "")
    if want == "remove":
        return remove(request, promise, form)
    if request.method == "POST" and form.is_valid():
        try:
            if want != "save":
                raise nothing_pressed()
            actions.edit_promise(promise, actor=request.user, **form.words())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(promise)
    return one_promise(request, "minutes/promise_edit.html", promise, form)


def remove(request, promise, form):
    try:
        actions.remove_promise(promise, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(promise)
    messages.success(request, _("It is taken out."))
    return redirect("minutes:minutes_edit", promise.event_id)


def one_promise(request, template, promise, form):
    context = {
        "promise": promise,
        "event": promise.event,
        "form": form,
        "seen": seen_feedback(request.user, [promise.feedback]),
        "runs": may_run(request.user, promise.event),
        "is_out": actions.is_published(promise.event),
        "nav": "events",
    }
    return render(request, template, context, status=422 if form.errors else 200)
