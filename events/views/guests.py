"""Who comes to a session, for those who run it: seats given and taken away, how many there are, and the list as a
table."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.cells import MARK, guard, writer
from community.limits import limited
from community.models import Member
from community.permissions import member_required
from community.text import is_key, name_key
from events import actions
from events.forms import SeatsForm, code_of
from events.models import Registration
from events.permissions import get_registration_or_404, get_run_event_or_404

PAGE, WAITING_SHOWN, FOUND_SHOWN = 60, 100, 12


@require_safe
@member_required
def guest_list(request, pk):
    """Who has a seat, who waits, and whom the hosts could seat (`find`, a piece of a name)."""
    return show_guests(request, get_run_event_or_404(request.user, pk))


def show_guests(request, event, *, form=None, status=200):
    find, after = request.GET.get("find", "").strip()[:30], request.GET.get("after", "")
    guests = Registration.objects.filter(event=event).select_related("member")
    going = guests.going().order_by("pk")
    rows = list((going.filter(pk__gt=int(after)) if is_key(after) else going)[: PAGE + 1])
    seats = {"capacity": event.capacity, "reserved": event.reserved}
    context = {
        "event": event,
        "going": rows[:PAGE],
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else "",
        "is_first": not is_key(after),
        "waiting": guests.waiting()[:WAITING_SHOWN],
        "find": find,
        "found": find_members(event, find) if find else [],
        "form": form or SeatsForm(initial=seats),
        "reserved_left": event.reserved - event.reserved_taken,
        "tab": "guests",
        "nav": "events",
    }
    return render(request, "events/guest_list.html", context, status=status)


def members_to_seat(event):
    """Whom the hosts can seat: anybody who is here, in a private group its members."""
    members = Member.objects.filter(is_active=True)
    if event.group_id and event.group.is_private:
        members = members.filter(memberships__group=event.group_id)
    return members


def find_members(event, find):
    """The first members with a piece of this name who have no seat yet."""
    seated = Registration.objects.going().filter(event=event, member__isnull=False).values("member")
    found = members_to_seat(event).filter(name_key__contains=name_key(find)).exclude(pk__in=seated)
    return list(found.order_by("name_key")[:FOUND_SHOWN]) if name_key(find) else []


@require_POST
@member_required
@limited("event-guests", limit=600, seconds=3600)
def guest_seat(request, pk):
    """Give a member a seat."""
    event = get_run_event_or_404(request.user, pk)
    key = request.POST.get("member", "")
    member = get_object_or_404(members_to_seat(event), pk=key if is_key(key) else 0)
    try:
        actions.seat_member(event, member, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("%(name)s has a seat, and is told so.") % {"name": member.name})
    return redirect("events:guest_list", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("event-guests", limit=600, seconds=3600)
def guest_remove(request, pk, registration):
    """Take a seat away, or a place in the line, after asking once."""
    event = get_run_event_or_404(request.user, pk)
    registration = get_registration_or_404(event, registration)
    if request.method != "POST":
        context = {"event": event, "registration": registration, "nav": "events"}
        return render(request, "events/guest_remove.html", context)
    try:
        if actions.cancel_registration(registration, actor=request.user):
            messages.success(request, _("The seat is free again. They are told."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("events:guest_list", pk)


@require_POST
@member_required
@limited("event-guests", limit=600, seconds=3600)
def guest_seats(request, pk):
    """Set how many seats there are, and how many of them are kept for whom the hosts choose."""
    event = get_run_event_or_404(request.user, pk)
    form = SeatsForm(request.POST)
    if form.is_valid():
        try:
            actions.set_seats(event, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("reserved" if code_of(error).startswith("reserved") else None, error.messages)
        else:
            messages.success(request, _("Saved. Nobody loses a seat; whoever waits gets those that are free."))
            return redirect("events:guest_list", pk)
    return show_guests(request, event, form=form, status=422)


@require_safe
@never_cache
@member_required
@limited("event-guests", limit=600, seconds=3600)
def guest_export(request, pk):
    """All guests as CSV, without their addresses."""
    event = get_run_event_or_404(request.user, pk)
    answer = StreamingHttpResponse(table_of(event), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="guests-{event.pk}.csv"'
    return answer


def table_of(event):
    """The lines of the table, one after the other."""
    head = [pgettext("column", "Name"), pgettext("column", "State"), _("reserved seat"), _("since"), _("came")]
    yield MARK + writer.writerow([guard(cell) for cell in head])
    guests = Registration.objects.filter(event=event).live().select_related("member").order_by("state", "pk")
    for guest in guests.iterator(chunk_size=500):
        name = guest.member.name if guest.member else _("A former member")
        cells = [name, guest.get_state_display(), "✓" if guest.is_reserved else ""]
        cells += [in_table(guest.registered_at), in_table(guest.checked_in_at)]
        yield writer.writerow([guard(cell) for cell in cells])


def in_table(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
