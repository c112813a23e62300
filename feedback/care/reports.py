"""What testers of a fix report as something that can be reported itself; see config/care.py."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from feedback import actions
from feedback.models import TestSeat
from feedback.models.status import Visibility
from feedback.permissions import get_test_call_or_404, may_read_report

LABEL = _("What a tester found")
# How many reports before and after stand beside it.
BEFORE, AFTER = 3, 3


def get_or_404(user, pk):
    """A report that this reader may read, of a call that he may see."""
    seat = get_object_or_404(TestSeat.objects.reported().select_related("member"), pk=pk)
    seat.call = get_test_call_or_404(user, seat.call_id)
    if not may_read_report(user, seat):
        raise Http404
    return seat


def find(pk):
    return TestSeat.objects.reported().filter(pk=pk).select_related("member", "call__opened_by").first()


def author_of(seat):
    return seat.member


def words_of(seat):
    return seat.text


def url_of(seat):
    """Its page begins with it: a call may have many reports."""
    return f"{seat.call.get_absolute_url()}?after={seat.pk - 1}#report-{seat.pk}"


def is_hidden(seat):
    return seat.hidden_at is not None


def around(seat):
    """[(member or None, words, moment, whether this is it)]: what was to be tried, and what others reported before and
    after."""
    call = seat.call
    reports = TestSeat.objects.reported().filter(call=call).select_related("member")
    before = list(reports.filter(pk__lt=seat.pk).order_by("-pk")[:BEFORE])[::-1]
    after = reports.filter(pk__gt=seat.pk).order_by("pk")[:AFTER]
    said = [(call.opened_by, call.text, call.created_at, False)]
    return said + [(one.member, one.text, one.reported_at, one == seat) for one in (*before, seat, *after)]


def pictures_of(seat):
    return seat.attachments.order_by("pk")


def newest(limit):
    """[(moment, report)] of what was reported last under public items."""
    rows = TestSeat.objects.public().filter(call__feedback__visibility=Visibility.PUBLIC).exclude(text="")
    return [(row.reported_at, row) for row in rows.select_related("call").order_by("-pk")[:limit]]


def hide(seat, *, actor):
    actions.hide_test_report(seat, actor=actor)


def show(seat, *, actor):
    actions.show_test_report(seat, actor=actor)
