"""Calls for testers of a fix: the open ones, one call, and what testers do."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.blocks import muted_by
from community.limits import limited
from community.page_cache import visitor_page
from community.permissions import member_required
from community.text import is_key
from feedback import actions
from feedback.forms import TestReportForm
from feedback.models import Attachment, TestCall, TestSeat
from feedback.permissions import get_own_seat_or_404, get_test_call_or_404, may_triage

CALLS, ENDED, REPORTS = 20, 5, 50


@require_safe
@visitor_page()
def test_call_list(request):
    """The open calls, the newest first, and what came of the last ones."""
    calls = TestCall.objects.visible_to(request.user).select_related("feedback")
    rows = calls.open().order_by("-pk")
    before = request.GET.get("before", "")
    if is_key(before):
        rows = rows.filter(pk__lt=int(before))
    rows = list(rows[: CALLS + 1])
    shown = rows[:CALLS]
    joined = set()
    if request.user.is_authenticated:
        joined = set(TestSeat.objects.filter(member=request.user, call__in=shown).values_list("call_id", flat=True))
    context = {
        "calls": shown,
        "joined": joined,
        "next_url": f"?before={shown[-1].pk}" if len(rows) > CALLS else "",
        "ended": [] if before else calls.ended().order_by("-ended_at", "-pk")[:ENDED],
        "nav": "roadmap",
    }
    return render(request, "feedback/test_call_list.html", context)


@require_safe
@visitor_page()
def test_call_detail(request, pk):
    call = get_test_call_or_404(request.user, pk)
    reports = call.taken.public().exclude(member__in=muted_by(request.user))
    after = request.GET.get("after", "")
    if is_key(after):
        reports = reports.filter(pk__gt=int(after))
    reports = list(with_pictures(reports.order_by("pk"))[: REPORTS + 1])
    context = {
        "call": call,
        "feedback": call.feedback,
        "seat": seat_of(request.user, call),
        "figures": call.taken.figures() if call.report_count else None,
        "reports": reports[:REPORTS],
        "next_url": f"?after={reports[REPORTS - 1].pk}" if len(reports) > REPORTS else "",
        "may_triage": may_triage(request.user),
        "nav": "roadmap",
    }
    return render(request, "feedback/test_call_detail.html", context)


def with_pictures(seats):
    pictures = Prefetch("attachments", Attachment.objects.order_by("pk"))
    return seats.select_related("member").prefetch_related(pictures)


def seat_of(user, call):
    """The seat that this reader has taken, or None."""
    return TestSeat.objects.filter(call=call, member=user).first() if user.is_authenticated else None


def open_call_of(feedback):
    """The open call for testers on an item that everybody may join, or None."""
    if not feedback.is_public or feedback.is_merged:
        return None
    return TestCall.objects.open().filter(feedback=feedback).first()


@require_POST
@member_required
@limited("test", limit=60, seconds=3600)
def test_call_join(request, pk):
    call = get_test_call_or_404(request.user, pk)
    try:
        actions.join_test(call, actor=request.user)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("You are in. Try it, and say here what you found."))
    return redirect(call)


@require_POST
@member_required
@limited("test", limit=60, seconds=3600)
def test_call_leave(request, pk):
    call = get_test_call_or_404(request.user, pk)
    try:
        actions.leave_test(call, actor=request.user)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("Your seat is free for somebody else."))
    return redirect(call)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("test", limit=60, seconds=3600)
def test_call_report(request, pk):
    """Say what came of testing; the same page changes it until the call ends."""
    call = get_test_call_or_404(request.user, pk)
    seat = get_own_seat_or_404(request.user, call)
    if not call.is_open:
        if request.method == "POST":
            messages.info(request, _("This call has ended."))
        return redirect(call)
    form = TestReportForm(request.POST or None, request.FILES or None, seat=seat)
    if request.method == "POST" and form.is_valid():
        try:
            report_from(form, seat, request.user)
        except ValidationError as error:
            form.add_error("images" if "image" in (error.code or "") else None, error)
        else:
            messages.success(request, _("Thank you. Whoever works on it reads this now."))
            return redirect(call)
    context = {"form": form, "call": call, "feedback": call.feedback, "seat": seat, "nav": "roadmap"}
    return render(request, "feedback/test_call_report.html", context, status=422 if form.errors else 200)


def report_from(form, seat, member):
    data = form.cleaned_data
    form.accept_by(member)
    actions.keep_draft_images(data["images"], actor=member, draft_key=data["draft_key"])
    actions.report_test(
        seat,
        actor=member,
        outcome=data["outcome"],
        text=data["text"],
        is_public=data["is_public"],
        is_named=data["is_named"],
        draft_key=data["draft_key"],
        drop=[picture.pk for picture in data["drop"]],
    )
