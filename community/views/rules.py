"""The community's rules, read and accepted."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community import actions
from community.markdown import render_markdown
from community.models import Rules
from community.page_cache import visitor_page
from community.permissions import member_required
from community.views.coming_back import safe_next


@require_safe
@visitor_page(query={"v"})
def rules_page(request):
    """The rules in force, or an older version (`v`), and all versions with what they changed."""
    versions = list(Rules.objects.published()[:50])
    wanted = request.GET.get("v", "")
    shown = next((rules for rules in versions if str(rules.version) == wanted), None)
    if wanted and shown is None:
        raise Http404
    shown = shown or next(iter(versions), None)
    context = {
        "rules": shown,
        "rendered": render_markdown(shown.display_text, top=2) if shown else "",
        "versions": versions,
        "is_current": shown is not None and shown == versions[0],
    }
    return render(request, "community/rules_page.html", context)


@require_POST
@member_required
def rules_accept(request):
    version = request.POST.get("accept_rules", "")
    try:
        actions.accept_rules(int(version) if version.isdecimal() and len(version) < 10 else 0, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("community:rules_page")
    messages.success(request, _("Thank you. It is noted that you accept them."))
    return HttpResponseRedirect(safe_next(request, reverse("community:rules_page")))
