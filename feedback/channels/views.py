"""The pages of imports on the staff desk; wired in by admin.py, which lets staff alone through."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.channels.actions import (
    drop_import,
    keep_upload,
    resume_import,
    set_up_import,
    start_import,
    stop_import,
)
from feedback.channels.forms import SetUpForm, UploadForm
from feedback.channels.importing import preview_rows
from feedback.channels.issues import header_line, issue_line
from feedback.channels.models import ImportJob
from feedback.channels.permissions import check_may_import, get_import_or_404, may_create_categories

ISSUES_SHOWN = 50


def page(request, template, context, *, status=200):
    context = {**admin.site.each_context(request), "opts": ImportJob._meta, **context}
    return render(request, f"feedback/import/{template}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request):
    """Send a file; it is read through at once, and nothing is written yet."""
    check_may_import(request.user)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"channel": "social"})
    if request.method == "POST" and form.is_valid():
        try:
            job = keep_upload(form.cleaned_data["file"], channel=form.cleaned_data["channel"], actor=request.user)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect(job)
    status = 400 if form.errors else 200
    return page(request, "import_new", {"form": form, "title": _("Import feedback")}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def import_job(request, pk):
    """One import at whatever stage it is: to be set up, at work, or done."""
    job = get_import_or_404(request.user, pk)
    if job.is_settable or request.method == "POST":
        return set_up(request, job)
    return page(
        request,
        "import_job",
        {"job": job, "title": job.name, "issues": job.issues.order_by("number")[:ISSUES_SHOWN]},
    )


def set_up(request, job):
    form = SetUpForm(request.POST or None, job=job, may_create=may_create_categories(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            job = set_up_import(job, **form.choices())
            if request.POST.get("then") in ("check", "start"):
                start_import(job, actor=request.user, check=request.POST["then"] == "check")
        except ValidationError as error:
            form.add_error(None, error)
            job.refresh_from_db()
        else:
            return redirect(job)
    context = {"job": job, "form": form, "title": job.name}
    if job.file and job.is_settable:
        try:
            context["preview"] = preview_rows(job)
        except ValidationError as error:
            context["unreadable"] = error.messages[0]
    if job.state == ImportJob.State.CHECKED:
        context["issues"] = job.issues.order_by("number")[:ISSUES_SHOWN]
    return page(request, "import_set_up", context, status=400 if form.errors else 200)


@require_safe
def import_progress(request, pk):
    """How far the job is; the page is shown anew once it has ended."""
    job = get_import_or_404(request.user, pk)
    response = render(request, "feedback/import/_progress.html", {"job": job})
    if not job.is_at_work:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def import_stop(request, pk):
    job = get_import_or_404(request.user, pk)
    stop_import(job, actor=request.user)
    return redirect(job)


@require_POST
def import_resume(request, pk):
    job = get_import_or_404(request.user, pk)
    try:
        resume_import(job, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(job)


@require_POST
def import_drop(request, pk):
    job = get_import_or_404(request.user, pk)
    try:
        drop_import(job, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(job)
    messages.success(request, _("“%(name)s” was put away; nothing was imported.") % {"name": job.name})
    return redirect("admin:channels_importjob_changelist")


@require_safe
def import_rows(request, pk):
    """The rows that were not taken, as CSV."""
    job = get_import_or_404(request.user, pk)
    issues = job.issues.order_by("number").iterator(chunk_size=500)
    language = get_language()

    def lines():
        # Sent after the request is over, when the reader's language is no longer the current one.
        with override(language):
            header = header_line(job.columns)
        yield header
        for issue in issues:
            with override(language):
                line = issue_line(job.columns, issue)
            yield line

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{job.pk}-rows.csv"'
    return response
