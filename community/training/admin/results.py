"""Who has passed what, as a page and as a table to take away."""

from django.contrib import admin
from django.http import StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from community.audit import record
from community.cells import MARK, guard, writer
from community.desk_pages import for_those_who
from community.models import Community
from community.training.permissions import may_see_results
from community.training.results import WHO, all_rows, offered_courses, page_of

TABS = [
    ("all", gettext_lazy("All")),
    ("staff", gettext_lazy("The team")),
    ("hosts", gettext_lazy("Hosts and ambassadors")),
]


def for_results(view):
    """Decorator: for those who may see who passed what."""
    return for_those_who(may_see_results, view)


def who_of(request):
    who = request.GET.get("who", "all")
    return who if who in WHO else "all"


@for_results
@require_safe
def people_page(request):
    who, courses = who_of(request), offered_courses()
    rows, after = page_of(who, request.GET.get("after", ""), courses)
    context = {
        **admin.site.each_context(request),
        "title": _("Who has passed what"),
        "who": who,
        "tabs": TABS,
        "courses": courses,
        "rows": rows,
        "after": after,
        "is_later_page": "after" in request.GET,
    }
    return TemplateResponse(request, "training/desk/people.html", context)


@for_results
@require_safe
def people_table(request):
    """The same as a CSV file, with everybody in it."""
    who, courses = who_of(request), offered_courses()
    record("training.results.exported", Community.get(), actor=request.user, changes={"who": [None, who]})
    response = StreamingHttpResponse(lines(who, courses), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="training-{timezone.localdate()}.csv"'
    return response


def lines(who, courses):
    yield MARK + writer.writerow([_("Name"), _("Role"), *(guard(course) for course in courses)])
    for row in all_rows(who, courses):
        cells = [in_words(certificate, is_required) for certificate, is_required in row.marked]
        yield writer.writerow([guard(row.member.name), row.role, *cells])


def in_words(certificate, is_required):
    """The day until which a course counts, or why it does not."""
    if certificate is None:
        return _("required, missing") if is_required else ""
    day = timezone.localtime(certificate.expires_at).date().isoformat()
    return day if certificate.is_valid else _("expired %(day)s") % {"day": day}
