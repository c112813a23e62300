"""Appeals: looked at by somebody else than who decided first, decided once."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.markdown import render_markdown
from community.models import Rules
from community.moderation import actions
from community.moderation.admin.forms import AppealDecisionForm
from community.moderation.admin.pages import care_page, for_care
from community.moderation.models import Appeal, Sanction
from community.moderation.permissions import can_others_care, get_appeal_or_404
from community.text import is_key

PAGE, HISTORY = 20, 8
FIELD_OF = {"words_missing": "words"}


@for_care
@require_safe
def appeal_list(request):
    """What waits for a second look, the longest waiting first; one's own are another's to look at."""
    rows = Appeal.objects.open().not_of(request.user).with_decisions()
    if is_key(after := request.GET.get("after", "")):
        rows = rows.filter(pk__gt=int(after))
    rows = list(rows[: PAGE + 1])
    for asked in rows:
        asked.is_mine = asked.by == request.user
    context = {"title": _("Appeals"), "appeals": rows[:PAGE], "after": rows[PAGE - 1].pk if len(rows) > PAGE else ""}
    return care_page(request, "appeals", context, tab="appeals")


@for_care
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_desk(request, pk):
    asked = get_appeal_or_404(request.user, pk)
    form = AppealDecisionForm(request.POST or None, about_words=asked.case_id is not None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_appeal(asked, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(FIELD_OF.get(error.code), error)
        else:
            messages.success(request, _("Decided. The member is told once."))
            return redirect("admin:moderation_appeals")
    if form.errors:
        asked = get_appeal_or_404(request.user, pk)
    rules, earlier = Rules.objects.published().first(), Sanction.objects.filter(member=asked.member)
    context = {
        "title": _("Appeal"),
        "asked": asked,
        "case": asked.hiding_case,
        "form": form,
        "is_for_others": asked.by == request.user and can_others_care(request.user, asked.member),
        "earlier": earlier.exclude(pk=asked.sanction_id).newest_first()[:HISTORY] if asked.member else [],
        "rules": render_markdown(rules.display_text, top=3) if rules else "",
    }
    return care_page(request, "appeal", context, status=422 if form.errors else 200)
