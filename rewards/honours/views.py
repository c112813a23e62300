"""The honour board, and the badges that there are."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.limits import limited
from community.page_cache import visitor_page
from community.permissions import member_required
from community.views.coming_back import safe_next
from rewards.honours import actions
from rewards.honours.board import PERIODS, RANKED, Wish, groups_for, own_place, page_of
from rewards.honours.models import BadgeAward
from rewards.honours.progress import badge_standings, ladder_with
from rewards.models import Account

BADGES_SHOWN = 3
PODIUM = 3


@require_safe
@visitor_page(query={"period", "on", "group", "after"})
def board(request):
    """Who earned the most in a week, a month or ever, in all or in one group."""
    wish = Wish.asked_for(request.GET, request.user)
    after = request.GET.get("after", "")
    rows, after = page_of(wish, after)
    badges = BadgeAward.objects.highest([row.member.pk for row in rows]) if rows else {}
    for row in rows:
        row.badges = badges.get(row.member.pk, [])[:BADGES_SHOWN]
    is_top = bool(rows) and rows[0].rank == 1 and "after" not in request.GET
    podium = rows[:PODIUM] if is_top and len(rows) >= PODIUM else []
    context = {
        "nav": "honours",
        "wish": wish,
        "podium": podium,
        "rows": rows[len(podium) :],
        "next_url": f"{wish.address()}&after={after}" if after else "",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "honours/_board_rows.html", context)
    return render(request, "honours/board.html", context | around(wish, request.user))


def around(wish, user):
    """What stands around the lines: other periods and groups, and the reader's own place."""
    before, later = wish.neighbours()
    tabs = [(label, wish.address(period=name), name == wish.period) for name, label in PERIODS.items()]
    places = [(group.name, wish.address(group=group), group == wish.group) for group in groups_for(user)]
    if wish.group and not any(current for *_place, current in places):
        places.insert(0, (wish.group.name, wish.address(), True))
    return {
        "tabs": tabs,
        "places": [(_("The whole community"), wish.address(group=None), wish.group is None), *places],
        "before_url": wish.address(on=before) if before else "",
        "later_url": wish.address(on=later) if later else "",
        "last_day": wish.starts_on + timedelta(days=6),
        "own": own_place(wish, user) if user.is_authenticated else None,
        "ranked": RANKED,
    }


@require_safe
@visitor_page(query=set())
def badge_list(request):
    """All badges with what they ask for; to a member what he has of them, and how far it is to the next level."""
    user = request.user if request.user.is_authenticated else None
    standings = badge_standings(Account.objects.of(user) if user else None)
    context = {
        "nav": "honours",
        "standings": standings,
        "had": sum(bool(standing.award) for standing in standings),
        "ladder": ladder_with(user),
    }
    return render(request, "honours/badge_list.html", context)


@require_POST
@member_required
@limited("honours-listing", limit=60, seconds=3600)
def listing(request):
    """Stand on the honour board, or rather not; back to the page with the switch."""
    wanted = request.POST.get("want") == "1"
    if actions.set_listed(request.user, wanted):
        shown = _("You stand on the honour board again.")
        hidden = _("You no longer stand on the honour board. Your points go on counting.")
        messages.success(request, shown if wanted else hidden)
    return HttpResponseRedirect(safe_next(request, reverse("honours:board")))
