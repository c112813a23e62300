"""Reporting something to the team, on a page or in a dialog of the page it stands on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.limits import limited
from community.moderation import actions
from community.moderation.forms import ReportForm
from community.moderation.models import Report
from community.moderation.things import care_of
from community.permissions import member_required

EXCERPT = 160


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("report", limit=20, seconds=3600)
def report_add(request, kind, pk):
    module = care_of(kind)
    thing = module.get_or_404(request.user, pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_thing(kind, thing, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("words" if error.code == "other_needs_words" else None, error)
        else:
            return thanks(request, module.url_of(thing))
    context = {
        "form": form,
        "address": request.path,
        "label": module.LABEL,
        "excerpt": module.words_of(thing)[:EXCERPT],
        "back": module.url_of(thing),
        "known": known_report(kind, thing, request.user),
        "is_own": module.author_of(thing) == request.user,
    }
    # The dialog takes a refused form as any other part of the page: HTMX swaps nothing that answers 4xx.
    template, status = ("_report.html", 200) if request.htmx else ("report_add.html", 422 if form.errors else 200)
    return render(request, f"moderation/{template}", context, status=status)


def known_report(kind, thing, member):
    """This member's report of a thing that waits for a decision, or None."""
    reports = Report.objects.filter(case__kind=kind, case__object_id=thing.pk, case__decided_at=None)
    return reports.filter(reporter=member).first()


def thanks(request, address):
    said = _(
        "Thank you. Somebody of the team reads it and tells you what came of it; nobody else learns that it was you."
    )
    if request.htmx:
        return render(request, "moderation/_reported.html", {"said": said})
    messages.success(request, said)
    return redirect(address)
